/** A task that reads sensors and quantities, from its options to its plans. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import { mujocoTask } from '../../src/tasks/mujoco-task.js';
import { bodyVelocity } from '../../src/worlds/frame-quantities.js';
import { contactForce, previousAction, sensor, subtreeCentre } from '../../src/worlds/model-quantities.js';
import { reads } from '../../src/worlds/quantities.js';
import { kernels } from './beside-mujoco.js';
import { SENSED } from './sensed-model.js';

const read = reads({
  gyro: sensor('gyro_back', 3),
  acceleration: sensor('accelerometer_back', 3),
  velocity: bodyVelocity('trunk', 'own'),
  centre: subtreeCentre('trunk'),
  foot: contactForce({ geom: 'floor' }, { geom: 'paw' }),
  before: previousAction(8),
});
const { at, size } = read;

const task = (physics: 'lanes' | 'mujoco', world: 'lanes' | 'mujoco' = 'mujoco') =>
  mujocoTask({
    name: 'readings',
    xml: SENSED,
    physicsSteps: 2,
    physics,
    world,
    rewardReads: read,
    observationReads: read,
    observationSize: size,
    reward: (q, action) => {
      let reward = q[at.centre + 2]! - 0.01 * q[at.gyro]! ** 2 + 1e-4 * q[at.foot + 2]!;
      for (let i = 0; i < 8; i++) reward -= 0.1 * (action[i]! - q[at.before + i]!) ** 2;
      return reward + 0.01 * q[at.velocity]! - 1e-5 * Math.abs(q[at.acceleration + 2]!);
    },
    observe: (q, out) => out.set(q),
  });

async function run(agentTask: ReturnType<typeof task>, workers: number) {
  const agent = await Polo.create(agentTask, {
    agent: 'mpc',
    seed: 3,
    workers,
    rollouts: 12,
    horizon: 6,
    sigma: 0.4,
  });
  const rewards: number[] = [];
  const actions: number[] = [];
  for await (const step of agent.run({ steps: 12 })) {
    rewards.push(step.reward);
    actions.push(...step.action);
  }
  await agent.close();
  return { rewards, actions };
}

test('a task that reads sensors is planned for in the lanes and with MuJoCo, with nearly the same plans', async () => {
  const lanes = await run(task('lanes'), 1);
  const mujoco = await run(task('mujoco'), 1);
  assert.ok(lanes.rewards.every(Number.isFinite));
  assert.ok(new Set(lanes.rewards).size > 10);
  const worst = Math.max(...lanes.actions.map((x, i) => Math.abs(x - mujoco.actions[i]!)));
  assert.ok(worst < 0.02, `actions differ by ${worst}`);
  assert.ok(Math.abs(lanes.rewards.at(-1)! - mujoco.rewards.at(-1)!) < 1e-2);
});

test('it acts in the lanes too', async () => {
  const { rewards } = await run(task('lanes', 'lanes'), 1);
  assert.ok(rewards.every(Number.isFinite));
});

test('a task that reads what the lanes do not compute is planned for with MuJoCo, and says so', async () => {
  const xml = SENSED.replace('</sensor>', '<user name="own" dim="1" needstage="pos"/></sensor>');
  const own = reads({ own: sensor('own') });
  const make = (physics: 'auto' | 'lanes') =>
    mujocoTask({
      name: 'own',
      xml,
      physics,
      rewardReads: own,
      observationReads: own,
      observationSize: 1,
      reward: (q) => q[0]!,
      observe: (q, out) => out.set(q),
    });
  const auto = make('auto');
  assert.is(await auto.createBatchWorld!(kernels), undefined);
  assert.match(
    auto.notice!,
    /is rolled out with MuJoCo, .*: sensor 'own' cannot be read in the lanes: user sensors/,
  );
  try {
    await make('lanes').createBatchWorld!(kernels);
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /^sensor 'own' cannot be read in the lanes/);
  }
});

test.run();
