/** Divides a request among threads. */

import type { Share } from '../planners/rollouts.js';

/**
 * Contiguous shares of whole groups of four rollouts: one group for each thread, as one without work could not show that
 * it has become faster, and the rest in proportion to their speeds.
 *
 * @param total rollouts of the request
 * @param speeds of the threads, relative to each other; with fewer groups than threads the last shares are empty
 */
export function divide(total: number, speeds: readonly number[]): Share[] {
  const groups = Math.ceil(total / 4);
  const rest = Math.max(0, groups - speeds.length);
  const sum = speeds.reduce((all, speed) => all + speed, 0);
  let before = 0;
  let first = 0;
  return speeds.map((speed, i) => {
    before += speed;
    const end = Math.min(4 * (i + 1 + Math.round((rest * before) / sum)), total);
    const share = { first, count: end - first };
    first = end;
    return share;
  });
}
