/** The quantities that a task names, found in a packed model and gathered from the lanes. */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { OptionError } from '../options.js';
import { checkJointRead, missing, type Quantity, type Reads, readsJointsOnly } from '../worlds/quantities.js';
import type { PhysicsKernel, WorldGroups } from './kernel.js';
import { READS } from './layout.generated.js';
import { type PackedInfo, type PackedPoint, stateSizeOf } from './packed.js';

interface Row {
  readonly kind: number;
  readonly index: number;
  readonly count: number;
  readonly point?: readonly number[];
}

/** Gathers one set of quantities: f32 [worlds][size]. */
export class LaneGather {
  /** Something else than joint values and touch is read, so that bodies have to be placed first. */
  readonly moved: boolean;
  /** A touch sensor is read. */
  readonly touches: boolean;
  readonly #rows: Block<Uint32Array>;
  readonly #count: number;
  readonly #values: Block<Float32Array>;
  /** Numbers of a world; none if nothing is read. */
  readonly #size: number;
  readonly #worlds: number;
  #views: Float32Array[] = [];

  /**
   * @param worlds worlds gathered at most, a multiple of four
   * @throws OptionError if the model lacks something that is read.
   */
  constructor(kernels: Kernels, info: PackedInfo, reads: Reads, worlds: number) {
    const rows = reads.list.map(({ quantity, offset }) => ({ ...locate(info, quantity), offset }));
    this.moved = !readsJointsOnly(reads) && rows.some(({ kind }) => kind !== READS.STATE);
    this.touches = reads.list.some(({ quantity }) => quantity.kind === 'touch');
    this.#count = rows.length;
    this.#size = reads.size;
    this.#worlds = worlds;
    this.#rows = kernels.arena.u32(Math.max(1, rows.length * READS.words));
    const words = this.#rows.view;
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    rows.forEach(({ kind, index, count, offset, point }, i) => {
      const at = i * READS.words;
      words.set([kind, index, count, offset], at);
      if (point) floats.set(point, at + READS.point);
    });
    this.#values = kernels.arena.f32(Math.max(1, worlds * reads.size));
  }

  /** Gathers from the first `count` groups; the numbers of world w are then in `of(w)`. */
  read(kernel: PhysicsKernel, groups: WorldGroups, count: number): void {
    if (this.#size === 0) return;
    const { pointer } = this.#values;
    kernel.quantities(groups, count, this.#rows.pointer, this.#count, this.moved, pointer, this.#size);
  }

  /** The numbers of a world as last gathered. */
  of(world: number): Float32Array {
    const values = this.#values.view;
    if (this.#views[0]?.buffer !== values.buffer) {
      this.#views = Array.from({ length: this.#worlds }, (_, i) =>
        values.subarray(i * this.#size, (i + 1) * this.#size),
      );
    }
    return this.#views[world]!;
  }
}

function locate(info: PackedInfo, quantity: Quantity): Row {
  const { kind, name, size } = quantity;
  switch (kind) {
    case 'jointPosition':
    case 'jointVelocity': {
      const joint = find(info.joints, name, 'joint');
      checkJointRead(quantity, joint.type);
      const index = kind === 'jointPosition' ? joint.qpos : info.qposCount + joint.dof;
      return { kind: READS.STATE, index, count: size };
    }
    case 'bodyPosition':
      return { kind: READS.POINT_OF_BODY, index: bodyIndex(info, name), count: 3, point: [0, 0, 0] };
    case 'bodyAxes':
      return { kind: READS.AXES, index: bodyIndex(info, name), count: 9 };
    case 'geomPosition':
      return pointRow(find(info.geoms, name, 'geom'));
    case 'sitePosition':
      return pointRow(find(info.sites, name, 'site'));
    case 'touch': {
      const index = info.touches.findIndex((sensor) => sensor.name === name);
      const sensor = index >= 0 ? index : info.touches.findIndex(({ site }) => site === name);
      if (sensor < 0 || name === '') throw missing('touch sensor', name);
      const { reason } = info.touches[sensor]!;
      if (reason) throw new OptionError(`touch sensor '${name}' cannot be read in the lanes: ${reason}`);
      return { kind: READS.STATE, index: stateSizeOf(info) + info.dofCount + sensor, count: 1 };
    }
  }
}

function pointRow({ body, position }: PackedPoint): Row {
  return { kind: READS.POINT_OF_BODY, index: body, count: 3, point: position };
}

function bodyIndex(info: PackedInfo, name: string): number {
  const index = info.bodies.indexOf(name);
  if (index < 0) throw missing('body', name);
  return index;
}

function find<T extends { readonly name: string }>(list: readonly T[], name: string, word: string): T {
  const found = list.find((item) => item.name === name);
  if (!found) throw missing(word, name);
  return found;
}
