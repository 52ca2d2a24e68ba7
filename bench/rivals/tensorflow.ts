/**
 * The ensemble in TensorFlow.js, WASM backend with SIMD, one thread, in the two ways that come to mind: all networks as
 * one batched product for each layer, or one after the other with the fused product that its dense layers use. Training
 * is its own automatic gradient and its own Adam, batched (one network after the other takes twice as long and more).
 *
 * TensorFlow.js registers its gradients in a file that Node cannot import as it is (a module without its extension's
 * type), so it is bundled first, as any page that uses it does.
 */

import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import { type AdamSettings, layerOf, type RivalNetwork, stackedLayer } from './network.js';

type Tf = typeof TensorFlow;
type Tensor = TensorFlow.Tensor;

const BUNDLE = 'build/rivals/tensorflow.mjs';

/** What a bundle for Node lacks of what its CommonJS parts expect. */
const BANNER = `
import { createRequire } from 'node:module';
import { dirname as __directoryOf } from 'node:path';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = __directoryOf(__filename);
`;

let loading: Promise<Tf> | undefined;

/** TensorFlow.js on its WASM backend. @throws if it cannot run here, or has no SIMD */
export function loadTensorFlow(): Promise<Tf> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Tf> {
  await mkdir(path.dirname(BUNDLE), { recursive: true });
  await build({
    stdin: {
      contents: `
        import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
        export * as tf from '@tensorflow/tfjs-core';
        export * as backend from '@tensorflow/tfjs-backend-wasm';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    outfile: BUNDLE,
    logLevel: 'error',
  });
  const { tf, backend } = await import(pathToFileURL(path.resolve(BUNDLE)).href);
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  backend.setWasmPaths(path.join(path.dirname(main), '..', 'wasm-out', path.sep));
  backend.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  if (tf.getBackend() !== 'wasm') throw new Error('its WASM backend does not start');
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')))
    throw new Error('its WASM backend has no SIMD here');
  return tf;
}

export interface TensorFlowForward {
  /** Values of the members, f32 [members][n], of x f32 [n][inputs]. */
  forward(x: Float32Array): Float32Array;
  close(): void;
}

/** All networks, priors included, as one batch of 2 · members. */
export function batchedForward(tf: Tf, network: RivalNetwork): TensorFlowForward {
  const { members, n, priorScale } = network;
  const inputs = network.sizes[0]!;
  const layers = [network.weights, network.priors].map((parameters) =>
    stackedLayers(tf, network, parameters),
  );
  const both = layers[0]!.map(({ w, b }, l) => ({
    w: tf.keep(tf.concat([w, layers[1]![l]!.w], 0)),
    b: tf.keep(tf.concat([b, layers[1]![l]!.b], 0)),
  }));
  const scale = tf.scalar(priorScale);
  return {
    forward(x) {
      const values = tf.tidy(() => {
        const [trained, prior] = tf.split(
          batched(tf, tf.tensor3d(x, [1, n, inputs]), both),
          [members, members],
          0,
        );
        return tf.add(trained!, tf.mul(scale, prior!));
      });
      const out = values.dataSync() as Float32Array;
      values.dispose();
      return out;
    },
    close: () => tf.dispose([...layers.flat(), ...both, scale]),
  };
}

/** One network after the other. */
export function separateForward(tf: Tf, network: RivalNetwork): TensorFlowForward {
  const { members, n, priorScale, sizes } = network;
  const inputs = sizes[0]!;
  const all = [network.weights, network.priors].map((parameters) =>
    Array.from({ length: members }, (_, k) =>
      sizes.slice(1).map((outputs, l) => {
        const { w, b } = layerOf(parameters, network, k, l + 1);
        return { w: tf.tensor2d(w, [sizes[l]!, outputs]), b: tf.tensor1d(b) };
      }),
    ),
  );
  const scale = tf.scalar(priorScale);
  const run = (from: TensorFlow.Tensor2D, layers: (typeof all)[number][number]): Tensor => {
    let h = from;
    layers.forEach(({ w, b }, l) => {
      h = tf.fused.matMul({ a: h, b: w, bias: b }) as TensorFlow.Tensor2D;
      if (l < layers.length - 1) h = tf.tanh(h);
    });
    return h;
  };
  return {
    forward(x) {
      const values = tf.tidy(() => {
        const from = tf.tensor2d(x, [n, inputs]);
        const [trained, prior] = all.map((each) => tf.concat(each.map((layers) => run(from, layers))));
        return tf.add(trained!, tf.mul(scale, prior!));
      });
      const out = values.dataSync() as Float32Array;
      values.dispose();
      return out;
    },
    close: () => tf.dispose([...all.flat(2), scale]),
  };
}

export interface TensorFlowTraining {
  /** One Adam step on mean_n (V_k(x_n) − y_k,n)², x f32 [n][inputs], targets f32 [members][n]. */
  train(x: Float32Array, targets: Float32Array): void;
  /** The weights of a layer (from 1 on), W f32 [members][in][out] and b f32 [members][out]. */
  layer(l: number): { readonly w: Float32Array; readonly b: Float32Array };
  close(): void;
}

export function training(tf: Tf, network: RivalNetwork, rates: AdamSettings): TensorFlowTraining {
  const { members, n, priorScale, sizes } = network;
  const trained = stackedLayers(tf, network, network.weights).map(({ w, b }) => ({
    w: tf.variable(w),
    b: tf.variable(b),
  }));
  const prior = stackedLayers(tf, network, network.priors);
  const variables = trained.flatMap(({ w, b }) => [w, b]);
  const scale = tf.scalar(priorScale);
  const adam = tf.train.adam(rates.learningRate, rates.beta1, rates.beta2, rates.epsilon);
  return {
    train(x, targets) {
      tf.tidy(() => {
        const from = tf.tensor3d(x, [1, n, sizes[0]!]);
        // What the trained networks are to give: the targets less the priors' part.
        const wanted = tf.sub(tf.tensor3d(targets, [members, n, 1]), tf.mul(scale, batched(tf, from, prior)));
        adam.minimize(
          () => tf.div(tf.sum(tf.square(tf.sub(batched(tf, from, trained), wanted))), n),
          false,
          variables,
        );
      });
    },
    layer: (l) => ({
      w: trained[l - 1]!.w.dataSync() as Float32Array,
      b: trained[l - 1]!.b.dataSync() as Float32Array,
    }),
    close() {
      adam.dispose();
      tf.dispose([variables, prior, scale]);
    },
  };
}

type StackedLayer = {
  /** [networks][in][out] */
  readonly w: Tensor;
  /** [networks][1][out] */
  readonly b: Tensor;
};

function stackedLayers(tf: Tf, network: RivalNetwork, parameters: Float32Array): StackedLayer[] {
  const { sizes, members } = network;
  return sizes.slice(1).map((outputs, l) => {
    const { w, b } = stackedLayer(parameters, network, l + 1);
    return { w: tf.tensor3d(w, [members, sizes[l]!, outputs]), b: tf.tensor3d(b, [members, 1, outputs]) };
  });
}

/** [networks][n][1] from [1][n][inputs]. */
function batched(tf: Tf, from: Tensor, layers: readonly StackedLayer[]): Tensor {
  let h = from;
  layers.forEach(({ w, b }, l) => {
    h = tf.add(tf.matMul(h, w), b);
    if (l < layers.length - 1) h = tf.tanh(h);
  });
  return h;
}
