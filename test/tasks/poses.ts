/** Putting a MuJoCo task's world into a pose, and looking at it. */

import { HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import type { MujocoWorld } from '../../src/worlds/mujoco/world.js';
import type { World } from '../../src/worlds/world.js';

export { observationOf, stateOf } from '../support/readings.js';

/** With what only some worlds have. */
export const worldOf = async (task: MujocoTask) =>
  (await task.createWorld(undefined as never)) as MujocoWorld &
    Pick<World, 'details' | 'getMemory' | 'setMemory'>;

/** Puts the world into a pose at rest, or with velocities. */
export function place(world: MujocoWorld, qpos: readonly number[], qvel: readonly number[] = []): void {
  const state = new Float64Array(world.stateSize);
  state.set(qpos);
  state.set(qvel, qpos.length);
  world.setState(state);
}

/** The humanoid's qpos, upright with straight limbs, its torso at a place. */
export function upright(height: number, x = 0, y = 0): number[] {
  const qpos = [...HUMANOID_UPRIGHT];
  qpos.splice(0, 3, x, y, height);
  return qpos;
}
