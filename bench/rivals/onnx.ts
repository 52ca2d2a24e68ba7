/**
 * The ensemble in ONNX Runtime Web, WASM with SIMD, one thread: the model that `polo export` writes, all networks in one
 * graph, its batch size fixed and all optimisations on. Beside the members' values, which are compared, the graph ends in
 * their mean (κ = 0 has the shortest end), one operator of two dozen.
 */

import * as ort from 'onnxruntime-web';
import { encodeOnnx } from '../../src/runs/onnx.js';
import type { RivalNetwork } from './network.js';

/** What a value function has beside its networks. */
const UNUSED = { firstMoments: new Float32Array(), secondMoments: new Float32Array(), steps: 0, gamma: 0.99 };

export interface OnnxRival {
  /** Values of the members, f32 [members][n], of x f32 [n][inputs]. */
  forward(x: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function onnxRival(network: RivalNetwork): Promise<OnnxRival> {
  const { n, sizes } = network;
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(
    encodeOnnx({ ...network, ...UNUSED, sizes: [...sizes], kappa: 0 }),
    {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      freeDimensionOverrides: { n },
    },
  );
  return {
    async forward(x) {
      const observations = new ort.Tensor('float32', x, [n, sizes[0]!]);
      const { members } = await session.run({ observations }, ['members']);
      return members!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
