/**
 * Plans as splines: each rollout keeps its action at every k-th step only, a knot, and goes in a straight line from one
 * to the next, so that as much noise is spent on fewer numbers. The planner has no such option; here the actions that it
 * has sampled are bent before they are rolled out, where the planner then also averages them.
 */

import type { Kernels } from '../../src/kernels/load.js';
import type { BatchRequest, BatchWorld, Task } from '../../src/simulation/world.js';

/** A task whose rollouts have a knot at every k-th step, on the calling thread. */
export function withKnots(task: Task, every: number): Task {
  return {
    ...task,
    source: undefined,
    createBatchWorld: async (kernels) => {
      const world = await task.createBatchWorld!(kernels);
      return new Knotted(world!, every, kernels);
    },
  };
}

class Knotted implements BatchWorld {
  readonly shape;
  readonly physicsSteps;

  constructor(
    private readonly world: BatchWorld,
    private readonly every: number,
    private readonly kernels: Kernels,
  ) {
    this.shape = world.shape;
    this.physicsSteps = world.physicsSteps;
  }

  rollout(request: BatchRequest): void {
    const { actions, groups, steps } = request;
    const row = 4 * this.shape!.actionSize; // numbers of a step of a group
    const all = new Float32Array(this.kernels.memory.buffer, actions, groups * steps * row);
    for (let group = 0; group < groups; group++) {
      const plan = all.subarray(group * steps * row, (group + 1) * steps * row);
      for (let from = 0; from < steps - 1; from += this.every) {
        straighten(plan, row, from, Math.min(from + this.every, steps - 1));
      }
    }
    this.world.rollout(request);
  }

  close(): void {
    this.world.close?.();
  }
}

/** Actions between two steps, on a line between those at these steps; f32 [steps][row]. */
function straighten(plan: Float32Array, row: number, from: number, to: number): void {
  for (let t = from + 1; t < to; t++) {
    const share = (t - from) / (to - from);
    for (let i = 0; i < row; i++) {
      plan[t * row + i] = (1 - share) * plan[from * row + i]! + share * plan[to * row + i]!;
    }
  }
}
