/** The rollouts of one iteration as a planner sees them. */

import { SoftmaxWeights } from '../kernels/weights.js';
import type { Samples, Weights } from './planner.js';
import type { LocalRollouts, RolloutRequest } from './rollouts.js';
import { type Temperature, weigh } from './temperature.js';

/** Memory for the samples of a planner, made once. */
export class SampleSet implements Samples {
  returns: Float64Array = new Float64Array(0);
  finite = 0;
  /** Whether the returns differ at all. */
  differ = false;
  /** What the last call of `softmax` gave, if there was one. */
  weighed: Weights | undefined;
  #request: RolloutRequest | undefined;
  #best = Number.NEGATIVE_INFINITY;
  /** Its returns are those below the best. */
  readonly #softmax: SoftmaxWeights;

  /** @param rollouts most of them in an iteration */
  constructor(
    private readonly local: LocalRollouts,
    rollouts: number,
  ) {
    this.#softmax = new SoftmaxWeights(local.kernels, rollouts);
  }

  /** Weights of the last iteration's rollouts, [rollouts]; a live view. */
  get weights(): Float32Array {
    return this.#softmax.weights.view.subarray(0, this.returns.length);
  }

  /** @param returns with the value at their ends, [rollouts] */
  take(request: RolloutRequest, returns: Float64Array): void {
    this.#request = request;
    this.returns = returns;
    this.weighed = undefined;
    this.finite = 0;
    this.#best = Number.NEGATIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (const value of returns) {
      if (!Number.isFinite(value)) continue;
      this.finite++;
      least = Math.min(least, value);
      this.#best = Math.max(this.#best, value);
    }
    this.differ = least < this.#best;
    this.#softmax.weights.view.fill(0);
  }

  order(): number[] {
    const { returns } = this;
    const numbers = Array.from(returns.keys()).filter((k) => Number.isFinite(returns[k]));
    return numbers.sort((a, b) => returns[b]! - returns[a]! || a - b);
  }

  softmax(temperature: Temperature): Weights {
    const { returns } = this;
    // Differences alone count. They are taken before the returns become f32, in which a large offset would leave none.
    const belowBest = this.#softmax.returns.view;
    for (let k = 0; k < returns.length; k++) belowBest[k] = returns[k]! - this.#best;
    const weighting = weigh(this.#softmax, returns.length, temperature);
    this.weighed = { ...weighting, weights: this.weights };
    return this.weighed;
  }

  mean(weights: Float32Array): Float32Array {
    const { returns } = this;
    const centred = new Float32Array(returns.length);
    for (let k = 0; k < centred.length; k++) {
      if (Number.isFinite(returns[k])) centred[k] = weights[k]! - 1 / this.finite;
    }
    const mean = this.local.average(this.#request!, centred);
    const { nominals } = this.#request!;
    for (let i = 0; i < mean.length; i++) mean[i]! += nominals[i]!;
    return mean;
  }

  copy(rollout: number): Float32Array {
    const one = new Float32Array(this.returns.length);
    one[rollout] = 1;
    return this.local.average(this.#request!, one);
  }
}
