/** Tasks that read nothing of the world, for the reward, the observation or both, run in the lanes as with MuJoCo. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError } from '../../src/options.js';
import { Mppi } from '../../src/planners/alone.js';
import { Polo } from '../../src/polo.js';
import { type MujocoTaskOptions, mujocoTask } from '../../src/tasks/mujoco-task.js';
import { jointPosition, type Numbers, reads } from '../../src/worlds/quantities.js';
import type { Task } from '../../src/worlds/world.js';
import { freeBody, pendulum } from './models.js';

const nothing = reads({});
const angle = reads({ j: jointPosition('j') });

/** Reward and observation read the joint, or nothing but the action and the number of quantities they are given. */
const task = (
  ofReward: typeof angle | typeof nothing,
  ofObservation: typeof ofReward,
): MujocoTaskOptions => ({
  name: 'pendulum',
  xml: pendulum,
  rewardReads: ofReward,
  observationReads: ofObservation,
  observationSize: 1,
  reward: (q: Numbers, action) => (q[0] ?? 0.5) + q.length - action[0]! ** 2,
  observe: (q: Numbers, out) => out.set([(q[0] ?? 0.25) + q.length]),
  measure: (q: Numbers) => q.length,
});

for (const [name, ofReward, ofObservation] of [
  ['the reward', nothing, angle],
  ['the observation', angle, nothing],
  ['neither', nothing, nothing],
] as const) {
  test(`${name} reads nothing: plans and returns are those with MuJoCo`, async () => {
    const results = [];
    for (const physics of ['lanes', 'mujoco'] as const) {
      const options = { horizon: 5, rollouts: 10, seed: 3 };
      await using planner = await Mppi.create(
        mujocoTask({ ...task(ofReward, ofObservation), physics }),
        options,
      );
      planner.terminalValue = { values: (observations) => observations.map((x) => 0.01 * x) };
      const action = await planner.plan([0.4, -0.2]);
      results.push([...action, ...planner.returns]);
    }
    const [here, there] = results as [number[], number[]];
    for (const [i, x] of here.entries())
      assert.ok(Math.abs(x - there[i]!) < 1e-4, `number ${i}: ${x} is not ${there[i]}`);
  });

  test(`${name} reads nothing: an agent acts and learns in the lanes`, async () => {
    const settings = {
      horizon: 4,
      rollouts: 8,
      updateEvery: 2,
      gradientSteps: 2,
      refreshStates: 4,
      workers: 1,
      seed: 1,
    };
    const model = mujocoTask({ ...task(ofReward, ofObservation), physics: 'lanes', world: 'lanes' });
    await using agent = await Polo.create(model, settings);
    const rewards: number[] = [];
    for await (const { reward, measure } of agent.run({ steps: 5 })) {
      rewards.push(reward);
      assert.is(measure, ofReward.size);
    }
    assert.is(rewards.length, 5);
    assert.ok(rewards.every(Number.isFinite));
  });
}

test('more rollouts than before still find their place when nothing is read', async () => {
  await using planner = await Mppi.create(mujocoTask({ ...task(nothing, nothing), physics: 'lanes' }), {
    horizon: 3,
    rollouts: 61,
  });
  await planner.plan([0, 0]);
  assert.is(planner.diverged, 0);
  assert.ok(new Set(planner.returns).size > 10);
});

test('what cannot be planned for is refused in the lanes as with MuJoCo', async () => {
  for (const physics of ['lanes', 'mujoco'] as const) {
    const unmoved = mujocoTask({ ...task(nothing, nothing), xml: freeBody, physics });
    await refused(unmoved, /no actuators|actionSize must be/);
    assert.throws(
      () => mujocoTask({ ...task(nothing, nothing), observationSize: 0, physics }),
      (error: Error) =>
        error instanceof OptionError && error.message === 'observationSize must be an integer ≥ 1, got 0',
    );
  }
});

async function refused(model: Task, message: RegExp): Promise<void> {
  const error = await Mppi.create(model, { horizon: 2, rollouts: 4 }).then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.instance(error, OptionError);
  assert.match(error!.message, message);
}

test.run();
