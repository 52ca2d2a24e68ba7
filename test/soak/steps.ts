/** 100,000 steps of an agent that learns and is recorded: memory stays flat, and so does the replay buffer on disk. */

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { Recorder } from '../../src/runs/recorder.js';
import { addStep, newTotals } from '../../src/runs/summary.js';
import { pointMassBox } from '../../src/tasks/point-mass.js';
import { describe } from '../runs/recorded.js';
import { MemoryLog } from './memory.js';

const STEPS = Number(process.env.POLO_SOAK_STEPS ?? 100_000);
const PARTS = 30;
const CAPACITY = 6000; // two files of rows at most hold them, three with the checkpoint before

test(`${STEPS} steps on a point mass`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'polo-soak-'));
  const agent = await Polo.create(pointMassBox(), {
    ...{ seed: 1, workers: 2, horizon: 16, rollouts: 40, bufferCapacity: CAPACITY, episode: 1000 },
    ...{ updateEvery: 16, gradientSteps: 16, refreshStates: 32, targetRollouts: 4 },
  });
  const totals = newTotals();
  const hash = new ActionsHash();
  const recorder = Recorder.start(directory, describe(agent), agent, totals);
  const memory = new MemoryLog();
  const rates: number[] = [];
  let since = performance.now();
  for await (const report of agent.run({ steps: STEPS })) {
    hash.add(report.action);
    addStep(totals, report);
    recorder.step(report, agent);
    if (report.step % Math.floor(STEPS / PARTS) !== 0) continue;
    recorder.checkpoint(agent, totals);
    await memory.sample();
    rates.push(STEPS / PARTS / ((performance.now() - since) / 1000));
    since = performance.now();
  }
  recorder.close();
  await agent.close();
  const rows = readdirSync(join(directory, 'replay'));
  const size = statSync(join(directory, 'checkpoint.safetensors')).size;
  rmSync(directory, { recursive: true });
  const rate = (from: number): string =>
    (rates.slice(from, from + 10).reduce((sum, each) => sum + each, 0) / 10).toFixed(0);
  console.log(`\n  ${memory.expectFlat(4)}`);
  console.log(`  steps/s ${rate(0)}, ${rate(10)}, ${rate(20)} in the thirds`);
  console.log(
    `  checkpoint ${(size / 1024).toFixed(0)} kB, ${rows.length} files of rows; actions ${await hash.hex()}`,
  );
  assert.ok(rows.length <= 5, rows.join());
});

test.run();
