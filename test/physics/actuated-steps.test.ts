/** Steps of models whose actuators have states, tendons and limits: trajectories, lanes, facades, files. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LaneBatch } from '../../src/physics/batch.js';
import { packedModelFromBytes, packedModelToBytes } from '../../src/physics/file.js';
import { LaneWorld } from '../../src/physics/world.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { jointPosition, reads } from '../../src/worlds/quantities.js';
import { BesideMujoco, kernels, mujoco, type State } from './beside-mujoco.js';
import { actuators, arm, joints } from './force-models.js';
import { Draws } from './states.js';

const RANGE = 'ctrlrange="-1 1"';
const MUSCLE = 'timeconst="0.02 0.05" lengthrange="-1.5 1.5" ctrlrange="0 1"';

/** Every kind of activation, one of them in a group that is disabled; a spatial tendon; dampers. */
const driven = arm(
  `<tendon><spatial name="t" stiffness="8" damping="0.5"><site site="on_cart"/><site site="on_upper"/><geom geom="bar"/><site site="on_lower"/></spatial></tendon>${actuators(
    `<general joint="rail" ${RANGE} dyntype="integrator" gainprm="3" actlimited="true" actrange="-0.02 0.5"/>
    <general joint="shoulder" ${RANGE} dyntype="filter" dynprm="0.04" gainprm="4" biastype="affine" biasprm="0 -4 -0.2" forcerange="-1 1"/>
    <general joint="elbow" ${RANGE} dyntype="filterexact" dynprm="0.03" gainprm="2" actearly="true"/>
    <muscle joint="wrist" ${MUSCLE}/><muscle joint="elbow" tausmooth="0.3" ${MUSCLE}/>
    <intvelocity joint="wrist" ${RANGE} kp="1" actrange="-1 1" group="3"/><motor tendon="t" ${RANGE}/>
    <motor joint="rail" gear="2" ${RANGE} armature="0.1" damping="0.3 0.1"/>`,
  )}<keyframe><key name="ready" qpos="0.1 0.2 -0.3 0.1" act="0.1 0.2 0.3 0.4 0.5 0.6"/></keyframe>`,
  { rail: 'damping="1 0.5"', shoulder: 'damping="0.2"', elbow: 'damping="0.1"', wrist: 'damping="0.05"' },
  'actuatorgroupdisable="3"',
);

/** A servo that turns a ball joint on and on. */
const turning = joints(
  actuators(
    `<intvelocity joint="ball" gear="0 0 1" kp="3" ctrlrange="-20 20" actrange="-50 50"/><motor joint="hinge" ${RANGE}/>`,
  ),
  'damping="2"',
  'damping="0.2"',
);

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));

for (const [name, xml, control, comesRound] of [
  ['an arm with every kind of activation', driven, (x: number) => x, false],
  ['a servo that goes round and round', turning, (x: number) => 12 + x, true],
] as const) {
  test(`trajectories stay with MuJoCo's: ${name}`, () => {
    const beside = new BesideMujoco(xml);
    const draws = new Draws(11);
    const { nu, na } = beside.model;
    const start = beside.state(new Array(nu).fill(0));
    const state: State = {
      ...start,
      act: Array.from({ length: na }, () => Math.fround(0.3 * draws.uniform(0, 1))),
    };
    beside.setMujoco(state);
    let jumped = false;
    for (let lane = 0; lane < 4; lane++) beside.setLane(lane, state);
    for (let t = 0; t < 120; t++) {
      const ctrl = draws.controls(nu, 0.7).map(control).map(Math.fround);
      beside.data.ctrl.set(ctrl);
      for (let lane = 0; lane < 4; lane++) beside.setControl(lane, ctrl);
      beside.stepMujoco();
      const before = beside.act(2);
      beside.stepLanes();
      jumped ||= largest(before, beside.act(2)) > 5;
    }
    assert.ok(
      largest(beside.act(2), beside.data.act) < 1e-5,
      `act ${largest(beside.act(2), beside.data.act)}`,
    );
    assert.ok(
      largest(beside.qpos(2), beside.data.qpos) < 1e-4,
      `qpos ${largest(beside.qpos(2), beside.data.qpos)}`,
    );
    assert.ok(
      largest(beside.qvel(2), beside.data.qvel) < 1e-3,
      `qvel ${largest(beside.qvel(2), beside.data.qvel)}`,
    );
    assert.ok(Math.hypot(...beside.act(2)) > 0.05, 'the activations move');
    assert.is(jumped, comesRound, 'a setpoint is kept within half a turn of the servo');
    beside.close();
  });
}

