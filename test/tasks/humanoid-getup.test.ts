import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError } from '../../src/options.js';
import { Random, Stream } from '../../src/random.js';
import { type HumanoidGetupOptions, humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { HUMANOID_LAYING } from '../../src/tasks/models/humanoid.js';
import type { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { place, stateOf, upright, worldOf } from './poses.js';

const make = (options?: HumanoidGetupOptions) => worldOf(humanoidGetup(options));
const ZERO = new Float32Array(21);
const world = await make();

test.after(() => world.close());

test('34 observations, 21 actions in −1 to 1, 0.008 s, 55 numbers of state', () => {
  assert.equal([world.observationSize, world.actionSize, world.stateSize], [34, 21, 55]);
  assert.equal([...world.actionLow], new Array(21).fill(-1));
  assert.equal([...world.actionHigh], new Array(21).fill(1));
  assert.is(world.timestep, 0.008);
});

test('dense reward: the height less 0.1 m up to 1.1 m, then 1', () => {
  for (const [height, reward] of [
    [0.1, 0],
    [0.6, 0.5],
    [1.0999, 0.9999],
    [1.1, 1],
    [1.4, 1],
  ] as const) {
    place(world, upright(height));
    assert.ok(Math.abs(world.reward() - reward) < 1e-12, `${world.reward()} at ${height} m`);
    assert.is(world.measure(), height);
  }
});

test('sparse reward: 1 above 1.1 m, else 0', async () => {
  const sparse = await make({ reward: 'sparse' });
  for (const [height, reward] of [
    [0.1, 0],
    [1.1, 0],
    [1.1001, 1],
  ] as const) {
    place(sparse, upright(height));
    assert.is(sparse.reward(), reward);
  }
  sparse.close();
});

test('the control cost is controlCost · mean(a²), of the step just taken', async () => {
  const costly = await make({ controlCost: 0.3 });
  const free = await make();
  const action = new Float32Array(21).fill(-0.5);
  action[0] = 1;
  for (const each of [costly, free]) {
    place(each, upright(2));
    each.step(action);
  }
  assert.is(free.reward(), 1);
  const expected = 1 - (0.3 * (1 + 20 * 0.25)) / 21;
  assert.ok(Math.abs(costly.reward() - expected) < 1e-12, String(costly.reward()));
  costly.close();
  free.close();
});

test('observation: by hand for straight limbs, turned by a quarter about the vertical, in the air and moving', () => {
  const half = Math.SQRT1_2;
  const qpos = upright(3);
  qpos.splice(3, 4, half, 0, 0, half); // +x of the torso points along +y
  place(world, qpos, [1, 2, 3, 4, 5, 6]);
  const observation = new Float32Array(34);
  world.observe(observation);
  // Straight limbs in the torso's frame (x forward, y left), from the tables of the model. The waist's two joints
  // lean back by 0.004 rad each (quaternions 1 0 −0.002 0), which moves hips and feet by millimetres.
  const lean = 2 * 0.002;
  const hand = [0.18 + 0.18, 0.17 + 0.18 - 0.18, 0.06 - 0.18 + 0.18 - 0.085]; // less the neck's 0.085
  const leg = 0.403 + 0.39;
  const turn = ([x, y, z]: readonly number[]) => [-y!, x!, z!];
  const footHeight = 3 - 0.26 - 0.165 - 0.04 - leg;
  const expected = [
    ...turn([1, 0, 0]),
    ...turn([0, 0, 1]),
    ...turn([hand[0]!, -hand[1]!, hand[2]!]),
    ...turn(hand),
    ...turn([2 * lean * leg, 0.01, -leg]),
    ...turn([2 * lean * leg, -0.01, -leg]),
    3,
    3 + hand[2]! + 0.085,
    3 + hand[2]! + 0.085,
    footHeight,
    footHeight,
    ...[1, 2, 3, 4, 5, 6].map((value) => value / 5),
    ...[0, 0, 0, 0, 0],
  ];
  assert.is(expected.length, 34);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(observation[i]! - value) < 1e-4, `number ${i}: ${observation[i]} is not ${value}`);
  });
});

