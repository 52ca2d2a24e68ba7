/** From a task's source to the task: what a worker does, and the command line. */

import { messageOf } from '../errors.js';
import type { Kernels } from '../kernels/load.js';
import { OptionError, show } from '../options.js';
import type { Task, TaskSource } from '../simulation/world.js';
import type { OwnModelOptions } from './own-model.js';
import { taskEntries } from './registry.js';

/** A task of a model file and a module. */
export const OWN_MODEL = 'own-model';
/**
 * It reads files, so that no bundler for browsers may follow it: neither its name as a constant, which esbuild sees
 * through, nor an address made of it and this module's, which webpack takes for a folder of modules and which then throws.
 */
const OWN_MODEL_FILE = ['.', 'own-model.js'].join('/');

/**
 * Makes the task that a source describes.
 *
 * @param source `module` is the name of a task of this package, `own-model` (see own-model.ts), or the URL of a module
 *   whose export is a task or a function that makes one from `source.options`.
 * @returns the task, with a `source` in any case
 * @throws if there is no such task, module or export; if the module or its function throws (with the module's name in
 *   front); or if what comes out is no task
 */
export async function resolveTask(source: TaskSource): Promise<Task> {
  const task = await make(source);
  return source.keyframe === undefined ? task : startingFrom(task, source.keyframe);
}

async function make(source: TaskSource): Promise<Task> {
  const entry = taskEntries.find((known) => known.name === source.module);
  if (entry) return withSource(await entry.make(source.options), source);
  if (source.module === OWN_MODEL) {
    const own: typeof import('./own-model.js') = await import(
      /* @vite-ignore */ /* webpackIgnore: true */ OWN_MODEL_FILE
    );
    return own.ownModel(source.options as OwnModelOptions);
  }
  if (!URL.canParse(source.module)) {
    const known = taskEntries.map(({ name }) => name).join(', ');
    throw new Error(`unknown task '${source.module}'; known tasks: ${known}, or the path of a module`);
  }
  return withSource(await fromModule(source), source);
}

/** The task with episodes that begin at a keyframe of its model. */
function startingFrom(task: Task, keyframe: string): Task {
  return Object.assign(copyOf(task), {
    source: task.source && { ...task.source, keyframe },
    async createWorld(kernels: Kernels) {
      const world = await task.createWorld(kernels);
      try {
        if (!world.startFrom) {
          throw new OptionError(
            `keyframe must be left out: task '${task.name}' has no MuJoCo model, got ${show(keyframe)}`,
          );
        }
        world.startFrom(keyframe);
      } catch (error) {
        world.close?.();
        throw error;
      }
      return world;
    },
  });
}

async function fromModule(source: TaskSource): Promise<Task> {
  const name = source.export ?? 'default';
  const url = source.module;
  const module: Record<string, unknown> = await explain(
    `task module ${url} cannot be loaded`,
    () =>
      // The URL is the user's: no bundler can follow it.
      import(/* @vite-ignore */ /* webpackIgnore: true */ url),
  );
  if (!(name in module)) throw new Error(`task module ${url} has no export '${name}'`);
  const exported = module[name];
  const made: unknown =
    typeof exported === 'function'
      ? await explain(`task module ${url}: ${name === 'default' ? 'its function' : name} failed`, () =>
          exported(source.options),
        )
      : exported;
  if (!isTask(made)) {
    throw new Error(
      `task module ${url}: export '${name}' must be a task (an object with name and createWorld) or a function that makes one`,
    );
  }
  return made;
}

function isTask(value: unknown): value is Task {
  const task = value as Task | null | undefined;
  return typeof task === 'object' && typeof task?.name === 'string' && typeof task.createWorld === 'function';
}

/** Puts what was being done in front of an error's message. */
async function explain<T>(doing: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${doing}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * A task that names no source gets the one it was made from, so that other threads can make it too: in a copy, since
 * the module may have exported an object that is used elsewhere.
 */
function withSource(task: Task, source: TaskSource): Task {
  return task.source ? task : Object.assign(copyOf(task), { source });
}

/** A task with the fields and methods of another, which may be an object of a class. */
function copyOf(task: Task): Task {
  const { name, description, measureName, source, defaults, presets, episode } = task;
  return {
    name,
    description,
    measureName,
    defaults,
    presets,
    episode,
    source,
    get notice() {
      return task.notice;
    },
    createWorld: (kernels: Kernels) => task.createWorld(kernels),
    createPlanningWorld:
      task.createPlanningWorld && ((kernels: Kernels) => task.createPlanningWorld!(kernels)),
    createBatchWorld: task.createBatchWorld && ((kernels: Kernels) => task.createBatchWorld!(kernels)),
  } satisfies Record<keyof Task, unknown>; // a field that is forgotten here does not compile
}
