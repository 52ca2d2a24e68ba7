/** How a state (qpos, qvel, act, poses of mocap bodies, f64) enters the lanes (f32). */

import { notFinite } from '../options.js';
import { JOINTS } from '../worlds/quantities.js';
import type { WorldGroups } from './kernel.js';
import { type PackedInfo, stateSizeOf } from './packed.js';

/** The kernels square lengths in f32: quaternions of components beyond this are made shorter first, in f64. */
const LONG = 1e15;

/** @throws OptionError naming the first number of some states that is not finite, by its index in its own state. */
export function checkFiniteStates(states: ArrayLike<number>, size: number): void {
  for (let i = 0; i < states.length; i++) {
    if (!Number.isFinite(states[i])) throw notFinite('state', states[i], i % size);
  }
}

/**
 * Puts worlds into states. Quaternions need not have length 1: as in MuJoCo (mju_normalize4) they are turned into unit
 * quaternions wherever they are used, and one of zeros into the identity.
 */
export class LaneStates {
  readonly #size: number;
  /** Where in a state quaternions begin. */
  readonly #quaternions: readonly number[];

  constructor(info: PackedInfo) {
    this.#size = stateSizeOf(info);
    const ofJoints = info.joints.flatMap(({ type, qpos }) => {
      const { quaternion } = JOINTS[type];
      return quaternion === undefined ? [] : [qpos + quaternion];
    });
    const mocapBodies = (info.mocap ?? []).length / 7;
    const first = this.#size - 4 * mocapBodies;
    this.#quaternions = [...ofJoints, ...Array.from({ length: mocapBodies }, (_, i) => first + 4 * i)];
  }

  /**
   * Thaws a world and puts it into the state that begins at `from`, rounded to f32.
   *
   * @param state finite numbers; what lies beyond the end is zero
   */
  put(groups: WorldGroups, world: number, state: ArrayLike<number>, from = 0): void {
    const { view } = groups;
    groups.clear(world);
    const count = Math.min(this.#size, state.length - from);
    for (let i = 0; i < count; i++) view[groups.index(world, i)] = state[from + i]!;
    for (const at of this.#quaternions) {
      const longest = Math.max(...[0, 1, 2, 3].map((i) => Math.abs(state[from + at + i]!)));
      if (longest <= LONG) continue;
      for (let i = 0; i < 4; i++) view[groups.index(world, at + i)] = state[from + at + i]! / longest;
    }
  }
}
