import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { RolloutWeights } from '../../src/kernels/weights.js';
import { Random } from '../../src/random.js';
import * as reference from '../reference/weights.js';

const kernels = await loadKernels();
const saying = (text: string) => (error: Error) => error.message.includes(text);
const random = new Random(1, 1000);
const PADDING = 777;
const nan = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;

const uniform = (length: number, low = -1, high = 1) =>
  Float32Array.from({ length }, () => random.uniform(low, high));

/** A block of `length` with guards of 16 behind it. */
function guarded(length: number, values: ArrayLike<number> = []) {
  const block = kernels.arena.f32(length + 16);
  block.view.fill(PADDING);
  block.view.set(values);
  return {
    pointer: block.pointer,
    read(): number[] {
      assert.ok(
        block.view.subarray(length).every((v) => v === PADDING),
        'wrote past its output',
      );
      return [...block.view.subarray(0, length)];
    },
  };
}

function returnsOf(rewards: Float32Array, groups: number, steps: number, gamma: number): number[] {
  const out = guarded(groups * 4);
  kernels.exports.discountedReturns(
    out.pointer,
    guarded(rewards.length, rewards).pointer,
    groups,
    steps,
    gamma,
  );
  return out.read();
}

test('discounted returns agree with their twin', () => {
  for (const [groups, steps, gamma] of [
    [0, 5, 0.9],
    [1, 0, 0.9],
    [1, 1, 0.5],
    [3, 7, 0],
    [30, 64, 0.99],
    [2, 500, 1],
  ] as const) {
    const rewards = uniform(groups * steps * 4);
    const actual = returnsOf(rewards, groups, steps, gamma);
    const expected = reference.discountedReturns(rewards, groups, steps, gamma);
    assert.is(actual.length, expected.length);
    for (let i = 0; i < expected.length; i++) {
      assert.ok(Math.abs(actual[i]! - expected[i]!) < 1e-4, `${actual[i]} and ${expected[i]}`);
    }
  }
});

test('a reward that is not finite makes that return NaN, and no other', () => {
  for (const bad of [nan, infinity, -infinity]) {
    for (const step of [0, 3, 999]) {
      const rewards = new Float32Array(2 * 1000 * 4).fill(1);
      rewards[(1000 + step) * 4 + 2] = bad; // rollout 6, also far beyond where γ^t is zero
      const returns = returnsOf(rewards, 2, 1000, 0.5);
      for (let i = 0; i < 8; i++) assert.is(Number.isNaN(returns[i]), i === 6);
      assert.ok(Math.abs(returns[5]! - 2) < 1e-6);
    }
  }
});

function preciseReturnsOf(
  rewards: ArrayLike<number>,
  groups: number,
  steps: number,
  gamma: number,
): number[] {
  const { arena, exports } = kernels;
  const input = arena.f64(rewards.length);
  const out = arena.f64(groups * 4 + 8);
  input.view.set(rewards);
  out.view.fill(PADDING);
  exports.discountedReturns64(out.pointer, input.pointer, groups, steps, gamma);
  assert.ok(
    out.view.subarray(groups * 4).every((v) => v === PADDING),
    'wrote past its output',
  );
  return [...out.view.subarray(0, groups * 4)];
}

test('discounted returns of f64 rewards agree with their twin, far from zero as well', () => {
  for (const offset of [0, -1e7, 1e12]) {
    for (const [groups, steps, gamma] of [
      [0, 5, 0.9],
      [1, 0, 0.9],
      [1, 1, 0.5],
      [3, 7, 0],
      [30, 64, 0.99],
      [2, 500, 1],
      [1, 5000, 0.5],
    ] as const) {
      const rewards = Float64Array.from(uniform(groups * steps * 4), (each) => each + offset);
      const actual = preciseReturnsOf(rewards, groups, steps, gamma);
      const expected = reference.discountedReturns(rewards, groups, steps, gamma);
      assert.is(actual.length, expected.length);
      for (let i = 0; i < expected.length; i++) {
        const rounding = 1e-13 * steps * (1 + Math.abs(offset));
        assert.ok(Math.abs(actual[i]! - expected[i]!) <= rounding, `${actual[i]} and ${expected[i]}`);
      }
    }
  }
});

