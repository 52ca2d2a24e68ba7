/** How fast the threads are, from what they did of late: so that each gets a share it ends together with the others. */

import type { RolloutResult } from '../planners/rollouts.js';

/** Weight of the last request; the others count less the longer they are ago. */
const NEWEST = 0.2;
/** A thread that lost its processor for a moment is not that slow, nor the others that fast. */
const MOST = 4;

export class Speeds {
  /** Relative to the mean of all threads. */
  readonly #relative: number[];

  constructor(threads: number) {
    this.#relative = new Array(threads).fill(1);
  }

  /** Relative speed of each thread, positive. */
  get all(): readonly number[] {
    return this.#relative;
  }

  /**
   * Learns from a request: physics steps per second of each share. A request of which some thread had no share, or no
   * time for it, says nothing of the others.
   *
   * @param parts the results of all threads, in their order
   */
  learn(parts: readonly RolloutResult[]): void {
    if (parts.length !== this.#relative.length) return;
    const speeds = parts.map(({ simulationSteps, simulationSeconds }) => simulationSteps / simulationSeconds);
    const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
    if (!speeds.every((speed) => speed > 0 && Number.isFinite(speed))) return;
    speeds.forEach((speed, i) => {
      const relative = Math.min(MOST, Math.max(1 / MOST, speed / mean));
      this.#relative[i]! += NEWEST * (relative - this.#relative[i]!);
    });
  }
}
