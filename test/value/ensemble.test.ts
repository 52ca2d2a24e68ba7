import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { OptionError } from '../../src/options.js';
import { Random } from '../../src/random.js';
import { type EnsembleOptions, ValueEnsemble } from '../../src/value/ensemble.js';
import * as twin from '../reference/mlp.js';

const kernels = await loadKernels();
const make = (options: EnsembleOptions) => new ValueEnsemble(kernels, options);

function uniforms(count: number, substream = 0): Float32Array {
  const random = new Random(4, 100, substream);
  return Float32Array.from({ length: count }, () => random.uniform(-1, 1));
}

const bits = (array: Float32Array) => Array.from(new Uint32Array(array.slice().buffer));

test('values join the members that predict gives, each f + β·p', () => {
  const ensemble = make({
    observationSize: 3,
    hidden: [5, 4],
    members: 3,
    kappa: 2,
    priorScale: 0.7,
    seed: 5,
  });
  const { weights, priors, sizes } = ensemble.parameters();
  const count = ensemble.parameterCount;
  for (const n of [0, 1, 5, 130]) {
    const x = uniforms(3 * n);
    const members = ensemble.predict(x);
    const values = ensemble.values(x);
    assert.is(members.length, 3 * n);
    assert.is(values.length, n);
    for (let i = 0; i < n; i++) {
      const row = x.subarray(3 * i, 3 * i + 3);
      const expected = [0, 1, 2].map(
        (k) =>
          twin.forward(sizes, weights.subarray(k * count), row) +
          0.7 * twin.forward(sizes, priors.subarray(k * count), row),
      );
      expected.forEach((value, k) => {
        assert.ok(Math.abs(members[k * n + i] - value) < 1e-5);
      });
      assert.ok(Math.abs(values[i] - twin.logMeanExp(expected, 2)) < 1e-5);
    }
  }
});

test('out is used and returned; a short one is refused', () => {
  const ensemble = make({ observationSize: 2 });
  const out = new Float32Array(5).fill(9);
  assert.is(ensemble.values(uniforms(8), out), out);
  assert.is(out[4], 9);
  assert.equal(bits(out.subarray(0, 4)), bits(ensemble.values(uniforms(8))));
  assert.throws(() => ensemble.values(uniforms(12), out), /^out must hold 6 or more numbers, got 5$/);
  assert.throws(() => ensemble.predict(uniforms(2), out), /^out must hold 6 or more numbers, got 5$/);
});

test('values and predictions have the same bits for any capacity and split', () => {
  const options = { observationSize: 34, seed: 3 };
  const wide = make(options);
  const narrow = make({ ...options, batchCapacity: 1 });
  const x = uniforms(34 * 120);
  const values = wide.values(x);
  assert.equal(bits(narrow.values(x)), bits(values));
  assert.equal(bits(narrow.predict(x)), bits(wide.predict(x)));
  for (const from of [0, 7, 60, 117]) {
    assert.equal(bits(wide.values(x.subarray(34 * from, 34 * 120))), bits(values.subarray(from)));
  }
});

test('the start depends on seed and member alone', () => {
  const a = make({ observationSize: 4, members: 3, seed: 7 }).parameters();
  const more = make({ observationSize: 4, members: 5, seed: 7 }).parameters();
  const other = make({ observationSize: 4, members: 3, seed: 2 ** 40 + 7 }).parameters();
  assert.equal(bits(more.weights.subarray(0, a.weights.length)), bits(a.weights));
  assert.equal(bits(more.priors.subarray(0, a.priors.length)), bits(a.priors));
  assert.not.equal(bits(other.weights), bits(a.weights));
  const count = a.weights.length / 3;
  assert.not.equal(bits(a.weights.subarray(0, count)), bits(a.weights.subarray(count, 2 * count)));
  assert.not.equal(bits(a.priors), bits(a.weights));
  assert.ok(a.firstMoments.every((m) => m === 0) && a.secondMoments.every((v) => v === 0) && a.steps === 0);
});

test('initial weights have the stated spread', () => {
  const { weights, priors } = make({ observationSize: 64, hidden: [64], members: 8 }).parameters();
  const count = weights.length / 8;
  const spread = (array: Float32Array, from: number, to: number) => {
    const part = Array.from({ length: 8 }, (_, k) => [
      ...array.subarray(k * count + from, k * count + to),
    ]).flat();
    return Math.sqrt(part.reduce((sum, w) => sum + w * w, 0) / part.length);
  };
  assert.ok(Math.abs(spread(priors, 0, 4096) * 8 - 1) < 0.03, 'weights of priors: 1/√64');
  assert.ok(Math.abs(spread(weights, 0, 4096) * 16 - 1) < 0.03, 'weights of networks: half of it');
  assert.ok(Math.abs(spread(priors, 4096, 4160) / 0.5 - 1) < 0.15, 'biases of priors: 0.5');
  assert.ok(Math.abs(spread(weights, 4096, 4160) / 0.25 - 1) < 0.15, 'biases of networks: half of it');
});

