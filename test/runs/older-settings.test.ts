/** Recordings of versions that had a setting `planner`, always `mppi`. */

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

/** Makes a recording one that an older version has written. */
function age(directory: string, planner: string): void {
  const description = join(directory, 'run.json');
  const run = JSON.parse(readFileSync(description, 'utf8'));
  run.settings.planner = planner;
  writeFileSync(description, JSON.stringify(run));
  const checkpoint = join(directory, 'checkpoint.safetensors');
  const { tensors, about } = decodeSealed(readFileSync(checkpoint));
  (about.settings as Record<string, unknown>).planner = planner;
  writeFileSync(checkpoint, encodeSealed(tensors, about));
}

test('they go on, bit for bit; of another planner nothing is known', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'polo-older-'));
  const directory = join(scratch, 'run');
  const whole = JSON.parse((await polo([...RUN, '--steps', '30'])).stdout);
  assert.is(whole.planner, 'mppi', 'summaries still say so');
  await polo([...RUN, '--steps', '18', '--out', directory]);
  assert.not('planner' in readRun(directory).settings);
  age(directory, 'mppi');
  const resumed = await polo(['run', '--resume', directory, '--steps', '30', '--json']);
  assert.is(resumed.code, 0, resumed.stderr);
  assert.is(JSON.parse(resumed.stdout).actionsHash, whole.actionsHash);

  age(directory, 'cem');
  const refused = await polo(['run', '--resume', directory, '--steps', '40', '--json']);
  assert.is(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /an agent has no option 'planner'/);
  rmSync(scratch, { recursive: true });
});

test.run();
