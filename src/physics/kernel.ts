/** Articulated bodies with contacts, four worlds in the four lanes (assembly/physics). */

import type { Block } from '../kernels/arena.js';
import type { KernelsWithPhysics } from '../kernels/load-physics.js';
import { GROUP } from './layout.generated.js';

/** One packed model in WASM memory, with the scratch that stepping it needs. */
export class PhysicsKernel {
  readonly #kernels: KernelsWithPhysics;
  readonly #model: Block<Uint32Array>;
  readonly #scratch: Block<Uint8Array>;
  readonly #groupBytes: number;

  /** @param words a packed model (src/physics/pack/model.ts). */
  constructor(kernels: KernelsWithPhysics, words: Uint32Array) {
    const layout = kernels.physics.physicsLayout();
    if (words[0] !== layout) {
      throw new Error(`the packed model has layout ${words[0]}, these kernels read layout ${layout}`);
    }
    this.#kernels = kernels;
    this.#model = kernels.arena.u32(words.length);
    this.#model.view.set(words);
    this.#scratch = kernels.arena.bytes(kernels.physics.physicsScratchBytes(this.#model.pointer));
    this.#groupBytes = kernels.physics.physicsGroupBytes(this.#model.pointer);
  }

  /** Memory for the states of `count` groups of four worlds. */
  groups(count: number): WorldGroups {
    const slots = this.#groupBytes / 16;
    return new WorldGroups(this.#kernels.arena.f32(slots * 4 * count), slots, count);
  }

  /**
   * Takes `steps` physics steps of the first `count` groups.
   *
   * @param controls byte address, f32 [actuators][4 lanes] of the first group
   * @param stride bytes from one group's controls to the next's
   * @param forces what is gathered of the last step. Default: nothing
   */
  step(
    groups: WorldGroups,
    count: number,
    controls: number,
    stride: number,
    steps: number,
    forces: Sink = NOTHING,
  ): void {
    this.#kernels.physics.physicsStep(
      this.#model.pointer,
      this.#scratch.pointer,
      groups.pointer,
      count,
      controls,
      stride,
      steps,
      forces.reads,
      forces.count,
      forces.out,
      forces.size,
    );
  }

  /** Constrained accelerations, and what is read of forces, at the groups' states, without a step; `controls` 0: none. */
  forward(
    groups: WorldGroups,
    count: number,
    controls: number,
    stride: number,
    forces: Sink = NOTHING,
  ): void {
    this.#kernels.physics.physicsForward(
      this.#model.pointer,
      this.#scratch.pointer,
      groups.pointer,
      count,
      controls,
      stride,
      forces.reads,
      forces.count,
      forces.out,
      forces.size,
    );
  }

  /**
   * Gathers quantities of the present states.
   *
   * @param moved whether more than numbers of the state is read
   */
  quantities(
    groups: WorldGroups,
    count: number,
    { reads, count: rows, out, size }: Sink,
    moved: boolean,
  ): void {
    this.#kernels.physics.physicsQuantities(
      this.#model.pointer,
      this.#scratch.pointer,
      groups.pointer,
      count,
      reads,
      rows,
      moved ? 1 : 0,
      out,
      size,
    );
  }
}

/** What is gathered, and where to: byte addresses of a table of reads and of f32 [worlds][size]. */
export interface Sink {
  readonly reads: number;
  /** Rows of the table. */
  readonly count: number;
  readonly out: number;
  /** Numbers of a world. */
  readonly size: number;
}

const NOTHING: Sink = { reads: 0, count: 0, out: 0, size: 0 };

/** States of groups of four worlds: qpos, qvel, act, poses of mocap bodies, qacc, and a mask of frozen worlds. World w is lane w mod 4 of group ⌊w / 4⌋. */
export class WorldGroups {
  #integers: Int32Array | undefined;

  constructor(
    private readonly block: Block<Float32Array>,
    private readonly slots: number,
    readonly count: number,
  ) {}

  get pointer(): number {
    return this.block.pointer;
  }

  /** The numbers, f32 [groups][slots][4 lanes]. */
  get view(): Float32Array {
    return this.block.view;
  }

  /** Index in `view` of state slot `slot` (qpos, qvel, act, mocap, qacc one after the other) of a world. */
  index(world: number, slot: number): number {
    return ((world >> 2) * this.slots + GROUP.lists + slot) * 4 + (world & 3);
  }

  /** Puts a world to rest at zero: clears its state, and thaws it. */
  clear(world: number): void {
    const view = this.view;
    const first = (world >> 2) * this.slots * 4 + (world & 3);
    for (let slot = 0; slot < this.slots; slot++) view[first + slot * 4] = 0;
  }

  /** True if the world has blown up and is frozen. */
  frozen(world: number): boolean {
    return this.#words()[((world >> 2) * this.slots + GROUP.frozen) * 4 + (world & 3)] !== 0;
  }

  /** Constraint rows of a world in the last step. */
  rows(world: number): number {
    return this.view[((world >> 2) * this.slots + GROUP.rows) * 4 + (world & 3)]!;
  }

  /** Newton iterations of a world's group since it was cleared. */
  iterations(group: number): number {
    return this.#words()[(group * this.slots + GROUP.counters) * 4]!;
  }

  /** The most contacts between bodies that a group wanted in one step, if that was more than there is room for; else 0. */
  wantedPairContacts(group: number): number {
    return this.#words()[(group * this.slots + GROUP.counters) * 4 + 1]!;
  }

  #words(): Int32Array {
    const view = this.view;
    if (this.#integers?.buffer !== view.buffer) {
      this.#integers = new Int32Array(view.buffer, view.byteOffset, view.length);
    }
    return this.#integers!;
  }
}
