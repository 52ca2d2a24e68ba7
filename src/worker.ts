/** The entry `polo-mpc/worker`: what the program of a worker of one's own calls. */

import { OptionError, show } from './options.js';
import { isServedName, type TaskFactories } from './tasks/resolve.js';
import { withEndpoint } from './workers/endpoint.js';
import { serve } from './workers/entry.js';

export type { TaskFactories, TaskFactory } from './tasks/resolve.js';
export type { Task, TaskSource, World } from './worlds/world.js';

/**
 * Makes the program that calls it a worker of polo-mpc: it makes tasks and rolls them out for the agent whose option
 * `spawn` has started it. The tasks of this package are served in any case, so `serveTasks()` serves those alone.
 *
 * To be called at once, before the program waits for anything. In browsers, Node, Deno and Bun.
 *
 * @param tasks factories (or tasks that need no options) by name: `source.module` of the task names the factory, and
 *   `source.options` is its argument
 * @throws OptionError if there is something else among them, or a name is that of a task of this package or a URL; an
 *   error if the program is no worker
 */
export function serveTasks(tasks: TaskFactories = {}): void {
  if (typeof tasks !== 'object' || tasks === null) {
    throw new OptionError(`serveTasks must be given factories by name, got ${show(tasks)}`);
  }
  for (const [name, factory] of Object.entries(tasks)) {
    if (!isServedName(name)) {
      throw new OptionError(
        `a task cannot be served by the name '${name}', which means something else already`,
      );
    }
    const isTask = typeof factory === 'object' && typeof factory?.createWorld === 'function';
    if (typeof factory !== 'function' && !isTask) {
      throw new OptionError(
        `served task '${name}' must be a function that makes a task, got ${show(factory)}`,
      );
    }
  }
  const factories = { ...tasks };
  withEndpoint((endpoint) => serve(endpoint, factories));
}
