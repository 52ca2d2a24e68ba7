/** What a planner carries from plan to plan (see `Theta`), and how it moves on. */

import { OptionError } from '../options.js';
import type { NominalPlan } from './nominal-plan.js';
import type { Theta } from './planner.js';

/** A copy of all sequences, by name. */
export type SavedTheta = Readonly<Record<string, ArrayLike<number>>>;

export class CarriedTheta {
  readonly theta: Theta;
  readonly #others: [name: string, sequence: Float32Array, start: number][];

  /**
   * @param plan the sequence `mean`
   * @param keeps names and first numbers of the sequences beside it
   */
  constructor(
    readonly plan: NominalPlan,
    keeps: Readonly<Record<string, number>> = {},
  ) {
    this.#others = Object.entries(keeps).map(([name, start]) => [
      name,
      new Float32Array(plan.actions.length),
      start,
    ]);
    const named = Object.fromEntries(this.#others.map(([name, sequence]) => [name, sequence]));
    this.theta = { ...named, mean: plan.actions };
    this.clear();
  }

  /** As at the start of an episode. */
  clear(): void {
    this.plan.clear();
    for (const [, sequence, start] of this.#others) sequence.fill(start);
  }

  /** One step has been executed: what comes after the end is the tail, or the last step again. */
  shift(): void {
    this.plan.shift();
    const { actionSize } = this.plan;
    for (const [, sequence] of this.#others) sequence.copyWithin(0, actionSize);
  }

  /** Holds the plan inside the bounds of the actions. */
  clip(): void {
    this.plan.set(this.plan.actions);
  }

  save(): Record<string, Float32Array> {
    return Object.fromEntries(Object.entries(this.theta).map(([name, sequence]) => [name, sequence.slice()]));
  }

  /** @throws OptionError if a sequence is missing or of another length */
  restore(saved: SavedTheta): void {
    for (const [name, sequence] of Object.entries(this.theta)) {
      const { length } = saved[name] ?? { length: 0 };
      if (length !== sequence.length)
        throw new OptionError(`${name} of a plan must have ${sequence.length} numbers, got ${length}`);
      sequence.set(saved[name]!);
    }
    this.clip();
  }
}
