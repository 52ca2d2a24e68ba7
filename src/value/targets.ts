/**
 * Targets of the value function, eq. 7, in units of (1 − γ)·V:
 *
 *   y_k(s) = max over action sequences of (1 − γ) Σ_{t<N} γ^t r_t + γ^N V_k(s_N)
 *
 * The maximum is taken over rollouts around a plan, one set of rollouts for all members k.
 */

import { resizePlan } from '../planners/nominal-plan.js';
import type { Limits, RolloutRequest, RolloutResult, Rollouts } from '../planners/rollouts.js';
import { Stream } from '../random.js';
import type { ValuesOf } from '../setting-kinds.js';
import type { LEARNING_SETTINGS } from '../settings.js';
import type { ValueEnsemble } from './ensemble.js';
import type { ReplayBuffer } from './replay-buffer.js';

/**
 * - `replan`: N-step rollouts around the plan that was made at the visit, again at each refresh (the paper's eq. 7 at
 *   an affordable size);
 * - `planner`: the planner's own rollouts at the visit, H steps, no physics at all;
 * - `returns`: the realised N-step return.
 */
export type TargetMode = ValuesOf<typeof LEARNING_SETTINGS>['targets'];

export interface ReplanOptions {
  /** N, steps of a target. */
  readonly steps: number;
  /** M, rollouts for each target, the stored plan itself among them. */
  readonly rollouts: number;
  readonly gamma: number;
  readonly sigma: Float32Array;
  /** The resting control, which follows a plan that is shorter than N steps, [actionSize]. */
  readonly rest: Float32Array;
  readonly noiseCorrelation: number;
  readonly seed: number;
  /** Number of the first target, which its noise depends on. */
  readonly firstPlan: number;
  /** γ^N. */
  readonly discountAtEnd: number;
}

/**
 * y_k of one state from some of the rollouts: the best of them as member k sees it. NaN if none is finite.
 *
 * @param result returns [rollouts], and values at their ends, [members][rollouts]
 * @param of the state's rollouts
 * @param discountAtEnd γ^N
 * @param out [members]
 */
export function bestOfRollouts(
  result: { readonly returns: Float64Array; readonly values: Float32Array },
  of: { readonly first: number; readonly count: number },
  gamma: number,
  discountAtEnd: number,
  out: Float32Array,
): void {
  const total = result.returns.length;
  for (let k = 0; k < out.length; k++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let r = of.first; r < of.first + of.count; r++) {
      const y = (1 - gamma) * result.returns[r]! + discountAtEnd * result.values[k * total + r]!;
      if (y > best) best = y; // false for NaN: a diverged rollout is no target
    }
    out[k] = best === Number.NEGATIVE_INFINITY ? Number.NaN : best;
  }
}

/** `planner`: targets of the state just planned for, from the planner's own rollouts. */
export function plannerTargets(
  ensemble: ValueEnsemble,
  result: RolloutResult,
  gamma: number,
  discountAtEnd: number,
): Float32Array {
  const targets = new Float32Array(ensemble.members);
  const values = ensemble.predict(result.observations);
  const count = result.returns.length;
  bestOfRollouts({ returns: result.returns, values }, { first: 0, count }, gamma, discountAtEnd, targets);
  return targets;
}

/** `replan`: rolls out anew around the stored plans of some entries and sets their targets. */
export async function replanTargets(
  buffer: ReplayBuffer,
  slots: readonly number[],
  ensemble: ValueEnsemble,
  engine: Rollouts,
  options: ReplanOptions,
  limits?: Limits,
): Promise<RolloutResult> {
  const request = replanRequest(buffer, slots, options);
  const result = await engine.run(request, limits);
  const values = ensemble.predict(result.observations);
  const targets = new Float32Array(ensemble.members);
  slots.forEach((slot, i) => {
    bestOfRollouts(
      { returns: result.returns, values },
      { first: i * options.rollouts, count: options.rollouts },
      options.gamma,
      options.discountAtEnd,
      targets,
    );
    buffer.setTargets(slot, targets);
  });
  return result;
}

function replanRequest(
  buffer: ReplayBuffer,
  slots: readonly number[],
  options: ReplanOptions,
): RolloutRequest {
  const { stateSize, planSize } = buffer.shape;
  const { states, plans } = buffer.arrays;
  const row = options.steps * options.rest.length;
  const request = {
    serial: options.firstPlan,
    states: new Float64Array(slots.length * stateSize),
    nominals: new Float32Array(slots.length * row),
    rolloutsPerPlan: options.rollouts,
    steps: options.steps,
    gamma: options.gamma,
    sigma: options.sigma,
    noiseCorrelation: options.noiseCorrelation,
    seed: options.seed,
    stream: Stream.targets,
    firstPlan: options.firstPlan,
  };
  slots.forEach((slot, i) => {
    request.states.set(states.subarray(slot * stateSize, (slot + 1) * stateSize), i * stateSize);
    const plan = plans.subarray(slot * planSize, (slot + 1) * planSize);
    // The resting control after the plan's end. To go on with the actions that were taken, as later plans tell them, gained nothing
    // (getup, H = 16, N = 32, three seeds).
    resizePlan(plan, options.steps, options.rest, request.nominals.subarray(i * row, (i + 1) * row));
  });
  return request;
}

/**
 * `returns`: the discounted rewards that followed, N steps or up to the last state of the episode that is held, and
 * the value there. The newest state has no future yet and keeps what it has.
 */
export function realisedTargets(
  buffer: ReplayBuffer,
  slots: readonly number[],
  ensemble: ValueEnsemble,
  steps: number,
  gamma: number,
): void {
  const { observationSize } = buffer.shape;
  const { observations, rewards } = buffer.arrays;
  const rows: { slot: number; sum: number; discount: number; end: number }[] = [];
  for (const slot of slots) {
    let end = slot;
    let sum = 0;
    let discount = 1;
    for (let t = 0; t < steps; t++) {
      const next = buffer.successor(end);
      if (next < 0) break;
      sum += discount * rewards[end]!;
      discount *= gamma;
      end = next;
    }
    if (end !== slot) rows.push({ slot, sum, discount, end });
  }
  const ends = new Float32Array(rows.length * observationSize);
  rows.forEach((row, i) => {
    ends.set(
      observations.subarray(row.end * observationSize, (row.end + 1) * observationSize),
      i * observationSize,
    );
  });
  const values = ensemble.predict(ends);
  const targets = new Float32Array(ensemble.members);
  rows.forEach((row, i) => {
    for (let k = 0; k < ensemble.members; k++) {
      targets[k] = (1 - gamma) * row.sum + row.discount * values[k * rows.length + i]!;
    }
    buffer.setTargets(row.slot, targets);
  });
}
