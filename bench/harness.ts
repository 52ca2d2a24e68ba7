/**
 * Timing that can be trusted: what is compared runs in turn, in one process, warmed up, and ratios are taken within
 * each round, so that a processor that slows down or a neighbour that takes its share hits all alike.
 */

import { Bench, type Task } from 'tinybench';
import { ActionsHash } from '../src/runs/actions-hash.js';
import type { Peak } from './peak/peak.js';
import type { Report } from './report.js';
import { median } from './statistics.js';

export interface Plan {
  /** Rounds in which everything is timed once. */
  readonly rounds: number;
  /** Milliseconds of each candidate in a round, at least. */
  readonly time: number;
  /** Milliseconds of each candidate before the first round, at least. */
  readonly warmup: number;
}

export const FULL: Plan = { rounds: 30, time: 8, warmup: 150 };
/** For a look, not for a number. */
export const QUICK: Plan = { rounds: 3, time: 3, warmup: 40 };

/** What a benchmark is called with. */
export interface Settings {
  readonly seed: number;
  readonly quick: boolean;
  /** Parts of the benchmark to run, where it has parts; the others are kept from `previous`. */
  readonly only?: readonly string[];
  /** What the file had that will be written. */
  readonly previous?: Report;
  /** Writes what there is so far. */
  readonly save?: (report: Report) => Promise<void>;
}

/** The fingerprint of what was computed. */
export class ResultHash {
  readonly #hash = new ActionsHash();

  add(values: Float32Array): void {
    this.#hash.add(values);
  }

  hex(): Promise<string> {
    return this.#hash.hex();
  }
}

export interface Comparison {
  /** Milliseconds of one call of ours, median over the calmest rounds. */
  readonly ms: number;
  /** Median over the calmest rounds of (their time / our time), by name. */
  readonly ratios: Record<string, number>;
  /** Share of the peak, if `work` was given. */
  readonly shareOfPeak?: number;
}

/** Work of one call in multiply and add operations, and the kernel that does nothing else. */
export interface Work {
  readonly flops: number;
  readonly peak: Peak;
}

const BATCH_MS = 0.5; // long enough for the clock, short enough to fit between two interruptions
const SAMPLES = 5; // at least, of which a round takes the median
const LONG_MS = 20; // if a batch takes longer, one sample has to do for what takes longer than a round
const PEAK = 'mul-add peak';

/** Calls that are timed, by name. */
export type Calls = Readonly<Record<string, () => void>>;
/** Calls that answer later; one is made when the one before has been answered. */
export type AsyncCalls = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Times ours against others.
 *
 * @param ours one call
 * @param others one call of each, doing the same work; their names become those of the ratios
 */
export function compare(plan: Plan, ours: () => void, others: Calls = {}, work?: Work): Comparison {
  const batches = prepare(plan, ours, others, work);
  const rounds = Array.from({ length: plan.rounds }, () => {
    const bench = benchOf(batches, plan);
    return timesOf(bench.runSync(), batches);
  });
  return summary(rounds, Object.keys(others), work);
}

/** As `compare`, where some of the others answer later. */
export async function compareAsync(
  plan: Plan,
  ours: () => void,
  others: Calls,
  asyncOthers: AsyncCalls,
  work?: Work,
): Promise<Comparison> {
  const batches = prepare(plan, ours, others, work);
  for (const [name, call] of Object.entries(asyncOthers)) {
    const ms = await msPerCall(call, plan.warmup);
    const calls = Math.max(1, Math.ceil(BATCH_MS / ms));
    const run = async (): Promise<void> => {
      for (let i = 0; i < calls; i++) await call();
    };
    batches.push({ name, calls, ms: calls * ms, run });
  }
  const rounds: Map<string, number>[] = [];
  for (let i = 0; i < plan.rounds; i++) rounds.push(timesOf(await benchOf(batches, plan).run(), batches));
  return summary(rounds, [...Object.keys(others), ...Object.keys(asyncOthers)], work);
}

interface Batch {
  readonly name: string;
  readonly calls: number;
  /** Milliseconds that it took when it was warmed up. */
  readonly ms: number;
  readonly run: () => void | Promise<void>;
}

function prepare(plan: Plan, ours: () => void, others: Calls, work?: Work): Batch[] {
  const candidates: [string, () => void][] = [['ours', ours], ...Object.entries(others)];
  if (work) candidates.push([PEAK, () => work.peak.run()]);
  return candidates.map(([name, call]) => batched(name, call, plan.warmup));
}

