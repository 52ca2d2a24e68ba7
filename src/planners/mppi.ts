/** Model-predictive path integral control (Williams et al., 2016), with a terminal value as in eq. 3 of the paper. */

import type { Block } from '../kernels/arena.js';
import { loadKernels } from '../kernels/load.js';
import { checkInteger, checkKnown, checkNumber, gigabytes, OptionError } from '../options.js';
import { Stream } from '../random.js';
import type { Task, World } from '../simulation/world.js';
import { createLocalRollouts } from './local-rollouts.js';
import {
  checkSigma,
  checkState,
  MPPI_OPTIONS,
  type MppiOptions,
  PLAN_OPTIONS,
  type PlanOptions,
} from './mppi-options.js';
import { checkTail, NominalPlan } from './nominal-plan.js';
import { now } from './pace.js';
import { power } from './power.js';
import type { Limits, RolloutRequest, RolloutResult, Rollouts } from './rollouts.js';
import { SampleSizeWatch } from './sample-size-watch.js';
import { SingleThread } from './single-thread.js';
import { checkTemperature, type Temperature, weigh } from './temperature.js';
import { asTask } from './world-task.js';

/** The value of being somewhere at the end of a plan, in units of (1 − γ)·V: the discounted average reward. */
export interface TerminalValue {
  /** @param observations [n][observationSize]; @returns [n] */
  values(observations: Float32Array): Float32Array;
}

/** Arithmetic of one plan on the calling thread; the rollouts may be on several. */
export class Mppi {
  readonly horizon: number;
  readonly rollouts: number;
  readonly gamma: number;
  readonly seed: number;
  readonly sigma: Float32Array;
  readonly noiseCorrelation: number;
  /** The resting control with which a plan starts and ends, [actionSize]. */
  readonly restingAction: Float32Array;
  temperature: Temperature;
  /** The value at the end of each rollout; without one the plan looks no further than the horizon. */
  terminalValue: TerminalValue | undefined;

  /** Number of plans made; the noise of a plan depends on it. */
  planNumber = 0;
  /** Whether the nominal plan starts one step in the past. */
  started = false;
  /** λ and effective sample size of the last plan. */
  lambda = Number.NaN;
  effectiveSampleSize = Number.NaN;
  /** Rollouts of the last plan for which there was time. */
  rolloutsDone = 0;
  /** Those of them without a finite return; if it is all, the shifted plan was kept. */
  diverged = 0;
  /** What the rollouts of the last plan returned, before the value at their ends. */
  lastRollouts: RolloutResult | undefined;

  readonly #nominal: NominalPlan;
  readonly #returns: Float64Array;
  /** Returns below the best of the plan, what of them counts. */
  readonly #belowBest: Block<Float32Array>;
  readonly #weights: Block<Float32Array>;
  /** w_k − 1/n, or 0 without a return. */
  readonly #centredWeights: Block<Float32Array>;
  readonly #average: Block<Float32Array>;
  readonly #discountAtEnd: number;
  readonly #sampleSizes = new SampleSizeWatch();
  #busy = false;
  /** Milliseconds that the last plan took after its rollouts. */
  #afterRollouts = 0;

  /**
   * A planner alone, on the calling thread.
   *
   * @param model a task, or a plain object that can be stepped (see `World`).
   * @param options `module`: a compiled `polo-mpc/polo.wasm`, for runtimes that forbid compiling from bytes.
   * @throws OptionError naming an option that is unknown or out of its range, or what a world does wrong.
   */
  static async create(
    model: Task | World,
    options: MppiOptions & { module?: WebAssembly.Module } = {},
  ): Promise<Mppi> {
    const { module, ...planning } = options;
    checkKnown('a planner', planning, [...MPPI_OPTIONS, 'module']);
    const task = asTask(model);
    const local = await createLocalRollouts(task, await loadKernels(module));
    return new Mppi(new SingleThread(local), planning);
  }

