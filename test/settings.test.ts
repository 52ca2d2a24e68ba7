/** The one table of settings, and all that comes from it. */

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { flagOf, parseRunArguments, runHelp } from '../src/cli/run-options.js';
import { Mppi, OptionError, Polo, ValueEnsemble } from '../src/index.js';
import { hasSetting } from '../src/planners/own-settings.js';
import { PLANNER_NAMES } from '../src/planners/registry.js';
import { settle } from '../src/polo-options.js';
import type { Setting } from '../src/setting-kinds.js';
import {
  ANY_BITS,
  ENSEMBLE_SETTINGS,
  LEARNING_SETTINGS,
  PLANNER_SETTINGS,
  SETTINGS,
  VALUE_SETTINGS,
} from '../src/settings.js';
import { SETTINGS_TEXT } from '../src/settings-text.generated.js';
import { massOnLine } from './support/worlds.js';
import { messageOf } from './workers/requests.js';

const rows = Object.entries<Setting>(SETTINGS);
const task = { name: 'any', createWorld: () => massOnLine() };
const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** A default as a comment has it. */
const written = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(', ')}]` : String(value).replace(/e-0?(\d)$/, 'e-$1');

/** What is wrong for every kind of setting, and for some. */
const WRONG: readonly unknown[] = [
  null,
  'x',
  -1,
  -1.5,
  Number.NaN,
  Infinity,
  1e-320,
  1e308,
  [],
  {},
  3n,
  () => 1,
];

test('every comment says the default that the table has', () => {
  for (const [name, row] of Object.entries<Setting>({ ...SETTINGS, ...ENSEMBLE_SETTINGS })) {
    const said = SETTINGS_TEXT[name]?.default ?? '';
    if (row.default === undefined) assert.match(said, /^(none|the |true for)/, name);
    else assert.is(said.replace(/ \([^)]*\)$/, ''), written(row.default), name);
  }
  assert.equal(
    Object.keys(SETTINGS_TEXT).sort(),
    Object.keys({ ...SETTINGS, ...ENSEMBLE_SETTINGS }).sort(),
    'nothing is described that is not there',
  );
});

test('the comments come along with the types of the package', () => {
  const types = read('dist/settings-options.generated.d.ts').replace(/\s*\n\s*\* ?/g, ' ');
  for (const [name, { line }] of Object.entries(SETTINGS_TEXT)) assert.ok(types.includes(line), name);
});

test('every default is what its own check accepts, and what agents, planners and ensembles have', async () => {
  for (const [name, row] of rows)
    if (row.default !== undefined) assert.equal(row.check(name, row.default), row.default, name);
  const settings = settle(task, {}) as unknown as Record<string, unknown>;
  for (const [name, row] of rows) {
    if (!hasSetting('mppi', name)) assert.not(name in settings, name);
    else if (row.default !== undefined) assert.equal(settings[name], row.default, name);
  }
  assert.equal(
    { episode: settings.episode, learn: settings.learn, targetHorizon: settings.targetHorizon },
    { episode: 0, learn: true, targetHorizon: SETTINGS.horizon.default },
  );
  const planner = await Mppi.create(massOnLine());
  for (const name of ['horizon', 'rollouts', 'noiseCorrelation', 'temperature', 'gamma', 'seed'] as const)
    assert.equal(planner[name], PLANNER_SETTINGS[name].default, name);
  assert.is(planner.sigma[0], Math.fround(PLANNER_SETTINGS.sigma.default as number));
  const { settings: own } = await ValueEnsemble.create({ observationSize: 1 });
  for (const [name, value] of Object.entries(own)) {
    const row: Setting = { ...SETTINGS, ...ENSEMBLE_SETTINGS }[name as keyof typeof own];
    assert.equal(value, name === 'observationSize' ? 1 : row.default, name);
  }
});

test('one seed by default: agent, planner, ensemble and command line', async () => {
  const seed = 0;
  assert.is(settle(task, {}).seed, seed);
  assert.is((await Mppi.create(massOnLine())).seed, seed);
  assert.is((await ValueEnsemble.create({ observationSize: 1 })).settings.seed, seed);
  assert.not('seed' in parseRunArguments(['point-mass-box']).settings, 'the command line adds none');
});

test('the same check with the same words, whoever is asked', async () => {
  const refusal = async (made: Promise<object>): Promise<string | undefined> => {
    try {
      await ((await made) as Partial<Polo>).close?.();
    } catch (error) {
      assert.instance(error, OptionError);
      return (error as Error).message;
    }
    return undefined;
  };
  let refused = 0;
  for (const value of WRONG) {
    for (const name of Object.keys({ ...PLANNER_SETTINGS, ...VALUE_SETTINGS })) {
      const [given, asked] = [{ [name]: value }, `${name} ${String(value)}`];
      const small = { rollouts: 4, horizon: 2, ...given };
      const agent = await refusal(Polo.create(massOnLine(), { ...small, workers: 1 }));
      if (name in PLANNER_SETTINGS) assert.is(await refusal(Mppi.create(massOnLine(), small)), agent, asked);
      if (name in VALUE_SETTINGS || name === 'seed')
        assert.is(await refusal(ValueEnsemble.create({ observationSize: 1, ...given })), agent, asked);
      if (agent) refused++;
    }
  }
  assert.ok(refused > 100, `${refused} were refused`);
});

test('every refusal names the setting and what the table says it accepts', () => {
  for (const [name, row] of Object.entries<Setting>({ ...SETTINGS, ...ENSEMBLE_SETTINGS })) {
    let refused = 0;
    for (const value of WRONG) {
      try {
        row.check(name, value);
      } catch (error) {
        refused++;
        assert.instance(error, OptionError);
        assert.match((error as Error).message, new RegExp(`^${name}[\\w.[\\]]* must be .*, got `));
      }
    }
    assert.ok(refused >= 5, `${name} refuses`);
  }
});

test('every setting of an agent is a flag, with the default in its help', () => {
  const texts: Record<Setting['kind'], string> = {
    integer: '7',
    number: '0.5',
    choice: '',
    text: 'calm',
    flag: 'true',
    widths: '5,6',
    'per-action': '0.1,0.2',
    temperature: 'ess:0.2',
    'count-or-auto': 'auto',
  };
  const help = runHelp().split('\n');
  for (const [name, row] of rows) {
    const flag = `--${flagOf(name)}`;
    const text = row.choices?.at(-1) ?? texts[row.kind];
    const { settings } = parseRunArguments(['some-task', flag, text]);
    assert.equal(Object.keys(settings), [name]);
    row.check(name, settings[name as keyof typeof settings]);
    const lines = help.filter((line) => line.startsWith(`  ${flag} `));
    assert.is(lines.length, 1, flag);
    assert.ok(lines[0]!.includes(`; default ${row.default ?? ''}`), lines[0]);
  }
  assert.is(flagOf('noiseCorrelation'), 'noise-correlation');
});

test('the README has the table', async () => {
  const { withSettings } = await import(new URL('scripts/readme-settings.mjs', root).href);
  const readme = read('README.md');
  assert.is(withSettings(readme), readme, 'npm run settings puts it there');
  assert.throws(() => withSettings('no table'), /the README has no/);
  for (const name of Object.keys({ ...LEARNING_SETTINGS, ...ENSEMBLE_SETTINGS }))
    assert.match(readme, new RegExp(`^\\| \`${name}\` \\| `, 'm'));
});

