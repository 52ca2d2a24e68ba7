/** From the rewards of rollouts to their discounted returns (assembly/weights.ts). */

import type { Block } from './arena.js';
import type { Kernels } from './load.js';
import { Scratch } from './scratch.js';

/** Rewards and returns of a batch of rollouts. Memory grows to the largest batch and stays. */
export class DiscountedReturns {
  readonly #kernels: Kernels;
  readonly #rewards: Scratch<'f64'>;
  readonly #returns: Scratch<'f64'>;
  #groups = 0;
  #steps = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#rewards = new Scratch(kernels.arena, 'f64');
    this.#returns = new Scratch(kernels.arena, 'f64');
  }

  /**
   * Memory for the rewards of a batch, [groups][steps][4 lanes], to be filled in before `discount`: f64, or f32 from the
   * same address on.
   *
   * @param groups of four rollouts, ≥ 0
   * @param steps control steps of a rollout, ≥ 0
   */
  rewards(groups: number, steps: number): Block<Float64Array> {
    this.#groups = groups;
    this.#steps = steps;
    return this.#rewards.atLeast(groups * 4 * steps);
  }

  /**
   * R = Σ_t γ^t r_t of the batch.
   *
   * @param type of the rewards, default f32; those are summed in f32
   * @returns [groups · 4], NaN where a reward was not finite; a view that holds until the next call
   */
  discount(gamma: number, type: 'f32' | 'f64' = 'f32'): Float32Array | Float64Array {
    const { exports, memory } = this.#kernels;
    const count = this.#groups * 4;
    const rewards = this.#rewards.atLeast(0);
    const returns = this.#returns.atLeast(count);
    if (type === 'f64') {
      exports.discountedReturns64(returns.pointer, rewards.pointer, this.#groups, this.#steps, gamma);
      return returns.view.subarray(0, count);
    }
    exports.discountedReturns(returns.pointer, rewards.pointer, this.#groups, this.#steps, gamma);
    return new Float32Array(memory.buffer, returns.pointer, count);
  }
}
