/** One world of a packed model, to act in: the physics in the lanes without MuJoCo. */

import type { Block } from '../kernels/arena.js';
import type { KernelsWithPhysics } from '../kernels/load-physics.js';
import { notify } from '../notices.js';
import { checkFinite, checkLength, OptionError } from '../options.js';
import type { Random } from '../random.js';
import { guardReadout } from '../worlds/guarded-world.js';
import { PastOfWorld } from '../worlds/past.js';
import { placeAt, sceneOf, writePoses } from '../worlds/scene.js';
import type { EpisodeStart } from '../worlds/start.js';
import type { Scene, World } from '../worlds/world.js';
import {
  checkPhysicsSteps,
  checkRoom,
  type LaneBatchOptions,
  laneActions,
  lanePast,
  laneStart,
  writePast,
} from './batch.js';
import { LaneDigits } from './digits.js';
import { PhysicsKernel, type WorldGroups } from './kernel.js';
import { type PackedInfo, type PackedModel, startState, stateSizeOf } from './packed.js';
import { READ, readTable } from './read-rows.js';
import { type LaneGather, LaneReads } from './reads.js';
import { checkFiniteStates, LaneStates } from './states.js';

export interface LaneWorldOptions extends LaneBatchOptions {
  /** Not supported here, because it acts on MuJoCo's own data: a task that has it is refused. */
  readonly beforeAction?: (...data: never[]) => void;
}

/** A world runs in all four lanes of one group; lane 0 is read. */
const LANES = [0, 1, 2, 3] as const;

/**
 * A world of a packed model. Its state is qpos, qvel, act and the poses of mocap bodies, then what the task reads of the past, and a step depends on nothing else; it takes the same bits
 * as a rollout of {@link LaneBatch}.
 */
export class LaneWorld implements World {
  readonly stateSize: number;
  readonly actionSize: number;
  readonly observationSize: number;
  readonly actionLow: number[];
  readonly actionHigh: number[];
  readonly timestep: number;
  readonly physicsSteps: number;
  /** Numbers of a state without the past. */
  readonly #physicsSize: number;
  readonly #info: PackedInfo;
  readonly #start: EpisodeStart;
  readonly #states: LaneStates;
  readonly #options: LaneWorldOptions;
  readonly #kernels: KernelsWithPhysics;
  readonly #kernel: PhysicsKernel;
  readonly #group: WorldGroups;
  readonly #controls: Block<Float32Array>;
  readonly #action: Float32Array;
  readonly #reads: LaneReads;
  readonly #past: PastOfWorld;
  #bodies: { rows: Block<Uint32Array>; poses: Block<Float32Array> } | undefined;
  /** The forces that are read are those of the last step, or of what stands in for it. */
  #forcesFresh = false;
  readonly #digits: LaneDigits;
  readonly #before: Float64Array;
  #warnings: Record<string, number> = {};
  #told = false;

  /** @throws OptionError if the model lacks something that the task reads, or the task has a `beforeAction`. */
  constructor(kernels: KernelsWithPhysics, { info, words }: PackedModel, options: LaneWorldOptions) {
    if (options.beforeAction) {
      throw new OptionError('a task with a beforeAction acts on MuJoCo’s data and cannot run in the lanes');
    }
    this.physicsSteps = checkPhysicsSteps(options.physicsSteps);
    const past = lanePast(info, options);
    this.#past = new PastOfWorld(past);
    this.#physicsSize = stateSizeOf(info);
    this.stateSize = this.#physicsSize + past.size;
    this.observationSize = options.observationSize;
    ({
      actionSize: this.actionSize,
      actionLow: this.actionLow,
      actionHigh: this.actionHigh,
    } = laneActions(info));
    this.#start = laneStart(info, options, past);
    this.timestep = info.timestep * this.physicsSteps;
    this.#info = info;
    this.#states = new LaneStates(info);
    this.#options = guardReadout(options);
    this.#kernels = kernels;
    this.#kernel = new PhysicsKernel(kernels, words);
    this.#group = this.#kernel.groups(1);
    this.#digits = new LaneDigits(kernels, this.#kernel, info, this.#states);
    this.#before = new Float64Array(this.stateSize);
    this.#controls = kernels.arena.f32(4 * this.actionSize);
    this.#action = new Float32Array(this.actionSize);
    this.#reads = new LaneReads(kernels, info, options, 4);
    this.#place(startState(info));
    this.#action.set(this.restingAction);
  }

  /** See `StartSettings`. */
  get restingAction(): Float64Array {
    return this.#start.restingAction;
  }

  get keyframes(): string[] {
    return this.#start.keyframes;
  }

