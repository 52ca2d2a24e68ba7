import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Kernels, loadKernels } from '../../src/kernels/load.js';
import { MlpEnsemble, networkParameterCount, paddedSamples } from '../../src/kernels/mlp.js';
import { Random } from '../../src/random.js';
import * as twin from '../reference/mlp.js';

const kernels = await loadKernels();
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
const GUARD = 16;
const SENTINEL = 12345.678;

function uniforms(count: number, low: number, high: number, substream: number): Float32Array {
  const random = new Random(1, 100, substream);
  return Float32Array.from({ length: count }, () => random.uniform(low, high));
}

/** A block between two rows of sentinels; `check` says whether they are still there. */
function guarded(from: Kernels, length: number) {
  const block = from.arena.f32(length + 2 * GUARD);
  block.view.fill(SENTINEL);
  return {
    pointer: block.pointer + 4 * GUARD,
    get view() {
      return block.view.subarray(GUARD, GUARD + length);
    },
    check(name: string) {
      const { view } = block;
      const outside = [...view.subarray(0, GUARD), ...view.subarray(GUARD + length)];
      assert.ok(
        outside.every((v) => v === Math.fround(SENTINEL)),
        `${name} was written outside its bounds`,
      );
    },
  };
}

/** All the kernels' blocks for one shape and batch, filled with repeatable numbers, each between guards. */
function setUp(from: Kernels, sizes: readonly number[], members: number, n: number) {
  const inputs = sizes[0];
  const columns = paddedSamples(n);
  const count = networkParameterCount(sizes);
  const hidden = sizes.slice(1, -1);
  const blocks = {
    rows: guarded(from, n * inputs),
    x: guarded(from, (inputs + 1) * columns),
    parameters: guarded(from, members * count),
    priors: guarded(from, members * count),
    out: guarded(from, members * columns),
    targets: guarded(from, members * columns),
    losses: guarded(from, members),
    gradients: guarded(from, members * count),
    work: guarded(from, columns * (hidden.reduce((a, b) => a + b, 0) + 2 * Math.max(...hidden))),
  };
  const shape = from.arena.i32(sizes.length);
  shape.view.set(sizes);
  blocks.rows.view.set(uniforms(n * inputs, -2, 2, 1));
  blocks.parameters.view.set(uniforms(members * count, -0.7, 0.7, 2));
  blocks.priors.view.set(uniforms(members * count, -0.7, 0.7, 3));
  blocks.targets.view.set(uniforms(members * columns, -2, 2, 4));
  blocks.losses.view.fill(99); // replaced
  blocks.gradients.view.fill(99);
  from.exports.batchColumns(blocks.x.pointer, blocks.rows.pointer, n, inputs);
  const checkGuards = () => {
    for (const [name, block] of Object.entries(blocks)) block.check(`${name} of ${sizes}, n = ${n}`);
  };
  return { ...blocks, shape, members, n, columns, count, inputs, sizes, checkGuards };
}

function runForward(from: Kernels, s: ReturnType<typeof setUp>, priorScale = PRIOR_SCALE): void {
  from.exports.ensembleForward(
    s.out.pointer,
    s.x.pointer,
    s.parameters.pointer,
    s.priors.pointer,
    priorScale,
    s.shape.pointer,
    s.sizes.length - 1,
    s.members,
    s.n,
    s.work.pointer,
  );
}

function runGradient(from: Kernels, s: ReturnType<typeof setUp>, scale: number, accumulate = false): void {
  from.exports.ensembleGradient(
    s.losses.pointer,
    s.gradients.pointer,
    s.x.pointer,
    s.targets.pointer,
    scale,
    s.parameters.pointer,
    s.priors.pointer,
    PRIOR_SCALE,
    s.shape.pointer,
    s.sizes.length - 1,
    s.members,
    s.n,
    accumulate,
    s.work.pointer,
  );
}

function member(view: Float32Array, k: number, count: number): Float32Array {
  return view.subarray(k * count, (k + 1) * count);
}

test('batchColumns transposes, pads with zeros and marks samples that are not finite', () => {
  for (const size of [1, 2, 3, 4, 5, 34]) {
    for (const n of BATCHES) {
      const columns = paddedSamples(n);
      const rows = guarded(kernels, n * size);
      const out = guarded(kernels, (size + 1) * columns);
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
      rows.check('rows');
      out.check('columns');
    }
  }
});