/** Trains on minibatches of sin(3x)·y and returns the mean loss of the first and last ten steps. */
function learn(ensemble: ValueEnsemble, steps: number): [number, number] {
  const random = new Random(6, 100);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const x = Float32Array.from({ length: 64 }, () => random.uniform(-1, 1));
    const y = Float32Array.from({ length: 32 }, (_, i) => Math.sin(3 * x[2 * i]) * x[2 * i + 1]);
    const targets = new Float32Array(32 * ensemble.members);
    for (let k = 0; k < ensemble.members; k++) targets.set(y, 32 * k);
    losses.push(ensemble.train(x, targets));
  }
  const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
  return [mean(losses.slice(0, 10)), mean(losses.slice(-10))];
}

test('learns a function of two numbers, while the priors stay as they were', () => {
  const ensemble = make({ observationSize: 2, members: 3, learningRate: 0.01, seed: 1 });
  const before = ensemble.parameters();
  const [first, last] = learn(ensemble, 1500);
  assert.ok(last < 3e-3 && last < first / 50, `loss ${first} to ${last}`);
  const after = ensemble.parameters();
  assert.equal(bits(after.priors), bits(before.priors));
  assert.is(after.steps, 1500);
  assert.ok(Math.abs(ensemble.values(Float32Array.of(0.5, 0.5))[0] - 0.5 * Math.sin(1.5)) < 0.1);
});

test('the loss is the mean over samples and members, whatever the capacity', () => {
  const whole = make({ observationSize: 3, members: 2, seed: 2 });
  const pieces = make({ observationSize: 3, members: 2, seed: 2, batchCapacity: 8 });
  const x = uniforms(3 * 33);
  const targets = uniforms(2 * 33, 1);
  const predicted = whole.predict(x);
  const expected = targets.reduce((sum, y, i) => sum + (predicted[i] - y) ** 2, 0) / 66;
  for (const ensemble of [whole, pieces]) {
    assert.ok(Math.abs(ensemble.train(x, targets) - expected) < 1e-5 * expected);
  }
  const [a, b] = [whole.getWeights(), pieces.getWeights()];
  assert.ok(a.every((w, i) => Math.abs(w - b[i]) < 2e-5));
});

test('an empty batch teaches nothing', () => {
  const ensemble = make({ observationSize: 3 });
  const before = ensemble.getWeights();
  assert.is(ensemble.train(new Float32Array(0), new Float32Array(0)), 0);
  assert.equal(bits(ensemble.getWeights()), bits(before));
  assert.is(ensemble.steps, 0);
});

test('goes on from a saved state with the same bits, target noise included', () => {
  const options = { observationSize: 2, members: 2, seed: 9, targetNoise: 0.1, ridge: 1e-3 };
  const straight = make(options);
  learn(straight, 5);
  const state = straight.parameters();
  const kept = structuredClone(state);
  learn(straight, 5);
  assert.equal(bits(state.weights), bits(kept.weights), 'the state is a copy');
  const resumed = make({ ...options });
  resumed.load(state);
  learn(resumed, 5);
  assert.equal(bits(resumed.getWeights()), bits(straight.getWeights()));
  assert.equal(bits(resumed.parameters().secondMoments), bits(straight.parameters().secondMoments));
});

test('the weights alone carry the values to an ensemble of the same seed', () => {
  const options = { observationSize: 2, members: 2, seed: 9 };
  const teacher = make(options);
  learn(teacher, 20);
  const student = make(options);
  student.setWeights(teacher.getWeights());
  assert.equal(bits(student.values(uniforms(20))), bits(teacher.values(uniforms(20))));
});

test('target noise differs between members and steps; the ridge pulls the weights to zero', () => {
  const x = uniforms(64);
  const targets = new Float32Array(64);
  const options = { observationSize: 2, members: 2, seed: 9 };
  const quiet = make(options).train(x, targets);
  const noisy = make({ ...options, targetNoise: 1 }).train(x, targets);
  assert.ok(noisy > quiet + 0.5 && noisy < quiet + 1.6, `σ² = 1 adds about 1: ${quiet} to ${noisy}`);
  const norm = (ensemble: ValueEnsemble) => Math.hypot(...ensemble.getWeights());
  const free = make(options);
  const tied = make({ ...options, ridge: 10 });
  learn(free, 200);
  learn(tied, 200);
  assert.ok(norm(tied) < 0.7 * norm(free), `${norm(tied)} and ${norm(free)}`);
});

