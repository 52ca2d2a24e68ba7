/** `npm run bench -- NAME [--json FILE] [--seed N] [--quick]`: runs a benchmark, prints its table. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Settings } from './harness.js';
import { markdown, type Report } from './report.js';

const benchmarks: Record<string, () => Promise<(settings: Settings) => Promise<Report>>> = {
  kernels: async () => (await import('./kernels.js')).kernels,
  planning: async () => (await import('./planning.js')).planning,
  learning: async () => (await import('./learning.js')).learning,
  physics: async () => (await import('./physics.js')).physics,
};

const USAGE = `usage: npm run bench -- NAME [--json FILE] [--seed N] [--quick]
  NAME   one of ${Object.keys(benchmarks).join(', ')}
  --json writes the result as JSON, from which scripts/readme-performance.mjs makes the tables of the README
  --seed of all random numbers, an integer ≥ 0 (default 1)
  --quick a few rounds only: for a look, not for a number`;

function wrongUsage(message: string): never {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: 'string' }, seed: { type: 'string' }, quick: { type: 'boolean' } },
    });
  } catch (error) {
    return wrongUsage((error as Error).message);
  }
}

const { values, positionals } = readArguments();
const name = positionals[0] ?? '';
if (positionals.length !== 1 || !Object.hasOwn(benchmarks, name)) {
  wrongUsage(name ? `unknown benchmark '${positionals.join(' ')}'` : 'which benchmark?');
}
const seed = Number(values.seed ?? 1);
if (!Number.isSafeInteger(seed) || seed < 0) wrongUsage(`--seed must be an integer ≥ 0, got ${values.seed}`);

const run = await benchmarks[name]!();
const report = await run({ seed, quick: values.quick ?? false });
console.log(markdown(report));
if (values.json) {
  await mkdir(path.dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
