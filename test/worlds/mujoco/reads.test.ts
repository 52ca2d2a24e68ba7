import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  bodyAxes,
  bodyPosition,
  geomPosition,
  jointPosition,
  jointVelocity,
  type Quantity,
  reads,
  sitePosition,
  touch,
} from '../../../src/worlds/quantities.js';
import { cart, mujoco, observationOf, readout, stateOf } from '../cart.js';

const ALL = {
  rail: jointPosition('rail', 'slide'),
  hinge: jointPosition('hinge'),
  free: jointPosition('free', 'free'),
  railVelocity: jointVelocity('rail', 'slide'),
  freeVelocity: jointVelocity('free', 'free'),
  pole: bodyPosition('pole'),
  axes: bodyAxes('pole'),
  rod: geomPosition('rod'),
  tip: sitePosition('tip'),
  contact: touch('contact'),
  same: touch('bottom'),
};

test('quantities are MuJoCo’s numbers for the state that they are read in', () => {
  const world = cart(readout(ALL));
  const reference = new mujoco.MjData(world.model);
  const { at, size } = reads(ALL);
  assert.is(size, 1 + 1 + 7 + 1 + 6 + 3 + 9 + 3 + 3 + 1 + 1);
  const action = Float32Array.of(1);
  for (let i = 0; i < 30; i++) world.step(action);
  const q = observationOf(world);
  const touching = q[at.contact]!;
  reference.qpos.set(world.data.qpos);
  reference.qvel.set(world.data.qvel);
  mujoco.mj_forward(world.model, reference);
  const { model } = world;
  const id = (object: 'BODY' | 'GEOM' | 'SITE', name: string) =>
    mujoco.mj_name2id(model, mujoco.mjtObj[`mjOBJ_${object}`].value, name);
  const same = (offset: number, expected: Float64Array, what: string) =>
    assert.equal([...q.slice(offset, offset + expected.length)], [...Float32Array.from(expected)], what);
  const vector = (array: Float64Array, i: number, width = 3) => array.slice(width * i, width * i + width);
  same(at.rail, reference.qpos.slice(0, 1), 'rail');
  same(at.hinge, reference.qpos.slice(1, 2), 'hinge');
  same(at.free, reference.qpos.slice(2, 9), 'free');
  same(at.railVelocity, reference.qvel.slice(0, 1), 'rail velocity');
  same(at.freeVelocity, reference.qvel.slice(2, 8), 'free velocity');
  same(at.pole, vector(reference.xpos, id('BODY', 'pole')), 'pole');
  same(at.axes, vector(reference.xmat, id('BODY', 'pole'), 9), 'axes');
  same(at.rod, vector(reference.geom_xpos, id('GEOM', 'rod')), 'rod');
  same(at.tip, vector(reference.site_xpos, id('SITE', 'tip')), 'tip');
  assert.ok(q[at.rail]! > 0.01, 'the cart has moved');
  // The ball of 4.19 kg has come to rest on the floor: touch is its weight.
  const weight = (4 / 3) * Math.PI * 1000 * 0.1 ** 3 * 9.81;
  assert.ok(Math.abs(touching / weight - 1) < 0.05, `${touching} N against ${weight} N`);
  assert.is(q[at.same], touching);
  reference.delete();
  world.close();
});

test('after a step, touch is that of the step just taken, not of the state after it', () => {
  const world = cart(readout({ contact: touch('contact') }));
  const state = stateOf(world);
  state[4] = 0.0995; // the ball half a millimetre in the floor
  world.setState(state);
  world.step(Float32Array.of(0));
  const felt = Math.fround(world.data.sensordata[0]);
  assert.is(observationOf(world)[0], felt);
  const after = stateOf(world);
  world.setState(after);
  assert.is.not(observationOf(world)[0], felt);
  world.close();
});

