/** A run whose workers are killed at random moments. */

import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { Random } from '../../src/random.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { pointMassBox } from '../../src/tasks/point-mass.js';
import type { WorkerPool } from '../../src/workers/pool.js';

const OPTIONS: PoloOptions = {
  seed: 5,
  horizon: 16,
  rollouts: 40,
  updateEvery: 8,
  gradientSteps: 4,
  refreshStates: 16,
  targetRollouts: 4,
  bufferCapacity: 512,
};

/** @returns the hash of the actions, and how often a worker was killed */
async function run(steps: number, kills: number, workers: number): Promise<{ hash: string; killed: number }> {
  const random = new Random(kills, 0);
  const agent = await Polo.create(pointMassBox(), { ...OPTIONS, workers });
  const hash = new ActionsHash();
  let killed = 0;
  try {
    for await (const { action, step } of agent.run({ steps })) {
      hash.add(action);
      if (killed === Math.floor((step * kills) / steps)) continue;
      const { handles } = (agent as unknown as { engine: WorkerPool }).engine;
      const victim = handles[random.integer(handles.length)];
      if (!victim) continue; // the one before is only just being replaced
      killed++;
      const wait = random.integer(3);
      if (wait === 0) await victim.terminate(); // dead before the next plan
      if (wait === 1) void victim.terminate(); // dies while the next plan begins
      if (wait === 2) setTimeout(() => void victim.terminate(), random.uniform(0, 20)); // at any time
    }
  } finally {
    await agent.close();
  }
  return { hash: await hash.hex(), killed };
}

/** Kills workers over a run, and expects the actions of a run on one thread. */
export async function survivesKills(kills: number): Promise<void> {
  const steps = 10 * kills;
  const { hash: expected } = await run(steps, 0, 1);
  const { hash, killed } = await run(steps, kills, 3);
  assert.ok(killed > 0.9 * kills, `${killed} were killed`);
  assert.is(hash, expected);
}
