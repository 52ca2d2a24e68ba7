import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ActionSampler } from '../../src/kernels/noise.js';
import * as reference from '../reference/noise.js';
import { guardedKernels } from '../support/guarded-kernels.js';

const kernels = await guardedKernels();
const saying = (text: string) => (error: Error) => error.message.includes(text);

type Arguments = reference.SampleArguments;

const request = (o: Arguments) => ({
  nominals: Float32Array.from(o.nominals),
  rolloutsPerPlan: o.rolloutsPerPlan,
  steps: o.steps,
  sigma: o.sigma,
  noiseCorrelation: o.correlation,
  seed: o.key[0] + o.key[1] * 2 ** 32,
  stream: o.stream,
  firstPlan: o.firstPlan,
});

/** The sampler's actions; checks that nothing around its memory is written. */
function sample(o: Arguments): Float32Array {
  const unbounded = (bound: number) => new Array<number>(o.actionSize).fill(bound);
  const sampler = new ActionSampler(kernels, unbounded(-3e38), unbounded(3e38));
  sampler.sample(request(o), { first: o.firstRollout / 4, count: o.groups });
  kernels.arena.check('sample');
  kernels.arena.forget();
  const row = o.steps * o.actionSize;
  return sampler.sampled.view.slice(o.firstRollout * row, (o.firstRollout + 4 * o.groups) * row);
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

/** The sampler's clamped actions; checks that nothing around its memory is written, nor what was sampled. */
function clamp(actions: Float32Array, low: readonly number[], high: readonly number[]): Float32Array {
  const sampler = new ActionSampler(kernels, low, high);
  const groups = actions.length / (4 * low.length); // of one step each
  if (groups === 0) return actions;
  sampler.sample(request(args({ actionSize: low.length, steps: 1, rolloutsPerPlan: 4 * groups })));
  sampler.sampled.view.set(actions);
  const clamped = sampler.clamp().view.slice(0, actions.length);
  kernels.arena.check('clamp');
  kernels.arena.forget();
  assert.equal([...sampler.sampled.view], [...actions], 'changed its input');
  return clamped;
}

test('clamped actions agree with their twin', () => {
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
      assert.equal([...clamp(actions, low, high)], expected);
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

test('ActionSampler: parts of a request have the bits of the whole, and stay beside each other', () => {
  const o = args({ plans: 2, rolloutsPerPlan: 6, correlation: 0.5 });
  const [low, high] = [
    [-0.5, -1, -1],
    [0.5, 1, 1],
  ];
  const whole = sample(o);
  const sampler = new ActionSampler(kernels, low, high);
  for (const first of [1, 2, 0]) sampler.sample(request(o), { first, count: 1 });
  assert.equal([...sampler.sampled.view], [...whole]);
  const expected = reference.clampActions(whole, low, high);
  assert.equal([...sampler.clamp().view], expected);
  assert.equal([...sampler.clamp({ first: 1, count: 2 }).view.subarray(0, 8 * 15)], expected.slice(4 * 15));
});

test('ActionSampler: a larger request, then a smaller one', () => {
  const sampler = new ActionSampler(kernels, [-9, -9, -9], [9, 9, 9]);
  for (const o of [args(), args({ steps: 7, plans: 3, rolloutsPerPlan: 9, groups: 7 }), args()]) {
    sampler.sample(request(o));
    const expected = sample(o);
    assert.equal([...sampler.sampled.view.subarray(0, expected.length)], [...expected]);
    assert.equal([...sampler.clamp().view.subarray(0, expected.length)], [...expected]);
  }
});

test('ActionSampler: plans and σ may lie in the memory that grows for them', () => {
  const o = args({ steps: 20_000, groups: 1, rolloutsPerPlan: 4 });
  const [nominals, sigma] = [o.nominals, o.sigma].map((values) => {
    const block = kernels.arena.f32(values.length);
    block.view.set(values);
    return block;
  });
  const sampler = new ActionSampler(kernels, [-9, -9, -9], [9, 9, 9]);
  const before = kernels.memory.buffer;
  sampler.sample({ ...request(o), nominals: nominals!.view, sigma: sigma!.view });
  assert.is.not(kernels.memory.buffer, before, 'it has grown');
  const sampled = sampler.sampled.view.slice();
  assert.equal([...sampled], [...sample(o)]);
});

test('ActionSampler: wrong arguments are refused', () => {
  const make = (low: number[], high: number[]) => () => new ActionSampler(kernels, low, high);
  assert.throws(make([1], [1, 2]), saying('high must hold 1 numbers, got 2'));
  assert.throws(make([0, 2], [1, 1]), saying('high of action 1 must be a finite number ≥ 2, got 1'));
  const sampler = new ActionSampler(kernels, [-1, -1, -1], [1, 1, 1]);
  const wrong = (change: object, message: string) =>
    assert.throws(() => sampler.sample({ ...request(args()), ...change }), saying(message));
  wrong({ steps: 0 }, 'steps must be an integer ≥ 1, got 0');
  wrong({ rolloutsPerPlan: 0 }, 'rolloutsPerPlan must be an integer ≥ 1, got 0');
  wrong({ noiseCorrelation: 1 }, 'noiseCorrelation must be a finite number ≥ 0 and < 1, got 1');
  wrong({ sigma: [1] }, 'sigma must hold 3 numbers, got 1');
  wrong({ sigma: [1, -1, 1] }, 'sigma must be a finite number ≥ 0, got -1');
  wrong({ nominals: new Float32Array(7) }, 'nominals must hold whole plans of 15 numbers, got 7');
  wrong({ nominals: new Float32Array(0) }, 'nominals must hold whole plans of 15 numbers, got 0');
  const groups = (first: number, count: number) => () => sampler.sample(request(args()), { first, count });
  assert.throws(groups(4, 0), saying('first group must be an integer ≥ 0 and ≤ 3, got 4'));
  assert.throws(groups(2, 2), saying('groups must be an integer ≥ 0 and ≤ 1, got 2'));
  assert.throws(
    () => sampler.clamp({ first: 1, count: 0 }),
    saying('first group must be an integer ≥ 0 and ≤ 0'),
  );
});

test.run();
