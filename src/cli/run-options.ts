/** The options of `polo run`: their names, help texts and how their text becomes a setting. */

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { OptionError } from '../options.js';
import { ownersOf } from '../planners/own-settings.js';
import type { PoloOptions } from '../polo-options.js';
import type { Kind, Setting, Temperature } from '../setting-kinds.js';
import { SETTINGS } from '../settings.js';
import { SETTINGS_TEXT } from '../settings-text.generated.js';

/** From the text of a flag to what the setting's check takes. */
interface Reading {
  /** What stands for the value in the help. */
  readonly value: string;
  readonly read: (text: string) => unknown;
}

/** Text that is no number stays text, so that the check of the setting can show it. */
const number = (text: string): unknown =>
  text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
const numbers = (text: string): unknown[] => text.split(',').map(number);

/** How each kind of setting is written on the command line. */
const READINGS: Readonly<Record<Kind, Reading>> = {
  integer: { value: 'N', read: number },
  number: { value: 'X', read: number },
  choice: { value: 'WORD', read: (text) => text },
  text: { value: 'NAME', read: (text) => text },
  flag: {
    value: 'true|false',
    read: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  },
  widths: { value: 'N[,N…]', read: numbers },
  'per-action': { value: 'X[,X…]', read: (text) => (text.includes(',') ? numbers(text) : number(text)) },
  temperature: { value: 'X|ess:F|spread:F', read: temperature },
  'count-or-auto': { value: 'N|auto', read: number },
};

function temperature(text: string): Temperature | unknown {
  const [kind, amount] = text.split(':');
  if (kind === 'ess' && amount !== undefined) return { effectiveSampleSize: number(amount) };
  if (kind === 'spread' && amount !== undefined) return { spread: number(amount) };
  if (Number.isNaN(Number(text))) {
    throw new OptionError(
      `--temperature must be a number > 0, ess:FRACTION (effective sample size) or spread:FACTOR (standard deviations of the returns), got '${text}'`,
    );
  }
  return Number(text);
}

/** Every setting of an agent by its flag: `learningRate` by `learning-rate`. */
const FLAGS: ReadonlyMap<string, string> = new Map(Object.keys(SETTINGS).map((name) => [flagOf(name), name]));

export function flagOf(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const rowOf = (name: string): Setting => SETTINGS[name as keyof typeof SETTINGS];

/** Options that MuJoCo tasks share; short for `--option NAME=VALUE`. */
const TASK_FLAGS = [
  ['physics', 'KIND', 'rollouts in the lanes or with MuJoCo: lanes, mujoco or auto (default)'],
  ['world', 'KIND', 'what the agent acts in: mujoco (default) or lanes'],
] as const;

/** What `polo run` was asked for. */
export interface RunArguments {
  readonly help: boolean;
  readonly task: string | undefined;
  /** Instead of `task`: path of an MJCF file, and of the module that says what it is for. */
  readonly model: string | undefined;
  readonly modelTask: string | undefined;
  readonly settings: PoloOptions;
  /** Options of the task's factory, by name. */
  readonly taskOptions: Record<string, unknown> | undefined;
  /** Keyframe of the task's model at which episodes begin. */
  readonly keyframe: string | undefined;
  readonly steps: unknown;
  /** Directory of a run whose value function is used. */
  readonly value: string | undefined;
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly fromPrevious: boolean;
  /** Seconds between checkpoints. */
  readonly checkpointEvery: unknown;
  readonly json: boolean;
}

export function parseRunArguments(args: string[]): RunArguments {
  const options: ParseArgsConfig['options'] = {
    help: { type: 'boolean', short: 'h' },
    steps: { type: 'string' },
    model: { type: 'string' },
    task: { type: 'string' },
    option: { type: 'string', multiple: true },
    keyframe: { type: 'string' },
    ...Object.fromEntries(TASK_FLAGS.map(([name]) => [name, { type: 'string' as const }])),
    value: { type: 'string' },
    out: { type: 'string' },
    resume: { type: 'string' },
    'from-previous': { type: 'boolean' },
    'checkpoint-every': { type: 'string' },
    json: { type: 'boolean' },
    ...Object.fromEntries([...FLAGS.keys()].map((flag) => [flag, { type: 'string' as const }])),
  };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length > 1) throw new OptionError(`run takes one TASK, got ${positionals.join(' ')}`);
  const settings: Record<string, unknown> = {};
  for (const [flag, name] of FLAGS) {
    const text = values[flag];
    if (typeof text === 'string') settings[name] = READINGS[rowOf(name).kind].read(text);
  }
  return {
    help: values.help === true,
    task: positionals[0],
    model: values.model as string | undefined,
    modelTask: values.task as string | undefined,
    settings: settings as PoloOptions,
    taskOptions: taskOptions([
      ...TASK_FLAGS.flatMap(([name]) => (values[name] === undefined ? [] : [`${name}=${values[name]}`])),
      ...((values.option as string[] | undefined) ?? []),
    ]),
    keyframe: values.keyframe as string | undefined,
    steps: typeof values.steps === 'string' ? number(values.steps) : undefined,
    value: values.value as string | undefined,
    out: values.out as string | undefined,
    resume: values.resume as string | undefined,
    fromPrevious: values['from-previous'] === true,
    checkpointEvery:
      typeof values['checkpoint-every'] === 'string' ? number(values['checkpoint-every']) : undefined,
    json: values.json === true,
  };
}