  startFrom(keyframe: string | number): void {
    this.#start.from(keyframe);
  }

  reset(random: Random): void {
    this.#start.apply(this, random);
  }

  step(action: Float32Array): void {
    checkLength('action', action, this.actionSize);
    checkFinite('action', action);
    this.#action.set(action);
    this.#setControls();
    this.#watchDigits();
    this.#kernel.step(this.#group, 1, this.#controls.pointer, 0, this.physicsSteps, this.#reads.forBoth);
    checkRoom(this.#group, 1, this.#info);
    this.#forcesFresh = true;
    this.#past.act(this.#action, 0);
    this.#past.time += this.timestep;
  }

  getState(out: Float64Array): void {
    checkLength('state', out, this.stateSize);
    const view = this.#group.view;
    for (let i = 0; i < this.#physicsSize; i++) out[i] = view[this.#group.index(0, i)]!;
    this.#past.get(out, this.#physicsSize);
  }

  /** Goes to a state, rounded to f32. */
  setState(state: Float64Array): void {
    checkLength('state', state, this.stateSize);
    checkFiniteStates(state, this.stateSize);
    this.#place(state.subarray(0, this.#physicsSize));
    this.#past.set(state, this.#physicsSize);
    this.#action.set(this.restingAction);
  }

  observe(out: Float32Array): void {
    this.#options.observe(this.#read(this.#reads.observation, 'last'), out);
  }

  reward(): number {
    if (this.#group.frozen(0)) return Number.NaN;
    return this.#options.reward(this.#read(this.#reads.reward, 'before'), this.#action);
  }

  get diverged(): boolean {
    return this.#group.frozen(0);
  }

  /** The task's measure; NaN if it has none. */
  measure(): number {
    return this.#options.measure?.(this.#read(this.#reads.reward, 'before')) ?? Number.NaN;
  }

  /** Steps taken where the lanes lose their digits (digits.ts). */
  takeWarnings(): Readonly<Record<string, number>> {
    const warnings = this.#warnings;
    this.#warnings = {};
    return warnings;
  }

  scene(): Scene {
    return sceneOf(this.#info);
  }

  poses(out: Float32Array): void {
    const bodies = this.#bodyPoses();
    writePoses(this.#info.shapes, (body) => placeAt(bodies, body), out);
  }

  #watchDigits(): void {
    this.getState(this.#before);
    const lost = this.#digits.lost(this.#before, this.stateSize, this.timestep);
    if (!lost) return;
    const warning = `${lost}, where the lanes lose their digits: this world, which is stepped there, is not to be relied on`;
    if (!this.#told) notify(warning);
    this.#told = true;
    this.#warnings[warning] = (this.#warnings[warning] ?? 0) + 1;
  }

  #read(gather: LaneGather, previous: 'last' | 'before'): Float32Array {
    if (this.#reads.readsForces && !this.#forcesFresh) {
      // No step has been taken here: the forces of standing still, with the resting control.
      this.#setControls();
      this.#kernel.forward(this.#group, 1, this.#controls.pointer, 0, this.#reads.forBoth);
      checkRoom(this.#group, 1, this.#info);
      this.#forcesFresh = true;
    }
    gather.read(this.#kernel, this.#group, 1);
    writePast(gather, 0, this.#past, previous);
    return gather.of(0);
  }

  /** Writes the action into the controls of all lanes. */
  #setControls(): void {
    const controls = this.#controls.view;
    for (let a = 0; a < this.actionSize; a++) {
      for (const lane of LANES) controls[4 * a + lane] = this.#action[a]!;
    }
  }

  #place(state: ArrayLike<number>): void {
    for (const lane of LANES) this.#states.put(this.#group, lane, state);
    this.#forcesFresh = false;
  }

  /** Position and orientation of every body: [bodies][x y z, w x y z]. */
  #bodyPoses(): Float32Array {
    const count = this.#info.bodies.length;
    if (!this.#bodies) {
      const rows = Array.from({ length: count }, (_, index) => [
        { kind: READ.POINT_OF_BODY, index, count: 3, output: 7 * index },
        { kind: READ.QUATERNION, index, count: 4, output: 7 * index + 3 },
      ]).flat();
      this.#bodies = {
        rows: readTable(this.#kernels, rows),
        poses: this.#kernels.arena.f32(4 * 7 * count),
      };
    }
    const { rows, poses } = this.#bodies;
    const sink = { reads: rows.pointer, count: 2 * count, out: poses.pointer, size: 7 * count };
    this.#kernel.quantities(this.#group, 1, sink, true);
    return poses.view;
  }
}
