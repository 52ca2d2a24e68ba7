/** Every planner of the registry, and whose settings are whose. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPlanner, Mppi, OptionError, Polo } from '../../src/index.js';
import { hasSetting, refuseOthers, settingsOf } from '../../src/planners/own-settings.js';
import { OWN_SETTINGS, PLANNER_NAMES, PLANNERS } from '../../src/planners/registry.js';
import { decodeCheckpoint, encodeCheckpoint, restoreCheckpoint } from '../../src/runs/checkpoint.js';
import { newTotals } from '../../src/runs/summary.js';
import { integer } from '../../src/setting-kinds.js';
import { SETTINGS } from '../../src/settings.js';
import { pointMassBox } from '../../src/tasks/point-mass.js';
import { massOnLine } from '../support/worlds.js';

const SMALL_ALONE = { horizon: 6, rollouts: 24, sigma: 0.5, seed: 3 };
const SMALL = { ...SMALL_ALONE, updateEvery: 4 };

async function actionsOf(agent: Polo, steps: number): Promise<number[]> {
  const actions: number[] = [];
  for await (const { action } of agent.run({ steps })) actions.push(...action);
  return actions;
}

for (const planner of PLANNER_NAMES) {
  test(`${planner}: said in one line; its settings are in the table`, () => {
    const { about, settings } = PLANNERS[planner];
    assert.match(about, /^[^\n]{10,120}$/);
    for (const [name, row] of Object.entries(settings))
      assert.is((SETTINGS as Record<string, unknown>)[name], row, name);
    assert.ok(SETTINGS.planner.choices?.includes(planner));
  });

  test(`${planner}: alone it plans toward reward, within the bounds`, async () => {
    await using alone = await createPlanner(massOnLine(), { ...SMALL_ALONE, planner, horizon: 20, sigma: 1 });
    for (let i = 0; i < 5; i++) await alone.plan([1, 0]);
    for (const action of alone.nominal) assert.ok(Math.abs(action) <= 1);
    assert.ok(alone.nominal[0]! < -0.1, 'back to the origin');
  });

  test(`${planner}: the same bits on any number of threads, and after a checkpoint`, async () => {
    const make = (workers: number) => Polo.create(pointMassBox(), { ...SMALL, planner, workers });
    await using whole = await make(1);
    const expected = await actionsOf(whole, 12);
    await using twoThreads = await make(2);
    assert.equal(await actionsOf(twoThreads, 12), expected);
    await using first = await make(1);
    const before = await actionsOf(first, 6);
    const file = encodeCheckpoint(first, newTotals());
    const { settings } = decodeCheckpoint(file).counters;
    assert.is(settings.planner, planner);
    for (const name of Object.keys(OWN_SETTINGS))
      assert.is(name in settings, hasSetting(planner, name), name);
    await using second = await make(1);
    restoreCheckpoint(second, file);
    assert.equal([...before, ...(await actionsOf(second, 6))], expected);
  });
}

test('Mppi is the planner mppi, and no other', async () => {
  await using named = await createPlanner(massOnLine(), { ...SMALL_ALONE, planner: 'mppi' });
  await using mppi = await Mppi.create(massOnLine(), SMALL_ALONE);
  assert.equal(await named.plan([1, 0]), await mppi.plan([1, 0]));
  for (const planner of [...PLANNER_NAMES.filter((name) => name !== 'mppi'), 'mpi', 'nonsense'])
    try {
      await Mppi.create(massOnLine(), { planner: planner as 'mppi' });
      assert.unreachable(planner);
    } catch (error) {
      assert.instance(error, OptionError);
      assert.match((error as Error).message, /^planner must be .*mppi.*, got '/);
    }
});

test('a planner has its own settings, what it shares with another, and none of others', () => {
  const elites = integer({ default: 10, min: 1 });
  const kept = integer({ default: 3, min: 0 });
  const kinds = {
    path: { settings: {} },
    cross: { settings: { elites } },
    coloured: { settings: { elites, kept } },
  };
  const given = { horizon: 8, elites: 5, kept: 2 };
  assert.equal(settingsOf('path', given, kinds), { horizon: 8 });
  assert.equal(settingsOf('cross', given, kinds), { horizon: 8, elites: 5 });
  assert.equal(settingsOf('coloured', given, kinds), given);
  refuseOthers('coloured', given, kinds);
  refuseOthers('path', { horizon: 8, elites: undefined }, kinds);
  assert.throws(
    () => refuseOthers('cross', given, kinds),
    /^kept must be left out with the planner cross: it is a setting of coloured$/,
  );
  assert.throws(
    () => refuseOthers('path', given, kinds),
    /^elites must be left out with the planner path: it is a setting of cross, coloured$/,
  );
});

test.run();
