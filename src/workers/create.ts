/** Rollouts of a task on as many threads as are wanted. */

import type { Kernels } from '../kernels/load.js';
import { createLocalRollouts } from '../planners/local-rollouts.js';
import { type Rollouts, SingleThread } from '../planners/rollouts.js';
import type { Task } from '../simulation/world.js';
import { platform } from './platform.js';

/** Above this, `auto` stops: a plan has a few dozen groups of rollouts to share out. */
const AUTO_LIMIT = 16;

/** Seconds. A share takes a fraction of a second as a rule; this is for the slowest simulation one could wait for. */
export const WORKER_TIMEOUT = 300;

/**
 * Seconds for a worker to load its program and make the task. Nobody sets it: how long that takes says nothing of how
 * long a share may take, and on a loaded machine it is most of what a short `workerTimeout` would forbid.
 */
const START_TIMEOUT = 120;

/**
 * Makes the task's rollouts.
 *
 * @param threads threads, the calling one included, an integer ≥ 1; or `auto`: as many as the machine runs at a time,
 *   at most 16, and one if the task cannot be made on other threads. Default `auto`.
 * @param workerTimeout seconds after which a worker that has started and does not answer is replaced
 * @throws if the task has no `source` and `threads` is above 1, or a worker cannot make the task
 */
export async function createRollouts(
  task: Task,
  kernels: Kernels,
  threads: number | 'auto' = 'auto',
  workerTimeout = WORKER_TIMEOUT,
): Promise<Rollouts> {
  if (threads !== 'auto' && !(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`workers must be an integer ≥ 1 or 'auto', got ${threads}`);
  }
  const { source } = task;
  if (threads === 1 || (threads === 'auto' && !source)) return singleThread(task, kernels);
  if (!source) {
    throw new Error(
      `task '${task.name}' is a plain object and runs on one thread; for ${threads} it needs a source, the module that makes it`,
    );
  }
  const here = await platform();
  if (!here) {
    if (threads === 'auto') return singleThread(task, kernels);
    throw new Error(`this runtime has no threads, so workers must be 1, got ${threads}`);
  }
  const count = threads === 'auto' ? Math.min(here.parallelism(), AUTO_LIMIT) : threads;
  if (count === 1) return singleThread(task, kernels);
  const local = await createLocalRollouts(task, kernels);
  const { name: taskName } = task;
  const limits = { start: START_TIMEOUT, answer: workerTimeout };
  const { WorkerPool } = await import('./pool.js'); // comlink and all: not for those who need one thread
  return WorkerPool.create(local, { taskName, source, threads: count, spawn: here.spawn, limits });
}

async function singleThread(task: Task, kernels: Kernels): Promise<Rollouts> {
  return new SingleThread(await createLocalRollouts(task, kernels));
}
