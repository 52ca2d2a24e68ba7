/** What all groups of kernel benchmarks share. */

import type { Kernels } from '../../src/kernels/load.js';
import type { Plan, ResultHash } from '../harness.js';
import { compare, type Work } from '../harness.js';
import type { Peak } from '../peak/peak.js';
import type { Result } from '../report.js';

export interface Context {
  readonly kernels: Kernels;
  readonly hash: ResultHash;
  readonly peak: Peak;
  readonly plan: Plan;
  readonly seed: number;
}

export interface Case {
  readonly name: string;
  /** Unit of the throughput, and how much of it one call does: for example `M/s` and 1e6 numbers as `{ per: 1e6 }`. */
  readonly unit: 'M/s' | 'GB/s' | 'GFLOP/s';
  /** Numbers, bytes or operations of one call. */
  readonly amount: number;
  /** Multiplications and additions of one call, for the share of the peak. */
  readonly flops?: number;
  readonly ours: () => void;
  readonly others: Readonly<Record<string, () => void>>;
  readonly bars?: Readonly<Record<string, number>>;
}

const PER_MILLISECOND = { 'M/s': 1e-3, 'GB/s': 1e-6, 'GFLOP/s': 1e-6 } as const;

/** Times a case. What it computes must have been checked before. */
export function measure(context: Context, each: Case): Result {
  const work: Work | undefined = each.flops ? { flops: each.flops, peak: context.peak } : undefined;
  const { ms, ratios, shareOfPeak } = compare(context.plan, each.ours, each.others, work);
  return {
    case: each.name,
    unit: each.unit,
    ours: (each.amount / ms) * PER_MILLISECOND[each.unit],
    ratios,
    shareOfPeak,
    nsPerCall: ms * 1e6,
    bars: each.bars,
  };
}

/** Sizes of the paper's planners: appendix A and B; the hand's horizon is a choice. */
export const PLANNERS = [
  { name: 'humanoid', rollouts: 120, steps: 64, actionSize: 21 },
  { name: 'hand', rollouts: 80, steps: 32, actionSize: 24 },
] as const;
