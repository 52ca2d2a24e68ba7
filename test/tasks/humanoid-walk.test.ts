import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random, Stream } from '../../src/random.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { humanoidWalk } from '../../src/tasks/humanoid-walk.js';
import { HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import { observationOf, place, stateOf, upright, worldOf } from './poses.js';

const world = await worldOf(humanoidWalk());
test.after(() => world.close());

test('34 observations, 21 actions, 55 numbers of state, as for getup', () => {
  assert.equal([world.observationSize, world.actionSize, world.stateSize], [34, 21, 55]);
  assert.is(world.timestep, 0.008);
});

test('reward: below 1.1 m the height that is missing; above, speed and distance from the x-axis', () => {
  // root at (x, y, z) with velocity (vx, vy)
  for (const [x, y, z, vx, vy, reward] of [
    [0, 0, 0.1, 0, 0, -1],
    [5, 2, 0.6, 3, 0, -0.5], // below, nothing but the height counts
    [0, 0, 1.1, 1, 0, 0],
    [0, 0, 1.1001, 1, 0, 1],
    [7, 0, 1.3, 1, 0, 1], // the place along the axis does not count
    [0, 0, 1.3, 0, 1, 0], // neither does the speed across it
    [0, 0.25, 1.3, 1, 0, 0.75],
    [0, -0.25, 1.3, 1, 0, 0.75],
    [0, 0, 1.3, 1.5, 0, 0.5],
    [0, 0, 1.3, -1, 0, -1],
    [0, 2, 1.3, 0, 0, -2], // the flaw: to lie down is better
  ] as const) {
    place(world, upright(z, x, y), [vx, vy]);
    const actual = world.reward();
    assert.ok(Math.abs(actual - reward) < 1e-12, `${actual} is not ${reward} at ${[x, y, z, vx, vy]}`);
    assert.is(world.measure(), x);
  }
});

test('the speed is that along the world’s x-axis, wherever the torso faces', () => {
  const qpos = upright(1.3);
  qpos.splice(3, 4, Math.SQRT1_2, 0, 0, Math.SQRT1_2); // faces +y
  place(world, qpos, [1, 0]);
  assert.is(world.reward(), 1);
});

test('an episode starts upright, at rest, and without control the humanoid falls', () => {
  world.reset(new Random(1, Stream.reset));
  const start = stateOf(world);
  assert.equal([...start], [...HUMANOID_UPRIGHT, ...new Array(27).fill(0)]);
  assert.is(world.reward(), 0);
  for (let step = 0; step < 200; step++) world.step(new Float32Array(21));
  assert.ok(world.reward() < -0.3, String(world.reward()));
});

test('metres walked and seconds upright add up over episodes, and are remembered', async () => {
  const walk = await worldOf(humanoidWalk());
  const before = walk.details!();
  assert.equal(before, { metresWalked: 0, secondsUpright: 0 });
  const action = new Float32Array(21);
  let walked = 0;
  for (const [z, vx] of [
    [1.5, 2], // in the air, at 2 m/s
    [0.5, 1], // below 1.1 m
    [1.5, -1],
  ] as const) {
    place(walk, upright(z, 10), [vx]); // where it was put to does not count
    walk.step(action);
    walked += stateOf(walk)[0]! - 10;
  }
  walk.reset(new Random(1, Stream.reset));
  const { metresWalked, secondsUpright } = walk.details!();
  assert.ok(Math.abs(walked) > 0.01, String(walked));
  assert.ok(Math.abs(metresWalked! - walked) < 1e-12, String(metresWalked));
  assert.is(secondsUpright, 0.016);
  const other = await worldOf(humanoidWalk());
  other.setMemory!(walk.getMemory!());
  assert.equal(other.details!(), { metresWalked, secondsUpright });
  assert.throws(() => other.setMemory!(new Uint8Array(3)), /memory must have 16 bytes, got 3/);
  walk.close();
  other.close();
});

test('it is observed as in getup', async () => {
  const getup = await worldOf(humanoidGetup());
  for (const each of [getup, world]) place(each, upright(1.28, 0.3, -0.2), [1, 2, 3, 4, 5, 6]);
  assert.equal(observationOf(world), observationOf(getup));
  getup.close();
});

test('the control cost is controlCost · mean(a²)', async () => {
  const costly = await worldOf(humanoidWalk({ controlCost: 0.3 }));
  const action = new Float32Array(21).fill(-0.5);
  action[0] = 1;
  for (const each of [costly, world]) {
    place(each, upright(2), [1]);
    each.step(action);
  }
  const difference = world.reward() - costly.reward();
  assert.ok(Math.abs(difference - (0.3 * (1 + 20 * 0.25)) / 21) < 1e-12, String(difference));
  costly.close();
});

test('the task carries the paper’s numbers, its source, and refuses what it does not know', () => {
  const task = humanoidWalk({ episode: 0 });
  const { rollouts, horizon, sigma, temperature, gamma } = task.defaults as Record<string, number>;
  assert.equal([rollouts, horizon, sigma, temperature, gamma], [120, 64, 0.2, 1.25, 0.99]);
  assert.equal([task.episode, humanoidWalk().episode], [0, 600]);
  assert.equal(task.source, { module: 'humanoid-walk', options: { episode: 0 } });
  const refused = (options: object, message: RegExp) => assert.throws(() => humanoidWalk(options), message);
  refused({ reward: 'dense' }, /^humanoid-walk has no option 'reward'; it accepts controlCost, episode/);
  refused({ controlCost: -1 }, /^controlCost must be a finite number ≥ 0, got -1$/);
  refused({ episode: -1 }, /^episode must be an integer ≥ 0, got -1$/);
});

test.run();
