import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random, Stream } from '../../src/random.js';
import { type HandReorientOptions, handReorient } from '../../src/tasks/hand-reorient.js';
import type { HandWorld } from '../../src/tasks/hand-world.js';
import { DIE_GOAL, DIE_START_HEIGHT, HAND_JOINTS, HAND_MIDDLE } from '../../src/tasks/models/hand.js';
import { observationOf, stateOf, worldOf } from './poses.js';

const make = async (options?: HandReorientOptions) => (await worldOf(handReorient(options))) as HandWorld;

// Places in the state: 24 angles, the die's place (from its goal) and quaternion, 30 velocities, the goal's pose.
const DIE = 24;
const DIE_TURN = 27;
const VELOCITY = 31;
const GOAL_TURN = 31 + 30 + 3;

type Quaternion = readonly [number, number, number, number];
const NONE: Quaternion = [1, 0, 0, 0];
const about = (axis: 0 | 1 | 2, angle: number): Quaternion => {
  const q: [number, number, number, number] = [Math.cos(angle / 2), 0, 0, 0];
  q[1 + axis] = Math.sin(angle / 2);
  return q;
};

interface Pose {
  die?: readonly [number, number, number];
  dieTurn?: Quaternion;
  goalTurn?: Quaternion;
}

/** Fingers half-closed, everything at rest, the die and the goal as said. */
function put(world: HandWorld, { die = [0, 0, 0], dieTurn = NONE, goalTurn = NONE }: Pose): void {
  const state = stateOf(world);
  state.fill(0, 0, 61);
  state.set(HAND_MIDDLE);
  state.set(die, DIE);
  state.set(dieTurn, DIE_TURN);
  state.set(goalTurn, GOAL_TURN);
  world.setState(state);
}

const goalOf = (world: HandWorld) => [...stateOf(world).slice(GOAL_TURN)];
const countsOf = ({ goals, goalsReached, drops }: HandWorld) => [goals, goalsReached, drops];

const ZERO = new Float32Array(24);
const world = await make();
test.after(() => world.close());

test('73 observations, 24 actions in −1 to 1, 0.01 s in two physics steps, 68 numbers of state', () => {
  assert.equal([world.observationSize, world.actionSize, world.stateSize], [73, 24, 31 + 30 + 7]);
  assert.equal(
    [[...world.actionLow], [...world.actionHigh]],
    [new Array(24).fill(-1), new Array(24).fill(1)],
  );
  assert.equal([world.timestep, world.physicsSteps], [0.01, 2]);
});

test('eq. 8: half the L1 distance of the positions and a twentieth of the angle', () => {
  for (const [pose, angle, distance] of [
    [{}, 0, 0],
    [{ die: [0.01, -0.02, 0.03] }, 0, 0.06],
    [{ dieTurn: about(0, 1) }, 1, 0],
    [{ goalTurn: about(1, -2.5) }, 2.5, 0],
    [{ dieTurn: about(2, 0.5), goalTurn: about(2, 2) }, 1.5, 0],
    [{ dieTurn: about(2, 3), goalTurn: about(2, -3) }, 2 * Math.PI - 6, 0], // the short way round
    [{ dieTurn: about(0, Math.PI) }, Math.PI, 0],
    [
      { die: [0, 0, -1], dieTurn: about(0, Math.PI / 2), goalTurn: about(1, Math.PI / 2) },
      (2 * Math.PI) / 3,
      1,
    ],
  ] as [Pose, number, number][]) {
    put(world, pose);
    const expected = -0.5 * distance - 0.05 * angle;
    assert.ok(Math.abs(world.reward() - expected) < 1e-9, `${world.reward()} is not ${expected}`);
    assert.ok(Math.abs(world.measure() - angle) < 1e-8, `${world.measure()} is not ${angle}`);
  }
});

test('observation, by hand', () => {
  put(world, { die: [0.05, -0.025, 0], dieTurn: about(2, Math.PI / 2), goalTurn: about(0, Math.PI / 2) });
  const state = stateOf(world);
  state[0] = HAND_JOINTS[0]!.range[1];
  state[1] = HAND_JOINTS[1]!.range[0];
  state.set([1, 2], VELOCITY); // the wrist, rad/s
  state.set([0.5, -1, 0.25, 10, 20, -5], VELOCITY + 24);
  world.setState(state);
  const observation = observationOf(world);
  const angles = HAND_MIDDLE.map((angle, i) => {
    const [low, high] = HAND_JOINTS[i]!.range;
    return (angle - (low + high) / 2) / ((high - low) / 2);
  });
  // A quarter about z, then the turn to a quarter about x: R = Rx(90°) Rz(−90°) takes x to −y → −z, y to x, z to −y.
  // Its trace is 0, so cos = −½; sin · axis = ½ (R32 − R23, R13 − R31, R21 − R12) = ½ (0 + 1, 0 + 1, 0 − 1).
  const expected = [
    ...[1, -1, ...angles.slice(2)],
    ...[0.1, 0.2, ...new Array(22).fill(0)],
    ...[1, -0.5, 0, 1, -2, 0.5, 1, 2, -0.5],
    ...[0, 1, 0, -1, 0, 0], // the die's x and y axes
    ...[1, 0, 0, 0, 0, 1], // the goal's
    ...[0.5, 0.5, -0.5, -0.5],
  ];
  assert.is(expected.length, 73);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(observation[i]! - value) < 1e-6, `number ${i}: ${observation[i]} is not ${value}`);
  });
});

