import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random, Stream } from '../../../src/random.js';
import { humanoidGetup } from '../../../src/tasks/humanoid-getup.js';
import { humanoidXml } from '../../../src/tasks/models/humanoid.js';
import { MujocoWorld } from '../../../src/worlds/mujoco/world.js';
import { bodyPosition, jointPosition, touch } from '../../../src/worlds/quantities.js';
import { CART, cart, mujoco, observationOf, readout, stateOf } from '../cart.js';

test('sizes, bounds and times come from the model', () => {
  const world = cart({ physicsSteps: 3 });
  assert.is(world.stateSize, 9 + 8 + 1);
  assert.is(world.actionSize, 1);
  assert.equal([...world.actionLow, ...world.actionHigh], [-1, 2]);
  assert.ok(Math.abs(world.timestep - 0.03) < 1e-15);
  world.close();
});

test('a control step is its physics steps, with the control held', () => {
  const one = cart();
  const three = cart({ physicsSteps: 3 });
  const action = Float32Array.of(0.7);
  for (let i = 0; i < 3; i++) one.step(action);
  three.step(action);
  assert.equal(stateOf(three), stateOf(one));
  one.close();
  three.close();
});

test('going on from a state gives the same bits as having stepped there, contacts and all', async () => {
  const world = (await humanoidGetup().createWorld(undefined as never)) as MujocoWorld;
  world.reset(new Random(1, Stream.reset));
  const random = new Random(2, Stream.world);
  const actions = Array.from({ length: 60 }, () =>
    Float32Array.from({ length: world.actionSize }, () => random.uniform(-1, 1)),
  );
  let saved = stateOf(world);
  let path: string[] = [];
  const record = () => {
    path.push([...stateOf(world), ...observationOf(world), world.reward()].join(' '));
  };
  actions.forEach((action, i) => {
    world.step(action);
    if (i === 19) saved = stateOf(world);
    if (i > 19) record();
  });
  const first = path;
  path = [];
  world.setState(saved);
  observationOf(world); // reading may not disturb what follows
  for (const action of actions.slice(20)) {
    world.step(action);
    record();
  }
  assert.equal(path, first);
  assert.equal(stateOf(world).slice(0, 3).every(Number.isFinite), true);
  world.close();
});

test('getState gives back what setState was given', () => {
  const world = cart();
  const state = Float64Array.from({ length: world.stateSize }, (_, i) => 0.1 * i - 0.3);
  state.set([0.5, -0.5, 0.5, 0.5], 5); // the free joint's quaternion
  world.setState(state);
  assert.equal(stateOf(world), state);
  world.close();
});

test('the poses of mocap bodies are state', () => {
  const xml = CART.replace(
    '<body name="cart"',
    '<body name="goal" mocap="true" pos="1 2 3"/><body name="cart"',
  );
  const world = cart({ xml, ...readout({ goal: bodyPosition('goal') }) });
  assert.is(world.stateSize, 9 + 8 + 1 + 7);
  const state = stateOf(world);
  assert.equal([...state.slice(18)], [1, 2, 3, 1, 0, 0, 0]);
  state.set([4, 5, 6], 18);
  world.setState(state);
  assert.equal([...observationOf(world)], [4, 5, 6]);
  world.close();
});

test('states and actions that are not numbers are refused', () => {
  const world = cart();
  const state = stateOf(world);
  state[3] = Number.NaN;
  assert.throws(() => world.setState(state), /^state must be finite, got NaN at index 3$/);
  assert.throws(() => world.setState(new Float64Array(4)), /state must hold 18 numbers, got 4/);
  assert.throws(
    () => world.step(Float32Array.of(Number.POSITIVE_INFINITY)),
    /action must be finite, got Infinity at index 0/,
  );
  assert.throws(() => world.step(new Float32Array(2)), /action must hold 1 numbers, got 2/);
  world.close();
});

test('divergence makes the reward NaN until a state is set, and nothing else', () => {
  const world = new MujocoWorld(mujoco, {
    xml: humanoidXml(),
    ...readout({ root: jointPosition('root', 'free') }),
  });
  const twin = new MujocoWorld(mujoco, {
    xml: humanoidXml(),
    ...readout({ root: jointPosition('root', 'free') }),
  });
  const start = stateOf(world);
  const wild = start.slice();
  wild[28 + 5] = 1e6; // rad/s
  const action = new Float32Array(world.actionSize).fill(0.1);
  world.setState(wild);
  world.step(action);
  assert.ok(Number.isNaN(world.reward()));
  const frozen = stateOf(world);
  world.step(action);
  assert.ok(Number.isNaN(world.reward()), 'it stays diverged');
  assert.equal(stateOf(world), frozen);
  world.setState(start);
  twin.setState(start);
  for (let i = 0; i < 5; i++) {
    world.step(action);
    twin.step(action);
  }
  assert.equal(stateOf(world), stateOf(twin));
  assert.is(world.reward(), twin.reward());
  assert.ok(Number.isFinite(world.reward()));
  world.setState(wild);
  world.step(action);
  world.reset(new Random(0, Stream.reset));
  assert.ok(Number.isFinite(world.reward()), 'reset ends it too');
  world.close();
  twin.close();
});

