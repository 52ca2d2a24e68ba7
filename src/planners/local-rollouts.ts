/** Rollouts on one thread: step by step over a `World`, or whole batches inside WASM over a `BatchWorld`. */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { seedWords } from '../random.js';
import { follow } from '../simulation/follow.js';
import type { BatchWorld, Task, World, WorldShape } from '../simulation/world.js';
import type { LocalRollouts, RolloutRequest, RolloutResult, Share } from './rollouts.js';
import { totalRollouts } from './rollouts.js';
import { checkWorld } from './world-task.js';

/** Makes the task's world on this thread, batched where the task offers it. */
export async function createLocalRollouts(task: Task, kernels: Kernels): Promise<LocalRollouts> {
  const batch = await task.createBatchWorld?.(kernels);
  if (batch?.shape) return new ThreadRollouts(kernels, batch.shape, batch);
  const world = await (task.createPlanningWorld ?? task.createWorld).call(task, kernels);
  checkWorld(world);
  return new ThreadRollouts(kernels, world, batch ?? world);
}

/** Memory in the arena that grows to the largest request seen, and then stays. */
class Scratch {
  #block: Block<Float32Array> | undefined;

  constructor(private readonly kernels: Kernels) {}

  /** A block of at least `length` elements; its content is not kept when it grows. */
  atLeast(length: number): Block<Float32Array> {
    if (!this.#block || this.#block.length < length) this.#block = this.kernels.arena.f32(length);
    return this.#block;
  }
}

export class ThreadRollouts implements LocalRollouts {
  readonly shape: WorldShape;
  readonly #actions: Scratch;
  readonly #nominals: Scratch;
  readonly #bounds: Block<Float32Array>;
  readonly #rewards: Scratch;
  readonly #returns: Scratch;
  readonly #observations: Scratch;
  /** Control steps taken by the last run. */
  #controlSteps = 0;
  /** The request whose actions are in memory, and which groups of them. */
  #sampled: { request: RolloutRequest; firstGroup: number; endGroup: number } | undefined;

  /**
   * @param shape sizes and bounds
   * @param simulation a world that is stepped one rollout after the other, or one that rolls out four at a time
   */
  constructor(
    readonly kernels: Kernels,
    shape: WorldShape,
    private readonly simulation: World | BatchWorld,
  ) {
    const { stateSize, actionSize, observationSize } = shape;
    this.shape = {
      stateSize,
      actionSize,
      observationSize,
      actionLow: Float32Array.from(shape.actionLow),
      actionHigh: Float32Array.from(shape.actionHigh),
    };
    this.#actions = new Scratch(kernels);
    this.#nominals = new Scratch(kernels);
    this.#rewards = new Scratch(kernels);
    this.#returns = new Scratch(kernels);
    this.#observations = new Scratch(kernels);
    this.#bounds = kernels.arena.f32(3 * actionSize); // sigma, low, high
    this.#bounds.view.set(this.shape.actionLow, actionSize);
    this.#bounds.view.set(this.shape.actionHigh, 2 * actionSize);
  }

  run(request: RolloutRequest, share: Share): RolloutResult {
    const started = performance.now();
    const firstGroup = share.first / 4;
    const groups = Math.ceil(share.count / 4);
    const before = this.#sampled;
    this.#sampled = undefined;
    this.#sample(request, firstGroup, groups);
    const goesOn = before?.request === request && before.endGroup === firstGroup;
    this.#sampled = {
      request,
      firstGroup: goesOn ? before.firstGroup : firstGroup,
      endGroup: firstGroup + groups,
    };

    const rewards = this.#rewards.atLeast(groups * 4 * request.steps);
    const { simulation } = this;
    const observations = isBatch(simulation)
      ? this.#runBatch(simulation, request, share, groups, rewards)
      : this.#runStepwise(simulation, request, share, rewards);

