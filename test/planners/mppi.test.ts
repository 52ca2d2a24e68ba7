import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError } from '../../src/options.js';
import { Mppi } from '../../src/planners/alone.js';
import { power } from '../../src/planners/power.js';
import { massOnLine } from '../support/worlds.js';

const START = [0.8, 0];
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

test('weights sum to one and the effective sample size is that of the weights', async () => {
  const planner = await Mppi.create(massOnLine(), { horizon: 7, rollouts: 10 });
  await planner.plan(START);
  assert.is(planner.weights.length, 10);
  assert.ok(Math.abs(sum(planner.weights) - 1) < 1e-6);
  const ess = 1 / sum(planner.weights.map((w) => w * w));
  assert.ok(Math.abs(planner.effectiveSampleSize - ess) < 1e-3);
});

test('returns are the discounted rewards of the rollouts, the first being the plan itself', async () => {
  const planner = await Mppi.create(massOnLine(), { horizon: 5, rollouts: 6, gamma: 0.9 });
  await planner.plan(START);
  let expected = 0;
  for (let t = 0; t < 5; t++) expected += 0.9 ** t * (1 - 0.8 * 0.8); // the first plan is zero: the mass rests
  assert.ok(Math.abs(planner.returns[0]! - expected) < 1e-6);
});

test('one seed gives one sequence of bits, another seed another', async () => {
  const actions = async (seed: number): Promise<number[]> => {
    const planner = await Mppi.create(massOnLine(), { horizon: 9, rollouts: 13, seed });
    const list: number[] = [];
    for (let i = 0; i < 3; i++) list.push((await planner.plan(START))[0]!);
    return list;
  };
  assert.equal(await actions(5), await actions(5));
  assert.not.equal(await actions(5), await actions(6));
});

test('the plan stays inside the bounds and heads for the reward', async () => {
  const planner = await Mppi.create(massOnLine(), { horizon: 20, rollouts: 64, sigma: 2, temperature: 0.05 });
  const action = await planner.plan(START);
  assert.ok(action[0]! < 0, 'pushes toward the origin');
  for (const each of planner.nominal) assert.ok(each >= -1 && each <= 1);
});

test('a plan is warm-started with the last one moved on by one step', async () => {
  const options = { horizon: 4, rollouts: 1, sigma: 0.3 }; // one rollout: the plan itself, without noise
  const planner = await Mppi.create(massOnLine(), options);
  planner.restore({ nominal: [0.1, 0.2, 0.3, 0.4], planNumber: 7, started: true });
  await planner.plan(START);
  assert.equal([...planner.nominal], [...Float32Array.from([0.2, 0.3, 0.4, 0])]);
  assert.is(planner.planNumber, 8);
});

test('the effective sample size can be asked for', async () => {
  for (const fraction of [0.1, 0.5, 0.9]) {
    const planner = await Mppi.create(massOnLine(), {
      horizon: 16,
      rollouts: 100,
      temperature: { effectiveSampleSize: fraction },
    });
    await planner.plan(START);
    assert.ok(Math.abs(planner.effectiveSampleSize - 100 * fraction) < 0.5, `${planner.effectiveSampleSize}`);
  }
});

test('λ can be a multiple of the spread of the returns', async () => {
  const planner = await Mppi.create(massOnLine(), {
    horizon: 16,
    rollouts: 40,
    temperature: { spread: 0.5 },
  });
  await planner.plan(START);
  const mean = sum(planner.returns) / 40;
  const deviation = Math.sqrt(sum(planner.returns.map((r) => (r - mean) ** 2)) / 40);
  assert.ok(Math.abs(planner.lambda / (0.5 * deviation) - 1) < 1e-3);
});

test('equal returns give equal weights, whatever the temperature', async () => {
  for (const temperature of [1, { effectiveSampleSize: 0.2 }, { spread: 0.1 }]) {
    const planner = await Mppi.create(massOnLine({ reward: () => 1 }), {
      horizon: 3,
      rollouts: 8,
      temperature,
    });
    await planner.plan(START);
    assert.ok(Math.abs(planner.effectiveSampleSize - 8) < 1e-3);
  }
});

