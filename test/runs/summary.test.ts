import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inWords } from '../../src/cli/summary.js';
import { Polo } from '../../src/polo.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/runs/checkpoint.js';
import { addStep, newTotals, summarise } from '../../src/runs/summary.js';
import { massOnLine } from '../support/worlds.js';
import { messageOf } from '../workers/requests.js';
import { SMALL } from './recorded.js';

test('what the simulation warns of is counted over rollouts and steps, shown, and kept in a checkpoint', async () => {
  let steps = 0;
  let told = 0;
  const { step } = massOnLine();
  const world = massOnLine({
    step(action) {
      step(action);
      steps++;
    },
    takeWarnings(): Record<string, number> {
      const count = Math.floor(steps / 10) - told;
      told += count;
      return count > 0 ? { 'the tenth step is slippery': count } : {};
    },
  });
  const agent = await Polo.create(world, SMALL);
  const totals = newTotals();
  const hash = new ActionsHash();
  for await (const report of agent.run({ steps: 12 })) addStep(totals, report);
  assert.ok(told > 20);
  const summary = await summarise(agent, totals, hash);
  assert.equal(summary.warnings, { 'the tenth step is slippery': told });
  assert.match(
    inWords(summary, undefined),
    new RegExp(`^the simulation warned ${told} ×: the tenth step`, 'm'),
  );
  const again = await Polo.create(massOnLine(), SMALL);
  restoreCheckpoint(again, encodeCheckpoint(agent, totals));
  assert.equal(again.warnings, agent.warnings);
});

test('a step of the agent that diverges is an error with what was warned of', async () => {
  const world = massOnLine({
    reward: () => Number.NaN,
    takeWarnings: () => ({ 'the floor has gone': 1 }),
  });
  const agent = await Polo.create(world, SMALL);
  assert.is(
    await messageOf(agent.step()),
    "the world of task 'world' has reward NaN after step 1 of its episode; the floor has gone",
  );
  assert.is(agent.failedPlans, 1);
});

test.run();
