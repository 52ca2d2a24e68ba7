/** The benchmark program's own handling of names and files; no benchmark is run. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { benchmarks } from '../bench/benchmarks.js';

const PROGRAM = 'build/bench/index.js';

/** Runs the program. @returns its exit code and what it said */
function bench(...args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], (error, _, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stderr });
    });
  });
}

test('the usage names every benchmark', async () => {
  const { code, stderr } = await bench();
  assert.is(code, 2);
  const [, named] = /NAME {3}one of (.*)/.exec(stderr)!;
  assert.equal(named!.split(', '), Object.keys(benchmarks));
});

for (const args of [['savings'], ['settings'], ['nonsense'], ['kernels', 'mppi'], ['constructor']]) {
  test(`${args.join(' ')} is no benchmark`, async () => {
    const { code, stderr } = await bench(...args);
    assert.is(code, 2);
    assert.match(stderr, `unknown benchmark '${args.join(' ')}'`);
  });
}

test('a file that holds no result is told from an empty one', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'polo-bench-'));
  const file = join(directory, 'notes.json');
  writeFileSync(file, 'not a result');
  const { code, stderr } = await bench('kernels', '--quick', '--only', 'none', '--json', file);
  assert.is(code, 2);
  assert.match(stderr, /^--json must name a new file or the result of a benchmark, got .*notes\.json\n/);
  assert.is(readFileSync(file, 'utf8'), 'not a result');

  // Nothing matches, so that hardly anything is timed.
  writeFileSync(file, '');
  const empty = await bench('kernels', '--quick', '--only', 'none', '--json', file);
  assert.is(empty.code, 0, empty.stderr);
  assert.is(JSON.parse(readFileSync(file, 'utf8')).seed, 1);
  rmSync(directory, { recursive: true });
});

test.run();
