import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError } from '../src/options.js';
import { Polo, type StepReport } from '../src/polo.js';
import { ActionsHash } from '../src/runs/actions-hash.js';
import { encodeCheckpoint, restoreCheckpoint } from '../src/runs/checkpoint.js';
import { newTotals } from '../src/runs/summary.js';
import { massOnLine } from './support/worlds.js';

const SMALL = {
  horizon: 6,
  rollouts: 12,
  updateEvery: 4,
  gradientSteps: 4,
  batchSize: 8,
  refreshStates: 8,
} as const;

async function live(agent: Polo, steps: number): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for await (const report of agent.run({ steps })) reports.push(report);
  return reports;
}

async function hashOf(reports: readonly StepReport[]): Promise<string> {
  const hash = new ActionsHash();
  for (const { action } of reports) hash.add(action);
  return hash.hex();
}

async function failure(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test('reports count steps, episodes and time', async () => {
  const agent = await Polo.create(massOnLine(), { ...SMALL, episode: 5 });
  const reports = await live(agent, 12);
  assert.equal(
    reports.map(({ step, episode, episodeStep }) => [step, episode, episodeStep]),
    Array.from({ length: 12 }, (_, i) => [i + 1, Math.floor(i / 5), (i % 5) + 1]),
  );
  assert.ok(Math.abs(reports[11]!.time - 1.2) < 1e-9);
  assert.ok(reports.every(({ value, valueSpread }) => Number.isFinite(value) && valueSpread > 0));
  await agent.close();
});

test('physics steps of every kind are counted', async () => {
  const agent = await Polo.create(massOnLine({ physicsSteps: 3 }), {
    ...SMALL,
    targetRollouts: 2,
    targetHorizon: 5,
  });
  await live(agent, 4);
  const plans = 4 * 12 * 6;
  const targets = 4 * 2 * 5; // four states at the first update
  assert.is(agent.simulationSteps, 3 * (4 + plans + targets));
  await agent.close();
});

test('one seed, one sequence of actions, for every agent and target mode', async () => {
  const seen = new Set<string>();
  const variants = [
    { agent: 'polo' },
    { agent: 'polo', targets: 'planner' },
    { agent: 'polo', targets: 'returns' },
    { agent: 'mpc' },
    { agent: 'greedy' },
    { agent: 'random' },
  ] as const;
  for (const variant of variants) {
    const hashes: string[] = [];
    for (let repeat = 0; repeat < 2; repeat++) {
      const agent = await Polo.create(massOnLine(), { ...SMALL, ...variant, seed: 3, episode: 7 });
      hashes.push(await hashOf(await live(agent, 20)));
      await agent.close();
    }
    assert.is(hashes[0], hashes[1], JSON.stringify(variant));
    seen.add(hashes[0]!);
  }
  assert.is(seen.size, variants.length, 'the variants differ');
});

test('it learns: the loss falls and values come near the discounted reward', async () => {
  // Reward 1 everywhere: (1 − γ)V = 1 in every state.
  const agent = await Polo.create(massOnLine({ reward: () => 1 }), {
    ...SMALL,
    gamma: 0.9,
    gradientSteps: 100,
    learningRate: 0.01,
  });
  const reports = await live(agent, 240);
  assert.ok(Math.abs(reports[0]!.value - 1) > 0.1, `starts elsewhere: ${reports[0]!.value}`);
  assert.ok(Math.abs(reports[239]!.value - 1) < 0.03, `ends at ${reports[239]!.value}`);
  assert.ok(agent.loss < 1e-3);
  await agent.close();
});

test('greedy is POLO with horizon 1; mpc has no value', async () => {
  const greedy = await Polo.create(massOnLine(), { ...SMALL, agent: 'greedy' });
  assert.is(greedy.planner.horizon, 1);
  assert.ok(greedy.ensemble);
  const mpc = await Polo.create(massOnLine(), { ...SMALL, agent: 'mpc' });
  assert.is(mpc.ensemble, undefined);
  assert.ok(Number.isNaN((await live(mpc, 1))[0]!.value));
  await Promise.all([greedy.close(), mpc.close()]);
});

test('a checkpoint goes on with the same bits, also across an episode and a full buffer', async () => {
  const options = { ...SMALL, episode: 9, bufferCapacity: 16, seed: 11 };
  const whole = await Polo.create(massOnLine(), options);
  const expected = await live(whole, 40);
  for (const stop of [1, 9, 14, 31]) {
    const first = await Polo.create(massOnLine(), options);
    const before = await live(first, stop);
    const bytes = encodeCheckpoint(first, newTotals());
    await first.close();
    const second = await Polo.create(massOnLine(), options);
    restoreCheckpoint(second, bytes);
    const after = await live(second, 40 - stop);
    assert.is(await hashOf([...before, ...after]), await hashOf(expected), `stopped after ${stop}`);
    assert.is(second.simulationSteps, whole.simulationSteps);
    await second.close();
  }
  await whole.close();
});

test('a checkpoint of other shapes is refused', async () => {
  const small = await Polo.create(massOnLine(), SMALL);
  await live(small, 4);
  const bytes = encodeCheckpoint(small, newTotals());
  const longer = await Polo.create(massOnLine(), { ...SMALL, horizon: 7 });
  assert.throws(
    () => restoreCheckpoint(longer, bytes),
    /^the checkpoint was made with horizon 6, this agent has 7$/,
  );
  const wider = await Polo.create(
    massOnLine({ observationSize: 3, observe: (out) => out.set([0, 0, 0]) }),
    SMALL,
  );
  assert.throws(
    () => restoreCheckpoint(wider, bytes),
    /^the checkpoint does not fit: agent.observation has 2 of F32, not 3 of F32$/,
  );
  assert.throws(() => restoreCheckpoint(small, bytes.subarray(0, bytes.length - 9)), /damaged or cut off/);
});

test('bad options and worlds are named', async () => {
  const cases: [() => Promise<unknown>, RegExp][] = [
    [
      () => Polo.create(massOnLine(), { agent: 'dqn' as never }),
      /^agent must be one of polo, mpc, greedy, random/,
    ],
    [() => Polo.create(massOnLine(), { horizn: 3 } as never), /^an agent has no option 'horizn'/],
    [() => Polo.create(massOnLine(), { hidden: [] }), /^hidden must be a list/],
    [
      () => Polo.create(massOnLine(), { targets: 'magic' as never }),
      /^targets must be one of replan, planner, returns/,
    ],
    [() => Polo.create(massOnLine(), { episode: -1 }), /^episode must be an integer ≥ 0/],
    [() => Polo.create(massOnLine({ actionLow: [] })), /^actionLow must have 1 numbers/],
    [() => Polo.create(massOnLine({ actionLow: [2] })), /^actionHigh\[0\] must be a finite number ≥ 2/],
    [() => Polo.create(massOnLine({ step: undefined as never })), /^a world needs a method step\(\)/],
    [() => Polo.create(7 as never), /^expected a task .* or a world .* got 7/],
  ];
  for (const [work, message] of cases) {
    const error = await failure(work);
    assert.instance(error, OptionError, error.stack);
    assert.match(error.message, message);
  }
});

test('a world that says that it has diverged begins a new episode, and that is told', async () => {
  let taken = 0;
  let x = 0;
  const world = massOnLine({
    reset: () => {
      x = 0;
      taken = 0;
    },
    step: ([push]) => {
      x += push!;
      taken++;
    },
    getState: (out) => out.set([x, taken]),
    setState: (state) => {
      [x, taken] = [state[0]!, state[1]!];
    },
    observe: (out) => {
      out.fill(x);
    },
    reward: () => (taken === 3 ? Number.NaN : 1),
    measure: () => x,
  });
  Object.defineProperty(world, 'diverged', { get: () => taken === 3 });
  const agent = await Polo.create(world, { ...SMALL, horizon: 2 });
  const reports = [];
  for await (const step of agent.run({ steps: 7 })) reports.push(step);
  assert.equal(
    reports.map(({ episode, episodeStep, reward }) => [episode, episodeStep, reward]),
    [
      [0, 1, 1],
      [0, 2, 1],
      [0, 3, 0],
      [1, 1, 1],
      [1, 2, 1],
      [1, 3, 0],
      [2, 1, 1],
    ],
  );
  assert.equal(
    reports.map(({ measure }) => Number.isNaN(measure)),
    [false, false, true, false, false, true, false],
  );
  assert.equal(agent.warnings, { "the agent's own world diverged; a new episode began": 2 });
  assert.equal(Array.from(agent.state), [x, 1]);

  const hopeless = massOnLine({ reward: () => Number.NaN });
  Object.defineProperty(hopeless, 'diverged', { value: true });
  const stuck = await Polo.create(hopeless, SMALL);
  assert.match((await failure(() => stuck.step())).message, /has reward NaN after step 1 of its episode/);
});

test('a world that returns NaN or throws ends the step with a clear error', async () => {
  const nan = await Polo.create(
    massOnLine({ observe: (out) => out.set([0, 0]), reward: () => Number.NaN }),
    SMALL,
  );
  assert.match(
    (await failure(() => nan.step())).message,
    /^the world of task 'world' has reward NaN after step 1/,
  );

  const lost = await Polo.create(massOnLine(), SMALL);
  lost.world.getState = (out) => out.set([Number.NaN, 0]);
  assert.match(
    (await failure(() => lost.step())).message,
    /^the state of task 'world' is NaN at index 0 after step 1/,
  );

  const throwing = await Polo.create(massOnLine(), SMALL);
  throwing.world.step = () => {
    throw new Error('the motor is on fire');
  };
  assert.is(
    (await failure(() => throwing.step())).message,
    "task 'world': step() failed: the motor is on fire",
  );
});

test('a plan of which every rollout diverged is told in its step, and a hint once', async () => {
  let broken = false;
  const world = massOnLine();
  const { reward } = world;
  const said: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => said.push(text);
  const agent = await Polo.create(world, { ...SMALL, agent: 'mpc' });
  const failed: boolean[] = [];
  try {
    for (let t = 0; t < 5; t++) {
      broken = t === 1 || t === 3;
      let rewards = 0;
      // The rollouts come first, the step in the world last.
      world.reward = () => (broken && ++rewards <= SMALL.rollouts ? Number.NaN : reward());
      failed.push((await agent.step()).planFailed);
    }
  } finally {
    console.warn = warn;
  }
  assert.equal(failed, [false, true, false, true, false]);
  assert.is(agent.failedPlans, 2);
  assert.is(said.length, 1);
  assert.match(said[0]!, /^in step 2 all 12 rollouts of the plan diverged, .* a smaller timestep/);
  await agent.close();
});

test('options of a step, a run and an agent that nobody reads are refused', async () => {
  const agent = await Polo.create(massOnLine(), SMALL);
  assert.is(
    (await failure(() => agent.step({ signall: 1 } as never))).message,
    "step has no option 'signall'; it accepts signal",
  );
  const run = agent.run({ step: 3 } as never);
  assert.is((await failure(() => run.next())).message, "run has no option 'step'; it accepts steps, signal");
  await agent.close();
});

test('steps one after the other only, and none after close', async () => {
  const agent = await Polo.create(massOnLine(), SMALL);
  const first = agent.step();
  assert.match((await failure(() => agent.step())).message, /in the middle of a step/);
  await first;
  await agent.close();
  await agent.close();
  assert.match((await failure(() => agent.step())).message, /closed/);
});

test('an aborted run ends before the next step', async () => {
  const agent = await Polo.create(massOnLine(), SMALL);
  const stop = new AbortController();
  let count = 0;
  for await (const report of agent.run({ signal: stop.signal })) {
    count = report.step;
    if (count === 3) stop.abort();
  }
  assert.is(count, 3);
});

test.run();
