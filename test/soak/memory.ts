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
  async sample(): Promise<number> {
    // More than once: what a first collection frees (a module's instance) holds what the next one can (its memory).
    for (let round = 0; round < 3; round++) {
      (globalThis as { gc?: () => void }).gc?.();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    const resident = process.memoryUsage().rss / MB;
    this.#samples.push(resident);
    return resident;
  }

  /**
   * Expects that the lowest sample of the last third is no more than `slack` MB above that of the second: what came
   * before is warming up, and between two collections memory goes up and down.
   *
   * @returns the figures, for a person
   */
  expectFlat(slack: number): string {
    process.off('warning', this.#onWarning);
    const third = Math.floor(this.#samples.length / 3);
    const [first, middle, last] = [0, third, 2 * third].map((from) =>
      Math.min(...this.#samples.slice(from, from + third)),
    ) as [number, number, number];
    const figures = `resident memory ${first.toFixed(1)}, ${middle.toFixed(1)}, ${last.toFixed(1)} MB at least in the thirds, ${Math.max(...this.#samples).toFixed(1)} MB at most`;
    assert.ok(last - middle <= slack, `${figures}: it grows`);
    assert.equal(this.#warnings, []);
    return figures;
  }
}
