/** From returns to weights, and from weights to the average of actions (assembly/weights.ts). */

import { checkInteger, checkNumber, OptionError } from '../options.js';
import type { Block } from './arena.js';
import type { Kernels } from './load.js';
import { Scratch } from './scratch.js';

/** Softmax weights of returns. Memory is taken from the arena once, at construction. */
export class SoftmaxWeights {
  /** R, to be filled in, f32 [capacity rounded up to 4]. */
  readonly returns: Block;
  /** w, f32 [capacity rounded up to 4]. */
  readonly weights: Block;
  readonly #kernels: Kernels;

  /** @param capacity most rollouts, an integer ≥ 1 */
  constructor(
    kernels: Kernels,
    readonly capacity: number,
  ) {
    checkInteger('capacity', capacity, { min: 1 });
    this.#kernels = kernels;
    const padded = Math.ceil(capacity / 4) * 4;
    this.returns = kernels.arena.f32(padded);
    this.weights = kernels.arena.f32(padded);
  }

  /**
   * w_r = exp((R_r − max R)/λ) / Σ of the first `count` returns; returns that are not finite weigh nothing. The weights
   * sum to 1, or are all 0.
   *
   * @param count an integer from 0 to `capacity`
   * @param lambda temperature λ > 0
   * @returns the effective sample size (Σw)²/Σw², 0 if no return is finite
   */
  softmax(count: number, lambda: number): number {
    checkInteger('count', count, { min: 0, max: this.capacity });
    checkNumber('temperature', lambda, { above: 0 });
    return this.#kernels.exports.softmaxWeights(this.weights.pointer, this.returns.pointer, count, lambda);
  }
}

/** Weighted averages of action sequences. Memory grows to the largest and stays. */
export class WeightedAverage {
  readonly #kernels: Kernels;
  readonly #weights: Scratch<'f32'>;
  readonly #average: Scratch<'f32'>;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#weights = new Scratch(kernels.arena, 'f32');
    this.#average = new Scratch(kernels.arena, 'f32');
  }

  /**
   * Σ_r w_r u_r.
   *
   * @param actions u, f32 [groups][rowLength][4 lanes], finite; there must be a group for every four weights
   * @param weights w, [rollouts]
   * @param rowLength numbers of a rollout, steps · actionSize
   * @returns f32 [rowLength], a view that holds until the next call
   */
  of(actions: Block, weights: Float32Array, rowLength: number): Float32Array {
    const { length } = weights;
    const groups = Math.ceil(length / 4);
    const needed = groups * 4 * rowLength;
    if (actions.length < needed) {
      throw new OptionError(`actions must hold ${needed} or more numbers, got ${actions.length}`);
    }
    const padded = this.#weights.holding(weights, groups * 4);
    padded.view.fill(0, length);
    const average = this.#average.atLeast(rowLength);
    this.#kernels.exports.averageActions(average.pointer, actions.pointer, padded.pointer, groups, rowLength);
    return average.view.subarray(0, rowLength);
  }
}
