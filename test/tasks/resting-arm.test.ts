/** An arm that stands at its keyframe and is rewarded for it stays there: plans start and end at its resting control. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mppi } from '../../src/planners/alone.js';
import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import type { MujocoTaskOptions } from '../../src/tasks/mujoco-task.js';
import { packTask } from '../../src/tasks/physics.js';
import type { Task, World } from '../../src/worlds/world.js';
import { armTask, HOME, plainArm, SERVO_ARM, SPRUNG_ARM } from '../support/arms.js';

/** Furthest from home in a run of so many steps, rad. */
async function furthest(task: Task | World, options: PoloOptions, steps = 40): Promise<number> {
  const agent = await Polo.create(task, { agent: 'mpc', workers: 1, ...options });
  let most = 0;
  for await (const { measure } of agent.run({ steps })) most = Math.max(most, measure);
  await agent.close();
  return most;
}

const HORIZONS = [undefined, 16, 8];

async function stays(
  make: () => Task | World,
  options: PoloOptions = {},
  horizons: readonly (number | undefined)[] = HORIZONS,
  within = 0.05,
): Promise<void> {
  for (const horizon of horizons) {
    for (const seed of [1, 2, 3]) {
      const most = await furthest(make(), { seed, ...(horizon && { horizon }), ...options });
      assert.ok(most <= within, `horizon ${horizon ?? 'default'}, seed ${seed}: ${most} rad from home`);
    }
  }
}

const home = { start: { keyframe: 'home' } };
/** With MuJoCo: servos do not pack. */
const servoArm = (more: Partial<MujocoTaskOptions> = home) =>
  armTask(SERVO_ARM, { physics: 'mujoco', ...more });
const reset = (world: { setState(state: Float64Array): void }) =>
  world.setState(Float64Array.of(...HOME, 0, 0));

test('with position servos in MuJoCo, with every default of the planner and over short horizons', () =>
  stays(() => servoArm()));

test('where its own reset puts it at the keyframe, too', async () => {
  assert.ok((await furthest(servoArm({ reset }), { seed: 1, horizon: 16 })) <= 0.05);
});

test('with motors against springs, planned for and acted in in the lanes', () =>
  stays(() => armTask(SPRUNG_ARM, { ...home, physics: 'lanes', world: 'lanes' })));

test('as a plain object that says its resting control', () => stays(() => plainArm(HOME)));

test('a resting control of zero throws it off: it is what keeps the arm', async () => {
  const zero = { ...home, restingAction: [0, 0] };
  assert.ok((await furthest(servoArm(zero), { seed: 1 })) > 1);
  assert.ok((await furthest(armTask(SPRUNG_ARM, { ...zero, world: 'lanes' }), { seed: 1 })) > 0.5);
  assert.ok((await furthest(plainArm(), { seed: 1 })) > 0.3);
});

test('with the learned value: the agent stays near where its curiosity is worth less than the reward', () =>
  // γ^H / (1 − γ) = 53 times the random networks weigh against the reward: one of −d² they outweigh, and the arm goes
  // to see what is elsewhere, as it should. Without a resting control it is thrown off by 2 rad.
  stays(
    () =>
      servoArm({
        ...home,
        reward: (q) => -100 * ((q[0]! - HOME[0]) ** 2 + (q[1]! - HOME[1]) ** 2),
      }),
    { agent: 'polo' },
    [undefined],
    0.1,
  ));

test('a planner alone starts at rest, ends at rest and goes back to it', async () => {
  const planner = await Mppi.create(servoArm(), { horizon: 3, rollouts: 8, sigma: 0 });
  const rest = [...Float32Array.from(HOME)];
  assert.equal([...planner.nominal], [...rest, ...rest, ...rest]);
  assert.equal([...planner.restingAction], rest);
  planner.restore({ nominal: new Float32Array(6), planNumber: 1, started: true });
  await planner.plan([...HOME, 0, 0]);
  assert.equal([...planner.nominal], [0, 0, 0, 0, ...rest]);
  planner.reset();
  assert.equal([...planner.nominal], [...rest, ...rest, ...rest]);
  await planner.close();
});

test('another model to plan with needs no keyframe: plans rest where the world acted in does', async () => {
  const planningXml = SERVO_ARM.replace(/<keyframe>.*<\/keyframe>/s, '');
  const task = () => servoArm({ ...home, planningXml });
  const planner = await Mppi.create(task(), { horizon: 1 });
  assert.equal([...planner.restingAction], [...Float32Array.from(HOME)]);
  await planner.close();
  assert.ok((await furthest(task(), { seed: 1, horizon: 16 })) <= 0.05);
});

test('a task whose planning world says nothing rests where the world acted in says', async () => {
  const task: Task = {
    name: 'arm',
    createWorld: () => plainArm(HOME),
    createPlanningWorld: () => plainArm(),
  };
  assert.ok((await furthest(task, { seed: 1, horizon: 8 })) <= 0.05);
});

test('targets of the value function are rolled out from rest behind the plan', async () => {
  const nominals: Float32Array[] = [];
  const agent = await Polo.create(plainArm(HOME), {
    horizon: 2,
    targetHorizon: 4,
    updateEvery: 1,
    rollouts: 4,
    workers: 1,
  });
  const { engine } = agent as unknown as {
    engine: { run(request: { steps: number; nominals: Float32Array }, limits: unknown): unknown };
  };
  const run = engine.run.bind(engine);
  engine.run = (request, limits) => {
    if (request.steps === 4) nominals.push(request.nominals.slice());
    return run(request, limits);
  };
  for await (const _ of agent.run({ steps: 3 }));
  await agent.close();
  assert.is(nominals.length, 3);
  const rest = [...Float32Array.from(HOME)];
  for (const plans of nominals) {
    for (let at = 0; at < plans.length; at += 8)
      assert.equal([...plans.subarray(at + 4, at + 8)], [...rest, ...rest]);
  }
});

test('bad resting controls of a plain object are refused by name', async () => {
  const refused = async (rest: unknown, message: RegExp) => {
    try {
      await Polo.create(plainArm(rest as ArrayLike<number>));
      assert.unreachable();
    } catch (error) {
      assert.is((error as Error).name, 'OptionError');
      assert.match((error as Error).message, message);
    }
  };
  await refused([0], /^restingAction must have 2 numbers \(actionSize\), got \[0\]$/);
  await refused(0.5, /^restingAction must have 2 numbers \(actionSize\), got 0.5$/);
  await refused(null, /^restingAction must have 2 numbers \(actionSize\), got null$/);
  await refused([0, 3.5], /^restingAction\[1\] must be a finite number ≥ -3 and ≤ 3, got 3.5$/);
  await refused([0, 'x'], /^restingAction\[1\] must be a finite number ≥ -3 and ≤ 3, got 'x'$/);
});

test('the lanes of a packed file keep it, with the bits of the model itself', async () => {
  const made = armTask(SPRUNG_ARM, { ...home, world: 'lanes' });
  const packed = Buffer.from(await packTask(made)).toString('base64');
  const hashOf = async (task: Task) => {
    const hash = new ActionsHash();
    const agent = await Polo.create(task, { agent: 'mpc', horizon: 8, seed: 2, workers: 1 });
    for await (const { action } of agent.run({ steps: 20 })) hash.add(action);
    await agent.close();
    return hash.hex();
  };
  assert.is(await hashOf(armTask(SPRUNG_ARM, { ...home, packed })), await hashOf(made));
});

test.run();
