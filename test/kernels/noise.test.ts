import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { ActionSampler } from '../../src/kernels/noise.js';
import * as reference from '../reference/noise.js';

const kernels = await loadKernels();
const saying = (text: string) => (error: Error) => error.message.includes(text);
const GUARD = 16;
const PADDING = 777;

type Arguments = reference.SampleArguments;

/** The kernel's actions; checks that nothing around them is written. */
function sample(o: Arguments): Float32Array {
  const { arena, exports } = kernels;
  const length = o.groups * o.steps * o.actionSize * 4;
  const out = arena.f32(length + 2 * GUARD);
  out.view.fill(PADDING);
  const put = (values: ArrayLike<number>) => {
    const block = arena.f32(values.length);
    block.view.set(values);
    return block.pointer;
  };
  exports.sampleActions(
    out.pointer + GUARD * 4,
    put(o.nominals),
    put(o.sigma),
    o.firstRollout,
    o.groups,
    o.rolloutsPerPlan,
    o.plans,
    o.steps,
    o.actionSize,
    o.correlation,
    ...o.key,
    o.stream,
    o.firstPlan,
  );
  const view = out.view;
  assert.ok(
    view.subarray(0, GUARD).every((v) => v === PADDING),
    'wrote before its output',
  );
  assert.ok(
    view.subarray(GUARD + length).every((v) => v === PADDING),
    'wrote past its output',
  );
  return view.slice(GUARD, GUARD + length);
}

function args(change: Partial<Arguments> = {}): Arguments {
  const { plans = 1, steps = 5, actionSize = 3 } = change;
  return {
    nominals: Float32Array.from({ length: plans * steps * actionSize }, (_, i) => Math.sin(i) / 2),
    sigma: Float32Array.from({ length: actionSize }, (_, a) => 0.1 * (a + 1)),
    firstRollout: 0,
    groups: 3,
    rolloutsPerPlan: 12,
    plans,
    steps,
    actionSize,
    correlation: 0,
    key: [11, 22],
    stream: 1,
    firstPlan: 100,
    ...change,
  };
}

/** The action sequence of one rollout (counted from firstRollout). */
function rollout(actions: Float32Array, index: number, rowLength: number): number[] {
  return Array.from(
    { length: rowLength },
    (_, i) => actions[((index >> 2) * rowLength + i) * 4 + (index & 3)]!,
  );
}

test('agrees with its twin: all tails of the row, plans that share a group, correlation', () => {
  for (const steps of [1, 2, 5]) {
    for (const actionSize of [1, 2, 3, 4, 21]) {
      for (const [plans, rolloutsPerPlan] of [
        [1, 12],
        [5, 2],
        [3, 5],
        [12, 1],
      ] as const) {
        for (const correlation of [0, 0.9]) {
          const o = args({ steps, actionSize, plans, rolloutsPerPlan, correlation });
          const actual = sample(o);
          const expected = reference.sampleActions(o);
          assert.is(actual.length, expected.length);
          for (let i = 0; i < expected.length; i++) {
            assert.ok(Math.abs(actual[i]! - expected[i]!) < 5e-6, `${i}: ${actual[i]} and ${expected[i]}`);
          }
        }
      }
    }
  }
});

test('no groups: nothing is written', () => {
  assert.is(sample(args({ groups: 0 })).length, 0);
});

test('rollout 0 of each plan is the plan', () => {
  const o = args({ plans: 4, rolloutsPerPlan: 3 });
  const actions = sample(o);
  for (let plan = 0; plan < 4; plan++) {
    const expected = Array.from({ length: 15 }, (_, i) => o.nominals[plan * 15 + i]!);
    assert.equal(rollout(actions, plan * 3, 15), expected);
  }
});