test('the value at the end of a rollout counts γ^H V/(1 − γ)', async () => {
  const planner = await Mppi.create(massOnLine(), { horizon: 3, rollouts: 5, gamma: 0.9 });
  planner.terminalValue = { values: (o) => Float32Array.from({ length: o.length / 2 }, (_, i) => 10 * i) };
  await planner.plan(START);
  const before = planner.lastRollouts!.returns;
  for (let k = 0; k < 5; k++) {
    const expected = before[k]! + (0.9 ** 3 / 0.1) * 10 * k;
    assert.ok(Math.abs(planner.returns[k]! - expected) < 1e-3 * Math.abs(expected));
  }
});

test('a rollout that diverges gets no weight, the others keep theirs', async () => {
  const explodes = massOnLine();
  const state = new Float64Array(2);
  const reward = (): number => {
    explodes.getState(state);
    return state[1]! > 0.01 ? Number.NaN : 1 - state[0]! ** 2;
  };
  const planner = await Mppi.create({ ...explodes, reward }, { horizon: 6, rollouts: 32 });
  await planner.plan(START);
  assert.ok(planner.diverged > 0 && planner.diverged < 32);
  planner.returns.forEach((value, k) => {
    if (Number.isNaN(value)) assert.is(planner.weights[k], 0);
  });
  assert.ok(Math.abs(sum(planner.weights) - 1) < 1e-6);
  for (const each of planner.nominal) assert.ok(Number.isFinite(each));
});

test('if every rollout diverges the shifted plan is kept', async () => {
  const planner = await Mppi.create(massOnLine({ reward: () => Number.POSITIVE_INFINITY }), {
    horizon: 3,
    rollouts: 4,
  });
  planner.restore({ nominal: [0.1, 0.2, 0.3], planNumber: 0, started: true });
  await planner.plan(START);
  assert.is(planner.diverged, 4);
  assert.ok(planner.failed);
  assert.equal([...planner.nominal], [...Float32Array.from([0.2, 0.3, 0])]);
  assert.is(planner.effectiveSampleSize, 0);
});

test('bad input is named', async () => {
  const bad: [object, RegExp][] = [
    [{ horizon: 0 }, /^horizon must be an integer ≥ 1/],
    [{ rollouts: 1.5 }, /^rollouts must be an integer/],
    [{ sigma: [1, 2] }, /^sigma must be a number or 1 of them/],
    [{ sigma: -1 }, /^sigma must be a finite number ≥ 0/],
    [{ temperature: 0 }, /^temperature must be a finite number > 0/],
    [{ temperature: 'hot' }, /^temperature must be a number > 0, /],
    [{ temperature: { effectiveSampleSize: 2 } }, /^temperature.effectiveSampleSize must be/],
    [{ gamma: 1 }, /^gamma must be/],
    [{ noiseCorrelation: 1 }, /^noiseCorrelation must be/],
    [{ tail: 'loop' }, /^tail must be one of rest, hold/],
    [{ seed: -1 }, /^seed must be/],
    [{ sigma: 1e31 }, /^sigma must be a finite number ≥ 0 and ≤ 1e\+30/],
    [{ horizn: 3 }, /^a planner has no option 'horizn'; it accepts planner, horizon, /],
  ];
  for (const [options, message] of bad) {
    let error: unknown;
    await Mppi.create(massOnLine(), options).catch((e: unknown) => (error = e));
    assert.instance(error, OptionError);
    assert.match((error as Error).message, message);
  }
  const planner = await Mppi.create(massOnLine(), { horizon: 2, rollouts: 2 });
  for (const [state, message] of [
    [[1], /^state must have 2 numbers, got 1/],
    [[Number.NaN, 0], /^state must be finite, got NaN at index 0/],
  ] as const) {
    let error: unknown;
    await planner.plan(state).catch((e: unknown) => (error = e));
    assert.match((error as Error).message, message);
  }
  let error: unknown;
  await planner.plan(START, { deadline: 20 } as never).catch((e: unknown) => (error = e));
  assert.is((error as Error).message, "plan has no option 'deadline'; it accepts deadlineMs, signal, yields");
});

test('power multiplies', () => {
  assert.is(power(0.5, 0), 1);
  assert.is(power(0.5, 3), 0.125);
});

test.run();
