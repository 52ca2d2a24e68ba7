/**
 * The seam between planners and the engine. A planner says how it starts, what it proposes and how it updates; all else is
 * the engine's (sampling-planner.ts): warm start, rollouts on all threads, the value at the horizon, deadlines, aborts,
 * divergence, checkpoints.
 */

import type { Rows, ValuesOf } from '../setting-kinds.js';
import type { Temperature } from './temperature.js';

/**
 * What a planner carries from one control step to the next: sequences f32 [horizon][actionSize], by name. They are moved on
 * by one step before each plan (`mean` is followed by the tail, the others by their last step again), put back if a plan is
 * given up, and saved whole in checkpoints.
 */
export interface Theta {
  /** The plan itself, within the bounds of the actions after every update. */
  readonly mean: Float32Array;
  readonly [name: string]: Float32Array;
}

/** What an iteration is to try: noise around `theta.mean`. */
export interface Proposal {
  /** Rollouts, the noise-free one included; at most the option `rollouts`. */
  readonly count: number;
  /** Standard deviation of the noise of each action, [actionSize]. */
  readonly sigma: Float32Array;
}

/** Weights of the rollouts of an iteration. */
export interface Weights {
  /** [rollouts], summing to 1; 0 for a rollout without a return. */
  readonly weights: Float32Array;
  /** λ that was used. */
  readonly lambda: number;
  /** (Σw)²/Σw². */
  readonly effectiveSampleSize: number;
}

/** What came of a proposal. The sampled actions themselves stay with the engine. */
export interface Samples {
  /** R_k = Σ γ^t r_t + γ^H V̂(s_H), [count]; NaN for a rollout that diverged, or for which there was no time. */
  readonly returns: Float64Array;
  /** Rollouts that have a return; at least one. */
  readonly finite: number;
  /** Numbers of those rollouts, the best first; of equal ones the first. */
  order(): number[];
  /** w_k ∝ exp((R_k − max R)/λ). */
  softmax(temperature: Temperature): Weights;
  /**
   * u + Σ (w_k − 1/n) u_k, [horizon][actionSize], over the n rollouts that have a return: the average of the actions as they
   * were sampled, less the mean of their noise. It may lie outside the bounds.
   *
   * The rollouts were clamped, but an average of clamped actions never comes nearer to a bound than the noise lets it: a
   * motor that costs would not be switched off. The mean of the noise is 0 but for chance. Taken off (a control variate),
   * it leaves the average as it is and makes its variance less, σ²(1/ESS − 1/n) for σ²/ESS: where nothing is to be
   * preferred the plan stays, and does not wander at random.
   *
   * @param weights [count], summing to 1
   */
  mean(weights: Float32Array): Float32Array;
  /** The actions of one rollout as they were sampled, [horizon][actionSize]. */
  copy(rollout: number): Float32Array;
}

/** One planner: three functions of data. */
export interface Planner {
  /** Sequences that it keeps beside `mean`, by name, with the number they start with. Default: none. */
  readonly keeps?: Readonly<Record<string, number>>;
  /** Rounds of proposing and updating in a plan. Default 1. */
  readonly iterations?: number;
  /** Called when a plan begins from nothing, at the start of an episode. Default: nothing. */
  begin?(theta: Theta): void;
  propose(theta: Theta, iteration: number): Proposal;
  /** Writes the new plan, and whatever it keeps, into `theta`. Not called if no rollout has a return. */
  update(theta: Theta, samples: Samples): void;
}

/** What every planner is told, beside settings of its own. */
export interface PlannerBasics {
  /** H, control steps. */
  readonly horizon: number;
  /** K, the most rollouts of an iteration. */
  readonly rollouts: number;
  /** σ of each action, [actionSize]. */
  readonly sigma: Float32Array;
}

/** A planner as the registry has it. */
export interface PlannerKind<Own extends Rows = Rows> {
  /** What it does, in one line with its source: for help, page and README. */
  readonly about: string;
  /** Settings that no other planner need have; in its file a block `NAME_SETTINGS`, written as those in settings.ts. */
  readonly settings: Own;
  make(settings: PlannerBasics & ValuesOf<Own>): Planner;
}
