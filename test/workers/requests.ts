/** What the tests of workers share. */

import type { RolloutRequest, RolloutResult } from '../../src/planners/rollouts.js';

/** A request for one plan of the fixture's task. */
export function request(rollouts: number, plans = 1): RolloutRequest {
  return {
    serial: 0,
    states: Float64Array.from({ length: 2 * plans }, (_, i) => 0.3 + 0.01 * i),
    nominals: new Float32Array(8 * plans).fill(0.1),
    rolloutsPerPlan: rollouts,
    steps: 8,
    gamma: 0.99,
    sigma: new Float32Array([0.5]),
    noiseCorrelation: 0,
    seed: 7,
    stream: 0,
    firstPlan: 3,
  };
}

/** The bits of a result. */
export function bits(result: RolloutResult): string {
  const words = [result.returns, result.observations].map((part) =>
    new Uint32Array(part.slice().buffer).join(),
  );
  return words.join(' / ');
}

/** Fails loudly where a lost message would hang. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still waiting after ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The message of a rejection; a failure if there is none. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`expected an error, got ${value}`);
}
