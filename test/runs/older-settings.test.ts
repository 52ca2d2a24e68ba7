/** The planner of recorded runs, and recordings of versions that wrote none down. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readRun } from '../../src/runs/recording.js';
import { decodeSealed, encodeSealed } from '../../src/runs/sealed.js';
import { polo } from '../support/command.js';

const RUN = [
  'run',
  'point-mass-box',
  '--rollouts',
  '8',
  '--horizon',
  '4',
  '--seed',
  '5',
  '--workers',
  '1',
  '--json',
];

/** Writes another planner, or none, into a file of a recording. */
const rewrite = {
  description(directory: string, planner?: string): void {
    const path = join(directory, 'run.json');
    const run = JSON.parse(readFileSync(path, 'utf8'));
    run.settings.planner = planner;
    writeFileSync(path, JSON.stringify(run));
  },
  checkpoint(directory: string, planner?: string): void {
    const path = join(directory, 'checkpoint.safetensors');
    const { tensors, about } = decodeSealed(readFileSync(path));
    (about.settings as Record<string, unknown>).planner = planner;
    writeFileSync(path, encodeSealed(tensors, about));
  },
};

test('a run goes on with its own planner alone; where none was written down it was mppi', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'polo-older-'));
  const directory = join(scratch, 'run');
  const whole = JSON.parse((await polo([...RUN, '--steps', '30'])).stdout);
  assert.is(whole.planner, 'mppi', 'summaries say so');
  await polo([...RUN, '--steps', '18', '--out', directory]);
  assert.is(readRun(directory).settings.planner, 'mppi');
  const resume = (...more: string[]) =>
    polo(['run', '--resume', directory, '--steps', '30', '--json', ...more]);
  const refusal = async (...more: string[]): Promise<string> => {
    const { code, stderr } = await resume(...more);
    assert.is(code, 2, stderr);
    assert.is(stderr.trimEnd().split('\n').length, 1, stderr);
    return stderr;
  };

  assert.match(
    await refusal('--planner', 'mppi'),
    /takes its settings from the recording, so planner cannot/,
  );
  rewrite.checkpoint(directory, 'nonsense');
  assert.match(await refusal(), /the checkpoint was made with planner 'nonsense', this agent has 'mppi'/);
  rewrite.description(directory, 'nonsense');
  assert.match(await refusal(), /--planner must be one of mppi\b.*, got 'nonsense'/);

  rewrite.checkpoint(directory);
  rewrite.description(directory);
  assert.is(readRun(directory).settings.planner, 'mppi', 'none was written down');
  const resumed = await resume();
  assert.is(resumed.code, 0, resumed.stderr);
  assert.is(JSON.parse(resumed.stdout).actionsHash, whole.actionsHash);
  rmSync(scratch, { recursive: true });
});

test.run();
