/** Rollouts on one thread: step by step over a `World`, or whole batches inside WASM over a `BatchWorld`. */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { ActionSampler } from '../kernels/noise.js';
import { DiscountedReturns } from '../kernels/returns.js';
import { Scratch } from '../kernels/scratch.js';
import { WeightedAverage } from '../kernels/weights.js';
import { GuardedWorld } from '../worlds/guarded-world.js';
import { restingActionOf } from '../worlds/resting-action.js';
import { calling, inTask, methodThrew, refusePromise } from '../worlds/task-fault.js';
import type { BatchRequest, BatchWorld, Task, WorldShape } from '../worlds/world.js';
import { f32Bounds } from './bounds.js';
import type { LocalRollouts, RolloutRequest, RolloutResult, Share } from './rollouts.js';
import { checkWorld } from './world-task.js';

/** Makes the task's world on this thread, batched where the task offers it. */
export async function createLocalRollouts(task: Task, kernels: Kernels): Promise<LocalRollouts> {
  const { name } = task;
  const batch = await calling(name, 'createBatchWorld', () => task.createBatchWorld?.(kernels));
  if (batch?.shape) return new ThreadRollouts(kernels, batch.shape, batch, name);
  const make = task.createPlanningWorld ? 'createPlanningWorld' : 'createWorld';
  const world = await calling(name, make, () => task[make]!(kernels));
  try {
    const guarded = checkWorld(world, name);
    return new ThreadRollouts(kernels, guarded, batch ?? guarded, name);
  } catch (error) {
    if (typeof world?.close === 'function') world.close();
    throw error;
  }
}

export class ThreadRollouts implements LocalRollouts {
  readonly shape: Required<WorldShape>;
  readonly #sampler: ActionSampler;
  readonly #returns: DiscountedReturns;
  readonly #average: WeightedAverage;
  readonly #observations: Scratch<'f32'>;
  /** Control steps taken by the last run. */
  #controlSteps = 0;
  /** The request whose actions are in memory, and which groups of them. */
  #sampled: { serial: number; stream: number; firstGroup: number; endGroup: number } | undefined;

  /**
   * @param shape sizes and bounds
   * @param simulation a world that is stepped one rollout after the other, or one that rolls out four at a time
   * @param taskName for messages
   */
  constructor(
    readonly kernels: Kernels,
    shape: WorldShape,
    private readonly simulation: GuardedWorld | BatchWorld,
    private readonly taskName: string,
  ) {
    const { stateSize, actionSize, observationSize } = shape;
    const { low, high } = f32Bounds(shape.actionLow, shape.actionHigh);
    this.shape = {
      stateSize,
      actionSize,
      observationSize,
      actionLow: low,
      actionHigh: high,
      restingAction: Float32Array.from(restingActionOf(shape)),
    };
    this.#sampler = new ActionSampler(kernels, low, high);
    this.#returns = new DiscountedReturns(kernels);
    this.#average = new WeightedAverage(kernels);
    this.#observations = new Scratch(kernels.arena, 'f32');
  }

  run(request: RolloutRequest, share: Share): RolloutResult {
    const started = performance.now();
    const { serial, stream } = request;
    const firstGroup = share.first / 4;
    const groups = { first: firstGroup, count: Math.ceil(share.count / 4) };
    const before = this.#sampled;
    this.#sampled = undefined;
    this.#sampler.sample(request, groups);
    const goesOn = before?.serial === serial && before.stream === stream && before.endGroup === firstGroup;
    this.#sampled = {
      serial,
      stream,
      firstGroup: goesOn ? before.firstGroup : firstGroup,
      endGroup: firstGroup + groups.count,
    };
    const actions = this.#sampler.clamp(groups);
    const rewards = this.#returns.rewards(groups.count, request.steps);
    const { simulation } = this;
    const world = isBatch(simulation) ? this.#instead(simulation, request, share) : simulation;
    const observations = world
      ? this.#runStepwise(world, request, share, actions, rewards)
      : this.#runBatch(simulation as BatchWorld, request, share, actions, rewards);
    const rewardType = world ? 'f64' : (simulation as BatchWorld).rewardType;
    return {
      returns: Float64Array.from(this.#returns.discount(request.gamma, rewardType).subarray(0, share.count)),
      observations,
      simulationSteps: this.#controlSteps * (simulation.physicsSteps ?? 1),
      simulationSeconds: (performance.now() - started) / 1000,
      warnings: simulation.takeWarnings?.(),
    };
  }

