/** Worlds that do not keep their contract are named, in one line, before they bring a wrong number. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mppi } from '../../src/planners/alone.js';
import { Polo } from '../../src/polo.js';
import type { World } from '../../src/worlds/world.js';
import { massOnLine } from '../support/worlds.js';
import { messageOf } from '../workers/requests.js';

/** The README's pendulum as a user writes it, with room for mistakes. */
function pendulum(changes: Record<string, unknown> = {}): World {
  let [angle, velocity] = [Math.PI, 0];
  const right = {
    stateSize: 2,
    actionSize: 1,
    observationSize: 3,
    actionLow: [-2],
    actionHigh: [2],
    timestep: 0.05,
    reset() {
      [angle, velocity] = [Math.PI, 0];
    },
    step([torque]: Float32Array) {
      velocity += 0.05 * (15 * Math.sin(angle) + 3 * torque!);
      angle += 0.05 * velocity;
    },
    getState: (out: Float64Array) => out.set([angle, velocity]),
    setState(state: Float64Array) {
      [angle, velocity] = state as unknown as [number, number];
    },
    observe: (out: Float32Array) => out.set([Math.cos(angle), Math.sin(angle), velocity / 8]),
    reward: () => Math.cos(angle) - 0.01 * velocity * velocity,
  };
  return { ...right, ...changes } as World;
}

/** What the types refuse already; this is checked when the tests are compiled. */
export const mistyped: Partial<World>[] = [
  // @ts-expect-error nobody waits for it
  { step: async () => {} },
  // @ts-expect-error nobody reads what it returns
  { getState: () => [1, 2] },
  // @ts-expect-error nobody reads what it returns
  { observe: (out) => [...out] },
  // @ts-expect-error nobody waits for it
  { setState: async () => {} },
  // @ts-expect-error no number
  { reward: async () => 1 },
  { step() {}, getState: (out) => out.set([1, 2]), setState: () => {}, observe: () => undefined },
];

const SETTINGS = { agent: 'mpc', horizon: 20, rollouts: 32, sigma: 1, noiseCorrelation: 0.8 } as const;

async function meanReward(world: World): Promise<number> {
  const agent = await Polo.create(world, SETTINGS);
  let sum = 0;
  for await (const { reward } of agent.run({ steps: 120 })) sum += reward;
  await agent.close();
  return sum / 120;
}

const right = pendulum();
const cases: readonly [string, Record<string, unknown>, RegExp][] = [
  ['reset', { reset: async () => right.reset(undefined as never) }, /reset\(\) returned a promise/],
  ['step', { step: async (action: Float32Array) => right.step(action) }, /step\(\) returned a promise/],
  [
    'getState',
    { getState: async (out: Float64Array) => right.getState(out) },
    /getState\(\) returned a promise/,
  ],
  [
    'setState',
    { setState: async (state: Float64Array) => right.setState(state) },
    /setState\(\) returned a promise/,
  ],
  ['observe', { observe: async (out: Float32Array) => right.observe(out) }, /observe\(\) returned a promise/],
  ['reward', { reward: async () => right.reward() }, /reward\(\) returned a promise/],
  [
    'a generator',
    { *step() {} },
    /step\(\) returned a generator, whose work nobody does; it must be a plain/,
  ],
  ['a reward of no number', { reward: () => '1' }, /reward\(\) must return a number, got '1'/],
  ['a reward of nothing', { reward: () => {} }, /reward\(\) must return a number, got undefined/],
  [
    'a state returned',
    { getState: () => [1, 2] },
    /getState\(out\) must write all 2 numbers into out, and left out\[0\] unwritten; it returned \[1,2\]/,
  ],
  [
    'a state half written',
    { getState: (out: Float64Array) => out.set([1]) },
    /getState\(out\) must write all 2 numbers into out, and left out\[1\] unwritten$/,
  ],
  [
    'an observation returned',
    { observe: () => [1, 2, 3] },
    /observe\(out\) must write all 3 numbers into out, and left out\[0\] unwritten; it returned \[1,2,3\]/,
  ],
  ['step thrown', { step: () => Promise.reject(new Error('late')) }, /step\(\) returned a promise/],
];

