/** The settings of a run as fields of a form. What is left empty is the task's default, which is shown in grey. */

import { AGENTS, PLANNERS } from '../src/polo-options.js';
import { taskEntries } from '../src/tasks/registry.js';
import { readValue, textOf } from './link.js';
import type { RunConfig } from './protocol.js';

type Fields = Record<string, HTMLInputElement | HTMLSelectElement>;

const NUMBERS = ['horizon', 'rollouts', 'sigma', 'kappa', 'workers', 'seed'];
/** Settings with a field of their own, beside the temperature, whose text is not its value. */
const OWN = ['agent', 'planner', ...NUMBERS, 'learn'];

export class Form {
  readonly #fields: Fields;
  /** Settings of the run that have no field. */
  #others: Readonly<Record<string, unknown>> = {};

  constructor(
    private readonly form: HTMLFormElement,
    start: () => void,
  ) {
    this.#fields = Object.fromEntries(
      [...form.elements]
        .filter((field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
        .map((field) => [field.name, field]),
    );
    fill(
      this.#select('task'),
      taskEntries.map(({ name }) => name),
    );
    fill(this.#select('agent'), ['', ...AGENTS]);
    fill(this.#select('planner'), ['', ...PLANNERS]);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      start();
    });
    // Another task has other defaults and other options.
    this.#field('task').addEventListener('change', () => {
      this.write({ task: this.#field('task').value, options: {}, settings: { seed: this.#setting('seed') } });
      start();
    });
  }

  /** @throws if a field holds what cannot be read */
  read(): RunConfig {
    const settings: Record<string, unknown> = { ...this.#others };
    for (const name of OWN) {
      const value = this.#setting(name);
      if (value !== undefined) settings[name] = value;
    }
    const temperature = this.#field('temperature').value.trim();
    if (temperature) settings.temperature = readTemperature(temperature);
    const options = this.#field('options').value.trim();
    const parsed = options ? readValue(options) : {};
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new Error(`options of the task must be JSON such as {"map":"rooms"}, got ${options}`);
    }
    return { task: this.#field('task').value, options: parsed as Record<string, unknown>, settings };
  }

  write({ task, options, settings }: RunConfig): void {
    const { temperature, ...rest } = settings;
    this.#others = Object.fromEntries(Object.entries(rest).filter(([name]) => !OWN.includes(name)));
    this.#field('task').value = task;
    this.#field('options').value = Object.keys(options).length > 0 ? JSON.stringify(options) : '';
    for (const name of OWN) this.#field(name).value = name in rest ? textOf(rest[name]) : '';
    this.#field('temperature').value = temperature === undefined ? '' : showTemperature(temperature);
  }

  /** Shows in grey what is used where a field is empty. */
  showDefaults(settings: Readonly<Record<string, unknown>>, threads: number): void {
    for (const name of [...NUMBERS, 'temperature']) {
      const field = this.#field(name) as HTMLInputElement;
      const value = name === 'temperature' ? showTemperature(settings[name]) : textOf(settings[name]);
      field.placeholder = name === 'workers' ? String(threads) : value;
    }
    for (const name of ['agent', 'planner'])
      this.#select(name).options[0]!.textContent = `${settings[name]} (default)`;
  }

  get element(): HTMLFormElement {
    return this.form;
  }

  #setting(name: string): unknown {
    const text = this.#field(name).value.trim();
    return text ? readValue(text) : undefined;
  }

  #field(name: string): HTMLInputElement | HTMLSelectElement {
    return this.#fields[name]!;
  }

  #select(name: string): HTMLSelectElement {
    return this.#fields[name] as HTMLSelectElement;
  }
}

export function fill(select: HTMLSelectElement, values: readonly string[]): void {
  select.replaceChildren(...values.map((value) => new Option(value || 'default', value)));
}

/** A number, or `ess:0.2` and `spread:0.1` as on the command line. */
function readTemperature(text: string): unknown {
  const [, kind, number] = /^(ess|spread):(.+)$/.exec(text) ?? [];
  if (!kind) return readValue(text);
  return { [kind === 'ess' ? 'effectiveSampleSize' : kind]: readValue(number!) };
}

function showTemperature(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([kind, number]) => `${kind === 'effectiveSampleSize' ? 'ess' : kind}:${number}`)
    .join();
}
