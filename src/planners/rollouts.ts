/**
 * Rollouts: what every planner and every target of the value function asks the simulation for.
 *
 * A request names start states, a nominal plan for each, and how many noisy copies of it to try. The noise is a pure
 * function of (seed, stream, plan number, rollout, step, action), so a request is a few kilobytes and any thread can
 * compute any share of it, with the same bits.
 */

import type { Kernels } from '../kernels/load.js';
import type { WorldShape } from '../worlds/world.js';

export interface RolloutRequest {
  /** Number of the request among all with its `stream`: by these two an engine knows what it has sampled. */
  readonly serial: number;
  /** Start states, f64 [plans][stateSize]. */
  readonly states: Float64Array;
  /** Nominal action sequences, f32 [plans][steps · actionSize]. */
  readonly nominals: Float32Array;
  /** Rollouts around each plan; the first of them is the plan itself, without noise. */
  readonly rolloutsPerPlan: number;
  /** Control steps of a rollout. */
  readonly steps: number;
  /** γ, discount of a step. */
  readonly gamma: number;
  /** Standard deviation of the noise of each action, length actionSize. */
  readonly sigma: Float32Array;
  /** Correlation ρ of the noise between steps, in [0, 1). */
  readonly noiseCorrelation: number;
  readonly seed: number;
  /** Which use of the noise this is (`Stream` of random.ts). */
  readonly stream: number;
  /** Number of the first plan; plan i of the request draws the noise of number firstPlan + i. */
  readonly firstPlan: number;
}

/** A range of the request's rollouts. */
export interface Share {
  /** A multiple of four: rollouts are computed in groups of four lanes. */
  readonly first: number;
  readonly count: number;
}

export interface RolloutResult {
  /** Σ_{t<steps} γ^t r_t of each rollout, without the value at the end; NaN where the physics diverged. */
  readonly returns: Float64Array;
  /** Observation at the end of each rollout, [count][observationSize]. */
  readonly observations: Float32Array;
  /** Physics steps taken. */
  readonly simulationSteps: number;
  /** Seconds spent in rollouts, summed over threads. */
  readonly simulationSeconds: number;
  /** Rollouts for which there was no time; their returns are NaN. Default 0. */
  readonly missing?: number;
  /** What the simulation warned of (see `World.takeWarnings`). Default: nothing. */
  readonly warnings?: Readonly<Record<string, number>>;
}

/** How long a request may take, and who may end it. */
export interface Limits {
  /** Time by `now()` at which the rollouts done so far have to do. */
  readonly deadline?: number;
  /** Ends the request: it is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Whether the calling thread's event loop gets a turn every few milliseconds. */
  readonly yields?: boolean;
}

/** Computes requests on one thread, synchronously. */
export interface LocalRollouts {
  readonly kernels: Kernels;
  readonly shape: Required<WorldShape>;
  /** Computes a share of the request. The result's arrays are the caller's to keep. */
  run(request: RolloutRequest, share: Share): RolloutResult;
  /**
   * Σ_k w_k u_k over the rollouts of a request, of the actions as they were sampled (before they were clamped to their
   * bounds), [steps][actionSize]. They need not have been rolled out on this thread.
   *
   * @param weights [rollouts of the request]
   */
  average(request: RolloutRequest, weights: Float32Array): Float32Array;
  close(): void;
}

/** Computes whole requests, on one or several threads. */
export interface Rollouts {
  /** The calling thread's part, which also shares its kernels with the planner. */
  readonly local: LocalRollouts;
  /** Threads in use, the calling one included. */
  readonly threads: number;
  /** @param limits default: all rollouts, however long they take */
  run(request: RolloutRequest, limits?: Limits): Promise<RolloutResult>;
  close(): Promise<void>;
}

export function totalRollouts(request: RolloutRequest, shape: WorldShape): number {
  return (request.states.length / shape.stateSize) * request.rolloutsPerPlan;
}