test('a start: hand in the middle of its ranges, die above the palm, both orientations drawn, at rest', () => {
  const seen = new Set<string>();
  const random = new Random(1, Stream.reset);
  for (let i = 0; i < 5; i++) {
    world.reset(random);
    const state = stateOf(world);
    assert.equal([...state.slice(0, 24)], [...HAND_MIDDLE]);
    assert.equal([...state.slice(DIE, DIE + 3)], [0, 0, DIE_START_HEIGHT - DIE_GOAL[2]]);
    assert.equal([...state.slice(VELOCITY, VELOCITY + 30)], new Array(30).fill(0));
    for (const at of [DIE_TURN, GOAL_TURN]) {
      const q = state.slice(at, at + 4);
      assert.ok(Math.abs(Math.hypot(...q) - 1) < 1e-12);
      seen.add(q.join());
    }
  }
  assert.is(seen.size, 10);
  const again = new Random(1, Stream.reset);
  for (let i = 0; i < 5; i++) world.reset(again);
  assert.ok(seen.has(goalOf(world).join()), 'the same draws give the same start');
});

test('the hand holds the die without control, whatever its orientation', () => {
  const random = new Random(2, Stream.reset);
  for (let i = 0; i < 6; i++) {
    world.reset(random);
    for (let step = 0; step < 100; step++) world.step(ZERO);
    const [x, y, z] = stateOf(world).slice(DIE, DIE + 3) as unknown as [number, number, number];
    assert.ok(Math.abs(x) < 0.04 && Math.abs(y) < 0.04 && Math.abs(z) < 0.02, `start ${i}: ${[x, y, z]}`);
  }
});

test('the goal changes before every 76th action and is a part of the state, so rollouts see the present one', async () => {
  const other = await make();
  const random = new Random(3, Stream.world);
  other.reset(random);
  let goal = goalOf(other);
  const changes: number[] = [];
  for (let step = 0; step < 160; step++) {
    other.beforeAction(step, random);
    if (goalOf(other).join() !== goal.join()) changes.push(step);
    goal = goalOf(other);
    other.step(ZERO);
    assert.equal(goalOf(other), goal, 'a step leaves the goal alone');
  }
  assert.equal(changes, [75, 150]);
  // Another world that is set to the state of this one, as in a rollout, gives the same reward.
  world.setState(stateOf(other));
  assert.is(world.reward(), other.reward());
  assert.equal(countsOf(other), [2, other.goalsReached, 0]);
  other.close();
});

test('steps of a rollout change no goal and count nothing', async () => {
  const rollout = await make({ goalSteps: 2 });
  rollout.reset(new Random(4, Stream.reset));
  const goal = goalOf(rollout);
  for (let step = 0; step < 10; step++) rollout.step(ZERO);
  assert.equal(goalOf(rollout), goal);
  assert.equal(countsOf(rollout), [0, 0, 0]);
  rollout.close();
});

test('a goal is reached if the error is below 0.4 rad when the next one comes', async () => {
  const quick = await make({ goalSteps: 1 });
  const random = new Random(5, Stream.world);
  quick.reset(random);
  quick.beforeAction(0, random);
  assert.equal(countsOf(quick), [0, 0, 0], 'the first goal has yet to last');
  put(quick, { dieTurn: about(0, 0.39) });
  quick.beforeAction(1, random);
  assert.equal(countsOf(quick), [1, 1, 0]);
  put(quick, { dieTurn: about(0, 0.41) });
  quick.beforeAction(2, random);
  assert.equal(countsOf(quick), [2, 1, 0]);
  put(quick, { die: [0, 0, -1] }); // turned as it should be, and dropped
  quick.beforeAction(3, random);
  assert.equal(countsOf(quick), [3, 1, 1]);
  // A reset begins a new goal: it is not judged after one step less.
  quick.reset(random);
  quick.beforeAction(4, random);
  assert.equal(countsOf(quick), [3, 1, 1]);
  quick.close();
});

