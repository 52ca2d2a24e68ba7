/** The value ensemble: forward and training step. */

import { type AdamRates, MlpEnsemble, paddedSamples } from '../../src/kernels/mlp.js';
import { fillNormals } from '../../src/kernels/noise.js';
import { assertClose, msPerCall } from '../harness.js';
import { BlockedEnsemble, PlainEnsemble, transposeParameters } from '../plain/mlp.js';
import type { Result } from '../report.js';
import type { RivalNetwork } from '../rivals/network.js';
import { stackedLayer } from '../rivals/network.js';
import type { TensorFlowForward } from '../rivals/tensorflow.js';
import { type Context, measure, measureAsync } from './context.js';

/** Appendix A and B; the hand's inputs are a guess, the paper does not list them. */
const NETWORKS = [
  {
    name: 'humanoid',
    sizes: [34, 16, 16, 1],
    batches: [12, 120, 1_200, 12_000],
    training: [32, 320, 3_200],
    bars: { forward: { 'plain-js': 25, shareOfPeak: 0.5, 'tfjs-wasm': 12, 'onnxruntime-web': 2 } },
  },
  {
    name: 'hand',
    sizes: [60, 64, 64, 1],
    batches: [80, 120, 1_200],
    training: [16, 160, 1_600],
    bars: { forward: { 'plain-js': 25, shareOfPeak: 0.6, 'tfjs-wasm': 5, 'onnxruntime-web': 1.3 } },
  },
] as const;
const TRAINING_BARS = { 'plain-js': 20, 'tfjs-wasm': 20 } as const;
type Network = (typeof NETWORKS)[number];

/** The batch whose times stand in the bars. */
const BAR_BATCH = 120;
const MEMBERS = 6;
/** Samples that the kernels take at once, the default of `ValueEnsemble`. */
const CAPACITY = 128;
const PRIOR_SCALE = 0.3;
const RATES: AdamRates = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ridge: 0 };
const STEPS_CHECKED = 10;
/** Rivals round as they like. */
const RIVAL_TOLERANCE = 1e-4;
/** Milliseconds in which the ways of a rival are tried. */
const TRIAL = 100;

export async function valueCases(context: Context): Promise<Result[]> {
  const results: Result[] = [];
  for (const network of NETWORKS) {
    for (const n of network.batches) results.push(await forward(context, network, n));
    for (const n of network.training) results.push(training(context, network, n));
  }
  return results;
}

/** Multiply-adds of a forward pass of one network and one sample, without biases and tanh. */
function products(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, outputs, layer) => sum + sizes[layer]! * outputs, 0);
}

