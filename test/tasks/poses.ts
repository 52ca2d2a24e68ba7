/** Putting a MuJoCo task's world into a pose, and looking at it. */

import type { MujocoWorld } from '../../src/simulation/mujoco.js';
import type { World } from '../../src/simulation/world.js';
import { HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';

/** With what only some worlds have. */
export const worldOf = async (task: MujocoTask) =>
  (await task.createWorld(undefined as never)) as MujocoWorld &
    Pick<World, 'details' | 'getMemory' | 'setMemory'>;

export const stateOf = (world: MujocoWorld): Float64Array => {
  const state = new Float64Array(world.stateSize);
  world.getState(state);
  return state;
};

export const observationOf = (world: MujocoWorld): Float32Array => {
  const observation = new Float32Array(world.observationSize);
  world.observe(observation);
  return observation;
};

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