    const returns = this.#returns.atLeast(groups * 4);
    this.kernels.exports.discountedReturns(
      returns.pointer,
      rewards.pointer,
      groups,
      request.steps,
      request.gamma,
    );
    return {
      returns: returns.view.slice(0, share.count),
      observations,
      simulationSteps: this.#controlSteps * (simulation.physicsSteps ?? 1),
      simulationSeconds: (performance.now() - started) / 1000,
      warnings: simulation.takeWarnings?.(),
    };
  }

  allActions(request: RolloutRequest, isNeeded: (group: number) => boolean = () => true): number {
    const groups = Math.ceil(totalRollouts(request, this.shape) / 4);
    const done = this.#sampled?.request === request ? this.#sampled : { firstGroup: 0, endGroup: 0 };
    const sampled = (group: number): boolean => group >= done.firstGroup && group < done.endGroup;
    let complete = true;
    for (let group = 0; group < groups; group++) {
      if (sampled(group)) continue;
      if (isNeeded(group)) this.#sample(request, group, 1);
      else complete = false;
    }
    if (complete) this.#sampled = { request, firstGroup: 0, endGroup: groups };
    return this.#actions.atLeast(0).pointer;
  }

  close(): void {
    this.simulation.close?.();
  }

  /** Samples the actions of some groups into their place among those of the whole request. */
  #sample(request: RolloutRequest, firstGroup: number, groups: number): void {
    if (groups <= 0) return;
    const { actionSize, stateSize } = this.shape;
    const row = request.steps * actionSize;
    const actions = this.#actions.atLeast(Math.ceil(totalRollouts(request, this.shape) / 4) * 4 * row);
    const nominals = this.#nominals.atLeast(request.nominals.length);
    nominals.view.set(request.nominals);
    this.#bounds.view.set(request.sigma);
    const bounds = this.#bounds.pointer;
    this.kernels.exports.sampleActions(
      actions.pointer + firstGroup * row * 16,
      nominals.pointer,
      bounds,
      bounds + actionSize * 4,
      bounds + actionSize * 8,
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

  #runBatch(
    batch: BatchWorld,
    request: RolloutRequest,
    share: Share,
    groups: number,
    rewards: Block<Float32Array>,
  ): Float32Array {
    const { actionSize, observationSize, stateSize } = this.shape;
    const observations = this.#observations.atLeast(groups * 4 * observationSize);
    this.#controlSteps = share.count * request.steps;
    batch.rollout({
      states: request.states,
      plans: request.states.length / stateSize,
      rolloutsPerPlan: request.rolloutsPerPlan,
      firstRollout: share.first,
      groups,
      steps: request.steps,
      actions: this.#actions.atLeast(0).pointer + (share.first / 4) * request.steps * actionSize * 16,
      rewards: rewards.pointer,
      observations: observations.pointer,
    });
    return observations.view.slice(0, share.count * observationSize);
  }

  #runStepwise(
    world: World,
    request: RolloutRequest,
    share: Share,
    rewards: Block<Float32Array>,
  ): Float32Array {
    const { actionSize, observationSize, stateSize } = this.shape;
    const { steps, rolloutsPerPlan } = request;
    const observations = new Float32Array(share.count * observationSize);
    const actionBlock = this.#actions.atLeast(0);
    const actions = new Float32Array(steps * actionSize);
    const rewardsOfOne = new Float32Array(steps);
    this.#controlSteps = 0;
    for (let index = 0; index < share.count; index++) {
      const rollout = share.first + index;
      const lane = rollout & 3;
      const plan = Math.floor(rollout / rolloutsPerPlan);
      world.setState(request.states.subarray(plan * stateSize, (plan + 1) * stateSize));
      const actionsStart = (rollout >> 2) * steps * actionSize * 4 + lane;
      const rewardsStart = (index >> 2) * steps * 4 + lane;
      // A user's world may allocate in these kernels: views are taken anew when it has run.
      const sampled = actionBlock.view;
      for (let i = 0; i < actions.length; i++) actions[i] = sampled[actionsStart + i * 4]!;
      const taken = follow(world, actions, rewardsOfOne);
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

function isBatch(simulation: World | BatchWorld): simulation is BatchWorld {
  return 'rollout' in simulation;
}