  average(request: RolloutRequest, weights: Float32Array): Float32Array {
    const row = request.steps * this.shape.actionSize;
    let any = false;
    for (let group = 0; 4 * group < weights.length; group++) {
      // What has no weight holds what was there before, finite numbers.
      if (!weights.subarray(4 * group, 4 * group + 4).some((weight) => weight !== 0)) continue;
      any = true;
      if (!this.#hasSampled(request, group)) this.#sampler.sample(request, { first: group, count: 1 });
    }
    if (!any) return new Float32Array(row);
    return this.#average.of(this.#sampler.sampled, weights, row).slice();
  }

  close(): void {
    this.simulation.close?.();
  }

  #hasSampled({ serial, stream }: RolloutRequest, group: number): boolean {
    const done = this.#sampled;
    if (done?.serial !== serial || done.stream !== stream) return false;
    return group >= done.firstGroup && group < done.endGroup;
  }

  /** See `BatchWorld.instead`. */
  #instead(batch: BatchWorld, request: RolloutRequest, share: Share): GuardedWorld | undefined {
    const world = batch.instead?.(request.states, request.steps, share.count);
    return world && new GuardedWorld(world, this.taskName);
  }

  #runBatch(
    batch: BatchWorld,
    request: RolloutRequest,
    share: Share,
    actions: Block<Float32Array>,
    rewards: Block<Float64Array>,
  ): Float32Array {
    const { observationSize, stateSize } = this.shape;
    const groups = Math.ceil(share.count / 4);
    const observations = this.#observations.atLeast(groups * 4 * observationSize);
    this.#controlSteps = share.count * request.steps;
    const batchRequest: BatchRequest = {
      states: request.states,
      plans: request.states.length / stateSize,
      rolloutsPerPlan: request.rolloutsPerPlan,
      firstRollout: share.first,
      groups,
      steps: request.steps,
      actions: actions.pointer,
      rewards: rewards.pointer,
      observations: observations.pointer,
    };
    inTask(this.taskName, () => {
      try {
        refusePromise('rollout', batch.rollout(batchRequest));
      } catch (thrown) {
        throw thrown instanceof Error ? thrown : methodThrew('rollout', thrown);
      }
    });
    return observations.view.slice(0, share.count * observationSize);
  }

  #runStepwise(
    world: GuardedWorld,
    request: RolloutRequest,
    share: Share,
    actionBlock: Block<Float32Array>,
    rewards: Block<Float64Array>,
  ): Float32Array {
    const { actionSize, observationSize, stateSize } = this.shape;
    const { steps, rolloutsPerPlan } = request;
    const observations = new Float32Array(share.count * observationSize);
    const actions = new Float32Array(steps * actionSize);
    const rewardsOfOne = new Float64Array(steps);
    this.#controlSteps = 0;
    for (let index = 0; index < share.count; index++) {
      const rollout = share.first + index;
      const lane = rollout & 3;
      const plan = Math.floor(rollout / rolloutsPerPlan);
      world.setState(request.states.subarray(plan * stateSize, (plan + 1) * stateSize));
      const actionsStart = (index >> 2) * steps * actionSize * 4 + lane;
      const rewardsStart = (index >> 2) * steps * 4 + lane;
      // A user's world may allocate in these kernels: views are taken anew when it has run.
      const bounded = actionBlock.view;
      for (let i = 0; i < actions.length; i++) actions[i] = bounded[actionsStart + i * 4]!;
      const taken = world.follow(actions, rewardsOfOne);
      this.#controlSteps += taken;
      const rewardView = rewards.view;
      let finite = taken === steps;
      for (let t = 0; t < taken; t++) {
        rewardView[rewardsStart + t * 4] = rewardsOfOne[t]!;
        finite &&= Number.isFinite(rewardsOfOne[t]);
      }
      if (finite)
        world.observe(observations.subarray(index * observationSize, (index + 1) * observationSize));
      else rewardView[rewardsStart] = Number.NaN; // one step that is not finite spoils the whole return
    }
    return observations;
  }
}

function isBatch(simulation: GuardedWorld | BatchWorld): simulation is BatchWorld {
  return 'rollout' in simulation;
}
