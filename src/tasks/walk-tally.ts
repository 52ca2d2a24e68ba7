/** What a walk came to: adds up, over all episodes, what happens in the world that an agent acts in. */

import { checkBytes } from '../options.js';
import type { World } from '../worlds/world.js';
import { TARGET_HEIGHT } from './humanoid.js';

/** Places of the root's x and height in the state. */
const X = 0;
const HEIGHT = 2;

/**
 * Gives a humanoid's world the details `metresWalked` (along the x-axis, all episodes together) and `secondsUpright`
 * (with the root above 1.1 m), which are saved with a run. Only `step` counts: a reset is no walk.
 *
 * @param world changed and returned; its state begins with the root's position
 */
export function withWalkTally<W extends World>(world: W): W {
  const step = world.step.bind(world);
  const state = new Float64Array(world.stateSize);
  const tally = new Float64Array(2); // metres, seconds
  return Object.assign(world, {
    step(action: Float32Array): void {
      world.getState(state);
      const from = state[X]!;
      step(action);
      world.getState(state);
      tally[0] = tally[0]! + state[X]! - from;
      if (state[HEIGHT]! > TARGET_HEIGHT) tally[1] = tally[1]! + (world.timestep ?? 1);
    },
    details: () => ({ metresWalked: tally[0]!, secondsUpright: tally[1]! }),
    getMemory: () => new Uint8Array(tally.slice().buffer),
    setMemory(memory: Uint8Array): void {
      checkBytes('memory', memory, tally.byteLength);
      tally.set(new Float64Array(memory.slice().buffer));
    },
  });
}
