/** From returns to weights: softmax with an absolute temperature, or one adapted to the returns of each plan. */

import type { SoftmaxWeights } from '../kernels/weights.js';
import type { Temperature } from '../setting-kinds.js';

export type { Temperature } from '../setting-kinds.js';

const BISECTIONS = 40;
const WIDEST = 2 ** 20; // λ is looked for within the range of the returns times [1/WIDEST, WIDEST]

export interface Weighting {
  /** λ that was used. */
  readonly lambda: number;
  /** (Σw)²/Σw², from 1 to the number of rollouts; 0 if every rollout diverged. */
  readonly effectiveSampleSize: number;
}

/** Weighs the first `count` returns of `softmax`. */
export function weigh(softmax: SoftmaxWeights, count: number, temperature: Temperature): Weighting {
  const at = (lambda: number): Weighting => ({
    lambda,
    effectiveSampleSize: softmax.softmax(count, lambda),
  });
  if (typeof temperature === 'number') return at(temperature);

  const { range, deviation, finite } = statistics(softmax.returns.view.subarray(0, count));
  if (finite === 0 || !(range > 0)) return at(1); // nothing to weigh: any λ gives equal weights
  if ('spread' in temperature) return at(Math.max(temperature.spread * deviation, range / WIDEST));

  // The effective sample size grows with λ: bisect its logarithm (geometric means need no transcendental).
  const wanted = Math.max(1, temperature.effectiveSampleSize * finite);
  let low = range / WIDEST;
  let high = range * WIDEST;
  for (let i = 0; i < BISECTIONS && high / low > 1.0001; i++) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (at(middle).effectiveSampleSize < wanted) low = middle;
    else high = middle;
  }
  return at(high);
}

function statistics(returns: Float32Array): { range: number; deviation: number; finite: number } {
  let finite = 0;
  let sum = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of returns) {
    if (!Number.isFinite(value)) continue;
    finite++;
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const mean = sum / finite;
  let squares = 0;
  for (const value of returns) if (Number.isFinite(value)) squares += (value - mean) * (value - mean);
  return { range: high - low, deviation: Math.sqrt(squares / finite), finite };
}
