/** Divides a request among threads, and puts their results together. */

import { addCounts } from '../planners/pace.js';
import type { RolloutResult, Share } from '../planners/rollouts.js';

/**
 * Contiguous shares of whole groups of four rollouts, as equal as can be; the first ones are the larger ones.
 *
 * @param total rollouts of the request
 * @param threads number of shares; some are empty if there are more threads than groups
 */
export function divide(total: number, threads: number): Share[] {
  const groups = Math.ceil(total / 4);
  const boundary = (index: number) => Math.min(Math.ceil((index * groups) / threads) * 4, total);
  return Array.from({ length: threads }, (_, index) => {
    const first = boundary(index);
    return { first, count: boundary(index + 1) - first };
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