test('forward agrees with the f64 twin for every shape and batch, inside its bounds', () => {
  for (const sizes of SHAPES) {
    for (const n of BATCHES) {
      const s = setUp(kernels, sizes, 3, n);
      runForward(kernels, s);
      const { rows, parameters, priors, out } = s;
      for (let k = 0; k < 3; k++) {
        for (let i = 0; i < n; i++) {
          const x = rows.view.subarray(i * s.inputs, (i + 1) * s.inputs);
          const f = twin.forward(sizes, member(parameters.view, k, s.count), x);
          const p = twin.forward(sizes, member(priors.view, k, s.count), x);
          const expected = f + PRIOR_SCALE * p;
          const error = Math.abs(out.view[k * s.columns + i] - expected);
          assert.ok(error < 3e-5, `${sizes}, n = ${n}, member ${k}, sample ${i}: off by ${error}`);
        }
      }
      s.checkGuards();
    }
  }
});

test('a prior scale of 0 leaves the priors out, even if they are NaN', () => {
  const s = setUp(kernels, [5, 4, 1], 2, 5);
  s.priors.view.fill(Number.NaN);
  runForward(kernels, s, 0);
  for (let k = 0; k < 2; k++) {
    const f = twin.forward(s.sizes, member(s.parameters.view, k, s.count), s.rows.view.subarray(0, 5));
    assert.ok(Math.abs(s.out.view[k * s.columns] - f) < 1e-5);
  }
});

test('loss and gradient agree with the f64 twin for every shape and batch', () => {
  for (const sizes of SHAPES) {
    for (const n of BATCHES) {
      const s = setUp(kernels, sizes, 2, n);
      const scale = 1 / Math.max(1, n);
      runGradient(kernels, s, scale);
      for (let k = 0; k < 2; k++) {
        const expected = twin.gradient(
          sizes,
          member(s.parameters.view, k, s.count),
          member(s.priors.view, k, s.count),
          PRIOR_SCALE,
          s.rows.view,
          s.targets.view.subarray(k * s.columns, k * s.columns + n),
          Math.fround(scale),
        );
        const where = `${sizes}, n = ${n}, member ${k}`;
        assert.ok(
          Math.abs(s.losses.view[k] - expected.loss) <= 1e-4 * (1e-3 + expected.loss),
          `loss of ${where}`,
        );
        const largest = Math.max(...expected.gradient.map(Math.abs));
        member(s.gradients.view, k, s.count).forEach((g, i) => {
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
    const s = setUp(kernels, sizes, 1, n);
    runGradient(kernels, s, 1);
    const prior = s.priors.view.slice();
    const loss = (theta: Float64Array) =>
      twin.gradient(sizes, theta, prior, PRIOR_SCALE, s.rows.view, s.targets.view.subarray(0, n), 1).loss;
    const h = 1e-5;
    for (let i = 0; i < s.count; i++) {
      const up = Float64Array.from(s.parameters.view);
      const down = up.slice();
      up[i] += h;
      down[i] -= h;
      const slope = (loss(up) - loss(down)) / (2 * h);
      const error = Math.abs(s.gradients.view[i] - slope);
      assert.ok(
        error < 1e-4 * (1 + Math.abs(slope)),
        `${sizes}, parameter ${i}: ${s.gradients.view[i]} for ${slope}`,
      );
    }
  }
});

test('gradients and losses of two calls add up if they shall', () => {
  const s = setUp(kernels, [5, 4, 3, 1], 2, 33);
  runGradient(kernels, s, 0.5);
  const once = { gradients: s.gradients.view.slice(), losses: s.losses.view.slice() };
  runGradient(kernels, s, 0.5);
  assert.equal(s.gradients.view, once.gradients, 'replaced');
  assert.equal(s.losses.view, once.losses);
  runGradient(kernels, s, 0.5, true);
  assert.equal(
    s.gradients.view,
    once.gradients.map((g) => g + g),
  );
  assert.equal(
    s.losses.view,
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
  const values = guarded(kernels, members.length * columns);
  const out = guarded(kernels, columns);
  members.forEach((row, k) => {
    values.view.set(row, k * columns);
  });
  kernels.exports.logMeanExp(out.pointer, values.pointer, members.length, n, kappa);
  out.check('log-mean-exp');
  values.check('member values');
  return [...out.view.subarray(0, n)];
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
