import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MlpEnsemble, networkParameterCount, paddedSamples } from '../../src/kernels/mlp.js';
import { Random } from '../../src/random.js';
import * as twin from '../reference/mlp.js';
import { guardedKernels } from '../support/guarded-kernels.js';

const kernels = await guardedKernels();
const BATCHES = [0, 1, 2, 3, 4, 5, 31, 32, 33, 120];
const SHAPES = [
  [1, 1, 1],
  [2, 3, 1],
  [3, 4, 1],
  [5, 5, 1],
  [34, 16, 16, 1],
  [3, 1, 4, 1],
  [5, 4, 3, 1],
  [2, 5, 1, 16, 1],
  [1, 16, 5, 3, 1],
  [34, 64, 64, 1],
  [3, 64, 16, 4, 1],
];
const PRIOR_SCALE = 0.75;

function uniforms(count: number, low: number, high: number, substream: number): Float32Array {
  const random = new Random(1, 100, substream);
  return Float32Array.from({ length: count }, () => random.uniform(low, high));
}

/** An ensemble for one shape and batch, filled with repeatable numbers, its memory between guards. */
function setUp(sizes: readonly number[], members: number, n: number, priorScale = PRIOR_SCALE) {
  kernels.arena.forget();
  const networks = new MlpEnsemble(kernels, { sizes, members, capacity: n, priorScale });
  const inputs = sizes[0]!;
  const columns = paddedSamples(n);
  const count = networkParameterCount(sizes);
  const { weights, priors, rows, targets, losses, gradients } = networks;
  rows.view.set(uniforms(n * inputs, -2, 2, 1));
  weights.view.set(uniforms(members * count, -0.7, 0.7, 2));
  priors.view.set(uniforms(members * count, -0.7, 0.7, 3));
  targets.view.set(uniforms(members * columns, -2, 2, 4));
  losses.view.fill(99); // replaced
  gradients.view.fill(99, 0, members * count);
  networks.setBatch(n);
  const checkGuards = () => {
    kernels.arena.check(`${sizes}, n = ${n}`);
    assert.ok(
      gradients.view.subarray(members * count).every((v) => v === 0),
      'the padding of the gradients stays zero',
    );
  };
  return { networks, n, columns, count, inputs, sizes, checkGuards };
}

function member(view: Float32Array, k: number, count: number): Float32Array {
  return view.subarray(k * count, (k + 1) * count);
}

test('batchColumns transposes, pads with zeros and marks samples that are not finite', () => {
  for (const size of [1, 2, 3, 4, 5, 34]) {
    for (const n of BATCHES) {
      const columns = paddedSamples(n);
      const rows = kernels.arena.f32(n * size);
      const out = kernels.arena.f32((size + 1) * columns);
      rows.view.set(uniforms(n * size, -1, 1, 5));
      const broken = new Map([
        [0, Number.NaN],
        [2, Infinity],
        [30, -Infinity],
      ]);
      for (const [s, value] of broken) if (s < n) rows.view[s * size + (s % size)] = value;
      kernels.exports.batchColumns(out.pointer, rows.pointer, n, size);
      for (let s = 0; s < columns; s++) {
        for (let i = 0; i < size; i++) {
          assert.ok(
            Object.is(out.view[i * columns + s], s < n ? rows.view[s * size + i] : 0),
            `${i}, ${s} of ${n}`,
          );
        }
        const mark = out.view[size * columns + s];
        assert.ok(s < n && broken.has(s) ? Number.isNaN(mark) : mark === 0, `sample ${s} of ${n}`);
      }
      kernels.arena.check(`columns of ${size}, n = ${n}`);
      kernels.arena.forget();
    }
  }
});

