/** Rollouts of a task on as many threads as are wanted. */

import type { Kernels } from '../kernels/load.js';
import { OptionError, show } from '../options.js';
import { createLocalRollouts } from '../planners/local-rollouts.js';
import type { Rollouts } from '../planners/rollouts.js';
import { SingleThread } from '../planners/single-thread.js';
import type { Task } from '../worlds/world.js';
import { refuseWhileLoading } from './loading.js';
import { notice } from './notice.js';
import type { SpawnWorker } from './spawn-own.js';

export type { SpawnWorker } from './spawn-own.js';

/** Seconds. A share takes a fraction of a second as a rule; this is for the slowest simulation one could wait for. */
export const WORKER_TIMEOUT = 300;

/**
 * Makes the task's rollouts.
 *
 * @param threads threads, the calling one included, an integer ≥ 1; or `auto`: as many as the machine runs at a time,
 *   at most 16, and one, with a notice on the console that says why, where workers cannot start or cannot make the task.
 *   Default `auto`.
 * @param workerTimeout seconds after which a worker that has started and does not answer is replaced
 * @param spawn starts a worker whose program calls `serveTasks`; default: this package's own program
 * @throws if `threads` is above 1 and the task has no `source`, or a worker cannot start or cannot make the task; in any
 *   case if the task cannot be made on the calling thread either, or its source makes another world (which no number of
 *   threads puts right: a recording would be resumed with it too)
 */
export async function createRollouts(
  task: Task,
  kernels: Kernels,
  threads: number | 'auto' = 'auto',
  workerTimeout = WORKER_TIMEOUT,
  spawn?: SpawnWorker,
): Promise<Rollouts> {
  refuseWhileLoading();
  if (threads !== 'auto' && !(Number.isInteger(threads) && threads >= 1)) {
    throw new OptionError(`workers must be an integer ≥ 1 or 'auto', got ${show(threads)}`);
  }
  if (threads === 1 || (threads === 'auto' && !task.source && !spawn)) return singleThread(task, kernels);
  // One thread needs nothing of it, and a page need not load it then.
  const start = await import('./start.js').catch((error) => {
    if (threads !== 'auto') throw error;
    notice(task, error);
  });
  return start
    ? start.startThreads(task, kernels, { threads, workerTimeout, spawn })
    : singleThread(task, kernels);
}

async function singleThread(task: Task, kernels: Kernels): Promise<Rollouts> {
  return new SingleThread(await createLocalRollouts(task, kernels));
}

/** @returns the option if it is a function or absent */
export function checkSpawn(spawn: unknown): SpawnWorker | undefined {
  if (spawn !== undefined && typeof spawn !== 'function') {
    throw new OptionError(`spawn must be a function that makes a Worker, got ${show(spawn)}`);
  }
  return spawn as SpawnWorker | undefined;
}
