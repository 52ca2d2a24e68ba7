/** From a task's source to the task: what a worker does, and the command line. */

import { messageOf } from '../errors.js';
import type { Kernels } from '../kernels/load.js';
import { OptionError, show } from '../options.js';
import type { Task, TaskSource } from '../worlds/world.js';
import type { OwnModelOptions } from './own-model.js';
import { OWN_MODEL, taskEntries } from './registry.js';

/**
 * The file of tasks that are a model file and a module. It reads files, so that no bundler for browsers may follow it: neither its name as a constant, which esbuild sees
 * through, nor an address made of it and this module's, which webpack takes for a folder of modules and which then throws.
 */
const OWN_MODEL_FILE = ['.', 'own-model.js'].join('/');

/** Makes a task from a source's options; or a task that needs none. */
export type TaskFactory = ((options?: never) => Task | Promise<Task>) | Task;
/** Factories by the names that sources have for them. */
export type TaskFactories = Readonly<Record<string, TaskFactory>>;

/** Whether a source's `module` can only be the name of a factory that some worker serves. */
export function isServedName(module: string): boolean {
  return module !== OWN_MODEL && !taskEntries.some(({ name }) => name === module) && !URL.canParse(module);
}

/**
 * Makes the task that a source describes.
 *
 * @param source `module` is the name of a task of this package, `own-model` (see own-model.ts), the URL of a module
 *   whose export is a task or a function that makes one from `source.options`, or the name of a served factory.
 * @param served factories by name
 * @returns the task, with a `source` in any case
 * @throws if there is no such task, module or export; if the module or its function throws (with the module's name in
 *   front); or if what comes out is no task
 */
export async function resolveTask(source: TaskSource, served: TaskFactories = {}): Promise<Task> {
  const task = await namedTask(source, served);
  return source.keyframe === undefined ? task : startingFrom(task, source.keyframe);
}

async function namedTask(source: TaskSource, served: TaskFactories): Promise<Task> {
  if (Object.hasOwn(served, source.module)) {
    const what = `served task '${source.module}'`;
    return withSource(await make(served[source.module], what, what, source), source);
  }
  const entry = taskEntries.find((known) => known.name === source.module);
  if (entry) return withSource(await entry.make(source.options), source);
  if (source.module === OWN_MODEL) {
    const own: typeof import('./own-model.js') = await import(
      /* @vite-ignore */ /* webpackIgnore: true */ OWN_MODEL_FILE
    );
    return own.ownModel(source.options as OwnModelOptions);
  }
  if (!URL.canParse(source.module)) {
    const known = [...Object.keys(served), ...taskEntries.map(({ name }) => name)].join(', ');
    throw new OptionError(`unknown task '${source.module}'; known tasks: ${known}, or the path of a module`);
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
  const what = `task module ${url}`;
  return make(
    module[name],
    `${what}: export '${name}'`,
    `${what}: ${name === 'default' ? 'its function' : name}`,
    source,
  );
}

/** @param it the same as `what`, as the subject of what failed */
async function make(factory: unknown, what: string, it: string, source: TaskSource): Promise<Task> {
  const made: unknown =
    typeof factory === 'function' ? await explain(`${it} failed`, () => factory(source.options)) : factory;
  if (!isTask(made)) {
    throw new Error(
      `${what} must be a task (an object with name and createWorld) or a function that makes one`,
    );
  }
  return made;
}

function isTask(value: unknown): value is Task {
  const task = value as Task | null | undefined;
  return typeof task === 'object' && typeof task?.name === 'string' && typeof task.createWorld === 'function';
}

/** Puts what was being done in front of an error's message. What refuses an option goes on refusing it. */
async function explain<T>(doing: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = messageOf(error);
    const Kind = error instanceof OptionError ? OptionError : Error;
    throw new Kind(`${doing}: ${message}${NO_PAGE.test(message) ? IN_A_PAGE : ''}`, { cause: error });
  }
}

/** What the program of a page says where there is no page. */
const NO_PAGE =
  /\b(document|window|alert|localStorage|HTMLElement)\b.* (is not|isn't) defined|Can't find variable/;
const IN_A_PAGE =
  '; a worker has no page, and must not load what belongs to one: where a bundler has made the task a part of the page, serve it from a worker of your own (serveTasks of polo-mpc/worker)';

/**
 * A task that names no source, or one that only a worker of its page knows, gets the one it was made from, so that other
 * threads can make it too: in a copy, since the module may have exported an object that is used elsewhere.
 */
function withSource(task: Task, source: TaskSource): Task {
  if (task.source?.module !== undefined && !isServedName(task.source.module)) return task;
  return Object.assign(copyOf(task), { source });
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
