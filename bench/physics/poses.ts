/** States of the humanoid to measure in: few contacts and many, at rest and moving. */

import { Random } from '../../src/random.js';
import { startLaying, startUpright } from '../../src/tasks/humanoid.js';
import type { MujocoWorld } from '../../src/worlds/mujoco/world.js';

const SETTLE_STEPS = 60;

export const POSES: Readonly<Record<string, (world: MujocoWorld, seed: number) => void>> = {
  lying: (world) => {
    startLaying(world);
    coast(world, SETTLE_STEPS);
  },
  sitting: (world) => {
    startUpright(world);
    const state = stateOf(world);
    state[2] = SITTING.height;
    for (const joint of HIP_Y) state[joint] = SITTING.hipY;
    world.setState(state);
    coast(world, SITTING.steps);
  },
  standing: startUpright,
  falling: (world, seed) => {
    startUpright(world);
    const random = new Random(seed, 0);
    const action = Float32Array.from({ length: world.actionSize }, () => random.uniform(-0.3, 0.3));
    for (let step = 0; step < 20; step++) world.step(action);
    coast(world, 40);
  },
};

/** Right and left, in qpos (the order is that of `HUMANOID_LAYING`). */
const HIP_Y = [12, 18] as const;

/** Legs stretched forward, a little above the floor; the torso has not fallen over yet after so many steps. */
const SITTING = { hipY: -1.5, height: 0.5, steps: 30 } as const;

export function stateOf(world: MujocoWorld): Float64Array {
  const state = new Float64Array(world.stateSize);
  world.getState(state);
  return state;
}

function coast(world: MujocoWorld, steps: number): void {
  const none = new Float32Array(world.actionSize);
  for (let step = 0; step < steps; step++) world.step(none);
}
