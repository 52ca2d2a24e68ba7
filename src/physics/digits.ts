/** Whether the lanes, which compute in f32, keep their digits at a state, and how that is said where they do not. */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { scalars } from '../worlds/quantities.js';
import type { PhysicsKernel, WorldGroups } from './kernel.js';
import { round } from './pack/reach.js';
import type { PackedInfo } from './packed.js';
import { READ, readTable } from './read-rows.js';
import type { LaneStates } from './states.js';

/** Metres or radians beyond which f32 cannot tell two positions of a joint a thousandth apart. */
const COARSE = 2 ** 14;

/**
 * Looks at states of a packed model. What it says of a state depends on the state alone, so that every thread decides
 * alike. Costs nothing for a model of one body that moves freely and limbs on hinges, but for a look at its numbers.
 */
export class LaneDigits {
  readonly #info: PackedInfo;
  readonly #kernel: PhysicsKernel;
  readonly #states: LaneStates;
  /** Four worlds to place bodies in, and where the bodies are: [4][bodies, the origin's last][x y z]. */
  readonly #placed:
    | { group: WorldGroups; rows: Block<Uint32Array>; positions: Block<Float32Array> }
    | undefined;
  /** Indices of qpos that are positions of joints, and of the velocities of those that are lengths. */
  readonly #coordinates: readonly { readonly qpos: number; readonly joint: string }[];
  readonly #lengths: readonly { readonly qpos: number; readonly dof: number }[];

  constructor(kernels: Kernels, kernel: PhysicsKernel, info: PackedInfo, states: LaneStates) {
    this.#info = info;
    this.#kernel = kernel;
    this.#states = states;
    this.#coordinates = info.joints.flatMap(({ type, qpos, name }) =>
      Array.from({ length: scalars(type) }, (_, i) => ({
        qpos: qpos + i,
        joint: name || `at qpos ${qpos}`,
      })),
    );
    this.#lengths = info.joints.flatMap(({ type, qpos, dof }) =>
      Array.from({ length: type === 'hinge' ? 0 : scalars(type) }, (_, i) => ({
        qpos: qpos + i,
        dof: info.qposCount + dof + i,
      })),
    );
    const { mobile = [], origin = 0 } = info.reach ?? {};
    if (mobile.length === 0) return;
    const rows = readTable(
      kernels,
      [...mobile.map(({ body }) => body), origin].map((index, i) => ({
        kind: READ.POINT_OF_BODY,
        index,
        count: 3,
        output: 3 * i,
      })),
    );
    const positions = kernels.arena.f32(4 * 3 * (mobile.length + 1));
    this.#placed = { group: kernel.groups(1), rows, positions };
  }

  /**
   * What is too far away at some of the states, or will be if it goes on as fast as it does now; undefined: nothing.
   *
   * @param states finite, f64 [n][size], of each the first numbers qpos, qvel, act
   * @param seconds how long the states are gone on from
   */
  lost(states: Float64Array, size: number, seconds: number): string | undefined {
    for (let from = 0; from < states.length; from += size) {
      for (const { qpos, joint } of this.#coordinates) {
        const position = states[from + qpos]!;
        if (Math.abs(position) > COARSE) return `joint '${joint}' is beyond ${COARSE} m or rad`;
      }
    }
    if (!this.#placed) return undefined;
    const later = states.slice();
    for (let from = 0; from < later.length; from += size) {
      for (const { qpos, dof } of this.#lengths) later[from + qpos]! += seconds * later[from + dof]!;
    }
    return this.#tooFar(states, size) ?? this.#tooFar(later, size);
  }

  #tooFar(states: Float64Array, size: number): string | undefined {
    const { group, rows, positions } = this.#placed!;
    const { mobile, origin } = this.#info.reach!;
    const width = 3 * (mobile.length + 1);
    for (let from = 0; from < states.length; from += 4 * size) {
      for (let lane = 0; lane < 4; lane++) {
        this.#states.put(group, lane, states, Math.min(from + lane * size, states.length - size));
      }
      const sink = { reads: rows.pointer, count: mobile.length + 1, out: positions.pointer, size: width };
      this.#kernel.quantities(group, 1, sink, true);
      const at = positions.view;
      for (let lane = 0; lane < 4; lane++) {
        const zero = lane * width + width - 3;
        for (let i = 0; i < mobile.length; i++) {
          const first = lane * width + 3 * i;
          const distance = Math.hypot(
            at[first]! - at[zero]!,
            at[first + 1]! - at[zero + 1]!,
            at[first + 2]! - at[zero + 2]!,
          );
          // False for what is not a number, which is for the rollout to find.
          if (distance > mobile[i]!.metres) return this.#inWords(mobile[i]!, origin);
        }
      }
    }
    return undefined;
  }

  #inWords({ body, metres }: { body: number; metres: number }, origin: number): string {
    const name = (b: number) => `body '${this.#info.bodies[b] || b}'`;
    const from = origin === 0 ? 'the origin of the world' : name(origin);
    return `${name(body)} is, or soon will be, more than ${round(metres)} m from ${from}`;
  }
}
