import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DiscountedReturns } from '../../src/kernels/returns.js';
import { SoftmaxWeights, WeightedAverage } from '../../src/kernels/weights.js';
import { Random } from '../../src/random.js';
import * as reference from '../reference/weights.js';
import { guardedKernels } from '../support/guarded-kernels.js';

const kernels = await guardedKernels();
const { arena } = kernels;
const saying = (text: string) => (error: Error) => error.message.includes(text);
const random = new Random(1, 1000);
const nan = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;

const uniform = (length: number, low = -1, high = 1) =>
  Float32Array.from({ length }, () => random.uniform(low, high));

test.after.each(() => {
  arena.check('weights');
  arena.forget();
});

function returnsOf(rewards: Float32Array, groups: number, steps: number, gamma: number): number[] {
  const returns = new DiscountedReturns(kernels);
  const { pointer } = returns.rewards(groups, steps);
  new Float32Array(kernels.memory.buffer, pointer, rewards.length).set(rewards);
  return [...returns.discount(gamma, 'f32')];
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
  const returns = new DiscountedReturns(kernels);
  returns.rewards(groups, steps).view.set(rewards);
  return [...returns.discount(gamma, 'f64')];
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
  const softmax = new SoftmaxWeights(kernels, Math.max(1, n));
  softmax.returns.view.fill(1e9); // the padding must not count
  softmax.returns.view.set(returns);
  const sampleSize = softmax.softmax(n, lambda);
  const all = [...softmax.weights.view].slice(0, Math.ceil(n / 4) * 4);
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

function averageOf(actions: Float32Array, weights: Float32Array, rowLength: number): number[] {
  const input = arena.f32(actions.length);
  input.view.set(actions);
  return [...new WeightedAverage(kernels).of(input, weights, rowLength)];
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

test('weights that do not fill a group: its other rollouts do not count', () => {
  const average = new WeightedAverage(kernels);
  const actions = arena.f32(12 * 3);
  actions.view.set(uniform(36));
  for (const count of [12, 9, 5, 2]) {
    const weights = uniform(count, 0, 1);
    const padded = [...weights, ...new Array<number>(12 - count).fill(0)];
    const expected = reference.averageActions(actions.view, padded, 3);
    average.of(actions, weights, 3).forEach((a, i) => {
      assert.ok(Math.abs(a - expected[i]!) < 1e-6, `${count} weights, element ${i}: ${a} and ${expected[i]}`);
    });
  }
});

test('from rewards to the average, batch after batch in the same memory', () => {
  const returns = new DiscountedReturns(kernels);
  const softmax = new SoftmaxWeights(kernels, 10);
  const average = new WeightedAverage(kernels);
  for (const [rollouts, steps] of [
    [6, 3],
    [10, 5],
    [3, 2],
  ] as const) {
    const groups = Math.ceil(rollouts / 4);
    const rewards = Float64Array.from({ length: groups * steps * 4 }, () => random.uniform(-1, 1));
    returns.rewards(groups, steps).view.set(rewards);
    softmax.returns.view.set(returns.discount(0.9, 'f64'));
    const expected = reference.softmaxWeights(
      reference.discountedReturns(rewards, groups, steps, 0.9).slice(0, rollouts),
      0.5,
    );
    assert.ok(Math.abs(softmax.softmax(rollouts, 0.5) - expected.sampleSize) < 1e-4);
    const actions = arena.f32(groups * steps * 4);
    actions.view.set(uniform(actions.length));
    const padding = new Array<number>(groups * 4 - rollouts).fill(0);
    const mean = reference.averageActions(actions.view, [...expected.weights, ...padding], steps);
    const actual = average.of(actions, softmax.weights.view.subarray(0, rollouts), steps);
    assert.is(actual.length, steps);
    actual.forEach((a, i) => {
      assert.ok(Math.abs(a - mean[i]!) < 1e-5);
    });
  }
});

test('weights may lie in the memory that grows for them', () => {
  const softmax = new SoftmaxWeights(kernels, 40_000);
  softmax.returns.view.fill(1);
  softmax.softmax(40_000, 1);
  const actions = arena.f32(40_000);
  actions.view.fill(3);
  const before = kernels.memory.buffer;
  const [mean] = new WeightedAverage(kernels).of(actions, softmax.weights.view, 1);
  assert.is.not(kernels.memory.buffer, before, 'it has grown');
  assert.ok(Math.abs(mean! - 3) < 1e-3, `${mean}`);
});

test('wrong arguments are refused', () => {
  const softmax = new SoftmaxWeights(kernels, 4);
  assert.throws(() => softmax.softmax(4, 0), saying('temperature must be a finite number > 0, got 0'));
  assert.throws(() => softmax.softmax(5, 1), saying('count must be an integer ≥ 0 and ≤ 4, got 5'));
  assert.throws(() => new SoftmaxWeights(kernels, 0), saying('capacity must be an integer ≥ 1, got 0'));
  const few = () => new WeightedAverage(kernels).of(arena.f32(7), new Float32Array(2), 2);
  assert.throws(few, saying('actions must hold 8 or more numbers, got 7'));
});

test.run();
