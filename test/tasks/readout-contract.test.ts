/** The functions of a task over a MuJoCo model are held to their contract in every physics, on every thread. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mppi } from '../../src/planners/alone.js';
import { Polo } from '../../src/polo.js';
import { type MujocoTaskOptions, mujocoTask } from '../../src/tasks/mujoco-task.js';
import { jointPosition, reads } from '../../src/worlds/quantities.js';
import { messageOf } from '../workers/requests.js';

const angle = reads({ angle: jointPosition('hinge') });
const right: MujocoTaskOptions = {
  name: 'pendulum',
  xml: `<mujoco><option timestep="0.01"/><worldbody><body><joint name="hinge" axis="0 1 0" damping="0.1"/>
    <geom type="capsule" size="0.02" fromto="0 0 0 0 0 -0.5" density="1000"/></body></worldbody>
    <actuator><motor name="motor" joint="hinge" ctrlrange="-1 1"/></actuator></mujoco>`,
  rewardReads: angle,
  observationReads: angle,
  observationSize: 1,
  reward: (q) => -(q[0]! ** 2),
  observe: (q, out) => out.set([q[0]!]),
};

const PHYSICS = [
  { physics: 'mujoco', world: 'mujoco' },
  { physics: 'lanes', world: 'mujoco' },
  { physics: 'lanes', world: 'lanes' },
] as const;
const SETTINGS = { horizon: 3, rollouts: 8, workers: 1, agent: 'mpc' } as const;

test('a task that is right plans in each physics', async () => {
  for (const physics of PHYSICS) {
    const agent = await Polo.create(mujocoTask({ ...right, ...physics }), SETTINGS);
    assert.ok(Number.isFinite((await agent.step()).reward));
    await agent.close();
  }
});

const wrong: readonly [string, object, string][] = [
  [
    'an async reward',
    { reward: async () => 1 },
    'reward() returned a promise; it must do its work before it returns',
  ],
  ['a reward that is no number', { reward: () => [1] }, 'reward() must return a number, got [1]'],
  [
    'an async observe',
    { observe: async (_: unknown, out: Float32Array) => out.set([1]) },
    'observe() returned a promise; it must do its work before it returns',
  ],
  [
    'an observe that returns',
    { observe: () => [1] },
    'observe(out) must write all 1 numbers into out, and left out[0] unwritten; it returned [1], which nobody reads',
  ],
  [
    'a reward that throws an object',
    {
      reward: () => {
        throw { code: 7, retry() {} };
      },
    },
    'reward() threw {"code":7}',
  ],
  [
    'an observe that throws',
    {
      observe: () => {
        throw new Error('no eyes');
      },
    },
    'observe() failed: no eyes',
  ],
  [
    'an async reset',
    { reset: async () => {} },
    'reset() returned a promise; it must do its work before it returns',
  ],
  [
    'an async measure',
    { measure: async () => 1 },
    'measure() returned a promise; it must do its work before it returns',
  ],
];

for (const [name, change, message] of wrong) {
  test(`${name} is named, whatever the physics`, async () => {
    for (const physics of PHYSICS) {
      const task = mujocoTask({ ...right, ...physics, ...change } as MujocoTaskOptions);
      const said = await messageOf(
        (async () => {
          const agent = await Polo.create(task, SETTINGS);
          try {
            await agent.step();
          } finally {
            await agent.close();
          }
        })(),
      );
      assert.is(said, `task 'pendulum': ${message}`, JSON.stringify(physics));
    }
  });
}

test('a planner alone names it too, in the lanes as well', async () => {
  for (const physics of ['lanes', 'mujoco'] as const) {
    const task = mujocoTask({ ...right, physics, reward: (async () => 1) as never });
    const said = await messageOf(
      Mppi.create(task, { horizon: 2, rollouts: 4 }).then((planner) => planner.plan([0, 0])),
    );
    assert.is(said, "task 'pendulum': reward() returned a promise; it must do its work before it returns");
  }
});

test('a task’s options are refused where they are misspelt, and where something is missing', () => {
  const saying = (text: RegExp) => (error: Error) => text.test(error.message);
  assert.throws(
    () => mujocoTask({ ...right, meassure: () => 1 } as never),
    saying(/^mujocoTask has no option 'meassure'; it accepts .*measure/),
  );
  assert.throws(
    () => mujocoTask({ ...right, reward: undefined } as never),
    saying(/^reward must be a function, got undefined/),
  );
  assert.throws(
    () => mujocoTask({ ...right, rewardReads: ['hinge'] } as never),
    saying(/^rewardReads must be made by reads/),
  );
});

test.run();
