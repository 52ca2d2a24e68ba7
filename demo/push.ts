/** Pulling at what moves freely: a spring between the body and the pointer, without weight for the planner. */

import type { Polo } from '../src/polo.js';
import { PointMassWorld } from '../src/worlds/equations/point-mass.js';
import { freeBody } from '../src/worlds/mujoco/joints.js';
import { MujocoWorld } from '../src/worlds/mujoco/world.js';
import type { World } from '../src/worlds/world.js';

/** Acceleration of a body one metre away from the pointer, 1/s². */
const STIFFNESS = 40;
const AXES = 3;

export class Handle {
  private constructor(
    /** Where in the state the velocities along x, y (and z) are. */
    private readonly velocity: number,
    private readonly axes: number,
  ) {}

  /** @returns undefined for a world in which nothing moves freely */
  static of(world: World): Handle | undefined {
    if (world instanceof PointMassWorld) return new Handle(2, 2);
    if (!(world instanceof MujocoWorld)) return undefined;
    const { model } = world;
    const free = freeBody(model);
    return free && new Handle(model.nq + free.velocity, AXES);
  }

  /** Changes the agent's velocity for one step. */
  pull(agent: Polo, by: readonly [number, number, number]): void {
    const { state, observation, world } = agent;
    for (let axis = 0; axis < this.axes; axis++) {
      state[this.velocity + axis] = state[this.velocity + axis]! + STIFFNESS * by[axis]! * agent.timestep;
    }
    world.setState(state);
    world.observe(observation);
  }
}