test('a share of the rollouts has the bits of the whole', () => {
  const whole = sample(args({ plans: 4, rolloutsPerPlan: 7, groups: 7, correlation: 0.5 }));
  for (const [firstRollout, groups] of [
    [0, 1],
    [4, 2],
    [12, 4],
    [24, 1],
  ] as const) {
    const share = sample(args({ plans: 4, rolloutsPerPlan: 7, groups, firstRollout, correlation: 0.5 }));
    assert.equal([...share], [...whole.subarray(firstRollout * 15, (firstRollout + groups * 4) * 15)]);
  }
});

test('a rollout depends on its plan and its number there, not on the shape of the request', () => {
  const one = args({ plans: 3, rolloutsPerPlan: 4 });
  const other = args({ plans: 3, rolloutsPerPlan: 9, groups: 7 });
  const a = sample(one);
  const b = sample(other);
  for (let plan = 0; plan < 3; plan++) {
    for (let m = 0; m < 4; m++) {
      assert.equal(rollout(a, plan * 4 + m, 15), rollout(b, plan * 9 + m, 15));
    }
  }
  // The third plan alone, under its own number.
  const alone = sample(
    args({
      nominals: Array.from(one.nominals).slice(30),
      rolloutsPerPlan: 4,
      groups: 1,
      firstPlan: 102,
    }),
  );
  for (let m = 0; m < 4; m++) assert.equal(rollout(alone, m, 15), rollout(a, 8 + m, 15));
});

test('a longer plan begins like a shorter one', () => {
  const nominals = (steps: number) => new Float32Array(steps * 3);
  const short = sample(args({ steps: 3, nominals: nominals(3), correlation: 0.7 }));
  const long = sample(args({ steps: 8, nominals: nominals(8), correlation: 0.7 }));
  for (let r = 0; r < 12; r++) assert.equal(rollout(long, r, 24).slice(0, 9), rollout(short, r, 9));
});

test('seed, stream, plan number and rollout number all change the noise', () => {
  const base = rollout(sample(args()), 1, 15).join();
  for (const change of [
    { key: [12, 22] },
    { key: [11, 23] },
    { stream: 2 },
    { firstPlan: 101 },
  ] as Partial<Arguments>[]) {
    assert.is.not(rollout(sample(args(change)), 1, 15).join(), base);
  }
  assert.is.not(rollout(sample(args()), 2, 15).join(), base);
});

test('padding lanes beyond the last rollout follow the last plan', () => {
  const actions = sample(args({ plans: 1, rolloutsPerPlan: 5, groups: 2 }));
  for (const m of [0, 1, 2]) assert.equal(rollout(actions, 5 + m, 15), rollout(actions, m, 15));
});

/** The kernel's clamped actions; checks that nothing around them is written. */
function clamp(actions: Float32Array, low: number[], high: number[], inPlace = false): Float32Array {
  const { arena, exports } = kernels;
  const input = arena.f32(actions.length);
  input.view.set(actions);
  const out = inPlace ? input : arena.f32(actions.length + GUARD);
  if (!inPlace) out.view.fill(PADDING);
  const bounds = arena.f32(2 * low.length);
  bounds.view.set([...low, ...high]);
  const rows = actions.length / (4 * low.length);
  const { pointer } = bounds;
  exports.clampActions(out.pointer, input.pointer, pointer, pointer + 4 * low.length, rows, low.length);
  if (!inPlace) {
    assert.ok(
      out.view.subarray(actions.length).every((v) => v === PADDING),
      'wrote past its output',
    );
    assert.equal([...input.view], [...actions], 'changed its input');
  }
  return out.view.slice(0, actions.length);
}

