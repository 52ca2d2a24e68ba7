/** Small plain worlds for tests. */

import type { World } from '../../src/worlds/world.js';

/** A mass on a line: position and velocity, pushed by a bounded force; rewarded near the origin. */
export function massOnLine(changes: Partial<World> = {}): World {
  let position = 0;
  let velocity = 0;
  return {
    stateSize: 2,
    actionSize: 1,
    observationSize: 2,
    actionLow: [-1],
    actionHigh: [1],
    timestep: 0.1,
    reset(random) {
      position = random.uniform(-1, 1);
      velocity = 0;
    },
    step(action) {
      velocity += 0.1 * action[0]!;
      position += 0.1 * velocity;
    },
    getState(out) {
      out[0] = position;
      out[1] = velocity;
    },
    setState(state) {
      position = state[0]!;
      velocity = state[1]!;
    },
    observe(out) {
      out[0] = position;
      out[1] = velocity;
    },
    reward: () => 1 - position * position,
    measure: () => position,
    ...changes,
  };
}
