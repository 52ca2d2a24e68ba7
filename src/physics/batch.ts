/**
 * Rollouts of a packed model, four worlds in the four lanes of a vector (assembly/physics).
 *
 * A step is a function of qpos, qvel, act and the controls: the solver keeps nothing from one step to the next, and a world's
 * numbers do not depend on which worlds share its vectors. All arithmetic is f32.
 */

import type { KernelsWithPhysics } from '../kernels/load-physics.js';
import { notify } from '../notices.js';
import { checkInteger, OptionError } from '../options.js';
import { guardReadout } from '../worlds/guarded-world.js';
import { Past, PastOfWorld } from '../worlds/past.js';
import type { Readout } from '../worlds/quantities.js';
import { EpisodeStart, type StartSettings } from '../worlds/start.js';
import type { BatchRequest, BatchWorld, World, WorldShape } from '../worlds/world.js';
import { LaneDigits } from './digits.js';
import { PhysicsKernel, type WorldGroups } from './kernel.js';
import { type PackedInfo, type PackedModel, startState, stateSizeOf } from './packed.js';
import { type LaneGather, LaneReads } from './reads.js';
import { checkFiniteStates, LaneStates } from './states.js';

export interface LaneBatchOptions extends Readout, StartSettings {
  /** Physics steps in one control step, the control held. Default 1. */
  readonly physicsSteps?: number;
}

/** Another physics with the same states and actions, for what the lanes lose their digits at. */
export interface Elsewhere {
  /** Name for messages. */
  readonly name: string;
  createWorld(): World;
}

/** Memory for one size of batch. */
interface Batch {
  readonly groups: WorldGroups;
  readonly reads: LaneReads;
  /** Of each world. */
  readonly pasts: readonly PastOfWorld[];
}

/**
 * Batched rollouts of a task over a packed model. States are qpos, qvel, act and poses of mocap bodies, then what the task
 * reads of the past, as those of a `MujocoWorld`.
 */
export class LaneBatch implements BatchWorld {
  /** The task's rewards are JavaScript's numbers, with whatever offset the task gives them. */
  readonly rewardType = 'f64';
  readonly physicsSteps: number;
  readonly shape: WorldShape;
  readonly #kernels: KernelsWithPhysics;
  readonly #info: PackedInfo;
  readonly #kernel: PhysicsKernel;
  readonly #task: Readout;
  readonly #action: Float32Array;
  readonly #past: Past;
  /** Numbers of a state without the past. */
  readonly #physicsSize: number;
  readonly #states: LaneStates;
  readonly #digits: LaneDigits;
  readonly #elsewhere: Elsewhere | undefined;
  #batch: Batch;
  #blownUp = 0;
  #other: World | undefined;
  #warnings: Record<string, number> = {};
  #told = false;

