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
  const rates: number[] = [];
  let next = performance.now() + BESIDE;
  let others = 0;
  let since = { time: performance.now(), step: 0 };
  for await (const { step } of agent.run()) {
    const time = performance.now();
    if (time > next) {
      next += BESIDE;
      rates.push((1000 * (step - since.step)) / (time - since.time));
      const other = await Polo.create(humanoidGetup(), { horizon: 8, workers: 2 });
      for await (const _ of other.run({ steps: 4 }));
      await other.close();
      others++;
      await memory.sample();
      since = { time: performance.now(), step };
    }
    if (time > end) break;
  }
  await agent.close();
  const third = Math.floor(rates.length / 3);
  const rate = (from: number): string =>
    (rates.slice(from, from + third).reduce((sum, each) => sum + each, 0) / third).toFixed(1);
  console.log(`\n  ${agent.steps} steps, ${others} agents beside it; ${memory.expectFlat(16)}`);
  console.log(`  steps/s ${rate(0)}, ${rate(third)}, ${rate(2 * third)} in the thirds`);
});

test.run();
