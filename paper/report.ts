/** The results page: for each claim the paper's sentence, the picture, the numbers and the verdict. */

import { groupBy } from '../bench/statistics.js';
import type { Done, Figure, Verdict } from './figure.js';
import type { Job } from './jobs.js';
import { isDone, picturePath, REPORT, readDone, writeWhole } from './store.js';

/** Draws the pictures of what has been done and writes the page. */
export function writeReport(figures: readonly Figure[]): void {
  for (const figure of figures) {
    const { done, quick } = resultsOf(figure);
    if (done.length > 0) writeWhole(picturePath(figure.name, quick), figure.plot(done));
  }
  writeWhole(REPORT, resultsPage(figures));
  console.log(REPORT);
}

/** @returns the page as Markdown */
export function resultsPage(figures: readonly Figure[]): string {
  const sections = figures.map(section);
  const page = [
    '# The paper’s figures, run again',
    '',
    'Written by `npm run figure -- --report` from what lies in `results`; do not edit. The claims are those of Lowrey et al.',
    '2018, “Plan Online, Learn Offline”. Numbers are means ± one standard deviation over seeds, their count in brackets.',
    'Every result is a JSON file in the figure’s directory there, with its settings, seed, commit and cost; the pictures hold',
    'whatever has been run, and what has not is listed at the end of each section.',
    '',
    '`npm run figure -- NAME` runs the jobs of a figure that are not done yet, one after another, so it can be cut off at',
    'any time; a job that is cut off begins again. `--shard 2/8` runs a share of them, `--match PATTERN` those with such',
    'names, `--quick` shorter ones, `--list` says what they cost, `--plot` draws. On a busy machine the clock says more than',
    'the core-seconds that are given here.',
    '',
    'A verdict is of what has been run: where few of the jobs are done it is a first look at one seed.',
    '',
    '| figure | claim | verdict | jobs done |',
    '| --- | --- | --- | ---: |',
    ...sections.map(({ figure, verdict, quick }) => {
      const note = quick ? ' (short runs)' : '';
      return `| [\`${figure.name}\`](#${anchor(figure)}) | ${figure.title} | **${verdict.outcome}**${note} | ${doneOf(figure)} |`;
    }),
    '',
    ...sections.flatMap(({ text }) => text),
  ];
  return `${page.join('\n').trimEnd()}\n`;
}

/** The full results; where there are none, those of short runs. */
function resultsOf(figure: Figure): { readonly done: readonly Done[]; readonly quick: boolean } {
  const full = readDone(figure.name, false);
  const quick = full.length === 0;
  return { done: quick ? readDone(figure.name, true) : full, quick };
}

/** `7 of 16`: a verdict on few of the jobs is a first look. */
function doneOf(figure: Figure): string {
  const jobs = figure.jobs(false);
  return `${jobs.filter(({ id }) => isDone(figure.name, id, false)).length} of ${jobs.length}`;
}

interface Section {
  readonly figure: Figure;
  readonly verdict: Verdict;
  /** Whether there are quick results only. */
  readonly quick: boolean;
  readonly text: readonly string[];
}

function section(figure: Figure): Section {
  const { done, quick } = resultsOf(figure);
  const verdict: Verdict =
    done.length === 0 ? { outcome: 'not run', because: 'There are no results yet.' } : figure.verdict(done);
  const text = [
    `## ${figure.name}: ${figure.title}`,
    '',
    `> ${figure.claim}`,
    '>',
    `> (${figure.where})`,
    '',
    ...(done.length > 0
      ? [
          `![${figure.title}](results/${quick ? `${figure.name}/quick` : figure.name}/figure.svg)`,
          '',
          figure.numbers(done),
          '',
        ]
      : []),
    `**${capital(verdict.outcome)}.** ${verdict.because}`,
    '',
    `How: ${figure.method}${quick && done.length > 0 ? ' These are the short runs of `--quick`.' : ''}`,
    '',
    ...costs(done),
    ...missing(figure),
  ];
  return { figure, verdict, quick: quick && done.length > 0, text };
}

function costs(done: readonly Done[]): string[] {
  if (done.length === 0) return [];
  const hours = done.reduce((sum, { cost }) => sum + cost.coreSeconds, 0) / 3600;
  const places = [...new Set(done.map(({ runtime, cpu }) => `${runtime}, ${cpu}`))];
  const commits = [...new Set(done.map(({ commit }) => commit))];
  return [
    `Cost: ${done.length} jobs, ${duration(3600 * hours)} of one core (${places.join('; ')}; commit ${commits.join(', ')}).`,
    '',
  ];
}

/** What has not been run: its command and its expected cost, by setting. */
function missing(figure: Figure): string[] {
  const left = figure.jobs(false).filter(({ id }) => !isDone(figure.name, id, false));
  if (left.length === 0) return [];
  const all = left.length === figure.jobs(false).length;
  const bySetting = groupBy(left, settingOf);
  const names = [...bySetting].map(([setting, jobs]) => `\`${setting}\` (${seedsOf(jobs)})`);
  const cost = left.reduce((sum, job) => sum + job.cost, 0);
  return [
    `Not run: ${all ? `all ${left.length} jobs` : names.join(', ')}. Command: \`npm run figure -- ${figure.name}\`, expected ${duration(cost)} of one core.`,
    '',
  ];
}

function settingOf({ id }: Job): string {
  return id.replace(/-s\d+$/, '');
}

function seedsOf(jobs: readonly Job[]): string {
  const seeds = jobs.map(({ id }) => /-s(\d+)$/.exec(id)?.[1]).filter((seed) => seed !== undefined);
  if (seeds.length === 0) return 'once';
  return `${seeds.length > 1 ? 'seeds' : 'seed'} ${seeds.join(', ')}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** As the usual Markdown renderers make it of the heading. */
function anchor(figure: Figure): string {
  return `${figure.name}: ${figure.title}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}
