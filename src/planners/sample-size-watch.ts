/** Notices weights that tell nothing: when for many plans in a row all rollouts weigh the same, or one weighs all. */

/** Plans in a row after which it is no accident. */
const PATIENCE = 25;
/** With fewer rollouts either is to be expected. */
const FEWEST_ROLLOUTS = 4;
/** How near to all, or to one, the effective sample size has to be. */
const ALL = 0.9999;
const ONE = 1.0001;

/** What a plan's weights were made of. */
export interface Weighed {
  readonly effectiveSampleSize: number;
  readonly lambda: number;
  /** Rollouts that have a return. */
  readonly finite: number;
  /** Whether their returns differ at all. */
  readonly differ: boolean;
}

export class SampleSizeWatch {
  #equal = 0;
  #single = 0;
  #haveDiffered = false;
  #told = false;

  /** @returns what a person should be told, once */
  see({ effectiveSampleSize: size, lambda, finite, differ }: Weighed): string | undefined {
    if (this.#told || finite < FEWEST_ROLLOUTS) return undefined;
    this.#haveDiffered ||= differ;
    // Equal returns after others are a goal that has been reached, and nothing to worry about.
    const counts = differ || !this.#haveDiffered;
    this.#equal = counts && size >= ALL * finite ? this.#equal + 1 : 0;
    this.#single = size <= ONE ? this.#single + 1 : 0;
    if (Math.max(this.#equal, this.#single) < PATIENCE) return undefined;
    this.#told = true;
    const way = 'one that follows the returns, { effectiveSampleSize: 0.2 }';
    if (!this.#haveDiffered)
      return `in the first ${PATIENCE} plans all ${finite} rollouts have had the same return: the reward tells nothing of what the actions do within the horizon`;
    return this.#equal > 0
      ? `for ${PATIENCE} plans all ${finite} rollouts have weighed the same (effective sample size ${finite}): their returns differ by much less than the temperature, λ = ${lambda}; take a smaller one, or ${way}`
      : `for ${PATIENCE} plans one of ${finite} rollouts has had all the weight (effective sample size 1): the returns differ by much more than the temperature, λ = ${lambda}; take a larger one, or ${way}`;
  }
}
