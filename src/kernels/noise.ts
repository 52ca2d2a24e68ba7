/** Noise as a pure function of (seed, stream, plan number, rollout, step, action): any thread can make any part of it. */

import { checkInteger, checkLength, checkNumber, OptionError } from '../options.js';
import { seedWords } from '../random.js';
import type { Block } from './arena.js';
import type { Kernels } from './load.js';
import { Scratch } from './scratch.js';
import { Struct } from './struct.js';
import { Sampling } from './structs.generated.js';

/** Around what actions are sampled, and with which noise. */
export interface SampleRequest {
  /** Nominal plans, finite, f32 [plans][steps · actionSize]. */
  readonly nominals: Float32Array;
  /** Rollouts around each plan; the first of them is the plan itself, without noise. */
  readonly rolloutsPerPlan: number;
  /** Control steps of a plan. */
  readonly steps: number;
  /** σ, standard deviation of the noise of each action, finite, ≥ 0, [actionSize]. */
  readonly sigma: ArrayLike<number>;
  /** ρ, correlation of the noise between steps, in [0, 1); 0 is white noise. */
  readonly noiseCorrelation: number;
  readonly seed: number;
  /** Which use of the noise this is. */
  readonly stream: number;
  /** Number of the first plan. */
  readonly firstPlan: number;
}

/** A range of the groups of four rollouts of a request. */
export interface Groups {
  readonly first: number;
  readonly count: number;
}

/**
 * Samples action sequences around nominal plans. Memory grows to the largest request and stays.
 *
 * Actions lie as f32 [groups][steps · actionSize][4 lanes]: rollout r of a request is lane r mod 4 of group ⌊r/4⌋.
 *
 * @example
 * const sampler = new ActionSampler(await loadKernels(), [-1, -1], [1, 1]);
 * sampler.sample(request); // all groups, to be averaged
 * const { view } = sampler.clamp(); // the same within the bounds, to be rolled out
 */
export class ActionSampler {
  readonly actionSize: number;
  readonly #kernels: Kernels;
  readonly #sampling: Struct<typeof Sampling>;
  /** Lowest of each action, then highest. */
  readonly #bounds: Block;
  readonly #sigma: Block;
  readonly #nominals: Scratch<'f32'>;
  readonly #sampled: Scratch<'f32'>;
  readonly #clamped: Scratch<'f32'>;
  /** Of the last request. */
  #steps = 0;
  #groups = 0;

  /**
   * @param low, high finite bounds of each action
   * @throws OptionError if they are not of the same actions, or the wrong way round
   */
  constructor(kernels: Kernels, low: ArrayLike<number>, high: ArrayLike<number>) {
    const { arena } = kernels;
    this.actionSize = low.length;
    checkLength('high', high, low.length);
    for (let a = 0; a < low.length; a++) checkNumber(`high of action ${a}`, high[a], { min: low[a]! });
    this.#kernels = kernels;
    this.#sampling = new Struct(arena, Sampling);
    this.#sigma = arena.f32(low.length);
    this.#bounds = arena.f32(2 * low.length);
    this.#bounds.view.set(low);
    this.#bounds.view.set(high, low.length);
    this.#nominals = new Scratch(arena, 'f32');
    this.#sampled = new Scratch(arena, 'f32');
    this.#clamped = new Scratch(arena, 'f32');
  }

  /** What was sampled, whole requests at a time; what has not been sampled holds what was there before. */
  get sampled(): Block {
    return this.#sampled.atLeast(0);
  }

  /**
   * Samples actions, which may lie outside the bounds, into their place among those of the whole request. Rollout 0 of
   * each plan is the plan itself; lanes beyond the last rollout go on with the last plan.
   *
   * @param groups default: all of the request
   * @throws OptionError naming what of the request is out of range
   */
  sample(request: SampleRequest, groups?: Groups): void {
    const { nominals, rolloutsPerPlan, steps, sigma, noiseCorrelation, seed } = request;
    const { actionSize } = this;
    const row = steps * actionSize;
    const plans = nominals.length / row;
    checkInteger('steps', steps, { min: 1 });
    checkInteger('rolloutsPerPlan', rolloutsPerPlan, { min: 1 });
    if (!(plans >= 1 && plans % 1 === 0)) {
      throw new OptionError(`nominals must hold whole plans of ${row} numbers, got ${nominals.length}`);
    }
    checkLength('sigma', sigma, actionSize);
    for (let a = 0; a < actionSize; a++) checkNumber('sigma', sigma[a], { min: 0 });
    checkNumber('noiseCorrelation', noiseCorrelation, { min: 0, below: 1 });
    const all = Math.ceil((plans * rolloutsPerPlan) / 4);
    const { first, count } = checkGroups(groups, all);
    this.#sigma.view.set(sigma);
    const plan = this.#nominals.holding(nominals);
    const sampled = this.#sampled.atLeast(all * 4 * row);
    this.#steps = steps;
    this.#groups = all;
    const [seedLow, seedHigh] = seedWords(seed);
    this.#sampling.write({
      ...request,
      nominals: plan.pointer,
      sigma: this.#sigma.pointer,
      plans,
      actionSize,
      seedLow,
      seedHigh,
    });
    const place = sampled.pointer + first * row * 16;
    this.#kernels.exports.sampleActions(place, this.#sampling.pointer, first * 4, count);
  }

  /**
   * What was sampled of some groups, within the bounds.
   *
   * @param groups default: all of the last request
   * @returns f32 [groups][steps · actionSize][4 lanes], the first of them at its beginning
   */
  clamp(groups?: Groups): Block {
    const { first, count } = checkGroups(groups, this.#groups);
    const { actionSize } = this;
    const { pointer } = this.#bounds;
    const group = this.#steps * actionSize * 4;
    const clamped = this.#clamped.atLeast(count * group);
    this.#kernels.exports.clampActions(
      clamped.pointer,
      this.sampled.pointer + first * group * 4,
      pointer,
      pointer + 4 * actionSize,
      count * this.#steps,
      actionSize,
    );
    return clamped;
  }
}

/** @returns the groups if they are among the first `all`, or all of them if there are none */
function checkGroups(groups: Groups | undefined, all: number): Groups {
  if (groups === undefined) return { first: 0, count: all };
  checkInteger('first group', groups.first, { min: 0, max: all });
  checkInteger('groups', groups.count, { min: 0, max: all - groups.first });
  return groups;
}

/** By what normal numbers differ. */
export interface NormalKey {
  readonly seed: number;
  readonly stream: number;
  /** Default 0. */
  readonly substream?: number;
}

/**
 * Fills a block, or a part of it, with standard normals; a longer run begins like a shorter one.
 *
 * @param from first number to write
 * @param count numbers to write, default: to the end of the block
 * @throws OptionError if they do not fit
 */
export function fillNormals(
  kernels: Kernels,
  block: Block,
  { seed, stream, substream = 0 }: NormalKey,
  from = 0,
  count: number = block.length - from,
): void {
  checkInteger('from', from, { min: 0, max: block.length });
  checkInteger('count', count, { min: 0, max: block.length - from });
  const [seedLow, seedHigh] = seedWords(seed);
  kernels.exports.normals(block.pointer + 4 * from, count, seedLow, seedHigh, stream, substream);
}