test('touch: a force f becomes f / (f + 400 N) / 20, feet and head alone when they alone touch', () => {
  place(world, upright(1.2845));
  for (let i = 0; i < 3; i++) world.step(ZERO);
  const observation = new Float32Array(34);
  world.observe(observation);
  const [head, rightHand, leftHand, right, left] = observation.slice(29);
  assert.equal([head, rightHand, leftHand], [0, 0, 0]);
  const force = (value: number) => (400 * 20 * value) / (1 - 20 * value);
  assert.ok(right! > 0 && left! > 0 && right! < 0.05 && left! < 0.05);
  const sensors = world.data.sensordata;
  assert.ok(Math.abs(force(right!) / sensors[3] - 1) < 1e-5, `${force(right!)} N is not ${sensors[3]} N`);
  assert.ok(Math.abs(force(left!) / sensors[4] - 1) < 1e-5);
  // On its head: upside down, the head's lower end 1 mm in the floor.
  const headstand = upright(0.19 + 0.09 - 0.001);
  headstand.splice(3, 4, 0, 1, 0, 0);
  place(world, headstand);
  world.observe(observation);
  assert.ok(observation[29]! > 0.005, 'the head touches');
  assert.equal([...observation.slice(30)], [0, 0, 0, 0]);
});

test('what is observed of a state that was set does not depend on what was done before', async () => {
  const other = await make();
  other.reset(new Random(1, Stream.reset));
  for (let i = 0; i < 5; i++) other.step(ZERO);
  const state = stateOf(other);
  const observed = [other, world].map((each) => {
    each.step(new Float32Array(21).fill(each === world ? 1 : 0));
    each.setState(state);
    const observation = new Float32Array(34);
    each.observe(observation);
    return observation;
  });
  assert.ok(observed[0]![29]! > 0, 'the head touches');
  assert.equal(observed[0], observed[1]);
  other.close();
});

test('everything observed stays finite and of the order of 1 while the motors go wild', () => {
  const random = new Random(5, Stream.world);
  const action = new Float32Array(21);
  const observation = new Float32Array(34);
  world.reset(random);
  for (let step = 0; step < 200; step++) {
    for (let i = 0; i < 21; i++) action[i] = random.uniform(-1, 1);
    world.step(action);
    world.observe(observation);
    const largest = (from: number, to: number) => Math.max(...observation.slice(from, to).map(Math.abs));
    assert.ok(largest(0, 23) < 2, `step ${step}: places ${observation}`);
    assert.ok(largest(23, 29) < 10, `step ${step}: velocities ${observation}`);
    assert.ok(largest(29, 34) < 1, `step ${step}: touch ${observation}`);
  }
});

test('an episode starts lying on the back, at rest, and stays there without control', () => {
  world.reset(new Random(1, Stream.reset));
  const start = stateOf(world);
  assert.equal([...start.slice(0, 28)], [...HUMANOID_LAYING]);
  assert.equal([...start.slice(28)], new Array(27).fill(0));
  for (let step = 0; step < 60; step++) world.step(ZERO);
  const after = stateOf(world);
  for (let i = 0; i < 28; i++) {
    assert.ok(Math.abs(after[i]! - start[i]!) < 0.06, `qpos ${i} went from ${start[i]} to ${after[i]}`);
  }
});

