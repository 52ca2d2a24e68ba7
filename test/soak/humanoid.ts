/**
 * A humanoid that learns for two hours, while four times a minute another agent is made, used and closed beside it.
 * `POLO_SOAK_MINUTES` makes it shorter or longer.
 */

import { test } from 'uvu';
import { Polo } from '../../src/polo.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { MemoryLog } from './memory.js';

const MINUTES = Number(process.env.POLO_SOAK_MINUTES ?? 120);
const BESIDE = 15_000; // ms

test(`a humanoid for ${MINUTES} minutes, with others made and closed beside it`, async () => {
  const end = performance.now() + MINUTES * 60_000;
  const agent = await Polo.create(humanoidGetup(), { horizon: 16, workers: 2, bufferCapacity: 4000 });
  const memory = new MemoryLog();
  // Processor time of all threads a step: a machine that is busy with something else does not change it much.
  const costs: number[] = [];
  let next = performance.now() + BESIDE;
  let others = 0;
  let since = { usage: process.cpuUsage(), step: 0 };
  for await (const { step } of agent.run()) {
    const time = performance.now();
    if (time > next) {
      next += BESIDE;
      const { user, system } = process.cpuUsage(since.usage);
      costs.push((user + system) / 1000 / Math.max(1, step - since.step));
      const other = await Polo.create(humanoidGetup(), { horizon: 8, workers: 2 });
      for await (const _ of other.run({ steps: 4 }));
      await other.close();
      others++;
      await memory.sample();
      since = { usage: process.cpuUsage(), step };
    }
    if (time > end) break;
  }
  await agent.close();
  const third = Math.floor(costs.length / 3);
  const cost = (from: number): string =>
    (costs.slice(from, from + third).reduce((sum, each) => sum + each, 0) / third).toFixed(1);
  console.log(`\n  ${agent.steps} steps, ${others} agents beside it; ${memory.expectFlat(16)}`);
  console.log(`  ${cost(0)}, ${cost(third)}, ${cost(2 * third)} ms of processor time a step in the thirds`);
});

test.run();
