/** Several control steps in a world, one after the other. */

import type { World } from './world.js';

/**
 * Takes control steps with `step` and `reward` in turn, up to one whose reward is not finite.
 *
 * @param actions f32 [steps][actionSize]
 * @param rewards written, f64 [steps]
 * @returns the number of steps taken
 */
export function stepInTurn(world: World, actions: Float32Array, rewards: Float64Array): number {
  const { actionSize } = world;
  for (let t = 0; t < rewards.length; t++) {
    world.step(actions.slice(t * actionSize, (t + 1) * actionSize)); // the world's to keep
    rewards[t] = world.reward();
    if (!Number.isFinite(rewards[t])) return t + 1;
  }
  return rewards.length;
}
