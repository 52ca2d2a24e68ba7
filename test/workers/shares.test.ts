import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { divide, join } from '../../src/workers/shares.js';

test('shares cover the rollouts in order, in whole groups, as equal as can be', () => {
  for (let total = 0; total <= 70; total++) {
    for (let threads = 1; threads <= 20; threads++) {
      const shares = divide(total, threads);
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
      assert.is(groups[0], Math.max(...groups));
    }
  }
});

test('results are joined in the order of the shares', () => {
  const part = (first: number, count: number) => ({
    returns: Float32Array.from({ length: count }, (_, i) => first + i),
    observations: Float32Array.from({ length: 2 * count }, (_, i) => 2 * first + i),
    simulationSteps: 10 * count,
    simulationSeconds: 0.5,
  });
  const whole = join([part(0, 4), part(4, 4), part(8, 0), part(8, 2)]);
  assert.equal([...whole.returns], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal([...whole.observations], [...Array(20).keys()]);
  assert.is(whole.simulationSteps, 100);
  assert.is(whole.simulationSeconds, 2);
});

test.run();