const READ = { rail: jointPosition('rail', 'slide'), pole: bodyPosition('pole') };

test('other worlds, whose memory moves MuJoCo’s heap, do not disturb a world', () => {
  const world = cart(readout(READ));
  const twin = cart(readout(READ));
  const action = Float32Array.of(0.5);
  for (let i = 0; i < 5; i++) twin.step(action);
  const expected = observationOf(twin);
  const expectedState = stateOf(twin);
  const before = world.data.qpos as Float64Array;
  const others: MujocoWorld[] = [];
  for (let i = 0; i < 5; i++) {
    others.push(cart({ xml: CART.replace('<worldbody>', '<size memory="16M"/><worldbody>') }));
    world.step(action);
  }
  assert.is(before.length, 0, 'the heap has grown and detached the views');
  assert.equal(observationOf(world), expected);
  assert.equal(stateOf(world), expectedState);
  world.setState(expectedState);
  assert.is(world.reward(), expectedState[0]);
  for (const other of [...others, world, twin]) other.close();
});

test('memory that grows in the middle of MuJoCo’s own functions leaves no stale view behind', () => {
  const others: MujocoWorld[] = [];
  let megabytes = 64;
  const grow = (): void => {
    others.push(cart({ xml: CART.replace('<worldbody>', `<size memory="${megabytes}M"/><worldbody>`) }));
  };
  // The module, but each of these functions makes the heap grow before it returns.
  const thenGrow = (name: 'mj_step' | 'mj_forward' | 'mj_kinematics') => ({
    value: (...args: [never, never]): void => {
      mujoco[name](...args);
      grow();
    },
  });
  const growing = Object.create(mujoco, {
    mj_step: thenGrow('mj_step'),
    mj_forward: thenGrow('mj_forward'),
    mj_kinematics: thenGrow('mj_kinematics'),
  }) as typeof mujoco;
  const all = { ...READ, contact: touch('contact') };
  const world = new MujocoWorld(growing, { xml: CART, physicsSteps: 2, ...readout(all, READ) });
  const twin = cart({ physicsSteps: 2, ...readout(all, READ) });
  const poses = [new Float32Array(7 * 4), new Float32Array(7 * 4)] as const;
  for (let i = 0; i < 3; i++) {
    const before = world.data.qpos as Float64Array;
    for (const each of [world, twin]) each.step(Float32Array.of(0.5));
    assert.is(before.length, 0, 'the heap has grown');
    assert.equal(stateOf(world), stateOf(twin));
    assert.equal(observationOf(world), observationOf(twin));
    assert.is(world.reward(), twin.reward());
    world.poses(poses[0]);
    twin.poses(poses[1]);
    assert.equal(poses[0], poses[1]);
    const state = stateOf(twin);
    for (const each of [world, twin]) each.setState(state);
    assert.equal(observationOf(world), observationOf(twin), 'read without a step');
  }
  const wild = stateOf(twin);
  wild[10] = 1e12;
  world.setState(wild);
  const before = world.data.qpos as Float64Array;
  megabytes = 256; // more than is left, for certain
  world.step(Float32Array.of(0));
  assert.is(before.length, 0, 'the heap has grown');
  assert.ok(Number.isNaN(world.reward()), 'divergence is seen in the views as they are now');
  for (const each of [...others, world, twin]) each.close();
});

test('reset goes to the start that the task makes, by default the model’s own pose at rest', () => {
  const plain = cart();
  const own = stateOf(plain);
  plain.step(Float32Array.of(1));
  plain.reset(new Random(1, Stream.reset));
  assert.equal(stateOf(plain), own);
  const moved = cart({
    reset: (world, random) => {
      const state = new Float64Array(world.stateSize);
      world.getState(state);
      state[0] = random.uniform(1, 2);
      world.setState(state);
    },
  });
  moved.reset(new Random(1, Stream.reset));
  assert.is(stateOf(moved)[0], new Random(1, Stream.reset).uniform(1, 2));
  plain.close();
  moved.close();
});

test('a closed world says so, and may be closed again', () => {
  const world = cart();
  world.close();
  world.close();
  assert.throws(() => world.step(Float32Array.of(0)), /closed/);
  assert.throws(() => world.getState(new Float64Array(18)), /closed/);
  assert.throws(() => world.reward(), /closed/);
  assert.throws(() => world.scene(), /closed/);
});

test.run();
