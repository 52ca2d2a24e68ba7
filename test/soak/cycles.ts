/** Agents that are made, used for a while and closed: nothing stays behind. */

import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import { resolveTask } from '../../src/tasks/resolve.js';
import { MemoryLog } from './memory.js';

const CYCLES = Number(process.env.POLO_SOAK_CYCLES ?? 90);

function threads(): number {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return 0; // a system that does not tell
  }
}

const SMALL = {
  horizon: 8,
  rollouts: 16,
  updateEvery: 4,
  gradientSteps: 2,
  refreshStates: 8,
  targetRollouts: 2,
};

for (const [name, options, slack] of [
  ['point-mass-box', undefined, 8],
  ['humanoid-getup', undefined, 8],
  ['humanoid-getup', { physics: 'mujoco' }, 8],
] as const) {
  test(`${CYCLES} agents on ${name} ${JSON.stringify(options ?? {})}`, async () => {
    const memory = new MemoryLog();
    let before = 0;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const agent = await Polo.create(await resolveTask({ module: name, options }), { ...SMALL, workers: 3 });
      for await (const _ of agent.run({ steps: 8 }));
      await agent.close();
      if (cycle === 5) before = threads();
      await memory.sample();
    }
    console.log(`\n  ${memory.expectFlat(slack)}, threads ${before} before and ${threads()} after`);
    assert.ok(threads() <= before);
  });
}

test.run();