test('an f64 reward that is not finite makes that return NaN, and no other', () => {
  for (const bad of [nan, infinity, -infinity]) {
    for (const step of [0, 3, 1999]) {
      const rewards = new Float64Array(2 * 2000 * 4).fill(1);
      rewards[(2000 + step) * 4 + 2] = bad;
      const returns = preciseReturnsOf(rewards, 2, 2000, 0.5);
      for (let i = 0; i < 8; i++) assert.is(Number.isNaN(returns[i]), i === 6);
      assert.ok(Math.abs(returns[5]! - 2) < 1e-12);
    }
  }
});

function softmaxOf(returns: readonly number[], lambda: number) {
  const n = returns.length;
  const padded = Math.ceil(n / 4) * 4;
  const weights = guarded(padded);
  const input = guarded(padded, [...returns, ...new Array<number>(padded - n).fill(1e9)]); // the padding must not count
  const sampleSize = kernels.exports.softmaxWeights(weights.pointer, input.pointer, n, lambda);
  const all = weights.read();
  assert.ok(
    all.slice(n).every((w) => w === 0),
    'the padding is zero',
  );
  return { weights: all.slice(0, n), sampleSize };
}

function checkSoftmax(returns: readonly number[], lambda: number): void {
  const actual = softmaxOf(returns, lambda);
  const exact = returns.map(Math.fround);
  const expected = reference.softmaxWeights(exact, lambda);
  expected.weights.forEach((w, i) => {
    assert.ok(
      Math.abs(actual.weights[i]! - w) <= 1e-6 * w + 1e-12,
      `weight ${i}: ${actual.weights[i]} and ${w}`,
    );
  });
  assert.ok(Math.abs(actual.sampleSize - expected.sampleSize) < 1e-5 * returns.length);
  const sum = actual.weights.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - (expected.sampleSize > 0 ? 1 : 0)) < 1e-6, `weights sum to ${sum}`);
}

test('softmax weights agree with their twin for any n', () => {
  for (let n = 1; n <= 17; n++) checkSoftmax([...uniform(n)], 0.5);
  checkSoftmax([...uniform(120)], 1.25);
  checkSoftmax([...uniform(121)], 0.05);
  assert.equal(softmaxOf([], 1), { weights: [], sampleSize: 0 });
});

test('returns that are not finite get no weight', () => {
  checkSoftmax([1, nan, 2, infinity, 1.5, -infinity, 0], 1);
  const { weights } = softmaxOf([infinity, 1, nan, 1, -infinity], 1);
  assert.equal(weights, [0, 0.5, 0, 0.5, 0]);
  for (const n of [1, 3, 4, 6]) {
    const none = softmaxOf(new Array<number>(n).fill(nan), 1);
    assert.equal(none, { weights: new Array<number>(n).fill(0), sampleSize: 0 });
  }
});

test('extreme returns: no weight is denormal, sums stay 1', () => {
  const largest = 3.4e38;
  const cases: [number[], number][] = [
    [[0, -1e6, -46, -47, -86, -88, -1e30], 1],
    [[largest, -largest, 0], 1],
    [[-largest, -largest], 1e-3],
    [[largest, largest, largest, largest, largest], 1e-30],
    [[1e-40, 0], 1],
    [[0, 1], 1e30],
  ];
  for (const [returns, lambda] of cases) {
    const { weights, sampleSize } = softmaxOf(returns, lambda);
    assert.ok(
      weights.every((w) => w === 0 || w > 1e-24),
      weights.join(),
    );
    assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) - 1) < 1e-6);
    assert.ok(sampleSize >= 1 - 1e-6 && sampleSize <= returns.length + 1e-5);
  }
});