function summary(
  all: readonly ReadonlyMap<string, number>[],
  others: readonly string[],
  work?: Work,
): Comparison {
  const rounds = calmest(all, (round) => [...round.values()]);
  const against = (name: string) => median(rounds.map((ms) => ms.get(name)! / ms.get('ours')!));
  return {
    ms: median(rounds.map((ms) => ms.get('ours')!)),
    ratios: Object.fromEntries(others.map((name) => [name, against(name)])),
    shareOfPeak: work && (work.flops / work.peak.flops) * against(PEAK),
  };
}

/**
 * The third of the rounds in which everything together was least slowed down. A virtual machine has neighbours, which share
 * the caches and the memory of its cores: for seconds at a time they make some code half as fast and other code no slower,
 * and a median over all rounds is then one of the neighbours'. All that is compared has the same say in which rounds count.
 * Only where each round does the same work.
 *
 * @param times milliseconds of each candidate in a round
 */
function calmest<T>(rounds: readonly T[], times: (round: T) => readonly number[]): T[] {
  const table = rounds.map(times);
  const least = table[0]!.map((_, i) => Math.min(...table.map((row) => row[i]!)));
  const slowdown = (row: readonly number[]): number =>
    row.reduce((sum, ms, i) => sum + Math.log(ms / least[i]!), 0);
  const ranked = rounds.map((round, i) => ({ round, slowdown: slowdown(table[i]!) }));
  ranked.sort((a, b) => a.slowdown - b.slowdown);
  return ranked.slice(0, Math.ceil(rounds.length / 3)).map(({ round }) => round);
}

/** Warms a call up, and repeats it as often as a sample needs. */
function batched(name: string, call: () => void, warmup: number): Batch {
  let calls = 0;
  const started = performance.now();
  do {
    call();
    calls++;
  } while (performance.now() - started < warmup);
  const warm = timeOf(() => repeat(call, Math.max(1, calls >> 3))) / Math.max(1, calls >> 3);
  const count = Math.max(1, Math.ceil(BATCH_MS / warm));
  return { name, calls: count, ms: count * warm, run: () => repeat(call, count) };
}

function repeat(call: () => void, times: number): void {
  for (let i = 0; i < times; i++) call();
}

/** tinybench runs a task once only, so each round has tasks of its own. */
function benchOf(batches: readonly Batch[], { time }: Plan): Bench {
  const iterations = batches.some(({ ms }) => ms > LONG_MS) ? 1 : SAMPLES;
  const bench = new Bench({ time, iterations, warmup: false, throws: true });
  for (const { name, run } of batches) bench.add(name, run);
  return bench;
}

/** Milliseconds of one call of each. */
function timesOf(tasks: readonly Task[], batches: readonly Batch[]): Map<string, number> {
  return new Map(
    tasks.map((task, i) => {
      if (task.result.state !== 'completed') throw new Error(`${task.name}: ${task.result.state}`);
      return [task.name, task.result.latency.p50 / batches[i]!.calls];
    }),
  );
}

/** How much of the time so far the process has really had a processor: below 1, something else was running. */
export class ProcessorShare {
  readonly #started = performance.now();
  readonly #usage = process.cpuUsage();

  /** @returns the share, rounded to a percent; warns on stderr if it is too low for a measurement. */
  end(): number {
    const { user, system } = process.cpuUsage(this.#usage);
    const share = Math.round((user + system) / 10 / (performance.now() - this.#started)) / 100;
    if (share < 0.95) {
      console.error(
        `the machine was busy: this process had a processor for ${Math.round(share * 100)} % of the time`,
      );
    }
    return share;
  }
}

/** Milliseconds that something takes, once. */
export function timeOf(what: () => void): number {
  const started = performance.now();
  what();
  return performance.now() - started;
}

/** Milliseconds of one of as many calls as it takes to fill a time. */
export async function msPerCall(call: () => unknown, time: number): Promise<number> {
  const started = performance.now();
  let calls = 0;
  do {
    await call();
    calls++;
  } while (performance.now() - started < time);
  return (performance.now() - started) / calls;
}

/** @throws if two results differ by more than `tolerance`, relative to the largest number expected (at least 1). */
export function assertClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} numbers, expected ${expected.length}`);
  }
  let scale = 1;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / scale;
    if (!(error <= tolerance)) {
      throw new Error(`${what}: number ${i} is ${actual[i]}, expected ${expected[i]} within ${tolerance}`);
    }
  }
}

/** @throws if a condition that a benchmark relies on does not hold. */
export function assertThat(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
