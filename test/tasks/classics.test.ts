/** Pendulum, cart-pole, acrobot and two-wheeled robot as tasks: rewards and observations worked out by hand. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { OptionError } from '../../src/options.js';
import { Random, Stream } from '../../src/random.js';
import { acrobotSwingup } from '../../src/tasks/acrobot.js';
import { cartPoleSwingup } from '../../src/tasks/cart-pole.js';
import { DIFF_DRIVE_COMPARISON, diffDrive } from '../../src/tasks/diff-drive.js';
import { pendulumSwingup } from '../../src/tasks/pendulum.js';
import type { Task, World } from '../../src/worlds/world.js';

const kernels = await loadKernels();
const PI = Math.PI;

async function worldOf(task: Task, seed = 1): Promise<World> {
  const world = (await task.createWorld(kernels)) as World;
  world.reset(new Random(seed, Stream.reset));
  return world;
}

function stateOf(world: World): number[] {
  const state = new Float64Array(world.stateSize);
  world.getState(state);
  return [...state];
}

function observe(world: World): number[] {
  const observation = new Float32Array(world.observationSize);
  world.observe(observation);
  return [...observation];
}

/** The reward of a step from a state. */
function rewardFrom(world: World, state: number[], action: number[]): number {
  world.setState(Float64Array.from(state));
  world.step(Float32Array.from(action));
  return world.reward();
}

function close(actual: number, expected: number, error = 1e-6): void {
  assert.ok(Math.abs(actual - expected) < error, `${actual} instead of ${expected}`);
}

function closeAll(actual: readonly number[], expected: readonly number[]): void {
  assert.is(actual.length, expected.length);
  for (const [k, value] of expected.entries()) close(actual[k]!, value);
}

const TASKS = [pendulumSwingup, cartPoleSwingup, acrobotSwingup, diffDrive];

test('pendulum: start, observation, measure, reward', async () => {
  const world = await worldOf(pendulumSwingup());
  close(stateOf(world)[0]!, PI);
  assert.is(stateOf(world)[1], 0);
  assert.equal([world.actionLow, world.actionHigh], [[-2], [2]]);
  close(world.measure!(), -1);
  const worst = PI ** 2 + 0.1 * 64 + 0.001 * 4;
  close(rewardFrom(world, [0, 0], [0]), 0); // upright at rest
  // Hanging with full torque: ω' = 0.05 · 3 · 2 = 0.3, θ' = π + 0.015, which is −(π − 0.015).
  close(rewardFrom(world, [PI, 0], [2]), -((PI - 0.015) ** 2 + 0.1 * 0.09 + 0.004) / worst);
  close(stateOf(world)[0]!, -(PI - 0.015));
  // On its side: ω' = 0.05 · 15 = 0.75.
  close(rewardFrom(world, [PI / 2, 0], [0]), -((PI / 2 + 0.0375) ** 2 + 0.1 * 0.5625) / worst);
  // No faster than 8 rad/s.
  rewardFrom(world, [PI / 2, 7.9], [2]);
  assert.is(stateOf(world)[1], 8);
  world.setState(Float64Array.of(PI / 3, 4));
  closeAll(observe(world), [0.5, Math.sqrt(3) / 2, 0.5]);
  close(world.measure!(), 0.5);
});

test('cart-pole: starts, observation, measure, reward', async () => {
  const world = await worldOf(cartPoleSwingup());
  assert.equal(stateOf(world), [0, Math.fround(PI), 0, 0]);
  assert.equal(stateOf(await worldOf(cartPoleSwingup({ start: 'upright' }))), [0, 0, 0, 0]);
  assert.equal([world.actionLow, world.actionHigh], [[-10], [10]]);
  close(rewardFrom(world, [0, 0, 0, 0], [0]), 1);
  close(rewardFrom(world, [0, PI, 0, 0], [0]), 0);
  // At a tenth of a metre off the rail's end, upright: 10^−(1.7/2)² of the way.
  close(rewardFrom(world, [1.7, 0, 0, 0], [0]), (1 + 10 ** -(0.85 ** 2)) / 2);
  // Half the force from upright: p = 5/1.1, θ̈ = −p / (0.5 (4/3 − 0.1/1.1)).
  const spin = (-0.02 * (5 / 1.1)) / (0.5 * (4 / 3 - 0.1 / 1.1));
  const x = 0.02 * 0.02 * (5 / 1.1 - (0.05 / 1.1) * (spin / 0.02));
  const factors = [(1 + Math.cos(0.02 * spin)) / 2, (1 + 10 ** -((x / 2) ** 2)) / 2];
  factors.push((5 - 0.25) / 5, (1 + 10 ** -((spin / 5) ** 2)) / 2);
  close(
    rewardFrom(world, [0, 0, 0, 0], [5]),
    factors.reduce((a, b) => a * b),
  );
  world.setState(Float64Array.of(0.9, PI / 6, 1, -2));
  closeAll(observe(world), [0.5, Math.sqrt(3) / 2, 0.5, 0.2, -0.2]);
  close(world.measure!(), Math.sqrt(3) / 2);
});

