/** `npm run bench -- NAME [--json FILE] [--seed N] [--quick] [--only PART]`: runs a benchmark, prints its table. */

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { benchmarks } from './benchmarks.js';
import { readArguments, type WrongUsage, wrongUsageOf } from './command-line.js';
import { markdown, type Report } from './report.js';

const USAGE = `usage: npm run bench -- NAME [--json FILE] [--seed N] [--quick] [--only PART]
  NAME   one of ${Object.keys(benchmarks).join(', ')}
  --json writes the result as JSON, from which scripts/readme-performance.mjs makes the tables of the README
  --seed of all random numbers, an integer ≥ 0 (default 1)
  --quick a few rounds only: for a look, not for a number
  --only some parts (tasks, split by commas), the others as they are in the file
  --runtime node20, node22, node24, deno or bun, from npm, instead of this Node
or: npm run bench -- all --json-dir DIR`;

const wrongUsage: WrongUsage = wrongUsageOf(USAGE);
const { values, positionals } = readArguments(
  {
    json: { type: 'string' },
    seed: { type: 'string' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
  },
  wrongUsage,
);
const name = positionals[0] ?? '';
if (positionals.length !== 1 || !Object.hasOwn(benchmarks, name)) {
  wrongUsage(name ? `unknown benchmark '${positionals.join(' ')}'` : 'which benchmark?');
}
const seed = Number(values.seed ?? 1);
if (!Number.isSafeInteger(seed) || seed < 0) wrongUsage(`--seed must be an integer ≥ 0, got ${values.seed}`);

/** The result that a file holds already; none if there is no file, or an empty one. */
function previousResult(file: string | undefined): Report | undefined {
  const text = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return wrongUsage(`--json must name a new file or the result of a benchmark, got ${file}`);
  }
}

async function write(report: Report): Promise<void> {
  if (!values.json) return;
  await mkdir(path.dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

const run = await benchmarks[name]!.load();
const report = await run({
  seed,
  quick: values.quick ?? false,
  only: values.only?.split(','),
  previous: previousResult(values.json),
  save: write,
});
console.log(markdown(report, true));
await write(report);
