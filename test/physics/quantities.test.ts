/** Every kind of quantity, from MuJoCo's world and from the lanes', after the same steps. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LaneBatch } from '../../src/physics/batch.js';
import { packModel } from '../../src/physics/pack/model.js';
import { LaneWorld } from '../../src/physics/world.js';
import { Random } from '../../src/random.js';
import { stepInTurn } from '../../src/worlds/follow.js';
import * as frames from '../../src/worlds/frame-quantities.js';
import {
  actuatorForce,
  actuatorLength,
  actuatorVelocity,
  bodyCentre,
  contactForce,
  jointActuatorForce,
  previousAction,
  sensor,
  subtreeAngularMomentum,
  subtreeCentre,
  subtreeLinearVelocity,
  tendonLength,
  tendonVelocity,
  time,
} from '../../src/worlds/model-quantities.js';
import { compileModel } from '../../src/worlds/mujoco/module.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import {
  bodyAxes,
  bodyPosition,
  geomPosition,
  jointPosition,
  type Quantity,
  type Readout,
  reads,
  sitePosition,
  touch,
} from '../../src/worlds/quantities.js';
import { kindOf } from '../../src/worlds/quantity-kinds.js';
import type { World } from '../../src/worlds/world.js';
import { kernels, mujoco } from './beside-mujoco.js';
import { SENSED } from './sensed-model.js';

const ACTIONS = 8;

/** Quantities of every frame. */
const framed: Record<string, Quantity> = {};
for (const [object, name] of [
  ['body', 'fore'],
  ['body', 'post'],
  ['geom', 'fore'],
  ['site', 'tip'],
] as const) {
  framed[`${object}${name}Quaternion`] = frames[`${object}Quaternion`](name);
  for (const axes of [undefined, 'world', 'own'] as const) {
    for (const what of ['Velocity', 'AngularVelocity', 'Acceleration', 'AngularAcceleration'] as const) {
      framed[`${object}${name}${what}${axes ?? ''}`] = frames[`${object}${what}`](name, axes);
    }
  }
}

const ALL: Record<string, Quantity> = {
  ...framed,
  hip: jointPosition('hip'),
  trunk: bodyPosition('trunk'),
  axes: bodyAxes('fore'),
  geom: geomPosition('fore'),
  geomAxes: frames.geomAxes('fore'),
  site: sitePosition('tip'),
  siteAxes: frames.siteAxes('tip'),
  centre: bodyCentre('fore'),
  subtree: subtreeCentre('trunk'),
  everything: subtreeCentre('world'),
  flow: subtreeLinearVelocity('upper'),
  momentum: subtreeAngularMomentum('trunk'),
  length: actuatorLength('knee'),
  speed: actuatorVelocity('rail'),
  force: actuatorForce('hip'),
  jointForce: jointActuatorForce('knee'),
  servo: actuatorForce('servo'),
  slow: actuatorForce('slow'),
  winch: actuatorLength('winch'),
  onHip: jointActuatorForce('hip'),
  cord: tendonLength('cord'),
  cordSpeed: tendonVelocity('cord'),
  floor: contactForce({ geom: 'floor' }, { geom: 'paw' }),
  onFloor: contactForce({ body: 'fore' }, { body: 'world' }),
  pod: contactForce({ body: 'pod' }, { geom: 'trunk' }),
  touch: touch('tip'),
  imu: sensor('accelerometer_back', 3),
  time: time(),
  before: previousAction(ACTIONS),
};

/** A task that gives away all it reads: the observation is what is read, the reward a sum of it. */
function readout(quantities: Record<string, Quantity>): Readout & { seen: Float64Array[] } {
  const all = reads(quantities);
  const seen: Float64Array[] = [];
  return {
    seen,
    rewardReads: all,
    observationReads: all,
    observationSize: all.size,
    reward(q) {
      seen.push(Float64Array.from(q));
      return 0;
    },
    observe: (q, out) => out.set(q),
  };
}

const compiled = compileModel(mujoco, SENSED);
const packed = packModel(mujoco, compiled);
compiled.delete();

