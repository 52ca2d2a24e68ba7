/** One model in MuJoCo and in the lanes, side by side. */

import { loadKernels } from '../../src/kernels/load.js';
import { type KernelsWithPhysics, loadPhysics } from '../../src/kernels/load-physics.js';
import { PhysicsKernel, type Sink, type WorldGroups } from '../../src/physics/kernel.js';
import { type PackOptions, packModel } from '../../src/physics/pack/model.js';
import type { PackedModel } from '../../src/physics/packed.js';
import { LaneReads } from '../../src/physics/reads.js';
import { setFlags } from '../../src/worlds/mujoco/model.js';
import { compileModel, loadMujoco, type MjData, type MjModel } from '../../src/worlds/mujoco/module.js';

import { reads, touch } from '../../src/worlds/quantities.js';

export const mujoco = await loadMujoco();
export const kernels: KernelsWithPhysics = await loadPhysics(await loadKernels());

export interface State {
  readonly qpos: number[];
  readonly qvel: number[];
  readonly ctrl: number[];
  /** Activations. Default: 0. */
  readonly act?: number[];
  /** Poses of mocap bodies: positions of all, then quaternions of all. Default: the model's. */
  readonly mocap?: number[];
}

const toF32 = (values: ArrayLike<number>): number[] => Array.from(values, Math.fround);

export class BesideMujoco {
  readonly model: MjModel;
  readonly data: MjData;
  readonly packed: PackedModel;
  readonly kernel: PhysicsKernel;
  readonly groups: WorldGroups;
  readonly #controls;
  readonly #touches: readonly string[];
  readonly #forces: LaneReads;

  /** @param groupCount groups of four worlds in the lanes. */
  constructor(xml: string, groupCount = 1, options: PackOptions & { timestep?: number } = {}) {
    this.model = compileModel(mujoco, xml);
    const { timestep, ...packing } = options;
    if (timestep) this.model.opt.timestep = timestep;
    setFlags(mujoco, this.model);
    this.data = new mujoco.MjData(this.model);
    this.packed = packModel(mujoco, this.model, packing);
    this.kernel = new PhysicsKernel(kernels, this.packed.words);
    this.groups = this.kernel.groups(groupCount);
    this.#touches = this.packed.info.sensors.filter(({ site }) => site !== undefined).map(({ name }) => name);
    const touches = reads(Object.fromEntries(this.#touches.map((name) => [name, touch(name)])));
    const nothing = reads({});
    this.#forces = new LaneReads(
      kernels,
      this.packed.info,
      { rewardReads: touches, observationReads: nothing },
      4 * groupCount,
    );
    this.#controls = kernels.arena.f32(4 * groupCount * Math.max(1, this.model.nu));
  }

  /** The state MuJoCo is in, with controls, rounded to f32. */
  state(ctrl: ArrayLike<number>): State {
    const { qpos, qvel, act } = this.data;
    const mocap = [...toF32(this.data.mocap_pos), ...toF32(this.data.mocap_quat)];
    return { qpos: toF32(qpos), qvel: toF32(qvel), ctrl: toF32(ctrl), act: toF32(act), mocap };
  }

  /** MuJoCo at a state, its solver without memory. */
  setMujoco({ qpos, qvel, ctrl, act = [], mocap }: State): void {
    const { nmocap } = this.model;
    mujoco.mj_resetData(this.model, this.data);
    if (mocap && nmocap > 0) {
      this.data.mocap_pos.set(mocap.slice(0, 3 * nmocap));
      this.data.mocap_quat.set(mocap.slice(3 * nmocap));
    }
    this.data.qpos.set(qpos);
    this.data.qvel.set(qvel);
    this.data.ctrl.set(ctrl);
    this.data.act.set(act);
  }

  setControl(world: number, ctrl: ArrayLike<number>): void {
    const { nu } = this.model;
    const view = this.#controls.view;
    for (let u = 0; u < nu; u++) view[((world >> 2) * nu + u) * 4 + (world & 3)] = ctrl[u]!;
  }

  setLane(world: number, state: State): void {
    const { qpos, qvel, ctrl, mocap = [...(this.packed.info.mocap ?? [])] } = state;
    const act = state.act ?? new Array<number>(this.model.na).fill(0);
    this.groups.clear(world);
    const view = this.groups.view;
    [...qpos, ...qvel, ...act, ...mocap].forEach((x, i) => {
      view[this.groups.index(world, i)] = x;
    });
    this.setControl(world, ctrl);
  }

  stepMujoco(steps = 1): void {
    for (let i = 0; i < steps; i++) mujoco.mj_step(this.model, this.data);
  }

  /** @param sense touch forces are gathered too. */
  stepLanes(steps = 1, sense = true): void {
    this.kernel.step(
      this.groups,
      this.groups.count,
      this.#controls.pointer,
      16 * this.model.nu,
      steps,
      sense ? this.#forces.forBoth : undefined,
    );
  }

  /** Gathers forces at the states, without a step. */
  forwardLanes(forces: Sink): void {
    this.kernel.forward(this.groups, this.groups.count, this.#controls.pointer, 16 * this.model.nu, forces);
  }

  #read(world: number, from: number, count: number): number[] {
    const view = this.groups.view;
    return Array.from({ length: count }, (_, i) => view[this.groups.index(world, from + i)]!);
  }

  qpos(world: number): number[] {
    return this.#read(world, 0, this.model.nq);
  }

  qvel(world: number): number[] {
    return this.#read(world, this.model.nq, this.model.nv);
  }

  act(world: number): number[] {
    return this.#read(world, this.model.nq + this.model.nv, this.model.na);
  }

  qacc(world: number): number[] {
    const { nq, nv, na, nmocap } = this.model;
    return this.#read(world, nq + nv + na + 7 * nmocap, nv);
  }

  /** Touch forces of the last step, in the order of `touches`. */
  touch(world: number): number[] {
    return [...this.#forces.reward.of(world)];
  }

  /** Names of the touch sensors. */
  get touches(): readonly string[] {
    return this.#touches;
  }

  /** Bits of a world's qpos, qvel, act and qacc. */
  bits(world: number): number[] {
    const values = Float32Array.from([
      ...this.qpos(world),
      ...this.qvel(world),
      ...this.act(world),
      ...this.qacc(world),
    ]);
    for (let i = 0; i < values.length; i++) values[i]! += 0; // −0 is 0
    return [...new Uint32Array(values.buffer)];
  }

  close(): void {
    this.data.delete();
    this.model.delete();
  }
}
