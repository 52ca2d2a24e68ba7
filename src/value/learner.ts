/** The offline half of POLO: what lines 7 and 8 of Algorithm 1 (src/polo.ts) do. */

import { power } from '../planners/power.js';
import type { RolloutResult, Rollouts } from '../planners/rollouts.js';
import type { Random } from '../random.js';
import type { PhaseSeconds } from '../report.js';
import type { ValuesOf } from '../setting-kinds.js';
import type { LEARNING_SETTINGS, PLANNER_SETTINGS } from '../settings.js';
import type { ValueEnsemble } from './ensemble.js';
import type { ReplayBuffer } from './replay-buffer.js';
import { plannerTargets, realisedTargets, replanTargets } from './targets.js';

/** The settings of an agent that learning reads; see `PoloOptions`. */
export type LearnerSettings = ValuesOf<typeof LEARNING_SETTINGS> &
  Pick<ValuesOf<typeof PLANNER_SETTINGS>, 'seed' | 'gamma' | 'noiseCorrelation'>;

/** What the learner shares with its agent. */
export interface LearnerParts {
  /** D. */
  readonly replay: ReplayBuffer;
  readonly engine: Rollouts;
  /** σ of the planner's noise, which the rollouts of targets have too. */
  readonly sigma: Float32Array;
  /** The planner's resting control, which follows the plans of targets too. */
  readonly rest: Float32Array;
  readonly random: Readonly<Record<'minibatch' | 'refresh', Random>>;
  /** Where the time of targets and training is added. */
  readonly seconds: PhaseSeconds;
  /** Called with the result of every request of rollouts. */
  readonly count: (result: RolloutResult) => void;
}

/** Gives the remembered states their targets, and the value function its gradient steps. */
export class Learner {
  /** Number of replanned targets so far; the noise of a target depends on it. */
  targetPlans = 0;
  /** Mean squared loss of the last gradient step; NaN before the first. */
  loss = Number.NaN;
  /** γ^N. */
  readonly #discountAtEnd: number;
  /** A minibatch, made when it is first needed. */
  #batch: { readonly observations: Float32Array; readonly targets: Float32Array } | undefined;

  constructor(
    private readonly settings: LearnerSettings,
    private readonly parts: LearnerParts,
  ) {
    this.#discountAtEnd = power(settings.gamma, settings.targetHorizon);
  }

  /** Target of a state that has just been planned for, from the planner's own rollouts, where targets are made so. */
  targetFromPlan(ensemble: ValueEnsemble, slot: number, rollouts: RolloutResult): void {
    if (this.settings.targets !== 'planner') return;
    const { gamma } = this.settings;
    this.parts.replay.setTargets(slot, plannerTargets(ensemble, rollouts, gamma, this.#discountAtEnd));
  }

  /**
   * Line 7: targets (eq. 7) for the states that have none yet, and anew for some of the others. A signal ends it; then
   * nothing has changed.
   */
  async renewTargets(ensemble: ValueEnsemble, signal: AbortSignal | undefined): Promise<void> {
    const { targets, gamma, targetHorizon } = this.settings;
    if (targets === 'planner') return; // made at the visit
    const started = performance.now();
    signal?.throwIfAborted();
    const { refresh } = this.parts.random;
    const { position } = refresh;
    const slots = this.#statesToRefresh();
    try {
      if (targets === 'returns') {
        realisedTargets(this.parts.replay, slots, ensemble, targetHorizon, gamma);
      } else {
        await this.#replan(slots, ensemble, signal);
      }
    } catch (error) {
      refresh.position = position; // the next attempt draws the same
      throw error;
    } finally {
      this.parts.seconds.targets += (performance.now() - started) / 1000;
    }
  }

  async #replan(slots: number[], ensemble: ValueEnsemble, signal: AbortSignal | undefined): Promise<void> {
    const { targetHorizon, targetRollouts, gamma, noiseCorrelation, seed } = this.settings;
    const { replay, engine, sigma, rest, count } = this.parts;
    const result = await replanTargets(
      replay,
      slots,
      ensemble,
      engine,
      {
        steps: targetHorizon,
        rollouts: targetRollouts,
        gamma,
        sigma,
        rest,
        noiseCorrelation,
        seed,
        firstPlan: this.targetPlans,
        discountAtEnd: this.#discountAtEnd,
      },
      { signal },
    );
    this.targetPlans += slots.length;
    count(result);
  }

  /** Line 8: a gradient step on a minibatch of n (eq. 5). */
  gradientStep(ensemble: ValueEnsemble): void {
    const started = performance.now();
    const { batchSize } = this.settings;
    const { replay, random } = this.parts;
    const { observationSize, members } = replay.shape;
    const { observations, targets } = replay.arrays;
    const candidates = replay.slotsWithTarget();
    if (candidates.length === 0) return;
    // [n][observationSize] and [members][n]
    this.#batch ??= {
      observations: new Float32Array(batchSize * observationSize),
      targets: new Float32Array(batchSize * members),
    };
    const batch = this.#batch;
    for (let i = 0; i < batchSize; i++) {
      const slot = candidates[random.minibatch.integer(candidates.length)]!;
      const row = slot * observationSize;
      batch.observations.set(observations.subarray(row, row + observationSize), i * observationSize);
      for (let k = 0; k < members; k++) batch.targets[k * batchSize + i] = targets[slot * members + k]!;
    }
    this.loss = ensemble.train(batch.observations, batch.targets);
    this.parts.seconds.training += (performance.now() - started) / 1000;
  }

  /** The newest states, which have no target, and others at random: S in all, or all there are. */
  #statesToRefresh(): number[] {
    const { refreshStates, updateEvery } = this.settings;
    const { size, shape, added } = this.parts.replay;
    const wanted = Math.min(refreshStates, size);
    const fresh = Math.min(updateEvery, wanted);
    const slots = new Set<number>();
    for (let i = 1; i <= fresh; i++) slots.add((added - i) % shape.capacity);
    if (wanted === size) for (let slot = 0; slot < size; slot++) slots.add(slot);
    while (slots.size < wanted) slots.add(this.parts.random.refresh.integer(size));
    return [...slots];
  }
}