test('forward agrees with the f64 twin for every shape and batch, inside its bounds', () => {
  for (const sizes of SHAPES) {
    for (const n of BATCHES) {
      const s = setUp(sizes, 3, n);
      s.networks.forward(n);
      const { rows, weights, priors, memberValues } = s.networks;
      for (let k = 0; k < 3; k++) {
        for (let i = 0; i < n; i++) {
          const x = rows.view.subarray(i * s.inputs, (i + 1) * s.inputs);
          const f = twin.forward(sizes, member(weights.view, k, s.count), x);
          const p = twin.forward(sizes, member(priors.view, k, s.count), x);
          const expected = f + PRIOR_SCALE * p;
          const error = Math.abs(memberValues.view[k * s.columns + i] - expected);
          assert.ok(error < 3e-5, `${sizes}, n = ${n}, member ${k}, sample ${i}: off by ${error}`);
        }
      }
      s.checkGuards();
    }
  }
});

test('a prior scale of 0 leaves the priors out, even if they are NaN', () => {
  const s = setUp([5, 4, 1], 2, 5, 0);
  const { weights, priors, rows, memberValues } = s.networks;
  priors.view.fill(Number.NaN);
  s.networks.forward(5);
  for (let k = 0; k < 2; k++) {
    const f = twin.forward(s.sizes, member(weights.view, k, s.count), rows.view.subarray(0, 5));
    assert.ok(Math.abs(memberValues.view[k * s.columns]! - f) < 1e-5);
  }
});

test('loss and gradient agree with the f64 twin for every shape and batch', () => {
  for (const sizes of SHAPES) {
    for (const n of BATCHES) {
      const s = setUp(sizes, 2, n);
      const { weights, priors, rows, targets, losses, gradients } = s.networks;
      const scale = 1 / Math.max(1, n);
      s.networks.gradient(n, scale, false);
      for (let k = 0; k < 2; k++) {
        const expected = twin.gradient(
          sizes,
          member(weights.view, k, s.count),
          member(priors.view, k, s.count),
          PRIOR_SCALE,
          rows.view.subarray(0, n * s.inputs),
          targets.view.subarray(k * s.columns, k * s.columns + n),
          Math.fround(scale),
        );
        const where = `${sizes}, n = ${n}, member ${k}`;
        assert.ok(
          Math.abs(losses.view[k] - expected.loss) <= 1e-4 * (1e-3 + expected.loss),
          `loss of ${where}`,
        );
        const largest = Math.max(...expected.gradient.map(Math.abs));
        member(gradients.view, k, s.count).forEach((g, i) => {
          const error = Math.abs(g - expected.gradient[i]);
          assert.ok(error <= 3e-5 * (1e-3 + largest), `gradient ${i} of ${where}: off by ${error}`);
        });
      }
      s.checkGuards();
    }
  }
});

test('the gradient is the slope of the loss: central differences of the f64 loss', () => {
  for (const sizes of [
    [3, 4, 1],
    [2, 5, 3, 1],
    [5, 3, 4, 5, 1],
  ]) {
    const n = 7;
    const s = setUp(sizes, 1, n);
    const { weights, priors, rows, targets, gradients } = s.networks;
    s.networks.gradient(n, 1, false);
    const prior = priors.view.slice();
    const loss = (theta: Float64Array) =>
      twin.gradient(
        sizes,
        theta,
        prior,
        PRIOR_SCALE,
        rows.view.subarray(0, n * s.inputs),
        targets.view.subarray(0, n),
        1,
      ).loss;
    const h = 1e-5;
    for (let i = 0; i < s.count; i++) {
      const up = Float64Array.from(weights.view);
      const down = up.slice();
      up[i] += h;
      down[i] -= h;
      const slope = (loss(up) - loss(down)) / (2 * h);
      const error = Math.abs(gradients.view[i] - slope);
      assert.ok(
        error < 1e-4 * (1 + Math.abs(slope)),
        `${sizes}, parameter ${i}: ${gradients.view[i]} for ${slope}`,
      );
    }
  }
});

test('gradients and losses of two calls add up if they shall', () => {
  const { networks } = setUp([5, 4, 3, 1], 2, 33);
  const { gradients, losses } = networks;
  networks.gradient(33, 0.5, false);
  const once = { gradients: gradients.view.slice(), losses: losses.view.slice() };
  networks.gradient(33, 0.5, false);
  assert.equal(gradients.view, once.gradients, 'replaced');
  assert.equal(losses.view, once.losses);
  networks.gradient(33, 0.5, true);
  assert.equal(
    gradients.view,
    once.gradients.map((g) => g + g),
  );
  assert.equal(
    losses.view,
    once.losses.map((l) => l + l),
  );
});