function taskOptions(pairs: string[]): Record<string, unknown> | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (!name) throw new OptionError(`--option must have the form NAME=VALUE, got '${pair}'`);
      return [name, text === 'true' ? true : text === 'false' ? false : number(text!)];
    }),
  );
}

/** "horizon must be …" of a setting's check, in the words of the command line. */
export function inFlagWords(message: string): string {
  if (message.startsWith('keyframe ')) return `--${message}`;
  for (const [flag, name] of FLAGS) {
    if (message.startsWith(`${name} `) || message.startsWith(`${name}[`))
      return `--${flag}${message.slice(name.length)}`;
  }
  return message;
}

export function runHelp(): string {
  const lines = [...FLAGS].map(([flag, name]) => [`--${flag} ${placeholderOf(name)}`, helpOf(name)] as const);
  const own = [
    ['--steps N', 'control steps; default one episode, or 1000'],
    ['--model FILE', 'instead of TASK: a MuJoCo model (MJCF, with the files that it names); with --task'],
    ['--task FILE', 'the module that says what the model is for: what is read, reward, observation'],
    ['--option NAME=VALUE', 'an option of the task, may be repeated'],
    [
      '--keyframe NAME',
      'episodes begin at this keyframe of the MuJoCo model, not where the task has them begin',
    ],
    ['--value DIR', 'starts from the value function of a recorded run; with --agent mpc it stays as it is'],
    ['--out DIR', 'records the run in a new directory'],
    ['--resume DIR', 'goes on with a recorded run, up to --steps'],
    ['--from-previous', 'with --resume: from the checkpoint before the last'],
    ['--checkpoint-every S', 'seconds between checkpoints of a recorded run; default 60'],
    ['--json', 'one JSON object on stdout and nothing else'],
  ] as const;
  const shared = TASK_FLAGS.map(([name, value, help]) => [`--${name} ${value}`, help] as const);
  const all = [...own, ...shared, ...lines];
  const width = Math.max(...all.map(([left]) => left.length));
  return `polo run TASK [options]\npolo run --model FILE.xml --task FILE.js [options]\n\nTASK is the name of a task ('polo tasks') or the path of a module that exports one. Defaults are those of a task that has\nnone of its own; 'polo tasks' lists what each task has.\n\n${all
    .map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join('\n')}\n${[...FLAGS].map(([flag, name]) => meaningsOf(flag, rowOf(name))).join('')}`;
}

/** The words of a choice that have a line each: `--planner is one of: …`. */
function meaningsOf(flag: string, { about = {} }: Setting): string {
  const words = Object.entries(about);
  if (words.length === 0) return '';
  const width = Math.max(...words.map(([word]) => word.length));
  return `\n--${flag} is one of:\n${words.map(([word, line]) => `  ${word.padEnd(width)}  ${line}\n`).join('')}`;
}

function placeholderOf(name: string): string {
  const { kind, choices } = rowOf(name);
  return choices?.join('|') ?? READINGS[kind].value;
}

/** `H, control steps of a plan; default 64`. */
function helpOf(name: string): string {
  const { line, default: fallback } = SETTINGS_TEXT[name]!;
  const known = rowOf(name).default;
  const owners = ownersOf(name);
  const whose = owners.length > 0 ? `; with --planner ${owners.join(', ')}` : '';
  const plain = `${line}; default ${known === undefined ? fallback : known}${whose}`.replaceAll('`', '');
  return plain.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