test('a die 6 cm below its start is put back before the next action, the hand with it, and counted', async () => {
  const other = await make();
  const random = new Random(6, Stream.world);
  other.reset(random);
  const start = DIE_START_HEIGHT - DIE_GOAL[2];
  put(other, { die: [0, 0.2, start - 0.0599], goalTurn: about(0, 1) });
  const before = stateOf(other);
  other.beforeAction(0, random);
  assert.equal(stateOf(other), before, 'not yet');
  put(other, { die: [0, 0.2, start - 0.0601], goalTurn: about(0, 1) });
  const state = stateOf(other);
  state[5] = 1;
  state[VELOCITY + 26] = -2;
  other.setState(state);
  other.beforeAction(1, random);
  const after = stateOf(other);
  assert.equal([...after.slice(0, 27)], [...HAND_MIDDLE, 0, 0, start]);
  assert.equal([...after.slice(VELOCITY, VELOCITY + 30)], new Array(30).fill(0));
  assert.is.not([...after.slice(DIE_TURN, DIE_TURN + 4)].join(), NONE.join(), 'a new orientation');
  assert.equal(goalOf(other), [...about(0, 1)], 'the goal stays');
  assert.is(other.drops, 1);
  other.close();
});

test('in a rollout a dropped die falls on, and is the worse for it at each step', () => {
  put(world, { die: [0.3, 0, 0] }); // beside the hand
  let last = world.reward();
  for (let step = 0; step < 60; step++) {
    world.step(ZERO);
    assert.ok(world.reward() < last, `step ${step}`);
    last = world.reward();
  }
  assert.ok(last < -0.8, `${last} after falling 1.8 m`);
});

test('counts and the goal’s age go on in another world by their memory', async () => {
  const first = await make({ goalSteps: 3 });
  const second = await make({ goalSteps: 3 });
  const random = new Random(7, Stream.world);
  first.reset(random);
  for (let step = 0; step < 8; step++) first.beforeAction(step, random);
  put(first, { die: [0, 0, -1] });
  first.beforeAction(8, random);
  second.reset(new Random(8, Stream.reset));
  second.setMemory(first.getMemory());
  assert.equal(countsOf(second), countsOf(first));
  assert.equal([first.goals, first.drops, second.goalAge], [2, 1, 3]);
  assert.equal(first.details(), { goals: 2, goalsReached: first.goalsReached, drops: 1 });
  second.beforeAction(9, random);
  assert.is(second.goals, 3);
  assert.throws(() => second.setMemory(new Uint8Array(3)), /^memory must have 32 bytes, got 3$/);
  first.close();
  second.close();
});

test('stable while the motors go wild: 10,000 random steps, all observed numbers of the order of 1', async () => {
  const wild = await make();
  const random = new Random(9, Stream.world);
  const action = new Float32Array(24);
  const observation = new Float32Array(73);
  wild.reset(random);
  let largestAngle = 0;
  let largestVelocity = 0;
  for (let step = 0; step < 10_000; step++) {
    wild.beforeAction(step, random);
    for (let i = 0; i < 24; i++) action[i] = random.uniform(-1, 1);
    wild.step(action);
    assert.ok(Number.isFinite(wild.reward()), `step ${step} diverges`);
    wild.observe(observation);
    for (let i = 0; i < 24; i++) {
      largestAngle = Math.max(largestAngle, Math.abs(observation[i]!));
      largestVelocity = Math.max(largestVelocity, Math.abs(observation[24 + i]!));
    }
    for (let i = 48; i < 73; i++) assert.ok(Math.abs(observation[i]!) < 8, `step ${step}: ${observation}`);
  }
  assert.ok(largestAngle < 2, `angles reach ${largestAngle} half-ranges`);
  assert.ok(largestVelocity < 10, `velocities reach ${10 * largestVelocity} rad/s`);
  assert.is(wild.goals, 133);
  wild.close();
});

test('the task carries the paper’s numbers, its source, and refuses what it does not know', () => {
  const task = handReorient({ goalSteps: 50 });
  const d = task.defaults as Record<string, number>;
  assert.equal([d.rollouts, d.temperature, d.members, d.hidden], [80, 0.1, 6, [64, 64]]);
  assert.equal([d.updateEvery, d.gradientSteps, d.batchSize], [25, 16, 16]);
  assert.is(task.episode, 0);
  assert.equal(task.source, { module: 'hand-reorient', options: { goalSteps: 50 } });
  const refused = (options: object, message: RegExp) => assert.throws(() => handReorient(options), message);
  refused({ goal: 1 }, /^hand-reorient has no option 'goal'; it accepts goalSteps, episode, physics$/);
  refused({ goalSteps: 0 }, /^goalSteps must be an integer ≥ 1, got 0$/);
  refused({ episode: 0.5 }, /^episode must be an integer ≥ 0, got 0.5$/);
});

test.run();
