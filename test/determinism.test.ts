/**
 * One seed, one sequence of bits: on any number of workers, with a worker killed half-way, and on every machine. The
 * same runs in other runtimes: scripts/runtimes.
 */

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../src/polo.js';
import type { PoloOptions } from '../src/polo-options.js';
import { ActionsHash } from '../src/runs/actions-hash.js';
import { resolveTask } from '../src/tasks/resolve.js';
import type { WorkerPool } from '../src/workers/pool.js';

interface Run {
  readonly name: string;
  readonly task: string;
  readonly options: Record<string, unknown>;
  readonly hash: string;
}

/**
 * Small runs, but with learning: two updates of the value function, and an episode that ends. Their hashes change only
 * with the arithmetic of kernels, planner, learning or physics; `node scripts/golden.mjs --write` takes the new ones,
 * and a commit that changes them says why.
 */
const { steps, settings, runs }: { steps: number; settings: PoloOptions; runs: Run[] } = JSON.parse(
  readFileSync(new URL('../../test/golden.json', import.meta.url), 'utf8'),
);

async function actionsHash({ task, options }: Run, workers: number, kill = false): Promise<string> {
  const agent = await Polo.create(await resolveTask({ module: task, options }), { ...settings, workers });
  const hash = new ActionsHash();
  try {
    for await (const { action, step } of agent.run({ steps })) {
      hash.add(action);
      if (kill && step === steps / 2) {
        const [victim] = (agent as unknown as { engine: WorkerPool }).engine.handles;
        assert.ok(victim, 'there is a worker to kill');
        void victim.terminate(); // dies while the next plan is made
      }
    }
  } finally {
    await agent.close();
  }
  return hash.hex();
}

for (const run of runs) {
  test(`${run.name}: the same bits on 1, 2 and 3 threads and with a worker killed half-way`, async () => {
    assert.is(await actionsHash(run, 1), run.hash, 'one thread');
    assert.is(await actionsHash(run, 2), run.hash, 'two threads');
    assert.is(await actionsHash(run, 3), run.hash, 'three threads');
    assert.is(await actionsHash(run, 2, true), run.hash, 'a worker killed');
  });
}

test.run();
