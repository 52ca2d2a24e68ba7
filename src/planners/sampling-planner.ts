/**
 * What all planners share: a plan that is carried on, rollouts around it on all threads, the value at their ends, deadlines,
 * aborts and what is put back after them, divergence. What a planner is in itself is a `Planner` (planner.ts).
 */

import { checkKnown, checkNumber, gigabytes, OptionError } from '../options.js';
import { Stream } from '../random.js';
import { NominalPlan } from './nominal-plan.js';
import { now } from './pace.js';
import type { Planner, Proposal } from './planner.js';
import {
  checkState,
  PLAN_OPTIONS,
  type PlannerOptions,
  type PlannerSettings,
  type PlanOptions,
  plannerSettings,
  sigmaOfEach,
} from './planner-options.js';
import { power } from './power.js';
import { planner } from './registry.js';
import type { Limits, RolloutRequest, RolloutResult, Rollouts } from './rollouts.js';
import { SampleSizeWatch } from './sample-size-watch.js';
import { SampleSet } from './samples.js';
import { addTerminalValues, type TerminalValue } from './terminal-value.js';
import { CarriedTheta } from './theta.js';

/** What a rule is made of: the settings, with σ of each action. */
export type RuleSettings = Omit<PlannerSettings, 'sigma'> & { readonly sigma: Float32Array };

export class SamplingPlanner {
  readonly horizon: number;
  /** K, rollouts of an iteration. */
  readonly rollouts: number;
  readonly gamma: number;
  readonly seed: number;
  readonly sigma: Float32Array;
  readonly noiseCorrelation: number;
  /** The resting control with which a plan starts and ends, [actionSize]. */
  readonly restingAction: Float32Array;
  /** The value at the end of each rollout; without one the plan looks no further than the horizon. */
  terminalValue: TerminalValue | undefined;

  /** Number of plans made; the noise of a plan depends on it. */
  planNumber = 0;
  /** Whether the nominal plan starts one step in the past. */
  started = false;
  /** λ and effective sample size of the last plan; NaN where nothing was weighed. */
  lambda = Number.NaN;
  effectiveSampleSize = Number.NaN;
  /** Rollouts of the last plan for which there was time. */
  rolloutsDone = 0;
  /** Those of them without a finite return; if it is all, the shifted plan was kept. */
  diverged = 0;
  /** What the rollouts of the last plan returned, before the value at their ends. */
  lastRollouts: RolloutResult | undefined;

  readonly #rule: Planner;
  readonly #carried: CarriedTheta;
  readonly #samples: SampleSet;
  readonly #discountAtEnd: number;
  readonly #sampleSizes = new SampleSizeWatch();
  #busy = false;
  /** Requests made, by which the engine tells what it has sampled. */
  #requests = 0;
  /** Milliseconds that the last plan took after its rollouts. */
  #afterRollouts = 0;

  /**
   * @param restingAction that of the world acted in (see `WorldShape`). Default: that of the world rolled out.
   * @param makeRule the planner itself. Default: the one that the option `planner` names.
   */
  constructor(
    private readonly engine: Rollouts,
    options: PlannerOptions,
    restingAction?: ArrayLike<number>,
    makeRule: (settings: RuleSettings) => Planner = (settings) =>
      planner(settings.planner).make(settings as never),
  ) {
    const { shape } = engine.local;
    const settings = plannerSettings(options);
    this.horizon = settings.horizon;
    this.rollouts = settings.rollouts;
    const bytes = 4 * this.rollouts * this.horizon * (shape.actionSize + 1);
    if (bytes > 2 ** 31) {
      throw new OptionError(
        `rollouts × horizon is too large: the actions of ${this.rollouts} × ${this.horizon} steps need ${gigabytes(bytes)}, 2 GB is the most`,
      );
    }
    this.gamma = settings.gamma;
    this.seed = settings.seed;
    this.sigma = sigmaOfEach(settings.sigma, shape.actionSize);
    this.noiseCorrelation = settings.noiseCorrelation;
    this.restingAction = Float32Array.from(restingAction ?? shape.restingAction);
    this.#rule = makeRule({ ...settings, sigma: this.sigma });
    const { actionLow, actionHigh } = shape;
    const plan = new NominalPlan(this.horizon, this.restingAction, actionLow, actionHigh, settings.tail);
    this.#carried = new CarriedTheta(plan, this.#rule.keeps);
    this.#samples = new SampleSet(engine.local, this.rollouts);
    this.#discountAtEnd = power(this.gamma, this.horizon) / (1 - this.gamma);
    this.#rule.begin?.(this.#carried.theta);
  }

  /** The plan after the last update, f32 [horizon][actionSize]; a live view. */
  get nominal(): Float32Array {
    return this.#carried.theta.mean;
  }

  /** Returns of the last plan's rollouts with the value at their ends, [rollouts]; NaN where physics diverged. */
  get returns(): Float64Array {
    return this.#samples.returns;
  }

