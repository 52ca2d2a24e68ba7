/** Divides a request among threads, and puts their results together. */

import { addCounts } from '../planners/pace.js';
import type { RolloutResult, Share } from '../planners/rollouts.js';

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

/** One result from the results of all shares, in the order of the rollouts. */
export function join(parts: readonly RolloutResult[]): RolloutResult {
  if (parts.length === 1) return parts[0]!;
  const warnings: Record<string, number> = {};
  for (const part of parts) addCounts(warnings, part.warnings);
  return {
    missing: parts.reduce((sum, part) => sum + (part.missing ?? 0), 0),
    warnings,
    returns: concatenate(parts.map((part) => part.returns)),
    observations: concatenate(parts.map((part) => part.observations)),
    simulationSteps: parts.reduce((sum, part) => sum + part.simulationSteps, 0),
    simulationSeconds: parts.reduce((sum, part) => sum + part.simulationSeconds, 0),
  };
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}
