/** What all groups of kernel benchmarks share. */

import type { Kernels } from '../../src/kernels/load.js';
import type { Plan, ResultHash } from '../harness.js';
import {
  type AsyncCalls,
  type Calls,
  type Comparison,
  compare,
  compareAsync,
  type Work,
} from '../harness.js';
import type { Peak } from '../peak/peak.js';
import type { Result } from '../report.js';
import type { Rivals } from '../rivals/rivals.js';

export interface Context {
  readonly kernels: Kernels;
  readonly hash: ResultHash;
  readonly peak: Peak;
  readonly rivals: Rivals;
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
  readonly others: Calls;
  /** The least of each ratio, or of `shareOfPeak`; those of rivals that do not run here are left out. */
  readonly bars?: Readonly<Record<string, number>>;
  /** Whether the case belongs to a sweep of sizes, which the README leaves out. */
  readonly sweep?: boolean;
}

const PER_MILLISECOND = { 'M/s': 1e-3, 'GB/s': 1e-6, 'GFLOP/s': 1e-6 } as const;

/** Times a case. What it computes must have been checked before. */
export function measure(context: Context, each: Case): Result {
  return resultOf(each, compare(context.plan, each.ours, each.others, workOf(context, each)));
}

/** The same with others that answer later. */
export async function measureAsync(context: Context, each: Case, others: AsyncCalls): Promise<Result> {
  const work = workOf(context, each);
  return resultOf(each, await compareAsync(context.plan, each.ours, each.others, others, work));
}

function workOf({ peak }: Context, { flops }: Case): Work | undefined {
  return flops ? { flops, peak } : undefined;
}

function resultOf(each: Case, { ms, ratios, shareOfPeak }: Comparison): Result {
  return {
    case: each.name,
    unit: each.unit,
    ours: (each.amount / ms) * PER_MILLISECOND[each.unit],
    ratios,
    shareOfPeak,
    nsPerCall: ms * 1e6,
    bars: each.bars,
    sweep: each.sweep || undefined,
  };
}

/** Sizes of the paper's planners: appendix A and B; the hand's horizon is a choice. */
export const PLANNERS = [
  { name: 'humanoid', rollouts: 120, steps: 64, actionSize: 21 },
  { name: 'hand', rollouts: 80, steps: 32, actionSize: 24 },
] as const;
