/** `npm run figure -- NAME [--shard I/N] [--quick] [--plot] [--workers W]`: the paper's figures, run again. */

import { readArguments, type WrongUsage, wrongUsageOf } from '../bench/command-line.js';
import type { Figure } from './figure.js';
import { figures } from './figures.js';
import { writeReport } from './report.js';
import { chosenJobs, type RunOptions, runFigure } from './runner.js';
import { picturePath, readDone, writeWhole } from './store.js';

const USAGE = `usage: npm run figure -- NAME [options]
       npm run figure -- --report
  NAME              one of ${figures.map(({ name }) => name).join(', ')}, or all
  --shard I/N       only the I-th of N shares of the jobs, for several machines (default 1/1)
  --match PATTERN   only jobs whose names match this regular expression
  --quick           fewer seeds, shorter lives: the shape in minutes; kept apart from the full results
  --workers W       threads that roll out (default 1)
  --list            prints the jobs and what they are expected to cost, runs nothing
  --plot            draws paper/results/NAME/figure.svg from what has been done, runs nothing
  --report          writes paper/README.md and the pictures from what has been done, runs nothing
Jobs that are done are skipped: after an interruption run the same command again.`;

const wrongUsage: WrongUsage = wrongUsageOf(USAGE);
const { values, positionals } = readArguments(
  {
    shard: { type: 'string', default: '1/1' },
    match: { type: 'string', default: '' },
    workers: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    plot: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
  },
  wrongUsage,
);
if (values.report) {
  writeReport(figures);
} else {
  const chosen = positionals[0] === 'all' ? figures : figures.filter(({ name }) => name === positionals[0]);
  if (positionals.length !== 1 || chosen.length === 0) {
    wrongUsage(positionals.length ? `unknown figure '${positionals.join(' ')}'` : 'which figure?');
  }
  const options = runOptions();
  for (const figure of chosen) {
    if (values.list) list(figure, options);
    else if (values.plot) draw(figure, options.quick);
    else await runFigure(figure, options);
  }
}

function runOptions(): RunOptions {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(values.shard) ?? []).map(Number);
  if (!index || !count || index > count)
    wrongUsage(`--shard must be I/N with 1 ≤ I ≤ N, got ${values.shard}`);
  const workers = Number(values.workers);
  if (!Number.isSafeInteger(workers) || workers < 1) {
    wrongUsage(`--workers must be an integer ≥ 1, got ${values.workers}`);
  }
  return { shard: { index, count }, quick: values.quick, workers, match: pattern(values.match) };
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    return wrongUsage(`--match must be a regular expression, got ${text}`);
  }
}

function list(figure: Figure, options: RunOptions): void {
  for (const { id, cost } of chosenJobs(figure, options))
    console.log(`${figure.name} ${id}: ${Math.ceil(cost)} core-seconds`);
}

function draw(figure: Figure, quick: boolean): void {
  const done = readDone(figure.name, quick);
  if (done.length === 0) {
    console.error(`${figure.name}: nothing has been done yet`);
    process.exitCode = 1;
    return;
  }
  const path = picturePath(figure.name, quick);
  writeWhole(path, figure.plot(done));
  console.log(path);
}