  /**
   * @param elsewhere what is taken for states at which the lanes lose their digits (digits.ts). Default: nothing,
   *   they are rolled out here all the same; a notice says so in either case
   * @throws if the model lacks something that the task reads.
   */
  constructor(
    kernels: KernelsWithPhysics,
    { info, words }: PackedModel,
    options: LaneBatchOptions,
    elsewhere?: Elsewhere,
  ) {
    this.physicsSteps = checkPhysicsSteps(options.physicsSteps);
    if (info.actuators.length === 0)
      throw new OptionError('the model has no actuators, so there is nothing to plan');
    this.#past = lanePast(info, options);
    this.#physicsSize = stateSizeOf(info);
    this.shape = {
      stateSize: this.#physicsSize + this.#past.size,
      observationSize: checkInteger('observationSize', options.observationSize, { min: 1 }),
      ...laneActions(info),
      restingAction: laneStart(info, options, this.#past).restingAction,
    };
    this.#kernels = kernels;
    this.#info = info;
    this.#states = new LaneStates(info);
    this.#kernel = new PhysicsKernel(kernels, words);
    this.#digits = new LaneDigits(kernels, this.#kernel, info, this.#states);
    this.#elsewhere = elsewhere;
    this.#task = guardReadout(options);
    this.#action = new Float32Array(info.actuators.length);
    this.#batch = this.#allocate(1);
  }

  /** Rollouts so far in which the physics blew up: their rewards are NaN from there on. */
  get blownUp(): number {
    return this.#blownUp;
  }

  instead(states: Float64Array, steps: number, rollouts: number): World | undefined {
    const { stateSize } = this.shape;
    checkFiniteStates(states, stateSize);
    const lost = this.#digits.lost(states, stateSize, steps * this.physicsSteps * this.#info.timestep);
    if (!lost) return undefined;
    const way = this.#elsewhere
      ? `planned for with ${this.#elsewhere.name}, about ten times as slow`
      : 'the plans made there all the same are not to be relied on';
    const warning = `${lost}, where the lanes lose their digits: ${way}`;
    if (!this.#told) notify(warning);
    this.#told = true;
    this.#warnings[warning] = (this.#warnings[warning] ?? 0) + rollouts;
    this.#other ??= this.#elsewhere?.createWorld();
    return this.#other;
  }

  /** Rollouts from states at which the lanes lose their digits, and what the other physics has warned of. */
  takeWarnings(): Readonly<Record<string, number>> {
    const warnings = { ...this.#warnings, ...this.#other?.takeWarnings?.() };
    this.#warnings = {};
    return warnings;
  }

  close(): void {
    this.#other?.close?.();
    this.#other = undefined;
  }

  rollout(request: BatchRequest): void {
    const { groups: count, steps, actions, rewards, observations } = request;
    if (this.#batch.groups.count < count) this.#batch = this.#allocate(count);
    const { groups, reads } = this.#batch;
    const { observation: forObservation } = reads;
    this.#start(request);
    const actionSize = this.#action.length;
    const row = steps * actionSize * 16;
    for (let t = 0; t < steps; t++) {
      const forces = t === steps - 1 ? reads.forBoth : reads.forRewardAlone;
      this.#kernel.step(groups, count, actions + t * actionSize * 16, row, this.physicsSteps, forces);
      this.#reward(count, t, steps, actions, rewards);
    }
    checkRoom(groups, count, this.#info);
    for (let world = 0; world < 4 * count; world++) if (groups.frozen(world)) this.#blownUp++;

    const size = this.#task.observationSize;
    const out = new Float32Array(this.#kernels.memory.buffer, observations, count * 4 * size);
    forObservation.read(this.#kernel, groups, count);
    for (let world = 0; world < 4 * count; world++) {
      writePast(forObservation, world, this.#batch.pasts[world]!, 'last');
      this.#task.observe(forObservation.of(world), out.subarray(world * size, (world + 1) * size));
    }
  }

  /** Puts every world at the start of its plan. */
  #start({ states, plans, rolloutsPerPlan, firstRollout, groups: count }: BatchRequest): void {
    const { stateSize } = this.shape;
    checkFiniteStates(states, stateSize);
    for (let world = 0; world < 4 * count; world++) {
      const plan = Math.min(Math.floor((firstRollout + world) / rolloutsPerPlan), plans - 1);
      this.#states.put(this.#batch.groups, world, states, plan * stateSize);
      if (this.#past.size > 0) {
        this.#batch.pasts[world]!.set(states, plan * stateSize + this.#physicsSize);
      }
    }
  }

  /** Writes the rewards of step t, in the layout [group][t][lane]. */
  #reward(count: number, t: number, steps: number, actions: number, rewards: number): void {
    const { groups, pasts } = this.#batch;
    const { reward: forReward } = this.#batch.reads;
    const { buffer } = this.#kernels.memory;
    const actionSize = this.#action.length;
    const out = new Float64Array(buffer, rewards, count * 4 * steps);
    const controls = new Float32Array(buffer, actions, count * 4 * steps * actionSize);
    forReward.read(this.#kernel, groups, count);
    for (let world = 0; world < 4 * count; world++) {
      const group = world >> 2;
      const lane = world & 3;
      const at = (group * steps + t) * 4 + lane;
      if (groups.frozen(world)) {
        out[at] = Number.NaN;
        continue;
      }
      const first = (group * steps + t) * actionSize * 4 + lane;
      for (let a = 0; a < actionSize; a++) this.#action[a] = controls[first + a * 4]!;
      if (this.#past.size > 0) {
        const past = pasts[world]!;
        past.act(this.#action, 0);
        past.time += this.#info.timestep * this.physicsSteps;
        writePast(forReward, world, past, 'before');
      }
      out[at] = this.#task.reward(forReward.of(world), this.#action);
    }
  }

  #allocate(count: number): Batch {
    return {
      groups: this.#kernel.groups(count),
      reads: new LaneReads(this.#kernels, this.#info, this.#task, 4 * count),
      pasts: Array.from({ length: 4 * count }, () => new PastOfWorld(this.#past)),
    };
  }
}

/** What a task has of the past in its state. */
export function lanePast(info: PackedInfo, { rewardReads, observationReads }: Readout): Past {
  const isClock = (sensor: string) =>
    info.sensors.some(({ name, moment }) => name === sensor && moment === 'past');
  return new Past([rewardReads, observationReads], info.actuators.length, isClock);
}

/** Puts the past among the numbers of a world. */
export function writePast(
  gather: LaneGather,
  world: number,
  past: PastOfWorld,
  previous: 'last' | 'before',
): void {
  for (const at of gather.times) gather.of(world)[at] = past.time;
  for (const at of gather.actions) gather.of(world).set(past[previous], at);
}

/**
 * Number and bounds of the controls.
 *
 * @throws OptionError naming the actuators without bounds: the physics needs none, but who chooses controls does.
 */
export function laneActions({ actuators }: PackedInfo) {
  const without = actuators.flatMap(({ name, low, high }, u) =>
    low < high ? [] : [name ? `'${name}'` : String(u)],
  );
  if (without.length > 0) {
    throw new OptionError(
      `actuators without a control range: ${without.join(', ')}: give each a ctrlrange in the model`,
    );
  }
  return {
    actionSize: actuators.length,
    actionLow: actuators.map(({ low }) => low),
    actionHigh: actuators.map(({ high }) => high),
  };
}

/** @throws OptionError naming what is wrong with the settings. */
export function laneStart(info: PackedInfo, settings: StartSettings, past: Past): EpisodeStart {
  const { keyframes, joints } = info;
  const initial = startState(info);
  return new EpisodeStart({ ...laneActions(info), initial, keyframes, joints, past }, settings);
}

export function checkPhysicsSteps(physicsSteps = 1): number {
  return checkInteger('physicsSteps', physicsSteps, { min: 1 });
}

/** @throws if a group had more contacts between bodies than there was room for: its numbers are then not to be used. */
export function checkRoom(groups: WorldGroups, count: number, info: PackedInfo): void {
  for (let group = 0; group < count; group++) {
    const wanted = groups.wantedPairContacts(group);
    if (wanted > 0) {
      throw new Error(
        `four worlds had ${wanted} contacts between bodies in one step, the packed model has room for ` +
          `${info.pairContacts}: pack it with a larger pairContacts`,
      );
    }
  }
}
