import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MlpEnsemble } from '../../src/kernels/mlp.js';
import { Random } from '../../src/random.js';
import { Adam } from '../reference/adam.js';
import * as mlp from '../reference/mlp.js';
import { guardedKernels } from '../support/guarded-kernels.js';

const kernels = await guardedKernels();
const RATES = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ridge: 0 };

/** A network of `count` weights, whose gradients the caller writes. */
function make(count: number): MlpEnsemble {
  const networks = new MlpEnsemble(kernels, {
    sizes: [count - 1, 1],
    members: 1,
    capacity: 1,
    priorScale: 0,
  });
  assert.is(networks.parameterCount, count);
  return networks;
}

/** Step t. */
function step(networks: MlpEnsemble, rates: typeof RATES, t: number): void {
  networks.adam(rates, Math.fround(rates.beta1) ** t, Math.fround(rates.beta2) ** t);
}

test('ten steps agree with the f64 twin, for any count and with a ridge, inside their bounds', () => {
  for (const ridge of [0, 0.05]) {
    for (const count of [1, 2, 3, 4, 5, 31, 120]) {
      const rates = { ...RATES, ridge };
      const networks = make(count);
      const random = new Random(2, 100);
      const { weights, gradients, firstMoments, secondMoments } = networks;
      const start = Float32Array.from({ length: count }, () => random.uniform(-1, 1));
      weights.view.set(start);
      const twin = new Adam(Float64Array.from(start), rates);
      for (let t = 1; t <= 10; t++) {
        const gradient = Float32Array.from(
          { length: count },
          () => random.uniform(-1, 1) * 10 ** random.uniform(-4, 2),
        );
        gradients.view.set(gradient);
        step(networks, rates, t);
        twin.step(gradient);
        for (let i = 0; i < count; i++) {
          assert.ok(
            Math.abs(weights.view[i] - twin.theta[i]) < 2e-6,
            `weight ${i} of ${count} after ${t} steps`,
          );
          assert.ok(Math.abs(firstMoments.view[i] - twin.m[i]) <= 1e-5 * (1e-6 + Math.abs(twin.m[i])) + 1e-6);
          assert.ok(Math.abs(secondMoments.view[i] - twin.v[i]) <= 1e-4 * twin.v[i]);
        }
      }
      kernels.arena.check(`${count} weights`);
      kernels.arena.forget();
      for (const { view } of [weights, gradients, firstMoments, secondMoments]) {
        assert.ok(
          view.subarray(count).every((v) => v === 0),
          'the padding stays zero',
        );
      }
    }
  }
});

test('moments that fade end at zero, never as denormals', () => {
  const networks = make(4);
  const { weights, gradients, firstMoments, secondMoments } = networks;
  weights.view.fill(1);
  firstMoments.view.set([1e-3, -1e-3, 1e-19, 0]);
  secondMoments.view.set([1e-33, 1e-34, 1e-6, 0]);
  gradients.view.set([0, 1e-20, -1e-30, 1e-38]);
  for (let t = 1; t <= 20000; t++) {
    step(networks, RATES, t);
    for (const v of [...firstMoments.view, ...secondMoments.view]) {
      assert.ok(v === 0 || Math.abs(v) > 1e-37, `${v} after ${t} steps`);
    }
  }
  assert.equal([...firstMoments.view], [0, 0, 0, 0]);
  assert.ok(weights.view.every(Number.isFinite));
  assert.is(weights.view[3], 1, 'no gradient, no step');
});

test('ten steps of a whole ensemble follow the f64 twins of gradient and Adam', () => {
  const sizes = [5, 16, 3, 1];
  const members = 2;
  const n = 33;
  const random = new Random(3, 100);
  const networks = new MlpEnsemble(kernels, { sizes, members, capacity: n, priorScale: 0.5 });
  const count = networks.parameterCount;
  const draw = (length: number) => Float32Array.from({ length }, () => random.uniform(-0.7, 0.7));
  networks.weights.view.set(draw(members * count));
  networks.priors.view.set(draw(members * count));
  const priors = networks.priors.view.slice();
  const twins = [0, 1].map(
    (k) => new Adam(Float64Array.from(networks.weights.view.subarray(k * count, (k + 1) * count)), RATES),
  );
  const losses: number[] = [];
  for (let t = 1; t <= 10; t++) {
    const x = draw(n * sizes[0]);
    const targets = draw(members * n);
    networks.rows.view.set(x);
    networks.setBatch(n);
    for (let k = 0; k < members; k++) networks.targets.view.set(targets.subarray(k * n, (k + 1) * n), k * 40);
    networks.gradient(n, 1 / n, false);
    networks.adam(RATES, Math.fround(RATES.beta1) ** t, Math.fround(RATES.beta2) ** t);
    twins.forEach((twin, k) => {
      const prior = priors.subarray(k * count, (k + 1) * count);
      const target = targets.subarray(k * n, (k + 1) * n);
      const expected = mlp.gradient(sizes, twin.theta, prior, 0.5, x, target, 1 / n);
      twin.step(expected.gradient);
      assert.ok(
        Math.abs(networks.losses.view[k] - expected.loss) < 1e-4 * expected.loss,
        `loss at step ${t}`,
      );
      losses.push(expected.loss);
      twin.theta.forEach((theta, i) => {
        const error = Math.abs(networks.weights.view[k * count + i] - theta);
        assert.ok(error < 2e-4, `weight ${i} of member ${k} after ${t} steps: off by ${error}`);
      });
    });
  }
  assert.ok(losses.at(-1)! < losses[0], 'the loss falls');
});

test.run();
