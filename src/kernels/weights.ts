/** From rewards to the next plan: returns, softmax weights, weighted average. */

import { checkInteger, OptionError } from '../options.js';
import type { Block } from './arena.js';
import type { Kernels } from './load.js';

/** Weighs rollouts by their returns. Memory is taken from the arena once, at construction. */
export class RolloutWeights {
  /** Rewards to fill in, f32 [groups][steps][4 lanes]. */
  readonly rewards: Block;
  /** Discounted returns, f32 [groups · 4]; NaN where a reward was not finite. */
  readonly returns: Block;
  /** Weights, f32 [groups · 4]; they sum to 1, or are all 0. */
  readonly weights: Block;
  /** The weighted average, f32 [rowLength]. */
  readonly average: Block;
  readonly #kernels: Kernels;

  /**
   * @param rollouts number of rollouts, any integer ≥ 1
   * @param steps control steps of a rollout
   * @param actionSize numbers in an action
   */
  constructor(
    kernels: Kernels,
    readonly rollouts: number,
    readonly steps: number,
    readonly actionSize: number,
  ) {
    for (const [name, value] of Object.entries({ rollouts, steps, actionSize })) {
      checkInteger(name, value, { min: 1 });
    }
    this.#kernels = kernels;
    const { arena } = kernels;
    this.rewards = arena.f32(this.groups * 4 * steps);
    this.returns = arena.f32(this.groups * 4);
    this.weights = arena.f32(this.groups * 4);
    this.average = arena.f32(steps * actionSize);
  }

  /** Groups of four rollouts. */
  get groups(): number {
    return Math.ceil(this.rollouts / 4);
  }

  /** `rewards` to `returns`: Σ γ^t r_t. */
  discount(gamma: number): void {
    const { returns, rewards, groups, steps } = this;
    this.#kernels.exports.discountedReturns(returns.pointer, rewards.pointer, groups, steps, gamma);
  }

  /**
   * `returns` to `weights`: exp((R − max R)/λ), normalised; not finite returns get none.
   *
   * @param lambda temperature λ > 0
   * @returns the effective sample size (Σw)²/Σw², 0 if no return is finite
   */
  softmax(lambda: number): number {
    if (!(lambda > 0)) throw new OptionError(`temperature must be > 0, got ${lambda}`);
    const { weights, returns, rollouts } = this;
    return this.#kernels.exports.softmaxWeights(weights.pointer, returns.pointer, rollouts, lambda);
  }

  /** `weights` and actions, f32 [groups][steps · actionSize][4 lanes] at a byte address, to `average`. */
  averageOf(actions: number): Float32Array {
    const { average, weights, groups, steps, actionSize } = this;
    this.#kernels.exports.averageActions(
      average.pointer,
      actions,
      weights.pointer,
      groups,
      steps * actionSize,
    );
    return average.view;
  }
}