const action = (t: number) => Float32Array.from({ length: ACTIONS }, (_, i) => 0.8 * Math.sin(3 * t + i));

function both(physicsSteps: number) {
  const there = readout(ALL);
  const here = readout(ALL);
  return {
    there,
    here,
    mujocoWorld: new MujocoWorld(mujoco, { xml: SENSED, physicsSteps, ...there }),
    laneWorld: new LaneWorld(kernels, packed, { physicsSteps, ...here }),
  };
}

/** Compares what two worlds have read, quantity by quantity. */
function same(a: ArrayLike<number>, b: ArrayLike<number>, when: string, tolerance: number): void {
  const { list } = reads(ALL);
  for (const [i, name] of Object.keys(ALL).entries()) {
    const { offset, quantity } = list[i]!;
    const [x, y] = [a, b].map((all) => Array.from(all).slice(offset, offset + quantity.size));
    const error = Math.hypot(...x!.map((value, k) => value - y![k]!));
    // What is zero there is told apart from the forces around it, hundreds of newtons.
    const scale = Math.max(1, Math.hypot(...x!));
    assert.ok(error <= tolerance * scale, `${name} ${when}: ${y} is not ${x}`);
  }
}

for (const physicsSteps of [1, 3]) {
  test(`both physics read the same, of the same moments, with ${physicsSteps} physics steps in one`, () => {
    const { there, here, mujocoWorld, laneWorld } = both(physicsSteps);
    const state = new Float64Array(mujocoWorld.stateSize);
    const out = new Float32Array(reads(ALL).size);
    const mine = out.slice();
    assert.is(laneWorld.stateSize, mujocoWorld.stateSize);
    let touched = 0;
    for (let t = 0; t < 120 / physicsSteps; t++) {
      // From MuJoCo's state each time: what is compared is what is read, not how the worlds drift apart.
      mujocoWorld.getState(state);
      mujocoWorld.setState(state);
      laneWorld.setState(state);
      mujocoWorld.observe(out);
      laneWorld.observe(mine);
      same(out, mine, `without a step, at ${t}`, 2e-4);
      mujocoWorld.step(action(t));
      laneWorld.step(action(t));
      mujocoWorld.reward();
      laneWorld.reward();
      same(there.seen.pop()!, here.seen.pop()!, `in the reward, at ${t}`, 1e-3);
      mujocoWorld.observe(out);
      laneWorld.observe(mine);
      same(out, mine, `in the observation, at ${t}`, 1e-3);
      if (out[reads(ALL).at.floor! + 2]! > 0) touched++;
    }
    assert.ok(touched > 3, `the paw touched the floor ${touched} times`);
    mujocoWorld.close();
  });
}

test('in rollouts of the lanes as in a world of its own, to the bit, and the past is that of the rollout', () => {
  const { here, laneWorld } = both(2);
  const rolled = readout(ALL);
  const batch = new LaneBatch(kernels, packed, { physicsSteps: 2, ...rolled });
  laneWorld.reset(new Random(1, 2));
  laneWorld.step(action(0));
  const start = new Float64Array(laneWorld.stateSize);
  laneWorld.getState(start);
  const steps = 12;
  const worlds = 4;
  const controls = Array.from({ length: worlds }, (_, world) =>
    Array.from({ length: steps }, (_, t) => action(t + world)),
  );
  const actions = kernels.arena.f32(worlds * steps * ACTIONS);
  const rewards = kernels.arena.f64(worlds * steps);
  const observations = kernels.arena.f32(worlds * reads(ALL).size);
  controls.forEach((world, lane) => {
    world.forEach((control, t) => {
      control.forEach((x, a) => {
        actions.view[(t * ACTIONS + a) * 4 + lane] = x;
      });
    });
  });
  batch.rollout({
    groups: 1,
    steps,
    states: start,
    plans: 1,
    rolloutsPerPlan: worlds,
    firstRollout: 0,
    actions: actions.pointer,
    rewards: rewards.pointer,
    observations: observations.pointer,
  });
  const out = new Float32Array(reads(ALL).size);
  const { at } = reads(ALL);
  for (const [lane, world] of controls.entries()) {
    laneWorld.setState(start);
    here.seen.length = 0;
    for (const [t, control] of world.entries()) {
      laneWorld.step(control);
      laneWorld.reward();
      assert.equal([...rolled.seen[t * worlds + lane]!], [...here.seen[t]!], `world ${lane}, step ${t}`);
      const seen = here.seen[t]!;
      const before = t === 0 ? action(0) : world[t - 1]!;
      assert.equal([...seen.slice(at.before, at.before! + ACTIONS)], [...before]);
      assert.ok(Math.abs(seen[at.time!]! - (t + 2) * 0.008) < 1e-6);
    }
    laneWorld.observe(out);
    const { size } = reads(ALL);
    assert.equal([...observations.view.subarray(lane * size, (lane + 1) * size)], [...out]);
    assert.equal([...out.slice(at.before, at.before! + ACTIONS)], [...world.at(-1)!]);
  }
});

