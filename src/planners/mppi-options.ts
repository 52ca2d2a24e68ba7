/** What a planner can be told, and what is wrong with it. */

import { checkNumber, OptionError, show } from '../options.js';
import type { Tail } from './nominal-plan.js';
import type { Temperature } from './temperature.js';

export interface MppiOptions {
  /** H, control steps of a plan. Default 64 (paper). */
  readonly horizon?: number;
  /** K, rollouts of a plan, the noise-free one included. Default 120 (paper). */
  readonly rollouts?: number;
  /** σ, standard deviation of the noise, one for all actions or one for each, in units of the action. Default 0.2 (paper). */
  readonly sigma?: number | ArrayLike<number>;
  /** ρ, correlation of the noise from step to step, in [0, 1); its variance stays σ². Default 0: white, as in the paper. */
  readonly noiseCorrelation?: number;
  /** λ of the weights. Default 1.25 (paper). */
  readonly temperature?: Temperature;
  /** γ, discount of a step, in (0, 1). Default 0.99 (paper). */
  readonly gamma?: number;
  /**
   * What follows the last action when the plan moves on: `rest`, the world's resting control (see `WorldShape`), or
   * `hold`, the last action again. Default 'rest', of which 'zero' is an older name.
   */
  readonly tail?: Tail | 'zero';
  /** Seed of the noise, an integer in [0, 2^53). Default 0. */
  readonly seed?: number;
}

/** The names of the options, for those who refuse others. */
export const MPPI_OPTIONS: readonly (keyof MppiOptions)[] = [
  ...(['horizon', 'rollouts', 'sigma', 'noiseCorrelation', 'temperature', 'gamma', 'tail', 'seed'] as const),
];
export const PLAN_OPTIONS: readonly (keyof PlanOptions)[] = ['deadlineMs', 'signal', 'yields'];

export interface PlanOptions {
  /**
   * Milliseconds from the call within which to answer with the best plan so far. At least one group of four rollouts
   * is made on the calling thread. The answer may come later by the time of one group, and by 5 ms if a worker does not
   * end in time. How many rollouts there is time for differs from run to run, and so do the actions, unless it is all
   * of them. Default: no limit.
   */
  readonly deadlineMs?: number;
  /** Ends the plan: it is rejected with the signal's reason, and the planner is as it was before. */
  readonly signal?: AbortSignal;
  /** Whether the event loop gets a turn every 10 ms, on one thread too. Default: if there is a signal. */
  readonly yields?: boolean;
}

/** Beyond it noise would not be a number in f32. */
const LARGEST_SIGMA = 1e30;

export function checkSigma(value: unknown, actionSize: number): Float32Array {
  if (typeof value === 'number') {
    return new Float32Array(actionSize).fill(checkNumber('sigma', value, { min: 0, max: LARGEST_SIGMA }));
  }
  const list = Array.from((value ?? []) as ArrayLike<unknown>);
  if (list.length !== actionSize) {
    throw new OptionError(
      `sigma must be a number or ${actionSize} of them (one for each action), got ${show(value)}`,
    );
  }
  return Float32Array.from(list, (each, a) =>
    checkNumber(`sigma[${a}]`, each, { min: 0, max: LARGEST_SIGMA }),
  );
}

export function checkState(state: ArrayLike<number>, stateSize: number): void {
  if (state?.length !== stateSize) {
    throw new OptionError(`state must have ${stateSize} numbers, got ${state?.length ?? show(state)}`);
  }
  for (let i = 0; i < stateSize; i++) {
    if (!Number.isFinite(state[i]))
      throw new OptionError(`state must be finite, got ${state[i]} at index ${i}`);
  }
}
