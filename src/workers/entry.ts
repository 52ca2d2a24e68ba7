/** What runs in a worker, on any platform: the same task made again, and its rollouts. */

import { type Endpoint, expose, transfer } from 'comlink';
import { messageOf } from '../errors.js';
import { loadKernels } from '../kernels/load.js';
import type { KernelModules } from '../kernels/modules.js';
import { silenceNotices } from '../notices.js';
import { createLocalRollouts } from '../planners/local-rollouts.js';
import { Pacer } from '../planners/pace.js';
import type { LocalRollouts, RolloutRequest, RolloutResult, Share } from '../planners/rollouts.js';
import { isServedName, resolveTask, type TaskFactories } from '../tasks/resolve.js';
import type { TaskSource, WorldShape } from '../worlds/world.js';
import { whileLoading } from './loading.js';
import { checkSameName, checkSameShape } from './other-world.js';

/** What the calling thread has made. */
export interface Expected {
  readonly taskName: string;
  readonly shape: Required<WorldShape>;
}

/** What the pool can ask of a worker. */
export interface WorkerApi {
  /**
   * Makes the task. Comes before any `run`.
   *
   * @param modules what the calling thread has compiled; undefined compiles the copies in this package
   * @throws if the task cannot be made, or is not the one of the calling thread
   */
  init(source: TaskSource, modules: KernelModules | undefined, expected: Expected): Promise<void>;
  /** See `LocalRollouts.run`. @param deadline time by `now()` after which nothing more is begun; default: none */
  run(request: RolloutRequest, share: Share, deadline?: number): RolloutResult;
}

/**
 * Answers the pool at the other side of `endpoint`.
 *
 * @param factories tasks beside those of this package, by the name that a source's `module` has
 */
export function serve(endpoint: Endpoint, factories: TaskFactories = {}): void {
  silenceNotices();
  let rollouts: LocalRollouts | undefined;
  let pacer: Pacer | undefined;
  const api: WorkerApi = {
    async init(source, modules, expected) {
      try {
        checkKnown(source.module, factories);
        const task = await whileLoading(source.module, () => resolveTask(source, factories));
        // A module's own task may be a variation of another, with another name; a factory is chosen by name alone.
        if (Object.hasOwn(factories, source.module)) checkSameName(task.name, expected.taskName);
        rollouts = await createLocalRollouts(task, await loadKernels(modules));
        pacer = new Pacer(rollouts);
        checkSameShape(rollouts.shape, expected.shape);
      } catch (thrown) {
        // What a task throws need not survive a message to another thread.
        throw thrown instanceof Error ? thrown : new Error(messageOf(thrown));
      }
    },
    run(request, share, deadline) {
      if (!rollouts || !pacer) throw new Error('the worker has no task yet');
      const result =
        deadline === undefined ? rollouts.run(request, share) : pacer.runUntil(request, share, deadline);
      return transfer(result, [
        result.returns.buffer as ArrayBuffer,
        result.observations.buffer as ArrayBuffer,
      ]);
    },
  };
  expose(api, endpoint);
}

/** @throws if a source names neither a task of this package nor a module, and nobody serves it here */
function checkKnown(module: string, factories: TaskFactories): void {
  if (Object.hasOwn(factories, module) || !isServedName(module)) return;
  const served = Object.keys(factories).join(', ');
  const here = served ? `this worker serves ${served} and` : 'the worker of polo-mpc serves';
  const way = served
    ? ''
    : ': serve it by a worker of your own (serveTasks of polo-mpc/worker), which the option spawn starts';
  throw new Error(`no task '${module}': ${here} the tasks of polo-mpc${way}`);
}