test('clamped actions agree with their twin, in place and not', () => {
  for (const [actionSize, low, high] of [
    [1, [-1], [1]],
    [2, [0, -0.25], [0, 0.5]],
    [3, [-1, -2, 0], [1, 3, 255]],
    [5, [-1, -1, -1, -1, 0.5], [1, 1, 1, 1, 1]],
  ] as const) {
    for (const [groups, steps] of [
      [0, 3],
      [1, 1],
      [3, 4],
    ] as const) {
      const o = args({ actionSize, groups, steps, sigma: new Array(actionSize).fill(2) });
      const actions = sample(o);
      const expected = reference.clampActions(actions, low, high);
      assert.equal([...clamp(actions, [...low], [...high])], expected);
      assert.equal([...clamp(actions, [...low], [...high], true)], expected);
    }
  }
});

test('every clamped action is inside its bounds, however large the noise', () => {
  const [low, high] = [
    [-1, -2, 0],
    [1, 3, 0],
  ];
  const actions = clamp(sample(args({ sigma: [100, 1e30, 0], groups: 30, rolloutsPerPlan: 120 })), low, high);
  for (let i = 0; i < actions.length; i++) {
    const a = (i >> 2) % 3;
    assert.ok(actions[i]! >= low[a]! && actions[i]! <= high[a]!, `${actions[i]}`);
  }
});

test('correlated noise has unit variance at each step and correlation ρ^k at lag k', () => {
  const steps = 8;
  const groups = 5000;
  const rho = 0.8;
  const o = args({
    steps,
    actionSize: 1,
    groups,
    rolloutsPerPlan: groups * 4,
    correlation: rho,
    nominals: new Float32Array(steps),
    sigma: [1],
  });
  const actions = sample(o);
  const count = groups * 4;
  const five = 5 * Math.sqrt(2 / count); // five standard errors of a variance
  for (const [s, t] of [
    [0, 0],
    [3, 3],
    [7, 7],
    [0, 1],
    [2, 3],
    [4, 6],
    [0, 7],
  ] as const) {
    let sum = 0;
    for (let r = 0; r < count; r++) {
      const base = (r >> 2) * steps * 4 + (r & 3);
      sum += actions[base + s * 4]! * actions[base + t * 4]!;
    }
    assert.ok(Math.abs(sum / count - rho ** (t - s)) < five, `steps ${s}, ${t}: ${sum / count}`);
  }
});

test('ActionSampler: the same bits within the bounds, and wrong arguments refused', () => {
  const bounds = { low: [-0.5, -1, -1], high: [0.5, 1, 1] };
  const o = args({ plans: 2, rolloutsPerPlan: 6, correlation: 0.5 });
  const { plans, steps, actionSize, sigma, correlation } = o;
  const shape = { groups: 3, plans, steps, actionSize, sigma, correlation, ...bounds };
  const sampler = new ActionSampler(kernels, shape);
  sampler.sample({
    nominals: Float32Array.from(o.nominals),
    rolloutsPerPlan: 6,
    seed: 11 + 22 * 2 ** 32,
    stream: o.stream,
    firstPlan: o.firstPlan,
  });
  assert.equal(
    [...sampler.actions.view],
    reference.clampActions(sample({ ...o, key: [11, 22] }), bounds.low, bounds.high),
  );

  assert.throws(
    () => new ActionSampler(kernels, { ...shape, steps: 0 }),
    saying('steps must be an integer ≥ 1, got 0'),
  );
  assert.throws(
    () => new ActionSampler(kernels, { ...shape, correlation: 1 }),
    saying('correlation must be in [0, 1), got 1'),
  );
  assert.throws(
    () => new ActionSampler(kernels, { ...shape, sigma: [1] }),
    saying('sigma must have 3 numbers, got 1'),
  );
  assert.throws(
    () => new ActionSampler(kernels, { ...shape, low: [2, 0, 0], high: [1, 1, 1] }),
    saying('low must be ≤ high, got 2 and 1 for action 0'),
  );
  assert.throws(
    () =>
      sampler.sample({ nominals: new Float32Array(7), rolloutsPerPlan: 6, seed: 0, stream: 0, firstPlan: 0 }),
    saying('nominals must hold 1 to 2 plans of 15 numbers, got 7'),
  );
});

test.run();