test('a sample has the same bits in any batch and at any place', () => {
  for (const sizes of [
    [34, 16, 16, 1],
    [5, 3, 5, 1],
  ]) {
    const networks = new MlpEnsemble(kernels, { sizes, members: 3, capacity: 120, priorScale: 1 });
    networks.weights.view.set(uniforms(3 * networks.parameterCount, -0.7, 0.7, 6));
    networks.priors.view.set(uniforms(3 * networks.parameterCount, -0.7, 0.7, 7));
    const rows = uniforms(120 * sizes[0], -2, 2, 8);
    const run = (from: number, n: number) => {
      networks.rows.view.set(rows.subarray(from * sizes[0], (from + n) * sizes[0]));
      networks.setBatch(n);
      networks.forward(n);
      networks.logMeanExp(n, 2);
      return networks.values.view.slice(0, n);
    };
    const whole = run(0, 120);
    for (const n of [1, 3, 4, 5, 31, 32, 33]) {
      for (let from = 0; from + n <= 120; from += n) {
        assert.equal(
          new Uint32Array(run(from, n).buffer),
          new Uint32Array(whole.slice(from, from + n).buffer),
        );
      }
    }
  }
});

function runLogMeanExp(members: readonly (readonly number[])[], kappa: number): number[] {
  const n = members[0].length;
  const columns = paddedSamples(n);
  const shape = { sizes: [1, 1], members: members.length, capacity: n, priorScale: 0 };
  const networks = new MlpEnsemble(kernels, shape);
  members.forEach((row, k) => {
    networks.memberValues.view.set(row, k * columns);
  });
  networks.logMeanExp(n, kappa);
  kernels.arena.check('log-mean-exp');
  kernels.arena.forget();
  return [...networks.values.view.subarray(0, n)];
}

test('log-mean-exp agrees with the f64 twin from the mean to the maximum', () => {
  for (const members of [1, 2, 3, 6]) {
    for (const n of [1, 3, 4, 5, 9]) {
      const rows = Array.from({ length: members }, (_, k) => [...uniforms(n, -1, 1, 20 + k)]);
      for (const kappa of [0, 1e-6, 1e-3, 0.01, 0.014, 0.016, 0.03, 0.1, 1, 10, 1e4, 1e6, -1e-3, -1, -1e4]) {
        runLogMeanExp(rows, kappa).forEach((value, i) => {
          const column = rows.map((row) => row[i]);
          const error = Math.abs(value - twin.logMeanExp(column, kappa));
          assert.ok(error < 1.2e-5, `κ = ${kappa}, ${members} members: off by ${error}`);
        });
      }
    }
  }
});

test('log-mean-exp at extremes: κ·V of ±1e4, equal members, one member, NaN', () => {
  for (const v of [1e4, -1e4, 0.1, -7.3]) {
    const exact = Math.fround(v);
    for (const kappa of [0, 0.01, 1, 1e4, -1]) {
      assert.equal(
        runLogMeanExp([[v], [v], [v], [v], [v], [v]], kappa),
        [exact],
        `equal members at κ = ${kappa}`,
      );
      assert.equal(runLogMeanExp([[v]], kappa), [exact], `one member at κ = ${kappa}`);
    }
  }
  const far = runLogMeanExp([[1e4], [-1e4], [0]], 1)[0];
  assert.ok(Math.abs(far - (1e4 - Math.log(3))) < 2e-3);
  assert.ok(Math.abs(runLogMeanExp([[1e4], [-1e4], [0]], -1)[0] - (-1e4 + Math.log(3))) < 2e-3);
  assert.is(runLogMeanExp([[1e4], [-1e4], [0]], 0)[0], 0);
  for (const kappa of [0, 1, -1]) {
    for (const place of [0, 1, 2]) {
      const members = [[1], [2], [3]];
      members[place] = [Number.NaN];
      assert.ok(Number.isNaN(runLogMeanExp(members, kappa)[0]), `NaN in member ${place} at κ = ${kappa}`);
    }
  }
});

test.run();
