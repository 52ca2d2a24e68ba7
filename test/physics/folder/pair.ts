/**
 * A model that somebody wrote, in MuJoCo and in the lanes. What a state consists of is known here alone: qpos, qvel,
 * act, then the mocap bodies' positions and quaternions, as in a keyframe (src/worlds/mujoco/start.ts).
 */

import { PhysicsKernel, type WorldGroups } from '../../../src/physics/kernel.js';
import type { PackedModel } from '../../../src/physics/packed.js';
import { LaneStates } from '../../../src/physics/states.js';
import { setFlags } from '../../../src/worlds/mujoco/model.js';
import type { MjData, MjModel } from '../../../src/worlds/mujoco/module.js';
import { modelKeyframes } from '../../../src/worlds/mujoco/start.js';
import { kernels, mujoco } from '../beside-mujoco.js';

/** Where a run begins. */
export interface Start {
  readonly name: string;
  readonly state: readonly number[];
  /** What the actuators are told until something else is drawn. */
  readonly ctrl: readonly number[];
}

/** Both physics are given the same numbers, so that what f32 cannot hold of a state is nobody's error. */
export const rounded = (values: ArrayLike<number>): number[] => Array.from(values, Math.fround);

export class InMujoco {
  readonly data: MjData;

  /** The model's flags are set as a world's are (src/worlds/mujoco/model.ts): no warm start. */
  constructor(readonly model: MjModel) {
    setFlags(mujoco, model);
    this.data = new mujoco.MjData(model);
  }

  /** A state and controls, and nothing of what was before. */
  put(state: ArrayLike<number>, ctrl: ArrayLike<number>): void {
    mujoco.mj_resetData(this.model, this.data);
    const values = Float64Array.from(state);
    let at = 0;
    for (const part of this.#parts()) {
      part.set(values.subarray(at, at + part.length));
      at += part.length;
    }
    this.data.ctrl.set(ctrl);
  }

  state(): number[] {
    return this.#parts().flatMap((part) => Array.from(part));
  }

  step(): void {
    mujoco.mj_step(this.model, this.data);
  }

  /** qpos0, then each keyframe. */
  starts(): Start[] {
    mujoco.mj_resetData(this.model, this.data);
    const initial = { name: 'qpos0', state: this.state(), ctrl: new Array<number>(this.model.nu).fill(0) };
    return [initial, ...modelKeyframes(mujoco, this.model)];
  }

  close(): void {
    this.data.delete();
  }

  #parts(): Float64Array[] {
    const { qpos, qvel, act, mocap_pos, mocap_quat } = this.data;
    return [qpos, qvel, act, mocap_pos, mocap_quat].filter(({ length }) => length > 0);
  }
}

export class InLanes {
  readonly #kernel: PhysicsKernel;
  readonly #groups: WorldGroups;
  readonly #states: LaneStates;
  readonly #controls;
  readonly #controlCount: number;
  readonly #qposCount: number;
  readonly #dofCount: number;

  /** @param worlds a multiple of four. */
  constructor(
    { info, words }: PackedModel,
    readonly worlds: number,
  ) {
    this.#kernel = new PhysicsKernel(kernels, words);
    this.#groups = this.#kernel.groups(worlds / 4);
    this.#states = new LaneStates(info);
    this.#controlCount = info.actuators.length;
    this.#controls = kernels.arena.f32(Math.max(4, worlds * this.#controlCount));
    this.#qposCount = info.qposCount;
    this.#dofCount = info.dofCount;
  }

  put(world: number, state: ArrayLike<number>): void {
    this.#states.put(this.#groups, world, state);
  }

  control(world: number, ctrl: ArrayLike<number>): void {
    const { view } = this.#controls;
    const first = (world >> 2) * this.#controlCount * 4 + (world & 3);
    for (let u = 0; u < this.#controlCount; u++) view[first + 4 * u] = ctrl[u]!;
  }

  /** @param worlds how many, of the first ones; a multiple of four. Default all */
  step(worlds = this.worlds): void {
    const stride = 16 * this.#controlCount;
    this.#kernel.step(this.#groups, worlds / 4, this.#controls.pointer, stride, 1);
  }

  qpos(world: number): number[] {
    return this.#read(world, 0, this.#qposCount);
  }

  qvel(world: number): number[] {
    return this.#read(world, this.#qposCount, this.#dofCount);
  }

  /** Constraint rows of the last step. */
  rows(world: number): number {
    return this.#groups.rows(world);
  }

  frozen(world: number): boolean {
    return this.#groups.frozen(world);
  }

  #read(world: number, from: number, count: number): number[] {
    const { view } = this.#groups;
    return Array.from({ length: count }, (_, i) => view[this.#groups.index(world, from + i)]!);
  }
}

/** What to do when the model's author cuts the solver off, or takes another one than Newton's. */
export interface Solving {
  /** What was changed in the reference, in words; undefined if nothing was. */
  readonly notice: string | undefined;
}

const ITERATIONS = 100;
const LINE_SEARCH = 50;
const TOLERANCE = 1e-10;

/**
 * Lets MuJoCo solve to the end, which the lanes always do: its Newton solver, with room for all iterations. Every
 * solver has the same optimum, so where the author's is cut off, what differs is what the cut costs.
 */
export function solveToTheEnd(model: MjModel): Solving {
  const { opt } = model;
  const newton = mujoco.mjtSolver.mjSOL_NEWTON.value;
  const cut = [
    opt.solver !== newton && 'another solver than Newton',
    opt.iterations < ITERATIONS && `${opt.iterations} iterations`,
    opt.ls_iterations < LINE_SEARCH && `${opt.ls_iterations} line search iterations`,
    opt.tolerance > 1e-8 && `tolerance ${opt.tolerance}`,
  ].filter(Boolean);
  opt.solver = newton;
  opt.iterations = Math.max(opt.iterations, ITERATIONS);
  opt.ls_iterations = Math.max(opt.ls_iterations, LINE_SEARCH);
  opt.tolerance = Math.min(opt.tolerance, TOLERANCE);
  return {
    notice:
      cut.length > 0 ? `compared with MuJoCo solved to the end (written: ${cut.join(', ')})` : undefined,
  };
}
