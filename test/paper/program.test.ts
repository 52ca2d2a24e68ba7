/** The program of the figures: its names and options; no job is run. */

import { execFile } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figures } from '../../paper/figures.js';
import { chosenJobs } from '../../paper/runner.js';

/** Runs the program. @returns its exit code and what it said */
function figure(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['build/paper/index.js', ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test('the usage names every figure', async () => {
  const { code, stderr } = await figure();
  assert.is(code, 2);
  const [, named] = /NAME {14}one of (.*), or all/.exec(stderr)!;
  assert.equal(
    named!.split(', '),
    figures.map(({ name }) => name),
  );
});

const WRONG: [args: string[], says: RegExp][] = [
  [['fig9'], /^unknown figure 'fig9'\n/],
  [['lemma', '--shard', '3/2'], /^--shard must be I\/N with 1 ≤ I ≤ N, got 3\/2\n/],
  [['lemma', '--workers', '0'], /^--workers must be an integer ≥ 1, got 0\n/],
  [['lemma', '--match', '['], /^--match must be a regular expression, got \[\n/],
];

for (const [args, says] of WRONG) {
  test(`${args.join(' ')} is wrong usage`, async () => {
    const { code, stderr } = await figure(...args);
    assert.is(code, 2);
    assert.match(stderr, says);
  });
}

test('the share’s jobs of all figures are listed with what they cost', async () => {
  const { code, stdout } = await figure('all', '--list', '--shard', '1/2');
  assert.is(code, 0);
  const lines = stdout.trim().split('\n');
  assert.is(
    lines.length,
    figures.reduce((sum, each) => sum + Math.ceil(each.jobs(false).length / 2), 0),
  );
  for (const line of lines) assert.match(line, /^[\w-]+ [\w.-]+: \d+ core-seconds$/);
});

test('what is listed and run is of the share and of the names that are asked for', () => {
  const lemma = figures.find(({ name }) => name === 'lemma')!;
  const names = (index: number, count: number, match = '') =>
    chosenJobs(lemma, { shard: { index, count }, match: new RegExp(match), quick: false, workers: 1 }).map(
      ({ id }) => id,
    );
  assert.equal([...names(1, 2), ...names(2, 2)].sort(), names(1, 1).sort());
  assert.ok(Math.abs(names(1, 2).length - names(2, 2).length) <= 1);
  assert.equal(names(1, 1, '^random-s[12]$'), ['random-s1', 'random-s2']);
});

test.run();
