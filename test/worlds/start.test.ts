/** Where episodes of a model begin: keyframes and noise, in MuJoCo and in the lanes alike. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { loadPhysics } from '../../src/kernels/load-physics.js';
import { LaneBatch } from '../../src/physics/batch.js';
import { packedModelFromBytes, packedModelToBytes } from '../../src/physics/file.js';
import { packModel } from '../../src/physics/pack/model.js';
import { LaneWorld } from '../../src/physics/world.js';
import { Random, Stream } from '../../src/random.js';
import { compileModel } from '../../src/worlds/mujoco/module.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import type { StartSettings } from '../../src/worlds/start.js';
import type { World } from '../../src/worlds/world.js';
import { CART, cart, mujoco, rail, readout, stateOf } from './cart.js';

const kernels = await loadPhysics(await loadKernels());

/** A slide with a motor, and a ball joint and a free body beside it: joints of every kind, and all of it packs. */
const JOINTS = `<mujoco>
  <default><geom contype="0" conaffinity="0"/></default>
  <worldbody>
    <body name="slide"><joint name="slide" type="slide" axis="1 0 0"/><geom size="0.1"/>
      <body pos="0 0 1"><joint name="hinge" axis="0 1 0"/><geom size="0.1"/></body></body>
    <body pos="5 0 0"><joint type="ball"/><geom size="0.1" pos="0 0 0.2"/></body>
    <body pos="0 5 1"><freejoint/><geom size="0.1"/></body>
  </worldbody>
  <actuator><motor joint="slide" ctrlrange="-2 3"/></actuator>
  <keyframe>
    <key qpos="0 0.3 1 0 0 0 0 5 1 1 0 0 0" ctrl="-9"/>
    <key name="bent" qpos="0.5 -1 0 1 0 0 1 2 3 0 0 0 2" qvel="1 2 3 4 5 6 7 8 9 10 11" ctrl="2.5"/>
  </keyframe>
</mujoco>`;
const BENT = [0.5, -1, 0, 1, 0, 0, 1, 2, 3, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

const slide = readout({ slide: { kind: 'jointPosition', name: 'slide', size: 1 } });
const inMujoco = (settings: StartSettings, xml = JOINTS) =>
  new MujocoWorld(mujoco, { xml, ...slide, ...settings });
const packed = (xml = JOINTS) => {
  const model = compileModel(mujoco, xml);
  try {
    return packedModelFromBytes(packedModelToBytes(packModel(mujoco, model)));
  } finally {
    model.delete();
  }
};
const joints = packed();
const inLanes = (settings: StartSettings, model = joints) =>
  new LaneWorld(kernels, model, { ...slide, ...settings });

function startOf(world: World, random = new Random(1, Stream.reset)): number[] {
  const state = new Float64Array(world.stateSize);
  world.reset(random);
  world.getState(state);
  world.close?.();
  return [...state];
}

test('a start keyframe is all of its state: joints, velocities, activations, poses of mocap bodies', () => {
  const xml = CART.replace('<body name="cart"', '<body name="goal" mocap="true"/><body name="cart"').replace(
    '</mujoco>',
    '<keyframe><key name="on" qpos="1 2 3 4 5 0 0 0 2" qvel="8 7 6 5 4 3 2 1" act="0.25" mpos="7 8 9" mquat="0 2 0 0" time="5"/></keyframe></mujoco>',
  );
  const world = cart({ xml, start: { keyframe: 'on' } });
  const expected = [1, 2, 3, 4, 5, 0, 0, 0, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0.25, 7, 8, 9, 0, 1, 0, 0];
  assert.equal(startOf(world), expected, 'orientations normalised, as MuJoCo does it');
});

test('by name or by number, in MuJoCo and in the lanes', () => {
  for (const make of [inMujoco, inLanes]) {
    for (const keyframe of ['bent', 1, '1']) assert.equal(startOf(make({ start: { keyframe } })), BENT);
    assert.equal(make({}).keyframes, ['0', 'bent']);
    assert.is(startOf(make({ start: {} }))[7], 5, 'none: the model’s own start');
  }
});

test('noise stays inside its half width, turns orientations and leaves them of length 1, in both worlds alike', () => {
  const noise = 0.05;
  const spread = new Float64Array(13);
  for (let seed = 0; seed < 200; seed++) {
    const random = () => new Random(seed, Stream.reset);
    const state = startOf(inMujoco({ start: { keyframe: 'bent', noise } }), random());
    assert.equal(startOf(inLanes({ start: { keyframe: 'bent', noise } }), random()), state.map(Math.fround));
    for (const [from, count] of [
      [2, 4],
      [9, 4],
    ] as const) {
      const length = Math.hypot(...state.slice(from, from + count));
      assert.ok(Math.abs(length - 1) < 1e-15, `length ${length}`);
      const dot = state.slice(from, from + count).reduce((sum, x, i) => sum + x * BENT[from + i]!, 0);
      assert.ok(2 * Math.acos(Math.min(1, Math.abs(dot))) < Math.sqrt(3) * noise, 'a turn of that size');
    }
    state.slice(0, 13).forEach((x, i) => {
      spread[i] = Math.max(spread[i]!, Math.abs(x - BENT[i]!));
    });
    assert.equal(state.slice(13), BENT.slice(13), 'velocities stay');
  }
  [0, 1, 6, 7, 8].forEach((i) => {
    assert.ok(spread[i]! <= noise && spread[i]! > 0.9 * noise, `place ${i}: ${spread[i]}`);
  });
  const turned = [...spread.subarray(2, 6), ...spread.subarray(9, 13)];
  assert.is(turned.filter((x) => x > 0.8 * (noise / 2) && x < 1.01 * (noise / 2)).length, 6, `${turned}`);
});

test('noise is drawn from the random numbers of the reset alone; without noise nothing is drawn', () => {
  const world = inMujoco({ start: { noise: 0.1 } });
  const twice = [new Random(3, Stream.reset), new Random(3, Stream.reset)].map((random) => {
    world.reset(random);
    assert.is(random.position, 2 + 3 + 6);
    return [...stateOf(world)];
  });
  assert.equal(twice[0], twice[1]);
  world.close();
  const random = new Random(3, Stream.reset);
  startOf(inMujoco({ start: { keyframe: 'bent' } }), random);
  assert.is(random.position, 0);
});

test('the task’s own reset comes after its start; --keyframe takes the place of both, and the noise stays', () => {
  const reset: StartSettings['reset'] = (world) => {
    const state = new Float64Array(world.stateSize);
    world.getState(state);
    state[0]! += 10;
    world.setState(state);
  };
  for (const make of [inMujoco, inLanes]) {
    assert.is(startOf(make({ start: { keyframe: 'bent' }, reset }))[0], 10.5);
    const world = make({ start: { keyframe: 0 }, reset });
    world.startFrom('bent');
    assert.equal([...world.restingAction], [2.5]);
    assert.equal(startOf(world), BENT);
    const noisy = make({ start: { noise: 0.1 }, reset });
    noisy.startFrom('bent');
    const [place] = startOf(noisy);
    assert.ok(place !== 0.5 && Math.abs(place! - 0.5) <= 0.1, String(place));
  }
});

test('what is wrong with a start is said in one line', () => {
  const none = JOINTS.replace(/<keyframe>.*<\/keyframe>/s, '');
  const cases: [StartSettings, string, RegExp][] = [
    [
      { start: { keyframe: 'home' } },
      JOINTS,
      /^start\.keyframe must be one of 0, bent \(the model's keyframes, or a number from 0 to 1\), got 'home'$/,
    ],
    ...[2, -1, 0.5, '', '2', null, {}].map(
      (keyframe) =>
        [{ start: { keyframe } } as StartSettings, JOINTS, /^start\.keyframe must be one of 0, bent /] as [
          StartSettings,
          string,
          RegExp,
        ],
    ),
    [
      { start: { keyframe: 'home' } },
      none,
      /^start\.keyframe must be left out: the model has no keyframes, got 'home'$/,
    ],
    [{ start: 'home' as never }, JOINTS, /^start must be an object of keyframe and noise, got 'home'$/],
    [{ start: { key: 'bent' } as never }, JOINTS, /^start has no option 'key'; it accepts keyframe, noise$/],
    [{ start: { noise: -1 } }, JOINTS, /^start\.noise must be a finite number ≥ 0, got -1$/],
    [{ restingAction: [1, 2] }, JOINTS, /^restingAction must have 1 numbers \(actionSize\), got \[1,2\]$/],
    [{ restingAction: 1 as never }, JOINTS, /^restingAction must have 1 numbers \(actionSize\), got 1$/],
    [{ restingAction: [4] }, JOINTS, /^restingAction\[0\] must be a finite number ≥ -2 and ≤ 3, got 4$/],
    [{ restingAction: [Number.NaN] }, JOINTS, /^restingAction\[0\] must be a finite number/],
  ];
  for (const [settings, xml, message] of cases) {
    const model = xml === JOINTS ? joints : packed(xml);
    assert.throws(() => inMujoco(settings, xml), message);
    assert.throws(() => inLanes(settings, model), message);
    assert.throws(() => new LaneBatch(kernels, model, { ...slide, ...settings }), message);
  }
  const world = inMujoco({});
  assert.throws(() => world.startFrom('home'), /^keyframe must be one of 0, bent /);
  world.close();
});

test('a model packed before keyframes were packed still serves; only a start keyframe is refused', () => {
  const { info, words } = joints;
  const { keyframes: _, ...before } = info;
  const old = packedModelFromBytes(packedModelToBytes({ info: before, words }));
  const world = inLanes({ start: { noise: 0.1 } }, old);
  assert.equal([[...world.restingAction], world.keyframes], [[0], []]);
  assert.equal(startOf(inLanes({}, old)), startOf(inLanes({})));
  assert.throws(
    () => inLanes({ start: { keyframe: 'bent' } }, old),
    /^start\.keyframe must be left out: this packed model was made by an earlier version, which left keyframes out; pack the model again$/,
  );
});

test('a readout without keyframes rests at zero, or at the bound nearest to it', () => {
  const world = cart({ xml: CART.replace('ctrlrange="-1 2"', 'ctrlrange="0.5 2"'), ...readout(rail) });
  assert.equal([...world.restingAction], [0.5]);
  world.close();
});

test.run();
