/** How fast the threads are, from what they did of late: so that each gets a share it ends together with the others. */

import type { RolloutResult } from '../planners/rollouts.js';

/** Weight of the last request; the others count less the longer they are ago. */
const NEWEST = 0.2;

/**
 * Speeds of threads, relative to their mean, after one more request: physics steps per second of each share. A request of
 * which some thread had no share, or no time for it, says nothing of the others.
 *
 * @param speeds of all threads, positive
 * @param parts the results of all threads, in their order
 */
export function learnSpeeds(speeds: readonly number[], parts: readonly RolloutResult[]): readonly number[] {
  const shown = parts.map(({ simulationSteps, simulationSeconds }) => simulationSteps / simulationSeconds);
  const mean = shown.reduce((sum, speed) => sum + speed) / speeds.length;
  if (shown.length < speeds.length || !(Math.min(...shown) > 0 && mean < Infinity)) return speeds;
  return speeds.map((speed, i) => speed + NEWEST * (shown[i]! / mean - speed));
}
