/** A world's state and observation, as arrays of their own. */

import type { World } from '../../src/worlds/world.js';

export const stateOf = (world: World): Float64Array => {
  const state = new Float64Array(world.stateSize);
  world.getState(state);
  return state;
};

export const observationOf = (world: World): Float32Array => {
  const observation = new Float32Array(world.observationSize);
  world.observe(observation);
  return observation;
};
