/** The lane physics by itself: rollouts of sampled controls, without rewards and observations. */

import type { KernelsWithPhysics } from '../../src/kernels/load-physics.js';
import { PhysicsKernel, type WorldGroups } from '../../src/physics/kernel.js';
import type { PackedModel } from '../../src/physics/packed.js';

export class LaneRun {
  readonly #kernel: PhysicsKernel;
  readonly #groups: WorldGroups;
  readonly #count: number;

  constructor(
    kernels: KernelsWithPhysics,
    readonly packed: PackedModel,
    readonly rollouts: number,
  ) {
    this.#kernel = new PhysicsKernel(kernels, packed.words);
    this.#count = rollouts / 4;
    this.#groups = this.#kernel.groups(this.#count);
  }

  /**
   * Rolls out every world from the same state.
   *
   * @param state qpos and qvel
   * @param actions byte address, f32 [groups][steps · actionSize][4 lanes]
   */
  run(state: Float64Array, actions: number, steps: number): void {
    const groups = this.#groups;
    const { view } = groups;
    for (let world = 0; world < this.rollouts; world++) {
      groups.clear(world);
      for (let i = 0; i < state.length; i++) view[groups.index(world, i)] = state[i]!;
    }
    const stepBytes = this.packed.info.actuators.length * 16;
    for (let t = 0; t < steps; t++) {
      this.#kernel.step(groups, this.#count, actions + t * stepBytes, steps * stepBytes, 1);
    }
  }

  /** qpos of all worlds, f32 [rollouts][qposCount]. */
  qpos(): Float32Array {
    const { qposCount } = this.packed.info;
    const out = new Float32Array(this.rollouts * qposCount);
    for (let world = 0; world < this.rollouts; world++) {
      for (let i = 0; i < qposCount; i++) {
        out[world * qposCount + i] = this.#groups.view[this.#groups.index(world, i)]!;
      }
    }
    return out;
  }

  /** Newton iterations of a group's step in the last run, on average. */
  iterations(steps: number): number {
    let sum = 0;
    for (let group = 0; group < this.#count; group++) sum += this.#groups.iterations(group);
    return sum / (this.#count * steps);
  }

  frozen(): number {
    let count = 0;
    for (let world = 0; world < this.rollouts; world++) if (this.#groups.frozen(world)) count++;
    return count;
  }
}