test('an episode begins at time 0, with the resting control before it', () => {
  const quantities = { time: time(), before: previousAction(ACTIONS), clock: sensor('clock') };
  const xml = SENSED.replace('<sensor>', '<sensor><clock name="clock"/>');
  const restingAction = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
  const options = { xml, restingAction, ...readout(quantities) };
  const model = compileModel(mujoco, xml);
  const worlds: World[] = [
    new MujocoWorld(mujoco, options),
    new LaneWorld(kernels, packModel(mujoco, model), options),
  ];
  model.delete();
  for (const world of worlds) {
    const out = new Float32Array(2 + ACTIONS);
    const state = new Float64Array(world.stateSize);
    world.reset(new Random(1, 2));
    world.observe(out);
    assert.equal([...out], [...Float32Array.of(0, ...restingAction, 0)]);
    world.step(action(1));
    world.observe(out);
    const after = [...Float32Array.of(0.004, ...action(1), 0.004)];
    assert.equal([...out], after);
    world.getState(state);
    world.step(action(2));
    world.setState(state);
    world.observe(out);
    assert.equal([...out], after, 'put back');
    world.close?.();
  }
});

test('with Runge-Kutta too, what is of the last step is of its start', () => {
  const xml = SENSED.replace('<option ', '<option integrator="RK4" ');
  const observed = readout(ALL);
  const world = new MujocoWorld(mujoco, { xml, physicsSteps: 2, ...observed });
  const euler = new MujocoWorld(mujoco, { xml: SENSED, ...observed });
  const state = new Float64Array(world.stateSize);
  const [here, there] = [new Float32Array(reads(ALL).size), new Float32Array(reads(ALL).size)];
  const { list } = reads(ALL);
  for (let t = 0; t < 30; t++) world.step(action(t));
  for (let t = 0; t < 10; t++) {
    // Two physics steps there; what is told is of the second, which begins where one alone ends.
    world.getState(state);
    const one = new MujocoWorld(mujoco, { xml, ...observed });
    one.setState(state);
    one.step(action(t));
    one.getState(state);
    euler.setState(state);
    one.close();
    world.step(action(t));
    euler.step(action(t)); // the same forces at its start
    world.observe(here);
    euler.observe(there);
    for (const [i, name] of Object.keys(ALL).entries()) {
      const { offset, quantity } = list[i]!;
      if (kindOf(quantity.kind).moment !== 'force' && quantity.kind !== 'sensor') continue;
      for (let k = offset; k < offset + quantity.size; k++) {
        assert.ok(
          Math.abs(here[k]! - there[k]!) <= 1e-6 * (1 + Math.abs(there[k]!)),
          `${name}: ${here[k]} is not ${there[k]}`,
        );
      }
    }
  }
  world.close();
  euler.close();
});

