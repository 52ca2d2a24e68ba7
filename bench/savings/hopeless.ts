/**
 * How many physics steps a plan could leave out if it knew which rollouts are hopeless.
 *
 * A rollout's return cannot exceed what it has so far plus the largest reward for all steps that are left. Once that is
 * so far below the best return that its weight exp((R − best)/λ) is nothing, the rest of it need not be simulated.
 * Counted here with more than a planner can know while it rolls out: the best return of the plan from the beginning,
 * and the largest value at the end of any of its rollouts as the bound of all values. So the share is the most that could
 * be saved.
 */

import { loadKernels } from '../../src/kernels/load.js';
import { createLocalRollouts } from '../../src/planners/local-rollouts.js';
import { SingleThread } from '../../src/planners/single-thread.js';
import { Random, Stream } from '../../src/random.js';
import type { BatchRequest, BatchWorld } from '../../src/simulation/world.js';
import { HUMANOID_DEFAULTS } from '../../src/tasks/humanoid.js';
import humanoidInLanes from '../physics/task.js';
import { makePlanner, type TimedPlanner } from '../planner.js';

/** Weights that count as nothing: what the planner itself sets to zero, and two that it does not. */
export const NOTHING = [1e-20, 1e-6, 1e-3] as const;
/** The largest reward of a step of getup. */
const MOST = 1;

export interface Hopeless {
  readonly horizon: number;
  readonly temperature: number | 'adaptive';
  /** Share of the physics steps, for each weight of `NOTHING`. */
  readonly shares: readonly number[];
  /** λ, mean over the plans. */
  readonly lambda: number;
}

/** Plans all along a getup of `steps` steps from lying, with an untrained value function as POLO begins with. */
export async function hopelessShares(
  horizon: number,
  adaptive: boolean,
  steps: number,
  seed: number,
): Promise<Hopeless> {
  const task = humanoidInLanes();
  const kernels = await loadKernels();
  const listening = new Listening((await task.createBatchWorld!(kernels))!, kernels.memory);
  const local = await createLocalRollouts({ ...task, createBatchWorld: async () => listening }, kernels);
  const temperature = adaptive ? { effectiveSampleSize: 0.2 } : HUMANOID_DEFAULTS.temperature;
  const options = { ...HUMANOID_DEFAULTS, horizon, temperature };
  const planner = makePlanner(new SingleThread(local), options, seed);
  const world = await task.createWorld(kernels);
  const left = NOTHING.map(() => 0);
  let lambda = 0;
  try {
    world.reset(new Random(seed, Stream.reset));
    const state = new Float64Array(world.stateSize);
    for (let step = 0; step < steps; step++) {
      world.getState(state);
      await planner.plan(state);
      const plan = finished(planner, listening.rewards!);
      for (const [i, nothing] of NOTHING.entries()) left[i]! += needless(plan, nothing);
      lambda += planner.planner.lambda / steps;
      world.step(planner.planner.nominal.slice(0, world.actionSize));
    }
  } finally {
    world.close?.();
    await planner.close();
  }
  const all = steps * HUMANOID_DEFAULTS.rollouts * horizon;
  return {
    horizon,
    temperature: adaptive ? 'adaptive' : HUMANOID_DEFAULTS.temperature,
    lambda,
    shares: left.map((n) => n / all),
  };
}

/** A batch world that keeps the rewards of its last rollouts, [groups][steps][4]. */
class Listening implements BatchWorld {
  rewards: Float32Array | undefined;
  readonly shape;
  readonly physicsSteps;

  constructor(
    readonly world: BatchWorld,
    readonly memory: WebAssembly.Memory,
  ) {
    this.shape = world.shape;
    this.physicsSteps = world.physicsSteps;
  }

  rollout(request: BatchRequest): void {
    this.world.rollout(request);
    const { groups, steps, rewards } = request;
    this.rewards = new Float32Array(this.memory.buffer, rewards, groups * steps * 4).slice();
  }

  close(): void {
    this.world.close?.();
  }
}

interface Plan {
  readonly rewards: Float32Array;
  readonly returns: Float64Array;
  /** γ^H times the value at the end of each rollout. */
  readonly ends: Float32Array;
  readonly horizon: number;
  readonly gamma: number;
  readonly lambda: number;
}

function finished({ planner }: TimedPlanner, rewards: Float32Array): Plan {
  const { horizon, gamma, lambda, lastRollouts, terminalValue } = planner;
  const { returns, observations } = lastRollouts!;
  const scale = gamma ** horizon / (1 - gamma);
  const ends = terminalValue!.values(observations).map((value) => scale * value);
  return { rewards, returns, ends, horizon, gamma, lambda };
}

/** Physics steps after the one that makes the weight of a rollout less than `nothing`. */
function needless({ rewards, returns, ends, horizon, gamma, lambda }: Plan, nothing: number): number {
  const totals = returns.map((each, r) => each + ends[r]!);
  const best = largest(totals);
  const bound = largest(ends);
  if (best === Number.NEGATIVE_INFINITY) return 0; // every rollout has diverged
  const least = best + lambda * Math.log(nothing);
  let count = 0;
  for (let r = 0; r < returns.length; r++) {
    let partial = 0;
    for (let t = 0; t < horizon; t++) {
      partial += gamma ** t * rewards[((r >> 2) * horizon + t) * 4 + (r & 3)]!;
      const rest = (MOST * (gamma ** (t + 1) - gamma ** horizon)) / (1 - gamma);
      if (partial + rest + bound < least || Number.isNaN(partial)) {
        count += horizon - 1 - t;
        break;
      }
    }
  }
  return count;
}

/** Diverged rollouts are not a number, and no bound. */
function largest(values: Float32Array | Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const each of values) if (each > most) most = each;
  return most;
}