/** Ours with random weights and a batch in place, larger batches in pieces as `ValueEnsemble` has them, and the same for plain JavaScript. */
function make(context: Context, { sizes }: Network, n: number) {
  const { kernels, seed } = context;
  const capacity = Math.min(n, CAPACITY);
  const ours = new MlpEnsemble(kernels, { sizes, members: MEMBERS, capacity, priorScale: PRIOR_SCALE });
  const { weights, priors } = ours;
  const rows = kernels.arena.f32(n * sizes[0]);
  const used = MEMBERS * ours.parameterCount; // the padding behind stays zero
  [weights, priors, rows].forEach((block, stream) => {
    fillNormals(kernels, block, { seed, stream: 10 + stream });
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
    x: rows.view.slice(),
    /** Calls `use` for each piece, which is the networks' batch then. */
    inPieces(use: (from: number, count: number) => void) {
      for (let from = 0; from < n; from += capacity) {
        const count = Math.min(capacity, n - from);
        ours.setBatch(count, rows.pointer + 4 * from * sizes[0]);
        use(from, count);
      }
    },
    shared: { ...shape, weights: w, priors: p } satisfies RivalNetwork,
    plain: new PlainEnsemble(shape, transposed(w), transposed(p)),
    blocked: new BlockedEnsemble(shape, w, p),
    transposed,
  };
}

async function forward(context: Context, network: Network, n: number): Promise<Result> {
  const { ours, x, inPieces, plain, blocked, shared } = make(context, network, n);
  const values = new Float32Array(MEMBERS * n);
  const run = () =>
    inPieces((from, count) => {
      ours.forward(count);
      const { view } = ours.memberValues;
      const stride = paddedSamples(count);
      for (let k = 0; k < MEMBERS; k++) {
        values.set(view.subarray(k * stride, k * stride + count), k * n + from);
      }
    });
  run();
  const out = new Float32Array(MEMBERS * n);
  const others: Record<string, () => void> = {
    'plain-js': () => plain.forward(out, x),
    'plain-js-blocked': () => blocked.forward(out, x),
  };
  for (const [name, each] of Object.entries(others)) {
    each();
    assertClose(`forward against ${name}`, values, out, 2e-6);
  }
  context.hash.add(values);

  const tensorFlow = await quickest(context.rivals.tensorFlowForward(shared), x, values);
  if (tensorFlow) others['tfjs-wasm'] = () => void tensorFlow.forward(x);
  const onnx = await context.rivals.onnx(shared);
  if (onnx) assertClose('forward against ONNX Runtime Web', await onnx.forward(x), values, RIVAL_TOLERANCE);

  const flops = 2 * 2 * MEMBERS * n * products(network.sizes); // networks and priors
  const each = {
    name: `ensemble forward, ${MEMBERS} + ${MEMBERS} of ${network.sizes.join('-')}, batch ${n.toLocaleString('en-US')} (${network.name})`,
    unit: 'GFLOP/s',
    amount: flops,
    flops,
    ours: run,
    others,
    bars: n === BAR_BATCH ? network.bars.forward : undefined,
    sweep: n === 12 || n > BAR_BATCH,
  } as const;
  const result = await measureAsync(context, each, onnx ? { 'onnxruntime-web': () => onnx.forward(x) } : {});
  tensorFlow?.close();
  await onnx?.close();
  return result;
}

/** The quicker way of a rival, after all have been found right; the others are closed. */
async function quickest(
  ways: readonly TensorFlowForward[],
  x: Float32Array,
  expected: Float32Array,
): Promise<TensorFlowForward | undefined> {
  const times: number[] = [];
  for (const way of ways) {
    assertClose('forward against TensorFlow.js', way.forward(x), expected, RIVAL_TOLERANCE);
    await msPerCall(() => way.forward(x), TRIAL);
    times.push(await msPerCall(() => way.forward(x), TRIAL));
  }
  const best = ways[times.indexOf(Math.min(...times))];
  for (const way of ways) if (way !== best) way.close();
  return best;
}

function training(context: Context, network: Network, n: number): Result {
  const { ours, x, inPieces, plain, transposed, shared } = make(context, network, n);
  const drawn = context.kernels.arena.f32(MEMBERS * n);
  fillNormals(context.kernels, drawn, { seed: context.seed, stream: 20 });
  const targets = drawn.view.slice();
  let [power1, power2] = [1, 1];
  const run = () => {
    power1 *= RATES.beta1;
    power2 *= RATES.beta2;
    inPieces((from, count) => {
      const { view } = ours.targets;
      const stride = paddedSamples(count);
      for (let k = 0; k < MEMBERS; k++) {
        view.set(targets.subarray(k * n + from, k * n + from + count), k * stride);
      }
      ours.gradient(count, 1 / n, from > 0);
    });
    ours.adam(RATES, power1, power2);
  };
  const others: Record<string, () => void> = {
    'plain-js': () => plain.train(x, targets, RATES.learningRate, RATES.beta1, RATES.beta2),
  };
  const tensorFlow = context.rivals.tensorFlowTraining(shared, RATES);
  if (tensorFlow) others['tfjs-wasm'] = () => tensorFlow.train(x, targets);
  for (let step = 0; step < STEPS_CHECKED; step++) {
    run();
    for (const each of Object.values(others)) each();
  }
  const learned = ours.weights.view.slice(0, MEMBERS * ours.parameterCount);
  const what = `weights after ${STEPS_CHECKED} training steps`;
  assertClose(what, transposed(learned), plain.weights, 2e-4);
  for (let layer = 1; tensorFlow && layer < network.sizes.length; layer++) {
    const [found, expected] = [tensorFlow.layer(layer), stackedLayer(learned, shared, layer)];
    assertClose(`${what}, layer ${layer} in TensorFlow.js`, found.w, expected.w, 2e-4);
    assertClose(`${what}, layer ${layer} in TensorFlow.js`, found.b, expected.b, 2e-4);
  }
  context.hash.add(learned);
  const all = products(network.sizes);
  const first = network.sizes[0] * network.sizes[1];
  // Forward of network and prior, weights' gradient, and the gradient of all layers' inputs but the first's.
  const flops = 2 * MEMBERS * n * (3 * all + (all - first));
  const sweep = n !== network.training[0];
  const result = measure(context, {
    name: `training step, ${MEMBERS} of ${network.sizes.join('-')}, batch ${n.toLocaleString('en-US')} (${network.name})`,
    unit: 'GFLOP/s',
    amount: flops,
    flops,
    ours: run,
    others,
    bars: sweep ? undefined : TRAINING_BARS,
    sweep,
  });
  tensorFlow?.close();
  return result;
}