  /** Weights of the last plan's rollouts, [rollouts], summing to 1. */
  get weights(): Float32Array {
    return this.#samples.weights;
  }

  /** Whether every rollout of the last plan diverged: the plan before was kept, moved on by one step. */
  get failed(): boolean {
    return this.rolloutsDone > 0 && this.diverged === this.rolloutsDone;
  }

  /**
   * Plans from a state, warm-started with the last plan moved on by one step.
   *
   * @param state length stateSize, finite.
   * @returns the first action of the new plan, a copy. `rolloutsDone` says how many rollouts it is made from.
   * @throws what the simulation throws, or the signal's reason; the planner is then as it was before.
   */
  async plan(state: ArrayLike<number>, options: PlanOptions = {}): Promise<Float32Array> {
    checkKnown('plan', options, PLAN_OPTIONS);
    const limits = this.#limits(options);
    const { shape } = this.engine.local;
    checkState(state, shape.stateSize);
    if (this.#busy) throw new Error('the planner is in the middle of a plan; await it before the next');
    this.#busy = true;
    const before = this.#carried.save();
    try {
      if (this.started) this.#carried.shift();
      await this.#optimize(Float64Array.from(state), limits);
    } catch (error) {
      this.#carried.restore(before);
      throw error;
    } finally {
      this.#busy = false;
    }
    this.planNumber++;
    this.started = true;
    return this.nominal.slice(0, shape.actionSize);
  }

  /** Forgets the plan, as at the start of an episode. The count of plans goes on, so that no noise is used twice. */
  reset(): void {
    this.#carried.clear();
    this.started = false;
    this.#rule.begin?.(this.#carried.theta);
  }

  /** What goes on from plan to plan, copied: `nominal`, and whatever else the planner keeps, by name. */
  save(): Record<string, Float32Array> {
    const { mean, ...others } = this.#carried.save();
    return { ...others, nominal: mean! };
  }

  /** Goes on from a saved plan. */
  restore(
    saved: { nominal: ArrayLike<number>; planNumber: number; started: boolean },
    kept: Readonly<Record<string, ArrayLike<number>>> = {},
  ): void {
    this.#carried.restore({ ...kept, mean: saved.nominal });
    this.planNumber = saved.planNumber;
    this.started = saved.started;
  }

  /** Ends the threads and frees the simulation. */
  close(): Promise<void> {
    return this.engine.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Proposes, rolls out, updates. */
  async #optimize(state: Float64Array, limits: Limits): Promise<void> {
    const { theta } = this.#carried;
    const { iterations = 1 } = this.#rule;
    for (let i = 0; i < iterations; i++) {
      const request = this.#request(state, this.#rule.propose(theta, i), iterations * this.planNumber + i);
      const result = await this.engine.run(request, limits);
      const rolledOut = now();
      this.#score(request, result);
      if (!this.failed) {
        this.#rule.update(theta, this.#samples);
        this.#carried.clip();
      }
      this.#tell();
      this.#afterRollouts = now() - rolledOut;
    }
  }

  #limits({ deadlineMs, signal, yields }: PlanOptions): Limits {
    if (deadlineMs === undefined) return { signal, yields };
    checkNumber('deadlineMs', deadlineMs, { min: 0 });
    return { signal, yields, deadline: now() + deadlineMs - this.#afterRollouts };
  }

  /** @param draw number of the noise: no two iterations have the same */
  #request(states: Float64Array, { count, sigma }: Proposal, draw: number): RolloutRequest {
    return {
      serial: this.#requests++,
      states,
      nominals: this.nominal.slice(),
      rolloutsPerPlan: count,
      steps: this.horizon,
      gamma: this.gamma,
      sigma,
      noiseCorrelation: this.noiseCorrelation,
      seed: this.seed,
      stream: Stream.planning,
      firstPlan: draw,
    };
  }

  /** R = Σ γ^t r_t + γ^H V(s_H). */
  #score(request: RolloutRequest, result: RolloutResult): void {
    const returns = result.returns.slice();
    if (this.terminalValue) {
      addTerminalValues(this.terminalValue, returns, result.observations, this.#discountAtEnd);
    }
    this.#samples.take(request, returns);
    this.lastRollouts = result;
    this.rolloutsDone = request.rolloutsPerPlan - (result.missing ?? 0);
    this.diverged = this.rolloutsDone - this.#samples.finite;
    this.lambda = Number.NaN;
    this.effectiveSampleSize = 0;
  }

  /** What the weights of an update were, and whether they tell anything. */
  #tell(): void {
    const { weighed, finite, differ } = this.#samples;
    if (!weighed) return;
    this.lambda = weighed.lambda;
    this.effectiveSampleSize = weighed.effectiveSampleSize;
    const notice = this.#sampleSizes.see({ ...weighed, finite, differ });
    if (notice) console.warn(notice);
  }
}