for (const [name, changes, message] of cases) {
  test(`named when an agent or a planner is made: ${name}`, async () => {
    for (const make of [() => Polo.create(pendulum(changes)), () => Mppi.create(pendulum(changes))]) {
      const said = await messageOf(make());
      assert.match(said, /^task 'world': /);
      assert.match(said, message);
      assert.not.match(said, /\n/);
    }
  });
}

test('a method that becomes wrong later is named in the step in which it does', async () => {
  for (const [change, message] of [
    [
      { step: async () => {} },
      "task 'world': step() returned a promise; it must do its work before it returns",
    ],
    [{ reward: () => undefined }, "task 'world': reward() must return a number, got undefined"],
    [
      { measure: async () => 1 },
      "task 'world': measure() returned a promise; it must do its work before it returns",
    ],
    [
      { diverged: () => false },
      "task 'world': diverged must be true or false (a property or a getter), got a method",
    ],
  ] as const) {
    const world = pendulum();
    const agent = await Polo.create(world, SETTINGS);
    await agent.step();
    Object.assign(world, change);
    assert.is(await messageOf(agent.step()), message);
    await agent.close();
  }
});

test('a world may keep the arrays it is given, and write into them', async () => {
  const expected = await meanReward(pendulum());
  let state: Float64Array = new Float64Array([Math.PI, 0]);
  const keeping = pendulum({
    reset: () => {
      state = new Float64Array([Math.PI, 0]);
    },
    step: (action: Float32Array) => {
      action[0]! *= 3;
      state[1]! += 0.05 * (15 * Math.sin(state[0]!) + action[0]!);
      state[0]! += 0.05 * state[1]!;
    },
    getState: (out: Float64Array) => out.set(state),
    setState: (given: Float64Array) => {
      state = given;
    },
    observe: (out: Float32Array) => out.set([Math.cos(state[0]!), Math.sin(state[0]!), state[1]! / 8]),
    reward: () => Math.cos(state[0]!) - 0.01 * state[1]! * state[1]!,
  });
  assert.ok(Math.abs((await meanReward(keeping)) - expected) < 1e-3);

  // The action before is kept by its array, for a cost on changes.
  let last: Float32Array = new Float32Array(1);
  let before: Float32Array = new Float32Array(1);
  const changes: number[] = [];
  const smooth = massOnLine({
    reset: () => {
      [last, before] = [new Float32Array(1), new Float32Array(1)];
    },
    step: (action) => {
      [before, last] = [last, action];
    },
    getState: (out) => out.set([last[0]!, before[0]!]),
    setState: ([l, b]) => {
      [last, before] = [Float32Array.of(l!), Float32Array.of(b!)];
    },
    observe: (out) => out.set([last[0]!, before[0]!]),
    reward: () => {
      const change = Math.abs(last[0]! - before[0]!);
      changes.push(change);
      return -change;
    },
  });
  const planner = await Mppi.create(smooth, { horizon: 5, rollouts: 8 });
  changes.length = 0;
  await planner.plan([0, 0]);
  assert.ok(changes.filter((each) => each > 0).length > 30, 'rollouts see that actions change');
});

