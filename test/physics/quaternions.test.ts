/** States whose quaternions are zero or not of length 1 are taken as MuJoCo takes them (mju_normalize4). */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LaneBatch } from '../../src/physics/batch.js';
import { LaneWorld } from '../../src/physics/world.js';
import { Mppi } from '../../src/planners/alone.js';
import { Random } from '../../src/random.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { mujocoTask } from '../../src/tasks/mujoco-task.js';
import { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import { bodyAxes, bodyPosition, jointPosition, reads } from '../../src/worlds/quantities.js';
import { BesideMujoco, kernels, mujoco } from './beside-mujoco.js';
import { mixed } from './models.js';

const rewardReads = reads({
  ball: bodyPosition('ball2'),
  axes: bodyAxes('arm'),
  q: jointPosition('shoulder', 'ball'),
});
const model = {
  xml: mixed.replace(
    '<body name="ball2" pos="0.1 -0.05 0.3"><freejoint/>',
    '<body name="ball2" pos="0.1 -0.05 0.3"><freejoint name="loose"/>',
  ),
  rewardReads,
  observationReads: rewardReads,
  observationSize: rewardReads.size,
  reward: (q: ArrayLike<number>) =>
    q[rewardReads.at.ball + 2]! + q[rewardReads.at.axes]! + q[rewardReads.at.q]!,
  observe: (q: ArrayLike<number>, out: Float32Array) => out.set(q),
};
const beside = new BesideMujoco(model.xml);
const { info } = beside.packed;
const STATE_SIZE = info.qposCount + info.dofCount;
const start = (): Float64Array => Float64Array.from({ length: STATE_SIZE }, (_, i) => info.start[i] ?? 0.1);
const quaternions = info.joints.flatMap(({ type, qpos }) =>
  type === 'free' ? [qpos + 3] : type === 'ball' ? [qpos] : [],
);

test.after(() => beside.close());

/** The start, its quaternions replaced. */
const withQuaternions = (q: readonly number[]): Float64Array => {
  const state = start();
  for (const at of quaternions) state.set(q, at);
  return state;
};

const STATES: [name: string, state: Float64Array][] = [
  // The cart aside, because its arm would just touch a ball, where rounding decides.
  ['all zeros', new Float64Array(STATE_SIZE).fill(0.2, 0, 1)],
  ['quaternions of zeros, spinning', withQuaternions([0, 0, 0, 0])],
  ['too short to be one', withQuaternions([0, 9e-16, 0, 0])],
  ['just long enough', withQuaternions([0, 2e-15, 1e-15, 0])],
  ['tiny', withQuaternions([3e-9, -1e-9, 2e-9, 1e-9])],
  ['half as long', withQuaternions([0.4, 0.1, -0.2, 0.1])],
  ['twice as long', withQuaternions([-1.4, 1, 0.5, 0.6])],
  ['long', withQuaternions([1e6, 2e6, -1e6, 3e6])],
  ['longer than f32 can square', withQuaternions([1e25, 2e25, -1e25, 3e25])],
  ['longer than f32 can hold', withQuaternions([0, 2e50, -1e50, 3e50])],
];

const close = (here: ArrayLike<number>, there: ArrayLike<number>, what: string): void => {
  for (let i = 0; i < here.length; i++) {
    assert.ok(
      Math.abs(here[i]! - there[i]!) < 2e-4 * (1 + Math.abs(there[i]!)),
      `${what} ${i}: ${here[i]} is not ${there[i]}`,
    );
  }
};

for (const [name, state] of STATES) {
  test(`${name}: a world in the lanes goes on as MuJoCo does`, () => {
    const world = new LaneWorld(kernels, beside.packed, model);
    const reference = new MujocoWorld(mujoco, model);
    const [here, there] = [new Float64Array(STATE_SIZE), new Float64Array(STATE_SIZE)];
    const action = new Float32Array(info.actuators.length).fill(0.3);
    world.setState(state);
    reference.setState(state);
    const seen = [new Float32Array(model.observationSize), new Float32Array(model.observationSize)] as const;
    for (let t = 0; t < 4; t++) {
      world.step(action);
      reference.step(action);
      assert.ok(!world.diverged);
      world.getState(here);
      reference.getState(there);
      close(here, there, `step ${t}, state`);
      world.observe(seen[0]);
      reference.observe(seen[1]);
      close(...seen, `step ${t}, observation`);
      close([world.reward()], [reference.reward()], `step ${t}, reward`);
    }
    reference.close();
  });
}

test('what is seen of a state before a step is what MuJoCo sees', () => {
  for (const [name, state] of STATES.filter(([name]) => !name.startsWith('longer'))) {
    const world = new LaneWorld(kernels, beside.packed, model);
    const reference = new MujocoWorld(mujoco, model);
    const [here, there] = [new Float32Array(model.observationSize), new Float32Array(model.observationSize)];
    world.setState(state);
    reference.setState(state);
    world.observe(here);
    reference.observe(there);
    close(here, there, name);
    reference.close();
  }
});

test('in rollouts the worlds beside one with a quaternion of zeros keep their bits', () => {
  const batch = new LaneBatch(kernels, beside.packed, model);
  const steps = 3;
  const actions = kernels.arena.f32(4 * steps * info.actuators.length);
  const rewards = kernels.arena.f64(4 * steps);
  const observations = kernels.arena.f32(4 * model.observationSize);
  const run = (states: Float64Array[]): number[][] => {
    batch.rollout({
      states: Float64Array.from(states.flatMap((state) => [...state])),
      plans: 4,
      rolloutsPerPlan: 1,
      firstRollout: 0,
      groups: 1,
      steps,
      actions: actions.pointer,
      rewards: rewards.pointer,
      observations: observations.pointer,
    });
    return states.map((_, lane) => Array.from({ length: steps }, (_, t) => rewards.view[4 * t + lane]!));
  };
  const [plain, zero] = [start(), withQuaternions([0, 0, 0, 0])];
  const alone = run([plain, plain, plain, plain])[0];
  const zeros = run([zero, zero, zero, zero])[0]!;
  assert.ok(zeros.every(Number.isFinite));
  const mixedUp = run([plain, zero, plain, zero]);
  assert.equal(mixedUp, [alone, zeros, alone, zeros]);
});

test('a plan for the humanoid from a state of zeros: no rollout diverges, and the returns are those with MuJoCo', async () => {
  const returns: number[][] = [];
  for (const physics of ['lanes', 'mujoco'] as const) {
    await using planner = await Mppi.create(humanoidGetup({ physics }), {
      horizon: 6,
      rollouts: 24,
      seed: 2,
    });
    await planner.plan(new Float64Array(55));
    assert.is(planner.diverged, 0, physics);
    returns.push([...planner.returns]);
  }
  close(returns[0]!, returns[1]!, 'return');
});

test('a reset that leaves quaternions of zeros begins at the identity', async () => {
  const task = mujocoTask({
    name: 'zeros',
    ...model,
    world: 'lanes',
    reset: (world) => world.setState(new Float64Array(world.stateSize)),
  });
  const world = await task.createWorld(kernels);
  world.reset(new Random(1, 2));
  world.step(new Float32Array(world.actionSize));
  assert.ok(Number.isFinite(world.reward()));
});

test.run();
