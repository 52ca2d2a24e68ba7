/** Noise as a pure function of (seed, stream, plan number, rollout, step, action): any thread can make any part of it. */

import { checkInteger, checkKnown, OptionError } from '../options.js';
import { seedWords } from '../random.js';
import type { Block } from './arena.js';
import type { Kernels } from './load.js';

export interface ActionSamplerOptions {
  /** Most groups of four rollouts in one call. */
  readonly groups: number;
  /** Most plans in one call. Default 1. */
  readonly plans?: number;
  /** Control steps of a plan. */
  readonly steps: number;
  readonly actionSize: number;
  /** Standard deviation of each action, ≥ 0, length actionSize. */
  readonly sigma: ArrayLike<number>;
  /** Bounds of each action, length actionSize; `sample` clamps to them. */
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** ρ, correlation of the noise between steps, in [0, 1). Default 0: white noise. */
  readonly correlation?: number;
}

const SAMPLER_OPTIONS = Object.keys({
  groups: true,
  plans: true,
  steps: true,
  actionSize: true,
  sigma: true,
  low: true,
  high: true,
  correlation: true,
} satisfies Record<keyof ActionSamplerOptions, true>);

export interface SampleRequest {
  /** f32 [plans][steps · actionSize]. */
  readonly nominals: Float32Array;
  readonly rolloutsPerPlan: number;
  /** First rollout to make, and groups of four from there. Defaults 0 and all that the sampler holds. */
  readonly firstRollout?: number;
  readonly groups?: number;
  readonly seed: number;
  readonly stream: number;
  /** Number of the first plan. */
  readonly firstPlan: number;
}

/** Samples action sequences around nominal plans, within their bounds. Memory is taken from the arena once, at construction. */
export class ActionSampler {
  /** The sampled actions, f32 [groups][steps · actionSize][4 lanes]. */
  readonly actions: Block;
  readonly #kernels: Kernels;
  readonly #options: Required<ActionSamplerOptions>;
  readonly #nominals: Block;
  readonly #sigma: Block;
  readonly #low: Block;
  readonly #high: Block;

  constructor(kernels: Kernels, options: ActionSamplerOptions) {
    checkKnown('ActionSampler', options, SAMPLER_OPTIONS);
    const all = { plans: 1, correlation: 0, ...options };
    for (const name of ['groups', 'plans', 'steps', 'actionSize'] as const) {
      checkInteger(name, all[name], { min: 1 });
    }
    if (!(all.correlation >= 0 && all.correlation < 1)) {
      throw new OptionError(`correlation must be in [0, 1), got ${all.correlation}`);
    }
    for (const name of ['sigma', 'low', 'high'] as const) {
      if (all[name].length !== all.actionSize) {
        throw new OptionError(`${name} must have ${all.actionSize} numbers, got ${all[name].length}`);
      }
    }
    for (let a = 0; a < all.actionSize; a++) {
      if (!(all.sigma[a]! >= 0 && all.sigma[a]! < Number.POSITIVE_INFINITY)) {
        throw new OptionError(`sigma must be finite and ≥ 0, got ${all.sigma[a]} for action ${a}`);
      }
      if (!(all.low[a]! <= all.high[a]!)) {
        throw new OptionError(`low must be ≤ high, got ${all.low[a]} and ${all.high[a]} for action ${a}`);
      }
    }
    const { arena } = kernels;
    const rowLength = all.steps * all.actionSize;
    this.#kernels = kernels;
    this.#options = all;
    this.actions = arena.f32(all.groups * rowLength * 4);
    this.#nominals = arena.f32(all.plans * rowLength);
    this.#sigma = arena.f32(all.actionSize);
    this.#low = arena.f32(all.actionSize);
    this.#high = arena.f32(all.actionSize);
    this.#sigma.view.set(all.sigma);
    this.#low.view.set(all.low);
    this.#high.view.set(all.high);
  }

  /** Writes `actions`. Rollout 0 of each plan is the plan itself, clamped; padding beyond the last plan repeats it. */
  sample(request: SampleRequest): void {
    const { steps, actionSize, correlation } = this.#options;
    const groups = request.groups ?? this.#options.groups;
    const plans = request.nominals.length / (steps * actionSize);
    if (!Number.isSafeInteger(plans) || plans < 1 || plans > this.#options.plans) {
      throw new OptionError(
        `nominals must hold 1 to ${this.#options.plans} plans of ${steps * actionSize} numbers, got ${request.nominals.length}`,
      );
    }
    checkInteger('groups', groups, { min: 0, max: this.#options.groups });
    checkInteger('rolloutsPerPlan', request.rolloutsPerPlan, { min: 1 });
    this.#nominals.view.set(request.nominals);
    const [seedLow, seedHigh] = seedWords(request.seed);
    this.#kernels.exports.sampleActions(
      this.actions.pointer,
      this.#nominals.pointer,
      this.#sigma.pointer,
      request.firstRollout ?? 0,
      groups,
      request.rolloutsPerPlan,
      plans,
      steps,
      actionSize,
      correlation,
      seedLow,
      seedHigh,
      request.stream,
      request.firstPlan,
    );
    this.#kernels.exports.clampActions(
      this.actions.pointer,
      this.actions.pointer,
      this.#low.pointer,
      this.#high.pointer,
      groups * steps,
      actionSize,
    );
  }
}

/** Fills a block with standard normals; a longer block begins like a shorter one. */
export function fillNormals(
  kernels: Kernels,
  block: Block,
  seed: number,
  stream: number,
  substream = 0,
): void {
  const [seedLow, seedHigh] = seedWords(seed);
  kernels.exports.normals(block.pointer, block.length, seedLow, seedHigh, stream, substream);
}
