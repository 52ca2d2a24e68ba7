/** Starts the threads of a task, or says why it has to do with one. */

import type { Kernels } from '../kernels/load.js';
import { OptionError } from '../options.js';
import { createLocalRollouts } from '../planners/local-rollouts.js';
import type { LocalRollouts, Rollouts } from '../planners/rollouts.js';
import { SingleThread } from '../planners/single-thread.js';
import type { Task, TaskSource } from '../worlds/world.js';
import { notice } from './notice.js';
import { isOtherWorld } from './other-world.js';
import { platform } from './platform.js';
import { WorkerPool } from './pool.js';
import { ownSpawn, type SpawnWorker } from './spawn-own.js';
import type { Platform, Thread } from './thread.js';

/** Above this, `auto` stops: a plan has a few dozen groups of rollouts to share out. */
const AUTO_LIMIT = 16;

/**
 * Seconds for a worker to load its program and make the task. Nobody sets it: how long that takes says nothing of how
 * long a share may take, and on a loaded machine it is most of what a short `workerTimeout` would forbid.
 */
const START_TIMEOUT = 120;

/** Seconds that `auto` waits for all workers, however often they have to be started again. Then it goes on without. */
const AUTO_START_TIMEOUT = 60;

export interface ThreadOptions {
  /** Threads, the calling one included: above 1, or `auto`. */
  readonly threads: number | 'auto';
  /** Seconds for the answer of a worker that has started. */
  readonly workerTimeout: number;
  readonly spawn?: SpawnWorker;
  /** Seconds for `auto` to start. Default 60. */
  readonly autoTimeout?: number;
}

/**
 * Rollouts on several threads; with `auto` on the calling thread alone where that does not work, with one notice.
 *
 * @throws see `createRollouts`
 */
export async function startThreads(task: Task, kernels: Kernels, options: ThreadOptions): Promise<Rollouts> {
  const automatic = options.threads === 'auto';
  if (!automatic) checkSource(task, options);
  // First here: a task that is broken is an error and no matter of threads.
  const local = await createLocalRollouts(task, kernels);
  try {
    return (await startPool(task, local, options)) ?? new SingleThread(local);
  } catch (error) {
    if (!automatic || error instanceof OptionError || isOtherWorld(error)) {
      local.close();
      throw error;
    }
    notice(task, error);
    return new SingleThread(local);
  }
}

/** @returns undefined if the machine has but one thread to offer; `local` then stays the caller's, as after an error */
async function startPool(
  task: Task,
  local: LocalRollouts,
  options: ThreadOptions,
): Promise<WorkerPool | undefined> {
  const source = checkSource(task, options);
  const { threads, workerTimeout, autoTimeout = AUTO_START_TIMEOUT } = options;
  const own = options.spawn && (await ownSpawn(options.spawn));
  const here = await platform();
  const count = threads === 'auto' ? Math.min(here?.parallelism() ?? 1, AUTO_LIMIT) : threads;
  if (here && count === 1) return undefined;
  return WorkerPool.create(local, {
    taskName: task.name,
    source,
    threads: count,
    spawn: own ?? (await packageSpawn(task.name, source, here, threads)),
    limits: {
      start: START_TIMEOUT,
      answer: workerTimeout,
      all: threads === 'auto' ? autoTimeout : undefined,
    },
  });
}

/** Threads that run this package's own program, which can make the task if it can import its module. */
async function packageSpawn(
  taskName: string,
  source: TaskSource,
  here: Platform | undefined,
  threads: number | 'auto',
): Promise<() => Thread> {
  if (!here) {
    const wish = threads === 'auto' ? '' : `, so workers must be 1, got ${threads}`;
    throw unable(threads, `this runtime has no threads${wish}`);
  }
  const why = await here.whyNotImport?.(source);
  if (why) {
    throw unable(
      threads,
      `the module of task '${taskName}', ${source.module}, ${why}; a worker of your own can make the task: see serveTasks of polo-mpc/worker`,
    );
  }
  return here.spawn;
}

/** @throws if workers could not know how to make the task */
function checkSource({ name, source }: Task, { threads }: ThreadOptions): TaskSource {
  if (!source) {
    const wish = threads === 'auto' ? 'workers' : threads;
    throw unable(
      threads,
      `task '${name}' is a plain object and runs on one thread; for ${wish} it needs a source, the module that makes it`,
    );
  }
  if (source.module === undefined) {
    throw unable(
      threads,
      `source of task '${name}' names no module (a bundler may have taken import.meta.url away); a worker of your own can make the task: see serveTasks of polo-mpc/worker`,
    );
  }
  return source;
}

/** Why there are no threads: the refusal of a number of them that was asked for, or for `auto` what the notice says. */
function unable(threads: number | 'auto', why: string): Error {
  return threads === 'auto' ? new Error(why) : new OptionError(why);
}
