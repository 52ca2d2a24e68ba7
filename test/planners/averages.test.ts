/** What the planner makes of its samples near bounds, far from zero, and where there is nothing to prefer. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ActionSampler } from '../../src/kernels/noise.js';
import { Mppi, type MppiOptions } from '../../src/planners/alone.js';
import type { World } from '../../src/worlds/world.js';
import { massOnLine } from '../support/worlds.js';

/** A world of one actuator alone, rewarded for what it does. */
function actuator(low: number, high: number, reward: (u: number) => number): World {
  let u = 0;
  return {
    stateSize: 1,
    actionSize: 1,
    observationSize: 1,
    actionLow: [low],
    actionHigh: [high],
    reset() {
      u = 0;
    },
    step([action]) {
      u = action!;
    },
    getState: (out) => out.set([u]),
    setState([state]) {
      u = state!;
    },
    observe: (out) => out.set([u]),
    reward: () => reward(u),
  };
}

/** Executed actions of the last 50 of 150 plans. */
async function actions(world: World, options: MppiOptions = {}): Promise<number[]> {
  const planner = await Mppi.create(world, options);
  const executed: number[] = [];
  for (let t = 0; t < 150; t++) executed.push((await planner.plan([0]))[0]!);
  await planner.close();
  return executed.slice(100);
}

const mean = (values: number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

test('a thruster that costs is switched off, and one that pays is opened, though noise is cut off at the bound', async () => {
  assert.ok(mean(await actions(actuator(0, 1, (u) => -u))) < 0.01);
  assert.ok(mean(await actions(actuator(0, 1, (u) => u))) > 0.98);
  assert.ok(mean(await actions(actuator(-1, 0, (u) => u))) > -0.01);
});

test('where there is nothing to prefer a plan stays as it is, near a bound as well', async () => {
  for (const tail of ['zero', 'hold'] as const) {
    for (const [low, high, sigma] of [
      [-0.1, 1, 0.2],
      [0, 255, 50],
      [-1, 1, 0.5],
    ] as const) {
      const executed = await actions(
        actuator(low, high, () => 0),
        { tail, sigma },
      );
      assert.ok(Math.max(...executed.map(Math.abs)) < 1e-5 * sigma, `${low} to ${high}`);
    }
  }
});

test('the average is that of the samples, less the mean of their noise', async () => {
  const planner = await Mppi.create(massOnLine(), { horizon: 3, rollouts: 9, sigma: 0.01, seed: 4 });
  planner.restore({ nominal: [0.1, 0.2, 0.3], planNumber: 0, started: false });
  await planner.plan([0.8, 0]);
  const { local } = (planner as unknown as { engine: { local: { kernels: never } } }).engine;
  const sampler = new ActionSampler(local.kernels, [-1], [1]);
  sampler.sample({
    nominals: Float32Array.of(0.1, 0.2, 0.3),
    rolloutsPerPlan: 9,
    steps: 3,
    sigma: [0.01],
    noiseCorrelation: 0,
    seed: 4,
    stream: 0,
    firstPlan: 0,
  });
  for (let t = 0; t < 3; t++) {
    let expected = Math.fround([0.1, 0.2, 0.3][t]!);
    for (let k = 0; k < 9; k++) {
      const action = sampler.clamp().view[((k >> 2) * 3 + t) * 4 + (k & 3)]!;
      expected += (planner.weights[k]! - 1 / 9) * action;
    }
    assert.ok(Math.abs(planner.nominal[t]! - expected) < 1e-6, `${planner.nominal[t]} and ${expected}`);
  }
});

/** The actions of a few plans, with all rewards shifted by an offset. */
async function shifted(offset: number): Promise<{ actions: number[]; sampleSize: number }> {
  let x = 0;
  const world = massOnLine({
    reset() {
      x = 0.5;
    },
    step([push]) {
      x += 0.1 * push!;
    },
    getState: (out) => out.set([x, 0]),
    setState([state]) {
      x = state!;
    },
    observe: (out) => out.set([x, 0]),
    reward: () => offset - x * x,
  });
  const planner = await Mppi.create(world, { horizon: 16, rollouts: 64, temperature: 0.1, sigma: 0.5 });
  const executed: number[] = [];
  for (let t = 0; t < 5; t++) executed.push((await planner.plan([0.5, 0]))[0]!);
  return { actions: executed, sampleSize: planner.effectiveSampleSize };
}

test('an offset of the rewards changes nothing', async () => {
  const expected = await shifted(0);
  assert.ok(expected.sampleSize < 32, 'the rewards tell rollouts apart');
  for (const offset of [-1e7, 1e9]) {
    const far = await shifted(offset);
    assert.ok(Math.abs(far.sampleSize - expected.sampleSize) < 0.01, `${far.sampleSize}`);
    far.actions.forEach((action, t) => {
      assert.ok(Math.abs(action - expected.actions[t]!) < 1e-4, `${action} and ${expected.actions[t]}`);
    });
  }
});

/** What is told on the console while a planner makes some plans. */
async function told(world: World, options: MppiOptions, plans = 40): Promise<string[]> {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => said.push(text);
  try {
    const planner = await Mppi.create(world, { horizon: 8, rollouts: 16, ...options });
    for (let t = 0; t < plans; t++) await planner.plan(new Float64Array(world.stateSize).fill(0.5));
    await planner.close();
  } finally {
    console.warn = warn;
  }
  return said;
}

test('weights that tell nothing for many plans are told of once', async () => {
  const scaled = (factor: number): World => {
    const world = massOnLine();
    const state = new Float64Array(2);
    world.reward = () => {
      world.getState(state);
      return factor * (1 - state[0]! ** 2);
    };
    return world;
  };
  const small = await told(scaled(1e-6), {});
  assert.is(small.length, 1);
  assert.match(
    small[0]!,
    /^for 25 plans all 16 rollouts have weighed the same \(effective sample size 16\): their returns differ by much less than the temperature, λ = 1\.25; take a smaller one/,
  );
  const large = await told(scaled(1e6), { temperature: 0.01 });
  assert.is(large.length, 1);
  assert.match(
    large[0]!,
    /^for 25 plans one of 16 rollouts has had all the weight .* λ = 0\.01; take a larger/,
  );
  const flat = await told(massOnLine({ reward: () => 3 }), {});
  assert.match(
    flat.join('|'),
    /^in the first 25 plans all 16 rollouts have had the same return: the reward tells/,
  );
  assert.equal(await told(massOnLine(), {}), []);
  assert.equal(await told(massOnLine({ reward: () => 3 }), { rollouts: 2 }), [], 'too few rollouts to tell');

  // A goal that has been reached: equal returns after others.
  let rewards = 0;
  const near = scaled(1);
  const { reward } = near;
  near.reward = () => (rewards++ < 300 ? reward() : 1);
  const reached = { ...near, stochastic: true };
  assert.equal(await told(reached, {}), []);
});

test.run();
