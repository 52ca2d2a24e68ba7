/** A run that is killed again and again ends with the same bits as one that never was. */

import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random } from '../../src/random.js';
import { polo } from '../support/command.js';

const KILLS = 20;
/** Learning on, episodes that end, a buffer that wraps around, and about as long at writing checkpoints as at stepping. */
const RUN = [
  ...['point-mass-box', '--steps', '6000', '--rollouts', '8', '--horizon', '4', '--workers', '1'],
  ...['--episode', '90', '--buffer-capacity', '256', '--update-every', '8', '--gradient-steps', '2'],
  ...['--refresh-states', '8', '--target-rollouts', '2'],
];
const OFTEN = ['--checkpoint-every', '0.02', '--json'];

test(`SIGKILL at ${KILLS} random moments, each time resumed: the hash of one long run`, async () => {
  const expected = JSON.parse((await polo(['run', ...RUN, '--json'])).stdout);
  const directory = mkdtempSync(join(tmpdir(), 'polo-kill-'));
  const out = join(directory, 'run');
  const actions = join(out, 'actions.f32');
  const size = (): number => (existsSync(actions) ? statSync(actions).size : 0);
  const random = new Random(20, 0);
  try {
    const reached: number[] = [];
    for (let kills = 0; kills < KILLS; kills++) {
      const started = existsSync(join(out, 'run.json'));
      const args = started ? ['--resume', out] : [...RUN, '--out', out];
      const delay = random.uniform(0, 100);
      const { signal, stderr } = await polo(['run', ...args, ...OFTEN], (child) => {
        const before = size();
        const watch = setInterval(() => {
          if (size() === before) return; // still starting
          clearInterval(watch);
          setTimeout(() => child.kill('SIGKILL'), delay);
        }, 1);
        child.on('close', () => clearInterval(watch));
      });
      assert.is(signal, 'SIGKILL', `it ended by itself: ${stderr}`);
      reached.push(size() / 8);
    }
    const last = await polo(['run', '--resume', out, '--json']);
    assert.is(last.code, 0, last.stderr);
    const summary = JSON.parse(last.stdout);
    assert.is(summary.actionsHash, expected.actionsHash, `killed after ${reached.join(', ')} steps`);
    for (const name of ['steps', 'meanReward', 'simulationSteps', 'measure', 'episodes'])
      assert.equal(summary[name], expected[name], name);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
