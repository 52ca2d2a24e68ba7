/**
 * The gates of the lane physics for each model of a folder: `npm run test:models -- DIR`. A table on stdout, progress on
 * stderr. Ends with 1 if a gate fails, with 2 on wrong usage.
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { OptionError } from '../../../src/options.js';
import { inParallel, measure } from './children.js';
import { failedGates, GATES, geometricMean, type Measured, NOT_MEASURED, rowOf } from './row.js';
import { table } from './table.js';
import { type Arguments, readArguments, USAGE } from './usage.js';

/** Each process takes some 150 MB. */
const MOST_PROCESSES = 4;

function fromCommandLine(): Arguments {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const { files, json, quick, part } = fromCommandLine();
const names = [...files.keys()];
const models = new Map<string, Measured>(names.map((name) => [name, NOT_MEASURED]));
const begun = performance.now();

/** Adds what a process found, and writes all rows, so that a run that is cut short leaves what it has. */
function keep(name: string, found: Partial<Measured>, said: string): void {
  const before = models.get(name)!;
  const reasons = [...new Set([...before.reasons, ...(found.reasons ?? [])])];
  models.set(name, { ...before, ...found, reasons });
  const rows = [...models].map(([model, measured]) => JSON.stringify(rowOf(model, measured)));
  if (json !== undefined) writeFileSync(json, `[\n${rows.join(',\n')}\n]\n`);
  console.error(`${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s ${name}: ${said}`);
}

await inParallel(names, Math.min(availableParallelism(), MOST_PROCESSES), async (name) => {
  const found = await measure(files.get(name)!, quick ? 'look' : 'digits');
  const failed = failedGates({ ...NOT_MEASURED, ...found }, false);
  keep(name, found, failed.length === 0 ? 'holds' : `fails ${failed.join(', ')}`);
});

// One at a time, with nothing beside it.
if (!quick) {
  for (const name of names.filter((model) => models.get(model)!.packs)) {
    const found = await measure(files.get(name)!, 'speed');
    keep(name, found, found.ratio ? `${found.ratio.toFixed(1)} times as fast as MuJoCo` : 'not timed');
  }
}

console.log(table(models, !quick));
const mean = geometricMean([...models.values()].map(({ ratio }) => ratio));
const slow = !part && mean !== undefined && mean < GATES.meanRatio;
const failing = [...models.values()].some((measured) => failedGates(measured, !quick).length > 0);
process.exitCode = failing || slow ? 1 : 0;
