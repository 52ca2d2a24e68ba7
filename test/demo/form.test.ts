/** The form of the live page, without a browser: its fields are those that the table of settings gives it. */

import { mkdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { settle } from '../../src/polo-options.js';
import type { Setting } from '../../src/setting-kinds.js';
import { SETTINGS } from '../../src/settings.js';
import { resolveTask } from '../../src/tasks/resolve.js';

interface Run {
  readonly task: string;
  readonly options: object;
  readonly settings: Readonly<Record<string, unknown>>;
}
interface Form {
  read(): Run;
  write(run: Run): void;
  showDefaults(settings: object, threads: number): void;
}

const root = new URL('../../../', import.meta.url);
const OUT = new URL('build/demo-form/', root).pathname;
const WITH_FIELD = Object.entries<Setting>(SETTINGS).filter(([, { form }]) => form);

mkdirSync(OUT, { recursive: true });
await build({
  entryPoints: ['form', 'link', 'presets'].map((name) => new URL(`demo/${name}.ts`, root).pathname),
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  outdir: OUT,
  outExtension: { '.js': '.mjs' },
  external: ['module'],
  logLevel: 'warning',
});
const { window } = new JSDOM(readFileSync(new URL('demo/index.html', root)));
const { document, HTMLInputElement, HTMLSelectElement, Option } = window;
Object.assign(globalThis, { document, HTMLInputElement, HTMLSelectElement, Option });
const { Form: LiveForm } = await import(`${OUT}form.mjs`);
const { linkOf, runOf } = await import(`${OUT}link.mjs`);
const { PRESETS }: { PRESETS: readonly (Run & { name: string })[] } = await import(`${OUT}presets.mjs`);
const element = document.getElementById('settings') as unknown as {
  elements: Record<string, { value: string }>;
};
const form: Form = new LiveForm(element, () => {});
const labelOf = (name: string) => document.querySelector(`[name=${name}]`)!.closest('label')!;

test('there is a field for each setting that shall have one, with its name and what it is', () => {
  const names = [...document.querySelectorAll<HTMLInputElement>('#settings [name]')].map(({ name }) => name);
  assert.equal(names, ['task', 'options', ...WITH_FIELD.map(([name]) => name)]);
  for (const name of [
    'agent',
    'horizon',
    'rollouts',
    'sigma',
    'temperature',
    'kappa',
    'learn',
    'workers',
    'seed',
  ])
    assert.ok(names.includes(name), name);
  assert.match(labelOf('horizon').title, /^H, control steps of a plan/);
  const choices = [...document.querySelectorAll<HTMLOptionElement>('[name=agent] option')];
  assert.equal(
    choices.map(({ value }) => value),
    ['', ...SETTINGS.agent.choices!],
  );
});

test('what is written is read again, settings without a field included', () => {
  const run: Run = {
    task: 'humanoid-getup',
    options: { physics: 'mujoco' },
    settings: {
      agent: 'mpc',
      learn: false,
      horizon: 16,
      sigma: [0.1, 0.2],
      temperature: { effectiveSampleSize: 0.2 },
      seed: 0,
      learningRate: 0.01,
    },
  };
  form.write(run);
  assert.is(element.elements.temperature!.value, 'ess:0.2');
  assert.equal(form.read(), run);
  assert.equal(runOf(linkOf(run)), run);
  form.write({ task: 'humanoid-getup', options: {}, settings: {} });
  assert.equal(form.read().settings, {});
  element.elements.horizon!.value = 'far';
  assert.equal(form.read().settings, { horizon: 'far' }, 'the agent’s check shall see it');
});

test('what is used where a field is empty is shown', () => {
  form.showDefaults(
    { ...Object.fromEntries(WITH_FIELD.map(([name, row]) => [name, row.default])), learn: true },
    3,
  );
  const shown = (name: string) => document.querySelector<HTMLInputElement>(`[name=${name}]`)!.placeholder;
  assert.is(shown('horizon'), '64');
  assert.is(shown('workers'), '3');
  assert.is(shown('seed'), '0');
  assert.is(document.querySelector('[name=agent] option')!.textContent, 'polo (default)');
  assert.is(document.querySelector('[name=learn] option')!.textContent, 'true (default)');
});

test('the settings of the page’s own runs are settings', async () => {
  for (const { name, task, options, settings } of PRESETS) {
    const made = await resolveTask({ module: task, options });
    assert.is(settle(made, settings).seed, settings.seed, name);
  }
});

test.run();
