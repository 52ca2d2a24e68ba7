/** A rod on a pivot with a motor; the model's numbers are the task's (src/tasks/pendulum.ts). */

import type { Kernels } from '../../kernels/load.js';
import type { Random } from '../../random.js';
import { type PendulumModel, pendulumKernel } from './pendulum-kernel.js';
import { fixedBall, placeRod, rod, TARGET_COLOR } from './planar.js';
import { DynamicsBatch, DynamicsWorld, type WorldModel } from './world.js';

/** `hanging`: at rest, straight down; `random`: any angle and up to 1 rad/s, as in Gym. */
export type PendulumStart = 'hanging' | 'random';

const PIVOT_HEIGHT = 1.2; // of the drawing, metres

export function pendulumWorld(kernels: Kernels, model: PendulumModel, start: PendulumStart): DynamicsWorld {
  return new DynamicsWorld(kernels, pendulumKernel(kernels, model), describe(model, start));
}

export function pendulumBatch(kernels: Kernels, model: PendulumModel): DynamicsBatch {
  return new DynamicsBatch(kernels, pendulumKernel(kernels, model));
}

function describe(model: PendulumModel, start: PendulumStart): WorldModel {
  return {
    actionLow: [-model.maxTorque],
    actionHigh: [model.maxTorque],
    timestep: model.timestep,
    start: (random: Random) =>
      start === 'hanging' ? [Math.PI, 0] : [random.uniform(-Math.PI, Math.PI), random.uniform(-1, 1)],
    /** Height of the tip over the pivot. */
    measure: (_, [cosine]) => model.length * cosine!,
    scene: () => ({
      shapes: [
        rod('pendulum', model.length),
        fixedBall('pivot', [0, 0, PIVOT_HEIGHT], 0.06),
        fixedBall('target', [0, 0, PIVOT_HEIGHT + model.length + 0.1], 0.03, TARGET_COLOR),
      ],
    }),
    poses: ([angle], out) => placeRod(out, 0, 0, PIVOT_HEIGHT, angle!, model.length),
  };
}
