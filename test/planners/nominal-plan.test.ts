import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTail, NominalPlan, resizePlan } from '../../src/planners/nominal-plan.js';

const bounds = [[-1, -1] as const, [1, 1] as const] as const;

test('a plan begins at rest, and shifting drops the first action and fills the end with the resting control', () => {
  const plan = new NominalPlan(3, [0.75, -0.5], ...bounds, 'rest');
  assert.equal([...plan.actions], [0.75, -0.5, 0.75, -0.5, 0.75, -0.5]);
  plan.set([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  plan.shift();
  assert.equal([...plan.actions], [...Float32Array.from([0.3, 0.4, 0.5, 0.6, 0.75, -0.5])]);
  plan.clear();
  assert.equal([...plan.actions], [0.75, -0.5, 0.75, -0.5, 0.75, -0.5]);
});

test('with tail hold the last action stays', () => {
  const plan = new NominalPlan(3, [0], [-1], [1], 'hold');
  plan.set([0.25, 0.5, 0.75]);
  plan.shift();
  assert.equal([...plan.actions], [0.5, 0.75, 0.75]);
});

test('a plan never leaves the bounds, also when its resting control is outside them', () => {
  const plan = new NominalPlan(2, [0, 0], [0.5, -1], [1, -0.25], 'rest');
  assert.equal([...plan.actions], [0.5, -0.25, 0.5, -0.25]);
  plan.set([2, 2, -2, -2]);
  assert.equal([...plan.actions], [1, -0.25, 0.5, -1]);
  plan.shift();
  assert.equal([...plan.actions], [0.5, -1, 0.5, -0.25]);
});

test('a plan of another length is cut or followed by the resting control', () => {
  const out = new Float32Array(6).fill(9);
  const rest = Float32Array.of(0.5, 0.25);
  resizePlan(Float32Array.of(1, 2, 3, 4), 1, rest, out.subarray(0, 2));
  assert.equal([...out], [1, 2, 9, 9, 9, 9]);
  resizePlan(Float32Array.of(1, 2, 3, 4), 3, rest, out);
  assert.equal([...out], [1, 2, 3, 4, 0.5, 0.25]);
});

test('zero is an older name of the tail rest', () => {
  assert.equal(['rest', 'hold', 'zero'].map(checkTail), ['rest', 'hold', 'rest']);
  assert.throws(() => checkTail('loop'), /^tail must be one of rest, hold, got 'loop'/);
});

test.run();
