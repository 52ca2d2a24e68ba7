/**
 * The settings of a run as fields of a form: those that the table of settings gives one, after preset, task and its
 * options. What is left empty is the task's default, which is shown in grey.
 */

import type { Setting } from '../src/setting-kinds.js';
import { SETTINGS } from '../src/settings.js';
import { SETTINGS_TEXT } from '../src/settings-text.generated.js';
import { taskEntries } from '../src/tasks/registry.js';
import { readValue, textOf } from './link.js';
import type { RunConfig } from './protocol.js';

type Field = HTMLInputElement | HTMLSelectElement;

/** The rows of the table that have a field. */
const ROWS: readonly [name: string, row: Setting][] = Object.entries<Setting>(SETTINGS).filter(
  ([, { form }]) => form,
);
const OWN = ROWS.map(([name]) => name);

export class Form {
  readonly #fields: Readonly<Record<string, Field>>;
  /** Settings of the run that have no field. */
  #others: Readonly<Record<string, unknown>> = {};

  constructor(
    private readonly form: HTMLFormElement,
    start: () => void,
  ) {
    form.querySelector('button')!.before(...ROWS.map(([name, row]) => labelled(name, row)));
    this.#fields = Object.fromEntries(
      [...form.elements]
        .filter((field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
        .map((field) => [field.name, field]),
    );
    fill(
      this.#select('task'),
      taskEntries.map(({ name }) => name),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      start();
    });
    // Another task has other defaults and other options.
    this.#field('task').addEventListener('change', () => {
      this.write({ task: this.#field('task').value, options: {}, settings: this.#seed() });
      start();
    });
  }

  /** @throws if a field holds what cannot be read */
  read(): RunConfig {
    const settings: Record<string, unknown> = { ...this.#others };
    for (const [name, row] of ROWS) {
      const text = this.#field(name).value.trim();
      if (text) settings[name] = read(text, row);
    }
    const options = this.#field('options').value.trim();
    const parsed = options ? readValue(options) : {};
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new Error(`options of the task must be JSON such as {"map":"rooms"}, got ${options}`);
    }
    return { task: this.#field('task').value, options: parsed as Record<string, unknown>, settings };
  }

  write({ task, options, settings }: RunConfig): void {
    this.#others = Object.fromEntries(Object.entries(settings).filter(([name]) => !OWN.includes(name)));
    this.#field('task').value = task;
    this.#field('options').value = Object.keys(options).length > 0 ? JSON.stringify(options) : '';
    for (const [name, row] of ROWS)
      this.#field(name).value = name in settings ? show(settings[name], row) : '';
  }

  /** Shows in grey what is used where a field is empty. */
  showDefaults(settings: Readonly<Record<string, unknown>>, threads: number): void {
    for (const [name, row] of ROWS) {
      const field = this.#field(name);
      const value = name === 'workers' ? String(threads) : show(settings[name], row);
      if (field instanceof HTMLInputElement) field.placeholder = value;
      else field.options[0]!.textContent = `${value} (default)`;
    }
  }

  get element(): HTMLFormElement {
    return this.form;
  }

  /** The seed of a run is kept when everything else of it changes. */
  #seed(): RunConfig['settings'] {
    const text = this.#field('seed').value.trim();
    return text ? { seed: readValue(text) } : {};
  }

  #field(name: string): Field {
    return this.#fields[name]!;
  }

  #select(name: string): HTMLSelectElement {
    return this.#fields[name] as HTMLSelectElement;
  }
}

export function fill(select: HTMLSelectElement, values: readonly string[]): void {
  select.replaceChildren(...values.map((value) => new Option(value || 'default', value)));
}

/** A field under the name of its setting; its title says what the setting is. */
function labelled(name: string, { kind, choices, about = {} }: Setting): HTMLLabelElement {
  const words = kind === 'flag' ? ['true', 'false'] : choices;
  const field = document.createElement(words ? 'select' : 'input');
  field.name = name;
  if (field instanceof HTMLSelectElement) {
    fill(field, ['', ...words!]);
    for (const option of field.options) option.title = about[option.value] ?? '';
  } else field.spellcheck = false;
  if (kind === 'integer') field.inputMode = 'numeric';
  if (kind === 'number') field.inputMode = 'decimal';
  const label = document.createElement('label');
  const { line, more } = SETTINGS_TEXT[name]!;
  label.title = `${line}. ${more}`.trim().replaceAll('`', '');
  label.append(`${name} `, field);
  return label;
}

/** A temperature is `ess:0.2` or `spread:0.1`, as on the command line; everything else is JSON or a text. */
function read(text: string, { kind }: Setting): unknown {
  const [, way, number] = (kind === 'temperature' && /^(ess|spread):(.+)$/.exec(text)) || [];
  if (!way) return readValue(text);
  return { [way === 'ess' ? 'effectiveSampleSize' : way]: readValue(number!) };
}

function show(value: unknown, { kind }: Setting): string {
  if (kind !== 'temperature' || typeof value !== 'object' || value === null) return textOf(value);
  return Object.entries(value)
    .map(([way, number]) => `${way === 'effectiveSampleSize' ? 'ess' : way}:${number}`)
    .join();
}