test('random starts: supine, at rest, different, and the same again for the same seed', async () => {
  const random = await make({ start: 'random' });
  const draws = new Random(7, Stream.reset);
  const starts: Float64Array[] = [];
  for (let i = 0; i < 4; i++) {
    random.reset(draws);
    const state = stateOf(random);
    starts.push(state);
    const observation = new Float32Array(34);
    random.observe(observation);
    assert.ok(observation[2]! > 0.5, `the chest is up: ${observation.slice(0, 3)}`);
    assert.ok(random.measure() < 0.4, `${random.measure()} m`);
    assert.equal([...state.slice(28)], new Array(27).fill(0));
    assert.is.not([...state].join(), [...(starts[i - 1] ?? [])].join());
  }
  const again = await make({ start: 'random' });
  const sameDraws = new Random(7, Stream.reset);
  for (const start of starts) {
    again.reset(sameDraws);
    assert.equal(stateOf(again), start);
  }
  random.close();
  again.close();
});

test('the task carries the paper’s numbers and can be made again from its source', () => {
  const options = { reward: 'sparse', headScale: 1.2 } as const;
  const task = humanoidGetup(options);
  const { rollouts, horizon, sigma, temperature, gamma } = task.defaults as Record<string, number>;
  assert.equal([rollouts, horizon, sigma, temperature, gamma], [120, 64, 0.2, 1.25, 0.99]);
  assert.is(task.episode, 600);
  assert.equal(JSON.parse(JSON.stringify(task.source)), { module: 'humanoid-getup', options });
  assert.is(humanoidGetup({ episode: 0 }).episode, 0);
  assert.is.not(task.model.xml, humanoidGetup().model.xml);
});

test('the planner’s head may be another than the world’s', async () => {
  const radius = (xml: string) => Number(/name="head" type="sphere" size="([\d.]+)"/.exec(xml)![1]);
  const same = humanoidGetup({ headScale: 1.5 });
  assert.is(radius(same.model.xml), 0.135);
  assert.is(radius((same.planningModel ?? same.model).xml), 0.135, 'the planner knows the world');
  const options = { headScale: 1.5, plannerHeadScale: 1 };
  const task = humanoidGetup(options);
  assert.equal([radius(task.model.xml), radius(task.planningModel!.xml)], [0.135, 0.09]);
  assert.equal(task.source, { module: 'humanoid-getup', options });
  const planning = (await task.createPlanningWorld!(undefined as never)) as MujocoWorld;
  const worlds = [await worldOf(task), planning];
  const [ahead, planned] = worlds.map((each) => each.model.body_mass[1]);
  const added = (4 / 3) * Math.PI * 1000 * (0.135 ** 3 - 0.09 ** 3);
  assert.ok(Math.abs(ahead - planned - added) < 1e-9, `${ahead} kg, ${planned} kg`);
  // A state of the one is a state of the other, and leads elsewhere.
  for (const each of worlds) {
    place(each, upright(2));
    for (let i = 0; i < 5; i++) each.step(new Float32Array(21).fill(0.2));
  }
  assert.is.not(stateOf(worlds[0]!).join(), stateOf(worlds[1]!).join());
  for (const each of worlds) each.close();
});

test('options that are unknown or out of range are refused by name', () => {
  const refused = (options: object, message: RegExp) => assert.throws(() => humanoidGetup(options), message);
  refused(
    { head: 1 },
    /^humanoid-getup has no option 'head'; it accepts reward, start, headScale, plannerHeadScale, controlCost, episode/,
  );
  refused({ reward: 'x' }, /^reward must be one of dense, sparse, got 'x'$/);
  refused({ start: 'standing' }, /^start must be one of laying, random, got 'standing'$/);
  refused({ controlCost: -1 }, /^controlCost must be a finite number ≥ 0, got -1$/);
  refused({ controlCost: Number.NaN }, /controlCost must be a finite number ≥ 0, got NaN/);
  refused({ episode: 1.5 }, /^episode must be an integer ≥ 0, got 1.5$/);
  refused({ headScale: 0 }, /headScale must be a finite number > 0, got 0/);
  refused({ plannerHeadScale: '1' }, /plannerHeadScale must be a finite number > 0, got '1'/);
  assert.throws(
    () => humanoidGetup({ reward: 'x' as never }),
    (error: unknown) => error instanceof OptionError,
  );
});

test.run();
