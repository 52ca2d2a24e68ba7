/** What runs in a worker, on any platform: the same task made again, and its rollouts. */

import { type Endpoint, expose, transfer } from 'comlink';
import { messageOf } from '../errors.js';
import { loadKernels } from '../kernels/load.js';
import { silenceNotices } from '../notices.js';
import { createLocalRollouts } from '../planners/local-rollouts.js';
import { Pacer } from '../planners/pace.js';
import type { LocalRollouts, RolloutRequest, RolloutResult, Share } from '../planners/rollouts.js';
import type { TaskSource, WorldShape } from '../simulation/world.js';
import { resolveTask } from '../tasks/resolve.js';

/** What the pool can ask of a worker. */
export interface WorkerApi {
  /**
   * Makes the task. Comes before any `run`.
   *
   * @param module the compiled kernels; undefined compiles the copy of this package
   * @throws if the task cannot be made, or is not the one of the calling thread
   */
  init(
    source: TaskSource,
    module: WebAssembly.Module | undefined,
    expected: Required<WorldShape>,
  ): Promise<void>;
  /** See `LocalRollouts.run`. @param deadline time by `now()` after which nothing more is begun; default: none */
  run(request: RolloutRequest, share: Share, deadline?: number): RolloutResult;
}

/** Answers the pool at the other side of `endpoint`. */
export function serve(endpoint: Endpoint): void {
  silenceNotices();
  let rollouts: LocalRollouts | undefined;
  let pacer: Pacer | undefined;
  const api: WorkerApi = {
    async init(source, module, expected) {
      try {
        const task = await resolveTask(source);
        rollouts = await createLocalRollouts(task, await loadKernels(module));
        pacer = new Pacer(rollouts);
        checkSameShape(rollouts.shape, expected);
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

/** A task whose source makes something else than the task itself would give plausible nonsense. */
function checkSameShape(shape: Required<WorldShape>, expected: Required<WorldShape>): void {
  for (const name of ['stateSize', 'actionSize', 'observationSize'] as const) {
    if (shape[name] !== expected[name]) {
      throw new Error(`its source makes another world: ${name} is ${shape[name]}, not ${expected[name]}`);
    }
  }
  for (const name of ['actionLow', 'actionHigh', 'restingAction'] as const) {
    if (Array.from(shape[name]).join() !== Array.from(expected[name]).join()) {
      throw new Error(`its source makes another world: ${name} is different`);
    }
  }
}
