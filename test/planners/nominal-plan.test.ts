import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NominalPlan, resizePlan } from '../../src/planners/nominal-plan.js';

const bounds = [[-1, -1] as const, [1, 1] as const] as const;

test('shifting drops the first action and fills the end with zeros', () => {
  const plan = new NominalPlan(3, 2, ...bounds, 'zero');
  plan.set([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  plan.shift();
  assert.equal([...plan.actions], [...Float32Array.from([0.3, 0.4, 0.5, 0.6, 0, 0])]);
});

test('with tail hold the last action stays', () => {
  const plan = new NominalPlan(3, 1, [-1], [1], 'hold');
  plan.set([0.25, 0.5, 0.75]);
  plan.shift();
  assert.equal([...plan.actions], [0.5, 0.75, 0.75]);
});

test('a plan never leaves the bounds, also when zero is outside them', () => {
  const plan = new NominalPlan(2, 2, [0.5, -1], [1, -0.25], 'zero');
  assert.equal([...plan.actions], [0.5, -0.25, 0.5, -0.25]);
  plan.set([2, 2, -2, -2]);
  assert.equal([...plan.actions], [1, -0.25, 0.5, -1]);
});

test('a plan of another length is cut or followed by zeros', () => {
  const out = new Float32Array(6).fill(9);
  resizePlan(Float32Array.of(1, 2, 3, 4), 1, 2, out.subarray(0, 2));
  assert.equal([...out], [1, 2, 9, 9, 9, 9]);
  resizePlan(Float32Array.of(1, 2, 3, 4), 3, 2, out);
  assert.equal([...out], [1, 2, 3, 4, 0, 0]);
});

test.run();
