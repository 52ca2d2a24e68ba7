/** The options of `polo run`: their names, help texts and how their text becomes a setting. */

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { OptionError } from '../options.js';
import type { Temperature } from '../planners/temperature.js';
import type { PoloOptions } from '../polo-options.js';

type Convert = (text: string, flag: string) => unknown;

interface Flag {
  /** The setting that it sets. */
  readonly setting: keyof PoloOptions;
  readonly value: string;
  readonly help: string;
  readonly convert: Convert;
}

/** Text that is no number stays text, so that the check of the setting can show it. */
const number: Convert = (text) => (text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text));
const word: Convert = (text) => text;
const numbers: Convert = (text, flag) =>
  text.includes(',') ? text.split(',').map((each) => number(each, flag)) : number(text, flag);
const flagValue: Convert = (text) => (text === 'true' ? true : text === 'false' ? false : text);
const widths: Convert = (text, flag) => text.split(',').map((each) => number(each, flag));

function temperature(text: string): Temperature | unknown {
  const [kind, amount] = text.split(':');
  if (kind === 'ess' && amount !== undefined) return { effectiveSampleSize: number(amount, '') };
  if (kind === 'spread' && amount !== undefined) return { spread: number(amount, '') };
  if (Number.isNaN(Number(text))) {
    throw new OptionError(
      `--temperature must be a number > 0, ess:FRACTION (effective sample size) or spread:FACTOR (standard deviations of the returns), got '${text}'`,
    );
  }
  return Number(text);
}

const flag = (setting: keyof PoloOptions, value: string, convert: Convert, help: string): Flag => ({
  setting,
  value,
  convert,
  help,
});

const SETTINGS: Record<string, Flag> = {
  agent: flag(
    'agent',
    'KIND',
    word,
    'polo, mpc (planner alone), greedy (polo with horizon 1) or random; default polo',
  ),
  preset: flag('preset', 'NAME', word, 'a set of settings that the task has beside its defaults'),
  planner: flag('planner', 'NAME', word, 'mppi'),
  horizon: flag('horizon', 'STEPS', number, 'H, control steps of a plan'),
  rollouts: flag('rollouts', 'COUNT', number, 'K, rollouts of a plan'),
  sigma: flag('sigma', 'S[,S…]', numbers, 'σ, standard deviation of the noise, one or one for each action'),
  'noise-correlation': flag('noiseCorrelation', 'R', number, 'ρ, correlation of the noise between steps'),
  temperature: flag(
    'temperature',
    'λ|ess:F|spread:F',
    temperature,
    'λ, or adapted to an effective sample size or spread',
  ),
  gamma: flag('gamma', 'G', number, 'γ, discount of a step'),
  tail: flag(
    'tail',
    'KIND',
    word,
    'what follows the last action of a plan: rest (the resting control) or hold',
  ),
  seed: flag('seed', 'N', number, 'default 1'),
  workers: flag('workers', 'N|auto', number, 'threads, the calling one included; default auto'),
  'worker-timeout': flag('workerTimeout', 'S', number, 'seconds after which a silent worker is replaced'),
  episode: flag('episode', 'STEPS', number, 'steps in an episode, 0: never reset'),
  learn: flag(
    'learn',
    'true|false',
    flagValue,
    'whether the value function is improved; default true for polo',
  ),
  members: flag('members', 'K', number, 'networks in the ensemble'),
  hidden: flag('hidden', 'W,W', widths, 'widths of the hidden layers'),
  kappa: flag('kappa', 'K', number, 'κ, optimism of the ensemble'),
  'prior-scale': flag('priorScale', 'B', number, 'β, scale of the randomised priors'),
  'learning-rate': flag('learningRate', 'A', number, "Adam's step size"),
  'target-noise': flag('targetNoise', 'S', number, 'σ of the noise on targets'),
  ridge: flag('ridge', 'R', number, 'pull of the parameters toward zero'),
  'update-every': flag('updateEvery', 'Z', number, 'steps between updates of the value function'),
  'gradient-steps': flag('gradientSteps', 'G', number, 'gradient steps of an update'),
  'batch-size': flag('batchSize', 'N', number, 'states in a minibatch'),
  'buffer-capacity': flag('bufferCapacity', 'N', number, 'states remembered'),
  targets: flag('targets', 'MODE', word, 'replan, planner or returns'),
  'target-horizon': flag('targetHorizon', 'N', number, 'N, steps of a target; default the horizon'),
  'refresh-states': flag('refreshStates', 'S', number, 'states that get new targets at each update'),
  'target-rollouts': flag('targetRollouts', 'M', number, 'M, rollouts for each target'),
};

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
    ...Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, { type: 'string' as const }])),
  };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length > 1) throw new OptionError(`run takes one TASK, got ${positionals.join(' ')}`);
  const settings: Record<string, unknown> = {};
  for (const [name, { setting, convert }] of Object.entries(SETTINGS)) {
    const text = values[name];
    if (typeof text === 'string') settings[setting] = convert(text, `--${name}`);
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
    steps: typeof values.steps === 'string' ? number(values.steps, '--steps') : undefined,
    value: values.value as string | undefined,
    out: values.out as string | undefined,
    resume: values.resume as string | undefined,
    fromPrevious: values['from-previous'] === true,
    checkpointEvery:
      typeof values['checkpoint-every'] === 'string'
        ? number(values['checkpoint-every'], '--checkpoint-every')
        : undefined,
    json: values.json === true,
  };
}

function taskOptions(pairs: string[]): Record<string, unknown> | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (!name) throw new OptionError(`--option must have the form NAME=VALUE, got '${pair}'`);
      return [name, text === 'true' ? true : text === 'false' ? false : number(text!, '--option')];
    }),
  );
}

/** "horizon must be …" of a setting's check, in the words of the command line. */
export function inFlagWords(message: string): string {
  if (message.startsWith('keyframe ')) return `--${message}`;
  for (const [name, { setting }] of Object.entries(SETTINGS)) {
    if (message.startsWith(`${setting} `) || message.startsWith(`${setting}[`))
      return `--${name}${message.slice(setting.length)}`;
  }
  return message;
}

export function runHelp(): string {
  const lines = Object.entries(SETTINGS).map(
    ([name, { value, help }]) => [`--${name} ${value}`, help] as const,
  );
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
  return `polo run TASK [options]\npolo run --model FILE.xml --task FILE.js [options]\n\nTASK is the name of a task ('polo tasks') or the path of a module that exports one.\n\n${all
    .map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join('\n')}\n`;
}