test('what changes no bit is known to be so', () => {
  assert.equal(ANY_BITS, ['workers', 'workerTimeout']);
});

test('the planner can be said anywhere; settings of a task and its presets need not be of use to it', async () => {
  const said = { planner: 'mppi' } as const;
  const everywhere = { ...task, defaults: said, presets: { said } };
  assert.equal(settle(everywhere, { ...said, preset: 'said' }), settle(task, {}));
  assert.is(settle(task, {}).planner, 'mppi');
});

test('an unknown word is refused with those that are accepted, and the nearest if one is near', async () => {
  const planners = PLANNER_NAMES.join(', ');
  const refused: [object, string][] = [
    [{ planner: 'mpi' }, `planner must be one of ${planners}, got 'mpi'; did you mean mppi?`],
    [{ planner: 'MPPI ' }, `planner must be one of ${planners}, got 'MPPI '; did you mean mppi?`],
    [{ planner: 'mpip' }, `planner must be one of ${planners}, got 'mpip'; did you mean mppi?`],
    [{ planner: 'random' }, `planner must be one of ${planners}, got 'random'`],
    [{ planner: '' }, `planner must be one of ${planners}, got ''`],
    [{ planner: null }, `planner must be one of ${planners}, got null`],
    [{ agent: 'gredy' }, "agent must be one of polo, mpc, greedy, random, got 'gredy'; did you mean greedy?"],
    [{ tail: 'Hold' }, "tail must be one of rest, hold, got 'Hold'; did you mean hold?"],
    [{ targets: 'plan' }, "targets must be one of replan, planner, returns, got 'plan'"],
  ];
  for (const [options, message] of refused)
    assert.is(await messageOf(Polo.create(massOnLine(), options as never)), message);
});

test.run();