test('effective sample size: 1 for a single winner, n for equal returns', () => {
  assert.ok(Math.abs(softmaxOf([100, 0, 0, 0, 0], 1).sampleSize - 1) < 1e-6);
  assert.ok(Math.abs(softmaxOf(new Array<number>(120).fill(-3), 1).sampleSize - 120) < 1e-3);
});

test('weights may replace the returns in place', () => {
  const returns = [...uniform(8)];
  const block = guarded(8, returns);
  kernels.exports.softmaxWeights(block.pointer, block.pointer, 8, 0.3);
  assert.equal(block.read(), softmaxOf(returns, 0.3).weights);
});

function averageOf(actions: Float32Array, weights: Float32Array, rowLength: number): number[] {
  const out = guarded(rowLength);
  const input = guarded(actions.length, actions);
  const w = guarded(weights.length, weights);
  kernels.exports.averageActions(out.pointer, input.pointer, w.pointer, weights.length / 4, rowLength);
  return out.read();
}

test('the weighted average agrees with its twin: all numbers of groups, all tails of the row', () => {
  for (const groups of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 30]) {
    for (const rowLength of [0, 1, 2, 3, 4, 5, 7, 8, 42]) {
      const actions = uniform(groups * rowLength * 4);
      const weights = uniform(groups * 4, 0, 1);
      const actual = averageOf(actions, weights, rowLength);
      reference.averageActions(actions, weights, rowLength).forEach((a, i) => {
        assert.ok(Math.abs(actual[i]! - a) < 1e-5, `${groups} groups, element ${i}: ${actual[i]} and ${a}`);
      });
    }
  }
});

test('one rollout with all the weight is returned exactly', () => {
  const rowLength = 9;
  for (let winner = 0; winner < 44; winner++) {
    const actions = uniform(11 * rowLength * 4);
    const weights = new Float32Array(44);
    weights[winner] = 1;
    const expected = Array.from(
      { length: rowLength },
      (_, i) => actions[((winner >> 2) * rowLength + i) * 4 + (winner & 3)]!,
    );
    assert.equal(averageOf(actions, weights, rowLength), expected);
  }
});

test('an unaligned output is filled, and only it', () => {
  const block = kernels.arena.f32(32);
  block.view.fill(PADDING);
  const actions = guarded(2 * 5 * 4, uniform(40));
  const weights = guarded(8, new Float32Array(8).fill(0.125));
  kernels.exports.averageActions(block.pointer + 12, actions.pointer, weights.pointer, 2, 5);
  assert.ok(block.view.subarray(0, 3).every((v) => v === PADDING));
  assert.ok(block.view.subarray(8).every((v) => v === PADDING));
  assert.ok(block.view.subarray(3, 8).every((v) => Math.abs(v) <= 1));
});

test('RolloutWeights: rewards to average', () => {
  const plan = new RolloutWeights(kernels, 6, 3, 2);
  assert.is(plan.groups, 2);
  const rewards = uniform(plan.rewards.length);
  plan.rewards.view.set(rewards);
  plan.discount(0.9);
  const returns = reference.discountedReturns(rewards, 2, 3, 0.9);
  const { weights, sampleSize } = reference.softmaxWeights(returns.slice(0, 6), 0.5);
  assert.ok(Math.abs(plan.softmax(0.5) - sampleSize) < 1e-4);
  const actions = kernels.arena.f32(2 * 6 * 4);
  actions.view.set(uniform(48));
  const expected = reference.averageActions(actions.view, [...weights, 0, 0], 6);
  const average = plan.averageOf(actions.pointer);
  for (let i = 0; i < 6; i++) assert.ok(Math.abs(average[i]! - expected[i]!) < 1e-5);
  assert.throws(() => plan.softmax(0), saying('temperature must be > 0, got 0'));
  assert.throws(() => new RolloutWeights(kernels, 0, 3, 2), saying('rollouts must be an integer ≥ 1, got 0'));
});

test.run();
