/** The resting control of a model: which one it is, and where it stands in for a control that nobody has given. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { loadPhysics } from '../../src/kernels/load-physics.js';
import { LaneBatch } from '../../src/physics/batch.js';
import { packModel } from '../../src/physics/pack/model.js';
import { LaneWorld } from '../../src/physics/world.js';
import { compileModel } from '../../src/worlds/mujoco/module.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { jointPosition, type Start, touch } from '../../src/worlds/quantities.js';
import type { StartSettings } from '../../src/worlds/start.js';
import { mujoco, readout } from './cart.js';

const kernels = await loadPhysics(await loadKernels());

/** Two hinges that start at 0, with a motor each. */
const hinges = (keyframes: string) => `<mujoco>
  <worldbody><body><joint name="a" axis="0 1 0"/><geom size="0.1" pos="0 0 1"/>
    <body pos="0 0 2"><joint name="b" axis="0 1 0"/><geom size="0.1"/></body></body></worldbody>
  <actuator><motor joint="a" ctrlrange="-0.1 5"/><motor joint="b" ctrlrange="1 5"/></actuator>
  <keyframe>${keyframes}</keyframe>
</mujoco>`;

function restOf(keyframes: string, settings: StartSettings = {}): number[] {
  const xml = hinges(keyframes);
  const options = { ...readout({ a: jointPosition('a') }), ...settings };
  const world = new MujocoWorld(mujoco, { xml, ...options });
  const rest = [...world.restingAction];
  const model = packModel(mujoco, world.model);
  world.close();
  assert.equal([...new LaneWorld(kernels, model, options).restingAction], rest, 'the lanes rest elsewhere');
  assert.equal(Array.from(new LaneBatch(kernels, model, options).shape.restingAction!), rest);
  return rest;
}

const NONE = [0, 1]; // 0, and the bound nearest to it
const KEYS = `<key name="far" qpos="2 2" ctrl="4 4"/><key name="home" qpos="1 -1" ctrl="2 3"/>
  <key name="other" qpos="1 -1" ctrl="3 3"/>`;
const goTo =
  (a: number, b: number): Start =>
  (world) =>
    world.setState(Float64Array.of(a, b, 0, 0));

test('the ctrl of the keyframe that the start names, inside the bounds', () => {
  assert.equal(restOf(KEYS, { start: { keyframe: 'far' } }), [4, 4]);
  assert.equal(restOf(KEYS, { start: { keyframe: 2, noise: 0.5 } }), [3, 3]);
  assert.equal(restOf('<key name="home" ctrl="-3 9"/>', { start: { keyframe: 'home' } }), [-0.1, 5]);
  assert.equal(
    restOf('<key name="home"/>', { start: { keyframe: 'home' } }),
    NONE,
    'a keyframe without ctrl',
  );
});

test('else that of the keyframe at which the model starts, if there is one', () => {
  assert.equal(restOf(''), NONE);
  assert.equal(restOf(KEYS), NONE, 'it starts elsewhere');
  assert.equal(
    restOf('<key ctrl="2 2"/>'),
    [2, 2],
    'a keyframe has the model’s own qpos unless it says another',
  );
  assert.equal(restOf('<key ctrl="2 2"/><key name="home" ctrl="3 3"/>'), [3, 3], 'home before the first');
  assert.equal(restOf('<key name="home" qpos="0.09 -0.09" ctrl="2 2"/>'), [2, 2]);
  assert.equal(restOf('<key name="home" qpos="0.11 0" ctrl="2 2"/>'), NONE);
  assert.equal(
    restOf('<key name="home" qpos="0.05 0" ctrl="2 2"/><key name="on" ctrl="3 3"/>'),
    [3, 3],
    'the nearest',
  );
});

test('and where the task’s own reset leads to counts as its start', () => {
  assert.equal(restOf(KEYS, { reset: goTo(1, -1) }), [2, 3]);
  assert.equal(restOf(KEYS, { reset: goTo(2, 2) }), [4, 4]);
  assert.equal(restOf(KEYS, { reset: goTo(2, -2) }), NONE);
  const noisy: Start = (world, random) =>
    goTo(1 + random.uniform(-0.1, 0.1), -1 + random.uniform(-0.1, 0.1))(world, random);
  assert.equal(restOf(KEYS, { reset: noisy }), [2, 3]);
  const settling: Start = (world, random) => {
    goTo(1, -1)(world, random);
    for (let i = 0; i < 50; i++) world.step(new Float32Array(world.actionSize));
  };
  assert.equal(restOf(KEYS, { reset: settling }), [2, 3], 'it settles from there');
  const waiting: Start = (world) => {
    for (;;) world.step(new Float32Array(world.actionSize));
  };
  assert.equal(restOf(KEYS, { reset: waiting }), NONE, 'one that waits for something is not waited for');
});

test('restingAction says another one', () => {
  assert.equal(restOf(KEYS, { start: { keyframe: 'home' }, restingAction: [0.5, 1.5] }), [0.5, 1.5]);
  assert.equal(restOf('', { restingAction: Float32Array.of(0.5, 1.5) }), [0.5, 1.5]);
});

/** A ball that its motor can press onto the floor, 1 mm deep in it. */
const PRESS = `<mujoco>
  <option gravity="0 0 0"/>
  <worldbody>
    <geom type="plane" size="0 0 1" condim="1"/>
    <body pos="0 0 0.099"><joint name="lift" type="slide" axis="0 0 1"/><geom size="0.1" condim="1"/><site name="skin" size="0.12"/></body>
  </worldbody>
  <actuator><motor joint="lift" gear="40" ctrlrange="-1 1"/></actuator>
  <sensor><touch name="skin" site="skin"/></sensor>
</mujoco>`;

test('a state without a step has the touch and the action of the resting control, in MuJoCo and in the lanes', () => {
  const quantities = readout({ force: touch('skin') });
  const seen = (restingAction: number[]) => {
    const options = {
      ...quantities,
      reward: (_: unknown, action: Float32Array) => action[0]!,
      restingAction,
    };
    const world = new MujocoWorld(mujoco, { xml: PRESS, ...options });
    const model = compileModel(mujoco, PRESS);
    const lanes = new LaneWorld(kernels, packModel(mujoco, model), options);
    model.delete();
    const forces = [world, lanes].map((each) => {
      const force = new Float32Array(1);
      each.step(Float32Array.of(0.25));
      each.setState(Float64Array.of(0, 0));
      each.observe(force);
      assert.is(each.reward(), Math.fround(restingAction[0]!));
      return force[0]!;
    });
    world.close();
    assert.ok(Math.abs(forces[0]! - forces[1]!) < 1e-3 * forces[0]!, `${forces}`);
    return forces[0]!;
  };
  const alone = seen([0]);
  assert.ok(alone > 0);
  const pressed = seen([-0.5]);
  assert.ok(pressed > alone + 1, `${pressed} N is not more than ${alone} N`);
});

test.run();