test('a row that is not finite has the value NaN and leaves its neighbours alone', () => {
  const ensemble = make({ observationSize: 3 });
  const x = uniforms(3 * 9);
  const clean = ensemble.values(x);
  x[4] = Infinity;
  x[24] = Number.NaN;
  const values = ensemble.values(x);
  const members = ensemble.predict(x);
  for (let i = 0; i < 9; i++) {
    const broken = i === 1 || i === 8;
    assert.is(Number.isNaN(values[i]), broken);
    assert.is(Number.isNaN(members[9 + i]), broken);
    if (!broken) assert.is(values[i], clean[i]);
  }
});

test('bad arrays are refused in one clear line', () => {
  const ensemble = make({ observationSize: 34, members: 2 });
  const x = new Float32Array(68);
  const y = new Float32Array(4);
  assert.throws(
    () => ensemble.values(new Float32Array(33)),
    /^observations must hold a multiple of 34 numbers, got 33$/,
  );
  assert.throws(() => ensemble.train(x, new Float32Array(3)), /^targets must hold 2 × 2 numbers, got 3$/);
  const before = ensemble.parameters();
  assert.throws(
    () => ensemble.train(x, Float32Array.of(0, 0, Number.NaN, 0)),
    /^targets must be finite, got NaN at index 2$/,
  );
  x[40] = -Infinity;
  assert.throws(() => ensemble.train(x, y), /^observations must be finite, got -Infinity at index 40$/);
  assert.equal(bits(ensemble.getWeights()), bits(before.weights));
  const other = make({ observationSize: 33, members: 2 });
  assert.throws(() => other.load(before), /^state must be of 2 networks 33-16-16-1, got 2 of 34-16-16-1$/);
  assert.throws(
    () => ensemble.load({ ...before, weights: new Float32Array(2) }),
    /state.weights must be .* got 2$/,
  );
  const broken = { ...before, priors: before.priors.map(() => Number.NaN) };
  assert.throws(() => ensemble.load(broken), /^state\.priors must be finite, got NaN at index 0$/);
  assert.throws(
    () => ensemble.load({ ...before, steps: -1 }),
    /^state\.steps must be an integer ≥ 0, got -1$/,
  );
});

test('bad options are refused in one clear line', async () => {
  const refused: [Partial<EnsembleOptions>, string][] = [
    [{ observationSize: 0 }, 'observationSize must be an integer ≥ 1, got 0'],
    [{ hidden: [] }, 'hidden must be a list of one or more integers ≥ 1, got []'],
    [{ hidden: [16, 2.5] }, 'hidden must be a list of one or more integers ≥ 1, got [16,2.5]'],
    [{ members: 0 }, 'members must be an integer ≥ 1, got 0'],
    [{ kappa: Infinity }, 'kappa must be a finite number, got Infinity'],
    [{ priorScale: -1 }, 'priorScale must be a number ≥ 0, got -1'],
    [{ learningRate: 0 }, 'learningRate must be a number > 0, got 0'],
    [{ beta1: 1 }, 'beta1 must be a number in [0, 1), got 1'],
    [{ beta2: -0.1 }, 'beta2 must be a number in [0, 1), got -0.1'],
    [{ epsilon: 0 }, 'epsilon must be a number > 0, got 0'],
    [{ targetNoise: Number.NaN }, 'targetNoise must be a number ≥ 0, got NaN'],
    [{ ridge: -1 }, 'ridge must be a number ≥ 0, got -1'],
    [{ batchCapacity: 0 }, 'batchCapacity must be an integer ≥ 1, got 0'],
    [{ seed: 1.5 }, 'seed must be an integer in [0, 2^53), got 1.5'],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => make({ observationSize: 3, ...options }), message);
  }
  const misspelt = ValueEnsemble.create({ observationSize: 2, hiden: [8] } as never);
  let error: unknown;
  await misspelt.catch((thrown: unknown) => (error = thrown));
  assert.instance(error, OptionError);
  assert.match((error as Error).message, /^a value ensemble has no option 'hiden'; it accepts .*hidden/);
  assert.not.throws(() => make({ observationSize: 3, kappa: undefined, members: 1, hidden: [1] }));
});

test('create brings its own kernels', async () => {
  const own = await ValueEnsemble.create({ observationSize: 2, seed: 3, module: kernels.modules });
  assert.equal(
    bits(own.values(uniforms(6))),
    bits(make({ observationSize: 2, seed: 3 }).values(uniforms(6))),
  );
});

test.run();
