/** What a benchmark found, as JSON and as a Markdown table. No number of the README comes from anywhere else. */

import type { Machine } from './machine.js';

export interface Result {
  readonly case: string;
  /** Unit of `ours`. */
  readonly unit: string;
  readonly ours: number;
  /** Against what, and how many times as fast ours is: above 1 ours is faster. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Share of the multiply-add peak that was measured in the same rounds, 0 to 1. */
  readonly shareOfPeak?: number;
  /** Nanoseconds of one call. */
  readonly nsPerCall?: number;
  /** What is to be reached: the least of each ratio, or of `shareOfPeak`. */
  readonly bars?: Readonly<Record<string, number>>;
  /** The most that `ours` may be, where less is better. */
  readonly atMost?: number;
  /** Whether it belongs to a sweep of sizes, which pages leave out. */
  readonly sweep?: boolean;
}

export interface Report extends Machine {
  readonly name: string;
  readonly seed: number;
  /** SHA-256 of the numbers that were computed (not of the times): the same on every machine and runtime. */
  readonly resultHash: string;
  /** Processor time of the process / time of the measurement, all threads together: below 1, the machine was busy with something else. */
  readonly processorShare: number;
  readonly results: readonly Result[];
  /** What a person should see instead of a line for each result: rows of cells, the header first. */
  readonly table?: readonly (readonly string[])[];
  /** What has to be said below the table. */
  readonly notes?: readonly string[];
}

/**
 * The report as a Markdown table with a line below that says where it comes from.
 *
 * @param all whether sweeps of sizes are shown too
 */
export function markdown(report: Report, all = false): string {
  const shown = report.results.filter(({ sweep }) => all || !sweep);
  const against = [...new Set(shown.flatMap((result) => Object.keys(result.ratios)))];
  const withPeak = shown.some((result) => result.shareOfPeak !== undefined);
  const withCalls = shown.some((result) => result.nsPerCall !== undefined);
  const header = [
    'case',
    'ours',
    ...(withCalls ? ['ns per call'] : []),
    ...against.map((name) => `× ${name}`),
    ...(withPeak ? ['of the peak'] : []),
  ];
  const rows = shown.map((result) => [
    result.case,
    ours(result),
    ...(withCalls ? [result.nsPerCall === undefined ? '' : number(result.nsPerCall)] : []),
    ...against.map((name) => cell(result.ratios[name], result.bars?.[name], (x) => `${number(x)}×`)),
    ...(withPeak ? [cell(result.shareOfPeak, result.bars?.shareOfPeak, percent)] : []),
  ]);
  const [head, ...body] = report.table ?? [header, ...rows];
  const lines = [head!, head!.map((_, column) => (column === 0 ? '---' : '---:')), ...body];
  return [
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...(report.notes ?? []).flatMap((note) => [note, '']),
    `${[
      report.runtime,
      report.cpu,
      `commit ${report.commit}`,
      `seed ${report.seed}`,
      `result ${report.resultHash.slice(0, 12)}`,
      ...(report.processorShare < 0.95 ? ['**on a busy machine**'] : []),
    ].join(', ')}`,
  ].join('\n');
}

/**
 * What the bars of a benchmark ask, and what it has reached on several runtimes; a mark where that runtime has the bar.
 *
 * @param reports of the same benchmark; the first says which bars there are
 */
export function barsOnRuntimes(reports: readonly Report[]): string {
  const rows = reports[0]!.results.flatMap(({ case: name, bars = {}, sweep }) =>
    Object.entries(sweep ? {} : bars).map(([what, bar]) => [
      name,
      what === 'shareOfPeak' ? 'of the peak' : `× ${what}`,
      `≥ ${formatOf(what)(bar)}`,
      ...reports.map(({ results }) => {
        const result = results.find((each) => each.case === name);
        const value = what === 'shareOfPeak' ? result?.shareOfPeak : result?.ratios[what];
        if (value === undefined) return '';
        const here = result?.bars?.[what];
        return `${formatOf(what)(value)}${here === undefined ? '' : value >= here ? ' ✓' : ' ✗'}`;
      }),
    ]),
  );
  const header = ['case', 'against', 'bar', ...reports.map(({ runtime }) => runtime)];
  const lines = [header, header.map((_, column) => (column < 2 ? '---' : '---:')), ...rows];
  const commits = [...new Set(reports.map(({ commit }) => commit))].join(', ');
  return [
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `${reports[0]!.cpu}, commit ${commits}, seed ${reports[0]!.seed}`,
  ].join('\n');
}

function formatOf(what: string): (value: number) => string {
  return what === 'shareOfPeak' ? percent : (ratio) => `${number(ratio)}×`;
}

function ours({ ours, unit, atMost }: Result): string {
  const value = `${number(ours)} ${unit}`;
  return atMost === undefined ? value : `${value} (≤ ${number(atMost)} ${ours <= atMost ? '✓' : '✗'})`;
}

/** A number with its bar, and whether it is reached. */
function cell(value: number | undefined, bar: number | undefined, format: (x: number) => string): string {
  if (value === undefined) return '';
  if (bar === undefined) return format(value);
  return `${format(value)} (≥ ${format(bar)} ${value >= bar ? '✓' : '✗'})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three digits, thousands in groups. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
