/** Resident memory over a long time. */

import * as assert from 'uvu/assert';

const MB = 2 ** 20;

/** Samples of resident memory, each after a garbage collection where the runtime offers one (`--expose-gc`). */
export class MemoryLog {
  readonly #samples: number[] = [];
  readonly #warnings: string[] = [];
  readonly #onWarning = (warning: Error): void => {
    this.#warnings.push(`${warning.name}: ${warning.message}`);
  };

  constructor() {
    process.on('warning', this.#onWarning); // Node tells of listeners that pile up
  }

  /** @returns the sample in MB */
  sample(): number {
    (globalThis as { gc?: () => void }).gc?.();
    const resident = process.memoryUsage().rss / MB;
    this.#samples.push(resident);
    return resident;
  }

  /**
   * Expects that the last third of the samples is no more than `slack` MB above the second: what came before is
   * warming up.
   *
   * @returns the figures, for a person
   */
  expectFlat(slack: number): string {
    process.off('warning', this.#onWarning);
    const third = Math.floor(this.#samples.length / 3);
    const median = (from: number, to: number): number =>
      [...this.#samples.slice(from, to)].sort((a, b) => a - b)[Math.floor((to - from) / 2)]!;
    const [first, middle, last] = [median(0, third), median(third, 2 * third), median(2 * third, 3 * third)];
    const figures = `resident memory ${first.toFixed(1)}, ${middle.toFixed(1)}, ${last.toFixed(1)} MB (medians of the thirds)`;
    assert.ok(last - middle <= slack, `${figures}: it grows`);
    assert.equal(this.#warnings, []);
    return figures;
  }
}