test('following a sequence gives the bits of stepping and rewarding in turn', () => {
  const { there, mujocoWorld } = both(2);
  const start = new Float64Array(mujocoWorld.stateSize);
  mujocoWorld.getState(start);
  const steps = 20;
  const actions = Float32Array.from(Array.from({ length: steps }, (_, t) => [...action(t)]).flat());
  mujocoWorld.follow(actions, new Float64Array(steps));
  const followed = there.seen.splice(0);
  mujocoWorld.setState(start);
  stepInTurn(mujocoWorld, actions, new Float64Array(steps));
  assert.is(followed.length, steps);
  followed.forEach((seen, t) => {
    assert.equal([...seen], [...there.seen[t]!], `step ${t}`);
  });
  mujocoWorld.close();
});

test('what is read that is not there, or of another size, is told by name', () => {
  const cases: [() => Quantity, RegExp][] = [
    [() => sensor('nothing'), /^the model has no sensor 'nothing'$/],
    [
      () => sensor('accelerometer_tip'),
      /^sensor 'accelerometer_tip' has 3 numbers in the model, the task reads 1 \(give its size\)$/,
    ],
    [() => sensor('touch_tip', 2), /^sensor 'touch_tip' has 1 number in the model, the task reads 2/],
    [() => sensor('touch_tip', 0), /^size of sensor 'touch_tip' must be an integer ≥ 1, got 0$/],
    [() => frames.siteVelocity('nose'), /^the model has no site 'nose'$/],
    [() => frames.geomAcceleration('nose'), /^the model has no geom 'nose'$/],
    [() => frames.bodyVelocity('tail'), /^the model has no body 'tail'$/],
    [
      () => frames.bodyVelocity('fore', 'body' as never),
      /^axes of bodyVelocity 'fore' must be one of world, own, got 'body'$/,
    ],
    [() => subtreeCentre('tail'), /^the model has no body 'tail'$/],
    [() => tendonLength('rope'), /^the model has no tendon 'rope'$/],
    [() => actuatorForce('wing'), /^the model has no actuator 'wing'$/],
    [
      () => jointActuatorForce('ball'),
      /^jointActuatorForce needs a hinge or a slide, joint 'ball' is of type ball$/,
    ],
    [() => contactForce({ geom: 'floor' }, { body: 'tail' }), /^the model has no body 'tail'$/],
    [
      () => contactForce({ geom: 'floor' }, { joint: 'hip' } as never),
      /^contactForce is between \{ geom: name \} or \{ body: name \}, got/,
    ],
    [
      () => previousAction(3),
      /^previousAction has 8 numbers in the model, the task reads 3 \(give its size\)$/,
    ],
  ];
  for (const [quantity, message] of cases) {
    assert.throws(
      () => new MujocoWorld(mujoco, { xml: SENSED, ...readout({ quantity: quantity() }) }),
      message,
    );
    assert.throws(() => new LaneWorld(kernels, packed, readout({ quantity: quantity() })), message);
  }
});

test('a sensor that the lanes do not compute refuses the task that reads it, not the model', () => {
  const more =
    '<distance name="apart" geom1="pod" geom2="paw" cutoff="1"/><user name="own" dim="2" needstage="pos"/>';
  const xml = SENSED.replace('</sensor>', `${more}</sensor>`);
  const compile = (text: string) => {
    const model = compileModel(mujoco, text);
    const result = packModel(mujoco, model);
    model.delete();
    return result;
  };
  const refused = compile(xml);
  const make = (from: typeof packed, quantity: Quantity) => () =>
    new LaneWorld(kernels, from, readout({ quantity }));
  make(refused, sensor('gyro_tip', 3))();
  assert.throws(
    make(refused, sensor('own', 2)),
    /^sensor 'own' cannot be read in the lanes: user sensors are computed by code of one’s own$/,
  );
  assert.throws(
    make(refused, sensor('apart')),
    /^sensor 'apart' cannot be read in the lanes: distances of geoms that do not touch are not computed there$/,
  );
  const off = compile(
    SENSED.replace('<option ', '<option ').replace(
      '/>\n<default>',
      '><flag sensor="disable"/></option>\n<default>',
    ),
  );
  assert.throws(
    make(off, sensor('gyro_tip', 3)),
    /^sensor 'gyro_tip' cannot be read in the lanes: sensors are switched off in the model$/,
  );
});

test.run();
