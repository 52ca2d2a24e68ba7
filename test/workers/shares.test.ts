import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inOrder } from '../../src/planners/pace.js';
import type { RolloutResult } from '../../src/planners/rollouts.js';
import { Random } from '../../src/random.js';
import { divide } from '../../src/workers/shares.js';
import { learnSpeeds } from '../../src/workers/speeds.js';

const equal = (threads: number): number[] => new Array(threads).fill(1);

test('shares of equal threads cover the rollouts in order, in whole groups, as equal as can be', () => {
  for (let total = 0; total <= 70; total++) {
    for (let threads = 1; threads <= 20; threads++) {
      const shares = divide(total, equal(threads));
      assert.is(shares.length, threads);
      let next = 0;
      for (const { first, count } of shares) {
        assert.is(first, next);
        assert.ok(count === 0 || first % 4 === 0, `first ${first}`);
        next = first + count;
      }
      assert.is(next, total);
      const groups = shares.map(({ count }) => Math.ceil(count / 4));
      assert.ok(Math.max(...groups) - Math.min(...groups) <= 1, groups.join());
      assert.ok(groups[0]! >= groups[threads - 1]!);
    }
  }
});

test('shares are in proportion to the speeds, within a group, and nobody goes without', () => {
  const random = new Random(1, 0);
  for (let trial = 0; trial < 2000; trial++) {
    const speeds = Array.from({ length: 1 + random.integer(8) }, () => random.uniform(0.1, 4));
    const total = random.integer(400);
    const groups = Math.ceil(total / 4);
    const shares = divide(total, speeds);
    const sum = speeds.reduce((all, speed) => all + speed, 0);
    let next = 0;
    shares.forEach(({ first, count }, i) => {
      assert.is(first, next);
      next += count;
      if (groups <= speeds.length) {
        assert.is(Math.ceil(count / 4), i < groups ? 1 : 0);
        return;
      }
      const wanted = 1 + ((groups - speeds.length) * speeds[i]!) / sum;
      assert.ok(Math.abs(Math.ceil(count / 4) - wanted) <= 1, `${count} of ${total} at ${speeds}`);
      assert.ok(count > 0);
    });
    assert.is(next, total);
  }
  assert.equal(
    divide(120, [2, 1]).map(({ count }) => count),
    [80, 40],
  );
});

test('a thread that takes half the steps of the other in the same time ends up with half its share', () => {
  let speeds: readonly number[] = equal(2);
  const [fast, slow] = [1000, 500]; // steps a second
  for (let i = 0; i < 30; i++) {
    const parts = divide(120, speeds).map(({ count }, index) => {
      return took(64 * count, (64 * count) / (index ? slow : fast));
    });
    speeds = learnSpeeds(speeds, parts);
  }
  assert.equal(
    divide(120, speeds).map(({ count }) => count),
    [80, 40],
  );
  for (let i = 0; i < 30; i++) speeds = learnSpeeds(speeds, [took(640, 1), took(640, 1)]);
  assert.equal(
    divide(120, speeds).map(({ count }) => count),
    [60, 60],
  );
});

test('one slow moment moves a share a little; requests that say nothing do not', () => {
  const speeds = learnSpeeds(equal(2), [took(640, 0.001), took(640, 10)]);
  const [first, second] = divide(120, speeds);
  assert.ok(second!.count >= 44 && second!.count < 60, `${second!.count}`);
  assert.is(first!.count + second!.count, 120);
  assert.is(learnSpeeds(speeds, [took(640, 1), took(0, 0)]), speeds, 'no time');
  assert.is(learnSpeeds(speeds, [took(640, 1), took(0, 1)]), speeds);
  assert.is(learnSpeeds(speeds, [took(640, 1)]), speeds, 'no share');
});

const took = (simulationSteps: number, simulationSeconds: number): RolloutResult => ({
  returns: new Float64Array(0),
  observations: new Float32Array(0),
  simulationSteps,
  simulationSeconds,
});

test('results are joined in the order of the shares', () => {
  const part = (first: number, count: number) => ({
    returns: Float64Array.from({ length: count }, (_, i) => first + i),
    observations: Float32Array.from({ length: 2 * count }, (_, i) => 2 * first + i),
    simulationSteps: 10 * count,
    simulationSeconds: 0.5,
  });
  const parts = [part(0, 4), { ...part(4, 4), missing: 3 }, part(8, 0), part(8, 2)];
  const whole = inOrder(parts, { first: 0, count: 10 }, 2);
  assert.is(whole.missing, 3);
  assert.equal([...whole.returns], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal([...whole.observations], [...Array(20).keys()]);
  assert.is(whole.simulationSteps, 100);
  assert.is(whole.simulationSeconds, 2);
});

test.run();
