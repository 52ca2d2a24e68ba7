/** The value ensemble: forward and training step. */

import { type AdamRates, MlpEnsemble, paddedSamples } from '../../src/kernels/mlp.js';
import { fillNormals } from '../../src/kernels/noise.js';
import { assertClose } from '../harness.js';
import { BlockedEnsemble, PlainEnsemble, transposeParameters } from '../plain/mlp.js';
import type { Result } from '../report.js';
import { type Context, measure } from './context.js';

/** Appendix A and B; the hand's inputs are a guess, the paper does not list them. */
const NETWORKS = [
  { name: 'humanoid', sizes: [34, 16, 16, 1], batches: [12, 120, 1200], training: 32, peak: 0.5 },
  { name: 'hand', sizes: [60, 64, 64, 1], batches: [80, 120], training: 16, peak: 0.6 },
] as const;
type Network = (typeof NETWORKS)[number];

/** The batch whose times stand in the bars. */
const BAR_BATCH = 120;
const MEMBERS = 6;
const PRIOR_SCALE = 0.3;
const RATES: AdamRates = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ridge: 0 };
const STEPS_CHECKED = 10;

export function valueCases(context: Context): Result[] {
  return NETWORKS.flatMap((network) => [
    ...network.batches.map((n) => forward(context, network, n)),
    training(context, network),
  ]);
}

/** Multiply-adds of a forward pass of one network and one sample, without biases and tanh. */
function products(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, outputs, layer) => sum + sizes[layer]! * outputs, 0);
}

/** Ours with random weights and a batch in place, and the same for plain JavaScript. */
function make(context: Context, { sizes }: Network, n: number) {
  const { kernels, seed } = context;
  const ours = new MlpEnsemble(kernels, { sizes, members: MEMBERS, capacity: n, priorScale: PRIOR_SCALE });
  const { weights, priors, rows } = ours;
  const used = MEMBERS * ours.parameterCount; // the padding behind stays zero
  [weights, priors, rows].forEach((block, stream) => {
    fillNormals(kernels, block, seed, 10 + stream);
    if (block !== rows) block.view.fill(0, used);
    const scale = block === rows ? 0.5 : 0.25;
    block.view.forEach((value, i, view) => {
      view[i] = value * scale;
    });
  });
  const shape = { sizes, members: MEMBERS, priorScale: PRIOR_SCALE, n };
  const [w, p] = [weights.view.slice(0, used), priors.view.slice(0, used)];
  const transposed = (from: Float32Array) => transposeParameters(from, sizes, MEMBERS);
  return {
    ours,
    x: rows.view.slice(0, n * sizes[0]),
    plain: new PlainEnsemble(shape, transposed(w), transposed(p)),
    blocked: new BlockedEnsemble(shape, w, p),
    transposed,
  };
}

function forward(context: Context, network: Network, n: number): Result {
  const { ours, x, plain, blocked } = make(context, network, n);
  const run = () => {
    ours.setBatch(n);
    ours.forward(n);
  };
  run();
  const values = membersOf(ours.memberValues.view, n);
  const out = new Float32Array(MEMBERS * n);
  const others = {
    'plain-js': () => plain.forward(out, x),
    'plain-js-blocked': () => blocked.forward(out, x),
  };
  for (const [name, each] of Object.entries(others)) {
    each();
    assertClose(`forward against ${name}`, values, out, 2e-6);
  }
  context.hash.add(values);
  const flops = 2 * 2 * MEMBERS * n * products(network.sizes); // networks and priors
  return measure(context, {
    name: `ensemble forward, ${MEMBERS} + ${MEMBERS} of ${network.sizes.join('-')}, batch ${n} (${network.name})`,
    unit: 'GFLOP/s',
    amount: flops,
    flops,
    ours: run,
    others,
    bars: n === BAR_BATCH ? { 'plain-js': 25, shareOfPeak: network.peak } : undefined,
  });
}

function training(context: Context, network: Network): Result {
  const n = network.training;
  const { ours, x, plain, transposed } = make(context, network, n);
  fillNormals(context.kernels, ours.targets, context.seed, 20);
  const targets = membersOf(ours.targets.view, n);
  let [power1, power2] = [1, 1];
  const run = () => {
    power1 *= RATES.beta1;
    power2 *= RATES.beta2;
    ours.losses.view.fill(0);
    ours.setBatch(n);
    ours.addGradient(n, 1 / n);
    ours.adam(RATES, power1, power2);
  };
  const others = {
    'plain-js': () => plain.train(x, targets, RATES.learningRate, RATES.beta1, RATES.beta2),
  };
  for (let step = 0; step < STEPS_CHECKED; step++) {
    run();
    others['plain-js']();
  }
  const learned = ours.weights.view.slice(0, MEMBERS * ours.parameterCount);
  assertClose(`weights after ${STEPS_CHECKED} training steps`, transposed(learned), plain.weights, 2e-4);
  context.hash.add(learned);
  const all = products(network.sizes);
  const first = network.sizes[0] * network.sizes[1];
  // Forward of network and prior, weights' gradient, and the gradient of all layers' inputs but the first's.
  const flops = 2 * MEMBERS * n * (3 * all + (all - first));
  return measure(context, {
    name: `training step, ${MEMBERS} of ${network.sizes.join('-')}, batch ${n} (${network.name})`,
    unit: 'GFLOP/s',
    amount: flops,
    flops,
    ours: run,
    others,
    bars: { 'plain-js': 20 },
  });
}

/** [members][N] as [members][n]. */
function membersOf(padded: Float32Array, n: number): Float32Array {
  const stride = paddedSamples(n);
  const out = new Float32Array(MEMBERS * n);
  for (let k = 0; k < MEMBERS; k++) out.set(padded.subarray(k * stride, k * stride + n), k * n);
  return out;
}