test('a world’s bits do not depend on its lane nor on its neighbours, around cylinders as beside them', () => {
  const beside = new BesideMujoco(driven);
  const draws = new Draws(5);
  const { nq, nv, nu, na } = beside.model;
  const list = (count: number, scale: number) =>
    Array.from({ length: count }, () => Math.fround(scale * draws.normal()));
  const states: State[] = Array.from({ length: 40 }, () => ({
    qpos: list(nq, 1),
    qvel: list(nv, 1),
    act: list(na, 0.3),
    ctrl: draws.controls(nu, 0.7),
  }));
  const run = (four: State[], lane: number) => {
    four.forEach((state, i) => {
      beside.setLane(i, state);
    });
    beside.stepLanes(10);
    return beside.bits(lane);
  };
  for (let i = 0; i + 6 < states.length; i += 3) {
    const own = states[i]!;
    const alone = run([own, own, own, own], 0);
    for (const lane of [0, 1, 3]) {
      const four = states.slice(i + 1, i + 5);
      four[lane] = own;
      assert.equal(run(four, lane), alone, `state ${i}, lane ${lane}`);
    }
  }
  beside.close();
});

test('a world that blows up has its activations at rest', () => {
  const beside = new BesideMujoco(driven);
  const { nq, nv, nu, na } = beside.model;
  const fast = { qpos: new Array(nq).fill(0), qvel: new Array(nv).fill(1e6), ctrl: new Array(nu).fill(0.5) };
  beside.setLane(1, { ...fast, act: new Array(na).fill(0.5) });
  beside.stepLanes(2);
  assert.ok(beside.groups.frozen(1));
  assert.equal(beside.act(1), new Array(na).fill(0));
  beside.close();
});

const task = {
  observationSize: 1,
  rewardReads: reads({ elbow: jointPosition('elbow') }),
  observationReads: reads({ elbow: jointPosition('elbow') }),
  reward: (values: ArrayLike<number>) => -Math.abs(values[0]!),
  observe: (values: ArrayLike<number>, out: Float32Array) => out.set([values[0]!]),
};

test('a state is qpos, qvel, act: as in MuJoCo’s world, from a keyframe, through a packed file', () => {
  const beside = new BesideMujoco(driven);
  const packed = packedModelFromBytes(packedModelToBytes(beside.packed));
  assert.is(packed.info.actCount, beside.model.na);
  const options = { ...task, start: { keyframe: 'ready' } };
  const lanes = new LaneWorld(kernels, packed, options);
  const world = new MujocoWorld(mujoco, { ...options, xml: driven });
  assert.is(lanes.stateSize, world.stateSize);
  const action = new Float32Array(lanes.actionSize).fill(0.4);
  const [a, b] = [lanes, world].map((one) => {
    const state = new Float64Array(one.stateSize);
    one.startFrom('ready');
    one.reset(undefined as never);
    one.getState(state);
    assert.equal(
      [...state.subarray(-6)].map((x) => Math.round(1e6 * x) / 1e6),
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    );
    for (let t = 0; t < 20; t++) one.step(action);
    one.getState(state);
    return state;
  });
  assert.ok(largest(a!, b!) < 1e-4, `after 20 steps: ${largest(a!, b!)}`);
  world.close();
  beside.close();
});

test('rollouts begin with the activations of their state', () => {
  const beside = new BesideMujoco(driven);
  const batch = new LaneBatch(kernels, beside.packed, task);
  const steps = 8;
  const size = batch.shape.stateSize;
  const states = new Float64Array(2 * size);
  states.fill(0.5, size + beside.model.nq + beside.model.nv);
  const actions = kernels.arena.f32(4 * steps * batch.shape.actionSize);
  const rewards = kernels.arena.f64(4 * steps);
  const observations = kernels.arena.f32(4);
  batch.rollout({
    states,
    plans: 2,
    rolloutsPerPlan: 2,
    firstRollout: 0,
    groups: 1,
    steps,
    actions: actions.pointer,
    rewards: rewards.pointer,
    observations: observations.pointer,
  });
  const [first, second, third, fourth] = [...observations.view];
  assert.is(first, second);
  assert.is(third, fourth);
  assert.is.not(first, third);
  const world = new LaneWorld(kernels, beside.packed, task);
  world.setState(states.slice(size));
  for (let t = 0; t < steps; t++) world.step(new Float32Array(batch.shape.actionSize));
  const out = new Float32Array(1);
  world.observe(out);
  assert.is(out[0], third);
  beside.close();
});

test('a model whose actuators have no range of control packs, and cannot be planned for', () => {
  const beside = new BesideMujoco(
    arm(actuators('<motor name="pull" joint="elbow"/><motor joint="wrist" ctrlrange="-1 1"/>')),
  );
  assert.throws(
    () => new LaneBatch(kernels, beside.packed, task),
    /actuators without a control range: 'pull'/,
  );
  beside.close();
});

test.run();