test('a state that holds too little is found out', async () => {
  let hidden = 0;
  const drained = massOnLine({
    step(action) {
      hidden += Math.abs(action[0]!);
    },
    reward: () => -hidden,
  });
  const message =
    /^task 'world': setState, then the same actions, must bring the same again, but the reward after step 1 was -0\.\d+ at first and -0\.\d+ then; all that a step depends on has to be in the state \(a world that is meant to be random says stochastic: true\)$/;
  assert.match(await messageOf(Mppi.create(drained)), message);
  assert.match(await messageOf(Polo.create(drained)), message);

  const warm = massOnLine();
  const { step } = warm;
  let push = 0;
  warm.step = (action) => {
    push = 0.5 * push + action[0]!;
    step.call(warm, Float32Array.of(push));
  };
  assert.match(
    await messageOf(Mppi.create(warm)),
    /the state after step 1 was .* at first and .* then \(number 0\)/,
  );

  const deaf = massOnLine({ setState() {} });
  assert.match(
    await messageOf(Mppi.create(deaf)),
    /must bring the same again, but the state after setState was/,
  );

  const rounded = massOnLine();
  const { setState } = rounded;
  rounded.setState = ([x, v]) => setState.call(rounded, Float64Array.of(Math.round(x! * 100) / 100, v!));
  assert.match(
    await messageOf(Mppi.create(rounded)),
    /getState after setState must bring the same state, but the state was -?0\.\d+ at first and -?0\.\d+ then \(number 0\)/,
  );
});

test('a follow that is not what step and reward bring is found out', async () => {
  const world = massOnLine({
    follow: (actions, rewards) => {
      rewards.fill(1);
      return actions.length;
    },
  });
  assert.match(
    await messageOf(Mppi.create(world)),
    /^task 'world': follow must bring what step and reward in turn bring, but the reward was .* at first and 1 then/,
  );
  const short = massOnLine({ follow: () => 0.5 });
  assert.is(
    await messageOf(Mppi.create(short)),
    "task 'world': follow() must return the steps taken, 0 to 2, got 0.5",
  );
});

test('a random world is refused, unless it says that it is meant to be', async () => {
  const noisy: Partial<World> = { reward: () => Math.random() };
  assert.match(await messageOf(Polo.create(massOnLine(noisy))), /must bring the same again, but the reward/);
  const agent = await Polo.create(massOnLine({ ...noisy, stochastic: true }), { rollouts: 4, horizon: 2 });
  assert.ok((await agent.step()).reward >= 0);
  await agent.close();

  const anywhere = massOnLine();
  anywhere.reset = () => anywhere.setState(Float64Array.of(Math.random(), 0));
  assert.match(
    await messageOf(Polo.create(anywhere)),
    /^task 'world': reset must draw a start state from the generator it is given alone, but with the same numbers it was/,
  );
  assert.match(
    await messageOf(Polo.create(massOnLine({ stochastic: 'yes' as never }))),
    /^stochastic of a world must be true or false, got 'yes'$/,
  );
  const stuck = massOnLine({ stochastic: true, setState() {} });
  assert.match(await messageOf(Polo.create(stuck)), /the state after setState was/);
});

test('trying a world leaves nothing behind in its memory', async () => {
  let visits = 7;
  const world = massOnLine({
    beforeAction() {},
    getMemory: () => Uint8Array.of(visits),
    setMemory: ([saved]) => {
      visits = saved!;
    },
  });
  const { step } = world;
  let counted = 0;
  world.step = (action) => {
    visits++;
    counted++;
    step.call(world, action);
  };
  const planner = await Mppi.create(world);
  assert.is(counted, 4, 'steps that trying takes');
  assert.is(visits, 7);
  await planner.close();
});

test('misspelt methods of a world and keys of a task are refused', async () => {
  for (const [key, meant] of [
    ['timeStep', 'timestep'],
    ['before_action', 'beforeAction'],
    ['mesure', 'measure'],
    ['meassure', 'measure'],
    ['physicSteps', 'physicsSteps'],
    ['getMeomry', 'getMemory'],
  ] as const) {
    assert.is(
      await messageOf(Polo.create({ ...massOnLine(), [key]: 0.1 } as never)),
      `a world has '${key}'; did you mean ${meant}?`,
    );
  }
  for (const own of ['closed', 'measured', 'steps', 'pose', 'state', 'angle']) {
    await (await Mppi.create({ ...massOnLine(), [own]: 1 } as never)).close();
  }
  assert.match(
    await messageOf(Polo.create({ name: 'a', createWorld: () => massOnLine(), episodes: 50 } as never)),
    /^task 'a' has no option 'episodes'; it accepts name, .*episode/,
  );
});

test.run();
