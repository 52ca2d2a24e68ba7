/** What a user would pick instead, as far as it runs on this runtime. */

import type { AdamSettings, RivalNetwork } from './network.js';
import type { OnnxRival } from './onnx.js';
import type { TensorFlowForward, TensorFlowTraining } from './tensorflow.js';

export interface Rivals {
  /** The ways that TensorFlow.js has; empty if it does not run here. */
  tensorFlowForward(network: RivalNetwork): readonly TensorFlowForward[];
  tensorFlowTraining(network: RivalNetwork, rates: AdamSettings): TensorFlowTraining | undefined;
  onnx(network: RivalNetwork): Promise<OnnxRival | undefined>;
  /** What does not run here, and why. */
  readonly missing: readonly string[];
}

export async function loadRivals(): Promise<Rivals> {
  const missing: string[] = [];
  const load = async <T>(name: string, what: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await what();
    } catch (error) {
      missing.push(
        `${name} does not run here: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      );
      return undefined;
    }
  };
  const tensorFlow = await load('TensorFlow.js', async () => {
    const ways = await import('./tensorflow.js');
    return { ways, tf: await ways.loadTensorFlow() };
  });
  const onnx = await load('ONNX Runtime Web', () => import('./onnx.js'));
  return {
    missing,
    tensorFlowForward: (network) =>
      tensorFlow
        ? [tensorFlow.ways.batchedForward, tensorFlow.ways.separateForward].map((make) =>
            make(tensorFlow.tf, network),
          )
        : [],
    tensorFlowTraining: (network, rates) => tensorFlow?.ways.training(tensorFlow.tf, network, rates),
    onnx: async (network) => onnx && load('ONNX Runtime Web', () => onnx.onnxRival(network)),
  };
}