  /** @param restingAction that of the world acted in (see `WorldShape`). Default: that of the world rolled out. */
  constructor(
    private readonly engine: Rollouts,
    options: MppiOptions = {},
    restingAction?: ArrayLike<number>,
  ) {
    const { shape, kernels } = engine.local;
    this.horizon = checkInteger('horizon', options.horizon ?? 64, { min: 1, max: 100_000 });
    this.rollouts = checkInteger('rollouts', options.rollouts ?? 120, { min: 1, max: 1_000_000 });
    const bytes = 4 * this.rollouts * this.horizon * (shape.actionSize + 1);
    if (bytes > 2 ** 31) {
      throw new OptionError(
        `rollouts × horizon is too large: the actions of ${this.rollouts} × ${this.horizon} steps need ${gigabytes(bytes)}, 2 GB is the most`,
      );
    }
    this.gamma = checkNumber('gamma', options.gamma ?? 0.99, { above: 0, below: 1 });
    this.seed = checkInteger('seed', options.seed ?? 0, { min: 0 });
    this.sigma = checkSigma(options.sigma ?? 0.2, shape.actionSize);
    this.noiseCorrelation = checkNumber('noiseCorrelation', options.noiseCorrelation ?? 0, {
      min: 0,
      below: 1,
    });
    this.temperature = checkTemperature(options.temperature ?? 1.25);
    const tail = checkTail(options.tail ?? 'rest');
    this.restingAction = Float32Array.from(restingAction ?? shape.restingAction);

    this.#nominal = new NominalPlan(
      this.horizon,
      this.restingAction,
      shape.actionLow,
      shape.actionHigh,
      tail,
    );
    const padded = Math.ceil(this.rollouts / 4) * 4;
    this.#returns = new Float64Array(this.rollouts);
    this.#belowBest = kernels.arena.f32(padded);
    this.#weights = kernels.arena.f32(padded);
    this.#centredWeights = kernels.arena.f32(padded);
    this.#average = kernels.arena.f32(this.horizon * shape.actionSize);
    this.#discountAtEnd = power(this.gamma, this.horizon) / (1 - this.gamma);
  }

  /** The plan after the last update, f32 [horizon][actionSize]; a live view. */
  get nominal(): Float32Array {
    return this.#nominal.actions;
  }

  /** Returns of the last plan's rollouts with the value at their ends, [rollouts]; NaN where physics diverged. */
  get returns(): Float64Array {
    return this.#returns;
  }

  /** Whether every rollout of the last plan diverged: the plan before was kept, moved on by one step. */
  get failed(): boolean {
    return this.rolloutsDone > 0 && this.diverged === this.rolloutsDone;
  }

  /** Weights of the last plan's rollouts, [rollouts], summing to 1. */
  get weights(): Float32Array {
    return this.#weights.view.subarray(0, this.rollouts);
  }

  /**
   * Plans from a state: one iteration of MPPI, warm-started with the last plan moved on by one step.
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
    const before = this.#nominal.actions.slice();
    try {
      if (this.started) this.#nominal.shift();
      const request = this.#noisedTrajectories(state);
      const result = await this.engine.run(request, limits);
      const rolledOut = now();
      this.#score(result);
      this.#updateNominal(request);
      this.#afterRollouts = now() - rolledOut;
    } catch (error) {
      this.#nominal.set(before);
      throw error;
    } finally {
      this.#busy = false;
    }
    this.planNumber++;
    this.started = true;
    return this.#nominal.actions.slice(0, shape.actionSize);
  }

  /** Forgets the plan, as at the start of an episode. The count of plans goes on, so that no noise is used twice. */
  reset(): void {
    this.#nominal.clear();
    this.started = false;
  }

  /** Goes on from a saved plan. */
  restore(saved: { nominal: ArrayLike<number>; planNumber: number; started: boolean }): void {
    this.#nominal.set(saved.nominal);
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

  #limits({ deadlineMs, signal, yields }: PlanOptions): Limits {
    if (deadlineMs === undefined) return { signal, yields };
    checkNumber('deadlineMs', deadlineMs, { min: 0 });
    return { signal, yields, deadline: now() + deadlineMs - this.#afterRollouts };
  }

  #noisedTrajectories(state: ArrayLike<number>): RolloutRequest {
    return {
      states: Float64Array.from(state),
      nominals: this.#nominal.actions,
      rolloutsPerPlan: this.rollouts,
      steps: this.horizon,
      gamma: this.gamma,
      sigma: this.sigma,
      noiseCorrelation: this.noiseCorrelation,
      seed: this.seed,
      stream: Stream.planning,
      firstPlan: this.planNumber,
    };
  }

  /** R = Σ γ^t r_t + γ^H V(s_H), and its softmax weights. */
  #score(result: RolloutResult): void {
    this.lastRollouts = result;
    const returns = this.#returns;
    returns.set(result.returns);
    if (this.terminalValue) this.#addTerminalValues(this.terminalValue, returns, result.observations);
    this.rolloutsDone = this.rollouts - (result.missing ?? 0);
    this.diverged = this.rolloutsDone - this.rollouts;
    for (let k = 0; k < this.rollouts; k++) if (!Number.isFinite(returns[k]!)) this.diverged++;
    // Differences alone count. They are taken before the returns become f32, in which a large offset would leave none.
    const [least, best] = extremes(returns);
    for (let k = 0; k < this.rollouts; k++) this.#belowBest.view[k] = returns[k]! - best;
    const { kernels } = this.engine.local;
    const weighting = weigh(kernels, this.#belowBest, this.#weights, this.rollouts, this.temperature);
    this.lambda = weighting.lambda;
    this.effectiveSampleSize = weighting.effectiveSampleSize;
    const finite = this.rolloutsDone - this.diverged;
    const notice = this.#sampleSizes.see({ ...weighting, finite, differ: least < best });
    if (notice) console.warn(notice);
  }

  /** Rollouts without a return, for which there was no time perhaps, need no value. */
  #addTerminalValues(value: TerminalValue, returns: Float64Array, observations: Float32Array): void {
    const size = observations.length / this.rollouts;
    const rows: number[] = [];
    for (let k = 0; k < this.rollouts; k++) if (!Number.isNaN(returns[k]!)) rows.push(k);
    const whole = rows.length === this.rollouts;
    const packed = whole ? observations : new Float32Array(rows.length * size);
    if (!whole) {
      rows.forEach((k, i) => {
        packed.set(observations.subarray(k * size, (k + 1) * size), i * size);
      });
    }
    const values = value.values(packed);
    rows.forEach((k, i) => {
      returns[k] = returns[k]! + this.#discountAtEnd * values[i]!;
    });
  }

  /**
   * u ← clip(Σ w_k u_k + u − mean u_k), over the n rollouts that have a return; if none has, the plan stays as it is.
   *
   * The u_k are the actions as they were sampled. What is rolled out is clamped to the bounds, but an average of clamped
   * actions never comes nearer to a bound than the noise lets it: a motor that costs would not be switched off.
   *
   * u − mean u_k, the mean of the noise, is 0 but for chance. Taken off (a control variate), it leaves the average as it
   * is and makes its variance less, σ²(1/ESS − 1/n) for σ²/ESS: where nothing is to be preferred the plan stays, and
   * does not wander at random.
   */
  #updateNominal(request: RolloutRequest): void {
    if (this.diverged === this.rolloutsDone) return;
    const { kernels } = this.engine.local;
    const [weights, average] = [this.#centredWeights, this.#average];
    const mean = 1 / (this.rolloutsDone - this.diverged);
    for (let k = 0; k < this.rollouts; k++) {
      weights.view[k] = Number.isFinite(this.#returns[k]) ? this.#weights.view[k]! - mean : 0;
    }
    const groups = weights.length / 4;
    const counts = (group: number): boolean =>
      weights.view.subarray(4 * group, 4 * group + 4).some((weight) => weight !== 0);
    const actions = this.engine.local.allActions(request, counts);
    kernels.exports.averageActions(average.pointer, actions, weights.pointer, groups, average.length);
    for (let i = 0; i < average.length; i++) average.view[i]! += this.#nominal.actions[i]!;
    this.#nominal.set(average.view);
  }
}

/** The smallest and the largest finite number; ∞ and −∞ if there is none. */
function extremes(values: ArrayLike<number>): [least: number, best: number] {
  let least = Number.POSITIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    best = Math.max(best, value);
  }
  return [least, best];
}
