/** Rollouts on one thread: step by step over a `World`, or whole batches inside WASM over a `BatchWorld`. */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { seedWords } from '../random.js';
import { GuardedWorld } from '../worlds/guarded-world.js';
import { restingActionOf } from '../worlds/resting-action.js';
import { calling, inTask, methodThrew, refusePromise } from '../worlds/task-fault.js';
import type { BatchRequest, BatchWorld, Task, WorldShape } from '../worlds/world.js';
import { f32Bounds } from './bounds.js';
import type { LocalRollouts, RolloutRequest, RolloutResult, Share } from './rollouts.js';
import { totalRollouts } from './rollouts.js';
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

/** Memory in the arena that grows to the largest request seen, and then stays. */
class Scratch<V extends Float32Array | Float64Array> {
  #block: Block<V> | undefined;

  constructor(private readonly allocate: (length: number) => Block<V>) {}

  /** A block of at least `length` elements; its content is not kept when it grows. */
  atLeast(length: number): Block<V> {
    if (!this.#block || this.#block.length < length) this.#block = this.allocate(length);
    return this.#block;
  }
}

export class ThreadRollouts implements LocalRollouts {
  readonly shape: Required<WorldShape>;
  /** What was sampled for the whole request, and what of this thread's share lies within the bounds. */
  readonly #sampledActions: Scratch<Float32Array>;
  readonly #actions: Scratch<Float32Array>;
  readonly #nominals: Scratch<Float32Array>;
  readonly #sigma: Block<Float32Array>;
  readonly #weights: Scratch<Float32Array>;
  readonly #average: Scratch<Float32Array>;
  readonly #low: Block<Float32Array>;
  readonly #high: Block<Float32Array>;
  readonly #rewards: Scratch<Float64Array>;
  readonly #returns: Scratch<Float64Array>;
  readonly #observations: Scratch<Float32Array>;
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
    const { arena } = kernels;
    const f32 = (length: number) => arena.f32(length);
    const f64 = (length: number) => arena.f64(length);
    this.#sampledActions = new Scratch(f32);
    this.#actions = new Scratch(f32);
    this.#nominals = new Scratch(f32);
    this.#weights = new Scratch(f32);
    this.#average = new Scratch(f32);
    this.#rewards = new Scratch(f64);
    this.#returns = new Scratch(f64);
    this.#observations = new Scratch(f32);
    this.#sigma = f32(actionSize);
    this.#low = f32(actionSize);
    this.#high = f32(actionSize);
    this.#low.view.set(low);
    this.#high.view.set(high);
  }

  run(request: RolloutRequest, share: Share): RolloutResult {
    const started = performance.now();
    const firstGroup = share.first / 4;
    const groups = Math.ceil(share.count / 4);
    const before = this.#sampled;
    this.#sampled = undefined;
    this.#sample(request, firstGroup, groups);
    const { serial, stream } = request;
    const goesOn = before?.serial === serial && before.stream === stream && before.endGroup === firstGroup;
    this.#sampled = {
      serial,
      stream,
      firstGroup: goesOn ? before.firstGroup : firstGroup,
      endGroup: firstGroup + groups,
    };
    const actions = this.#clamp(request, firstGroup, groups);
    const rewards = this.#rewards.atLeast(groups * 4 * request.steps);
    const { simulation } = this;
    const world = isBatch(simulation) ? this.#instead(simulation, request, share) : simulation;
    const observations = world
      ? this.#runStepwise(world, request, share, actions, rewards)
      : this.#runBatch(simulation as BatchWorld, request, share, groups, actions, rewards);
    const precise = world !== undefined || (simulation as BatchWorld).rewardType === 'f64';
    return {
      returns: this.#discount(groups, request, rewards, precise).slice(0, share.count),
      observations,
      simulationSteps: this.#controlSteps * (simulation.physicsSteps ?? 1),
      simulationSeconds: (performance.now() - started) / 1000,
      warnings: simulation.takeWarnings?.(),
    };
  }

  average(request: RolloutRequest, weights: Float32Array): Float32Array {
    const row = request.steps * this.shape.actionSize;
    const groups = Math.ceil(weights.length / 4);
    const padded = this.#weights.atLeast(groups * 4);
    padded.view.fill(0);
    padded.view.set(weights);
    const counts = (group: number): boolean =>
      padded.view.subarray(4 * group, 4 * group + 4).some((weight) => weight !== 0);
    for (let group = 0; group < groups; group++) {
      // What has no weight holds what was there before, finite numbers.
      if (counts(group) && !this.#hasSampled(request, group)) this.#sample(request, group, 1);
    }
    const average = this.#average.atLeast(row);
    const actions = this.#sampledActions.atLeast(0);
    this.kernels.exports.averageActions(average.pointer, actions.pointer, padded.pointer, groups, row);
    return average.view.slice(0, row);
  }

  close(): void {
    this.simulation.close?.();
  }

  #hasSampled({ serial, stream }: RolloutRequest, group: number): boolean {
    const done = this.#sampled;
    if (done?.serial !== serial || done.stream !== stream) return false;
    return group >= done.firstGroup && group < done.endGroup;
  }

  /** Samples the actions of some groups into their place among those of the whole request. */
  #sample(request: RolloutRequest, firstGroup: number, groups: number): void {
    if (groups <= 0) return;
    const { actionSize, stateSize } = this.shape;
    const row = request.steps * actionSize;
    const all = Math.ceil(totalRollouts(request, this.shape) / 4) * 4 * row;
    const actions = this.#sampledActions.atLeast(all);
    const nominals = this.#nominals.atLeast(request.nominals.length);
    nominals.view.set(request.nominals);
    this.#sigma.view.set(request.sigma);
    this.kernels.exports.sampleActions(
      actions.pointer + firstGroup * row * 16,
      nominals.pointer,
      this.#sigma.pointer,
      firstGroup * 4,
      groups,
      request.rolloutsPerPlan,
      request.states.length / stateSize,
      request.steps,
      actionSize,
      request.noiseCorrelation,
      ...seedWords(request.seed),
      request.stream,
      request.firstPlan,
    );
  }

  /** @returns the sampled actions of some groups within their bounds, f32 [groups][steps · actionSize][4 lanes] */
  #clamp(request: RolloutRequest, firstGroup: number, groups: number): Block<Float32Array> {
    const { actionSize } = this.shape;
    const group = request.steps * actionSize * 4;
    const sampled = this.#sampledActions.atLeast(0);
    const actions = this.#actions.atLeast(groups * group);
    this.kernels.exports.clampActions(
      actions.pointer,
      sampled.pointer + firstGroup * group * 4,
      this.#low.pointer,
      this.#high.pointer,
      groups * request.steps,
      actionSize,
    );
    return actions;
  }

  /** Σ γ^t r_t of whole groups; f32 rewards are summed in f32. */
  #discount(
    groups: number,
    { steps, gamma }: RolloutRequest,
    rewards: Block<Float64Array>,
    precise: boolean,
  ): Float64Array {
    const { exports, memory } = this.kernels;
    const returns = this.#returns.atLeast(groups * 4);
    if (precise) {
      exports.discountedReturns64(returns.pointer, rewards.pointer, groups, steps, gamma);
      return returns.view;
    }
    exports.discountedReturns(returns.pointer, rewards.pointer, groups, steps, gamma);
    return Float64Array.from(new Float32Array(memory.buffer, returns.pointer, groups * 4));
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
    groups: number,
    actions: Block<Float32Array>,
    rewards: Block<Float64Array>,
  ): Float32Array {
    const { observationSize, stateSize } = this.shape;
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
