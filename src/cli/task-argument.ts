/** From the TASK of the command line to a task. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OptionError } from '../options.js';
import { taskEntries } from '../tasks/registry.js';
import type { TaskSource } from '../worlds/world.js';

/** @param argument the name of a task of this package, or the path of a module. */
export function taskSource(argument: string, options: Record<string, unknown> | undefined): TaskSource {
  if (taskEntries.some(({ name }) => name === argument)) return { module: argument, options };
  const path = resolve(argument);
  if (existsSync(path)) return { module: pathToFileURL(path).href, options };
  const names = taskEntries.map(({ name }) => name).join(', ');
  throw new OptionError(`unknown task '${argument}': TASK is one of ${names}, or the path of a module`);
}

/** @param model and module paths of `--model` and `--task`. */
export function ownModelSource(
  model: string | undefined,
  module: string | undefined,
  options: Record<string, unknown> | undefined,
): TaskSource {
  const path = existing('--model', model, 'an MJCF file');
  const task = pathToFileURL(existing('--task', module, 'a module that says what the model is for')).href;
  return { module: 'own-model', options: { model: path, task, options } };
}

function existing(flag: string, path: string | undefined, what: string): string {
  if (path === undefined)
    throw new OptionError(`--model and --task go together: ${flag} must be the path of ${what}`);
  if (!existsSync(path))
    throw new OptionError(`${flag} must be the path of ${what}, got '${path}', which is not there`);
  return resolve(path);
}
