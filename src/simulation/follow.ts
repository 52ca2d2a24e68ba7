/** Several control steps in a world, one after the other. */

import type { World } from './world.js';

/** `World.follow`, or `stepInTurn` for a world that has none. */
export function follow(world: World, actions: Float32Array, rewards: Float32Array): number {
  return world.follow ? world.follow(actions, rewards) : stepInTurn(world, actions, rewards);
}

/**
 * Takes control steps with `step` and `reward` in turn, up to one whose reward is not finite.
 *
 * @param actions f32 [steps][actionSize]
 * @param rewards written, f32 [steps]
 * @returns the number of steps taken
 */
export function stepInTurn(world: World, actions: Float32Array, rewards: Float32Array): number {
  const { actionSize } = world;
  const action = new Float32Array(actionSize);
  for (let t = 0; t < rewards.length; t++) {
    for (let a = 0; a < actionSize; a++) action[a] = actions[t * actionSize + a]!;
    world.step(action);
    rewards[t] = world.reward();
    if (!Number.isFinite(rewards[t])) return t + 1;
  }
  return rewards.length;
}