test('acrobot: start, observation, measure, reward', async () => {
  const world = await worldOf(acrobotSwingup());
  assert.equal(stateOf(world), [0, 0, 0, 0]);
  assert.equal([world.actionLow, world.actionHigh], [[-1], [1]]);
  close(world.measure!(), -2);
  close(rewardFrom(world, [0, 0, 0, 0], [0]), 0);
  close(rewardFrom(world, [PI, 0, 0, 0], [0]), 1); // both links up, in balance
  close(rewardFrom(world, [0, PI, 0, 0], [0]), 0.5); // the lower link stands on its head, in balance
  world.setState(Float64Array.of(PI / 2, PI / 3, 2 * PI, -4.5 * PI));
  const side = Math.sqrt(3) / 2;
  closeAll(observe(world), [0, 1, -side, 0.5, 0.5, -0.5]);
  close(world.measure!(), side);
});

test('diff drive: start, observation, measure, and each cost', async () => {
  const world = await worldOf(diffDrive());
  assert.equal(stateOf(world), [1, 1, 0]);
  assert.equal(
    [world.actionLow, world.actionHigh],
    [
      [-0.35, -0.35],
      [0.5, 0.5],
    ],
  );
  close(world.measure!(), 9 * Math.SQRT2, 1e-5);
  closeAll(observe(world), [-4.5 / 5.5, -4.5 / 5.5, 1, 0]);
  // On the path, far from the goal: the distance alone.
  close(rewardFrom(world, [7, 7, 0], [0, 0]), -0.05 * Math.hypot(3, 3));
  // √2 beside the path.
  close(rewardFrom(world, [3, 1, 0], [0, 0]), -0.01 * (5 * Math.hypot(7, 9) + Math.SQRT2));
  // 0.1 m left of the obstacle at 4 … 4.5, 6 … 6.5, and in it.
  const at = (x: number, y: number) => 5 * Math.hypot(10 - x, 10 - y) + Math.abs(y - x) / Math.SQRT2;
  close(rewardFrom(world, [3.9, 6.2, 0], [0, 0]), -0.01 * (at(3.9, 6.2) + 20 * 0.2), 2e-6);
  close(rewardFrom(world, [4.2, 6.2, 0], [0, 0]), -0.01 * (at(4.2, 6.2) + 20 * 0.3 + 50), 2e-6);
  // Half way into the circle around the goal where the heading counts, looking back past −π.
  close(rewardFrom(world, [9.75, 10, -3], [0, 0]), -0.01 * (5 * 0.25 + 0.25 / Math.SQRT2 + 0.5 * 3), 2e-6);
  // A step ahead and to the left: 0.02 · (0.1 + 0.5)/2 m, 0.02 · 0.4 rad.
  rewardFrom(world, [2, 3, PI / 2], [0.1, 0.5]);
  closeAll(stateOf(world), [2, 3.006, PI / 2 + 0.008]);
});

test('diff drive as MPPI-Generic timed it: the heading counts everywhere, the path not at all', async () => {
  const world = await worldOf(diffDrive(DIFF_DRIVE_COMPARISON));
  close(rewardFrom(world, [1, 4, 0.5], [0, 0]), -0.01 * (5 * Math.hypot(9, 6) + 5 * 0.5), 2e-6);
  close(rewardFrom(world, [8.2, 8.2, 0], [0, 0]), -0.01 * (5 * Math.hypot(1.8, 1.8) + 20 * 0.1), 2e-6);
  close(rewardFrom(world, [7.8, 8.2, 0], [0, 0]), -0.05 * Math.hypot(2.2, 1.8), 2e-6); // 0.2 m off
});

test('random starts come from the seed alone and lie where they should', async () => {
  for (const task of [
    pendulumSwingup({ start: 'random' }),
    cartPoleSwingup({ start: 'random' }),
    acrobotSwingup({ start: 'random' }),
  ]) {
    const first = stateOf(await worldOf(task, 5));
    assert.equal(stateOf(await worldOf(task, 5)), first);
    assert.not.equal(stateOf(await worldOf(task, 6)), first);
    assert.ok(first.every((value) => Math.abs(value) <= PI));
  }
});

