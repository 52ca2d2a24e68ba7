/** Named sets of settings that a task has beside its defaults. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pointMassBox } from '../src/index.js';
import { OptionError } from '../src/options.js';
import { type PoloOptions, settle } from '../src/polo-options.js';
import { taskEntries } from '../src/tasks/registry.js';
import type { Task } from '../src/worlds/world.js';

const box = pointMassBox();
const task: Task = {
  ...box,
  name: 'drifting',
  defaults: { horizon: 10, rollouts: 16, kappa: 2 },
  presets: { calm: { horizon: 20, noiseCorrelation: 0.5 }, broken: { horizn: 3 } },
};

function message(of: Task, options: PoloOptions): string {
  try {
    settle(of, options);
  } catch (error) {
    assert.instance(error, OptionError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

test('a preset goes over the defaults of the task, and under what is given', () => {
  const { horizon, noiseCorrelation, rollouts, kappa } = settle(task, { preset: 'calm', kappa: 3 });
  assert.equal(
    { horizon, noiseCorrelation, rollouts, kappa },
    { horizon: 20, noiseCorrelation: 0.5, rollouts: 16, kappa: 3 },
  );
  assert.is(settle(task, { preset: 'calm', horizon: 5 }).horizon, 5);
  assert.is(settle(task, {}).horizon, 10);
  assert.not('preset' in settle(task, { preset: 'calm' }));
});

test('an unknown preset is refused, with those that there are', () => {
  assert.is(
    message(task, { preset: 'fast' }),
    "preset of task 'drifting' must be one of calm, broken, got 'fast'",
  );
  assert.is(
    message({ ...task, presets: undefined }, { preset: 'fast' }),
    "preset of task 'drifting' must be left out: there is none, got 'fast'",
  );
  assert.match(message(task, { preset: 'toString' }), 'must be one of calm');
  assert.match(message(task, { preset: 3 as unknown as string }), 'must be one of calm, broken, got 3');
  assert.match(
    message(task, { preset: 'broken' }),
    "preset 'broken' of task 'drifting' has no option 'horizn'",
  );
});

test('every preset of every task is valid', async () => {
  for (const entry of taskEntries) {
    const made = await entry.make();
    for (const preset of Object.keys(made.presets ?? {})) settle(made, { preset });
  }
});

test.run();
