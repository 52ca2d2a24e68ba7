/**
 * A task of a model file and a module: `polo run --model FILE.xml --task FILE.js`. It has a name and options that
 * survive JSON, so that workers and a resumed run make it again from the same files.
 */

import { basename } from 'node:path';
import { messageOf } from '../errors.js';
import { checkKnown, OptionError, show } from '../options.js';
import type { TaskSource } from '../worlds/world.js';
import { readModel } from './model-files.js';
import { checkReadout, type MujocoTask, type MujocoTaskOptions, mujocoTask } from './mujoco-task.js';
import { PHYSICS_OPTIONS, type PhysicsOptions } from './physics.js';
import { OWN_MODEL } from './registry.js';

/** What the default export of the module is, or what it returns if it is a function of `OwnModelOptions.options`. */
export type ModelTask = Omit<
  MujocoTaskOptions,
  'name' | 'xml' | 'files' | 'source' | keyof PhysicsOptions
> & {
  /** Default: the name of the model's file. */
  readonly name?: string;
};

export interface OwnModelOptions {
  /** Path of the MJCF file; MuJoCo looks up the files that it names. */
  readonly model: string;
  /** URL of the module whose default export is a {@link ModelTask} or a function that makes one. */
  readonly task: string;
  /** What that function gets; `physics` and `world` (see `PhysicsOptions`) are taken out before. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const REQUIRED = ['rewardReads', 'observationReads', 'observationSize', 'reward', 'observe'] as const;
const OPTIONAL = [
  'name',
  'description',
  'measureName',
  'measure',
  'defaults',
  'presets',
  'episode',
  'planningXml',
  'physicsSteps',
  'start',
  'reset',
  'restingAction',
  'beforeAction',
] as const;

/** @throws with the file at fault in front of the message. */
export async function ownModel({ model, task, options = {} }: OwnModelOptions): Promise<MujocoTask> {
  const physics: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    ((PHYSICS_OPTIONS as readonly string[]).includes(name) ? physics : own)[name] = value;
  }
  const made = await about(`task module ${task}`, async () => {
    const { default: exported } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ task)) as {
      default?: unknown;
    };
    if (typeof exported === 'function') return checkModelTask(await exported(own));
    const [refused] = Object.keys(own);
    if (refused)
      throw new OptionError(`its default export is no function, so there is no option '${refused}'`);
    return checkModelTask(exported);
  });
  const files = await about(`model ${model}`, () => readModel(model));
  const name = made.name ?? basename(model).replace(/\.[^.]*$/, '');
  const source: TaskSource = { module: OWN_MODEL, options: { model, task, options } };
  return mujocoTask({ ...made, ...physics, ...files, name, source });
}

/** Puts a file's name in front of what went wrong with it. What refuses an option goes on refusing it. */
async function about<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const Kind = error instanceof OptionError ? OptionError : Error;
    throw new Kind(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws naming what is missing, too much or of the wrong kind. */
function checkModelTask(value: unknown): ModelTask {
  if (typeof value !== 'object' || value === null) {
    throw new Error(
      `its default export must be an object with ${REQUIRED.join(', ')}, or a function that returns one, got ${show(value)}`,
    );
  }
  checkKnown('its default export', value, [...REQUIRED, ...OPTIONAL]);
  checkReadout(value);
  return value as ModelTask;
}