test('batched rollouts have the bits of the world, for plans of any size', async () => {
  for (const make of TASKS) {
    const task = make();
    const world = await worldOf(task);
    const batch = (await task.createBatchWorld?.(kernels))!;
    const { stateSize, actionSize, observationSize, actionLow, actionHigh } = world;
    const random = new Random(9, 1000);
    const [plans, rolloutsPerPlan, steps, groups] = [3, 5, 30, 4]; // 15 rollouts, one padding lane
    const states = new Float64Array(plans * stateSize).map(() => Math.fround(random.uniform(-1, 1)));
    const actions = kernels.arena.f32(groups * steps * actionSize * 4);
    for (let i = 0; i < actions.length; i++) actions.view[i] = random.uniform(actionLow[0], actionHigh[0]);
    const rewards = kernels.arena.f32(groups * steps * 4);
    const observations = kernels.arena.f32(groups * 4 * observationSize);
    const request = { states, plans, rolloutsPerPlan, steps, actions: actions.pointer };
    batch.rollout({
      ...request,
      firstRollout: 0,
      groups,
      rewards: rewards.pointer,
      observations: observations.pointer,
    });
    for (let r = 0; r < groups * 4; r++) {
      const plan = Math.min(Math.floor(r / rolloutsPerPlan), plans - 1);
      world.setState(states.subarray(plan * stateSize, (plan + 1) * stateSize));
      for (let t = 0; t < steps; t++) {
        const base = ((r >> 2) * steps + t) * actionSize * 4 + (r & 3);
        world.step(Float32Array.from({ length: actionSize }, (_, a) => actions.view[base + 4 * a]!));
        assert.is(
          world.reward(),
          rewards.view[((r >> 2) * steps + t) * 4 + (r & 3)],
          `${task.name} ${r} ${t}`,
        );
      }
      const seen = [...observations.view.subarray(r * observationSize, (r + 1) * observationSize)];
      assert.equal(seen, observe(world), `${task.name}, rollout ${r}`);
    }
    // The last two groups alone.
    const part = kernels.arena.f32(2 * 4 * observationSize);
    batch.rollout({
      ...request,
      firstRollout: 8,
      groups: 2,
      actions: actions.pointer + 2 * steps * actionSize * 16,
      rewards: rewards.pointer,
      observations: part.pointer,
    });
    assert.equal([...part.view], [...observations.view.subarray(8 * observationSize)]);
  }
});

test('scenes: one pose for each moving shape, unit quaternions, rods where their ends are', async () => {
  for (const make of TASKS) {
    const world = await worldOf(make());
    const { shapes } = world.scene!();
    const moving = shapes.filter(({ pose }) => !pose);
    const poses = new Float32Array(7 * moving.length).fill(Number.NaN);
    world.poses!(poses);
    assert.ok(poses.every(Number.isFinite));
    for (let i = 0; i < moving.length; i++) close(Math.hypot(...poses.subarray(7 * i + 3, 7 * i + 7)), 1);
    assert.ok(shapes.every(({ pose }) => !pose || pose.length === 7));
  }
  // The acrobot level with its pivot: from (0, 2.2) to (1, 2.2), and from there up.
  const acrobot = await worldOf(acrobotSwingup());
  acrobot.setState(Float64Array.of(PI / 2, PI / 2, 0, 0));
  const poses = new Float32Array(14);
  acrobot.poses!(poses);
  closeAll([...poses.subarray(0, 3)], [0.5, 0, 2.2]);
  closeAll([...poses.subarray(7)], [1, 0, 2.7, 1, 0, 0, 0]);
});

test('options: unknown names and wrong values are refused, and the source makes the task again', () => {
  const refuse = (make: () => unknown, message: string) =>
    assert.throws(make, (error: Error) => error instanceof OptionError && error.message.includes(message));
  for (const make of TASKS) {
    refuse(() => make({ torqe: 3 } as never), "has no option 'torqe'; it accepts ");
    const task = make();
    assert.is(task.source?.module, task.name);
  }
  refuse(() => pendulumSwingup({ start: 'up' as never }), 'start must be one of hanging, random');
  refuse(() => pendulumSwingup({ maxTorque: 0 }), 'maxTorque must be a finite number > 0, got 0');
  refuse(() => cartPoleSwingup({ maxForce: -1 }), 'maxForce must be a finite number > 0, got -1');
  refuse(() => acrobotSwingup({ start: 'upright' as never }), 'start must be one of hanging, random');
  refuse(() => diffDrive({ goal: [1, 2] as never }), 'goal must be a list of 3 finite numbers, got [1,2]');
  refuse(() => diffDrive({ obstacles: 3 as never }), 'obstacles must be a list of rectangles, got 3');
  refuse(() => diffDrive({ obstacles: [[2, 0, 1, 1]] }), 'obstacles[0] must be xmin, ymin, xmax, ymax');
  refuse(() => diffDrive({ pathWeight: -1 }), 'pathWeight must be a finite number ≥ 0, got -1');
  refuse(() => diffDrive({ headingDistance: 0 }), 'headingDistance must be a finite number > 0, got 0');
  assert.equal(
    JSON.parse(JSON.stringify(diffDrive(DIFF_DRIVE_COMPARISON).source)),
    diffDrive(DIFF_DRIVE_COMPARISON).source,
  );
});

test.run();