test('without a step, touch is that of the state with zero control', () => {
  const world = cart(readout({ contact: touch('contact') }));
  for (let i = 0; i < 30; i++) world.step(Float32Array.of(2));
  const state = stateOf(world);
  world.setState(state);
  const reference = new mujoco.MjData(world.model);
  reference.qpos.set(state.slice(0, 9));
  reference.qvel.set(state.slice(9, 17));
  reference.act.set(state.slice(17));
  mujoco.mj_forward(world.model, reference);
  assert.is(observationOf(world)[0], Math.fround(reference.sensordata[0]));
  assert.ok(reference.sensordata[0] > 0);
  reference.delete();
  world.close();
});

test('the reward may read more than joints, and is that of the new state', () => {
  const world = cart(readout({ tip: sitePosition('tip') }));
  for (let i = 0; i < 20; i++) world.step(Float32Array.of(2));
  const reward = world.reward();
  const cartPosition = world.data.qpos[0];
  assert.ok(Math.abs(reward - (cartPosition + 0.6 * Math.sin(world.data.qpos[1]))) < 1e-12);
  world.close();
});

test('a task that reads what the model lacks is told by name', () => {
  const cases: [Quantity, RegExp][] = [
    [jointPosition('elbow'), /no joint 'elbow'/],
    [bodyAxes('torso'), /no body 'torso'/],
    [geomPosition('x'), /no geom 'x'/],
    [sitePosition('x'), /no site 'x'/],
    [touch('tip'), /no touch sensor 'tip'/],
    [jointPosition('free'), /jointPosition of 'free' has 7 numbers in the model, the task reads 1/],
    [jointVelocity('hinge', 'ball'), /jointVelocity of 'hinge' has 1 numbers in the model, the task reads 3/],
  ];
  for (const [quantity, message] of cases) assert.throws(() => cart(readout({ quantity })), message);
  assert.throws(
    () => jointPosition('free', 'freee' as never),
    /must be hinge, slide, ball or free, got freee/,
  );
});

test('scene: visible shapes, fixed ones with their pose, moving ones with a slot in poses', () => {
  const world = cart();
  const { shapes, follow } = world.scene();
  assert.equal(
    shapes.map(({ name, kind }) => [name, kind]),
    [
      ['floor', 'plane'],
      ['box', 'box'],
      ['rod', 'capsule'],
      ['ball', 'sphere'],
    ],
  );
  assert.equal(shapes[0]!.pose, [0, 0, 0, 1, 0, 0, 0]);
  assert.is(follow, 3, 'what is free to go anywhere');
  assert.equal(shapes[1]!.color, [1, 0, 0]);
  assert.equal(
    shapes[1]!.size.map((value) => value.toFixed(3)),
    ['0.100', '0.100', '0.050'],
  );
  const poses = new Float32Array(21);
  const state = stateOf(world);
  state[0] = 0.25; // the cart to the right
  state[1] = Math.PI / 2; // the pole along +x
  world.setState(state);
  world.poses(poses);
  const near = (from: number, expected: number[]) =>
    expected.forEach((value, i) => {
      assert.ok(
        Math.abs(poses[from + i]! - value) < 1e-6,
        `${poses.slice(from, from + 7)} is not ${expected}`,
      );
    });
  near(0, [0.25, 0, 0.5, 1, 0, 0, 0]);
  near(7, [0.25 + 0.3, 0.2, 0.5]);
  // The rod's own frame has z from its far end to its near one: half a turn on top of the pole's quarter.
  const [w, x, y, z] = poses.slice(10, 14) as unknown as [number, number, number, number];
  assert.ok(Math.abs(Math.abs(2 * (x * z + w * y)) - 1) < 1e-6, 'the capsule lies along x');
  near(14, [1, 0, 0.1, 1, 0, 0, 0]);
  assert.throws(() => world.poses(new Float32Array(20)), /poses needs room for 21 numbers, got 20/);
  world.close();
});

test.run();
