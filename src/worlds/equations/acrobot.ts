/** Two links with a motor at the elbow; the model's numbers are the task's (src/tasks/acrobot.ts). */

import type { Kernels } from '../../kernels/load.js';
import type { Random } from '../../random.js';
import { type AcrobotModel, acrobotKernel } from './acrobot-kernel.js';
import { fixedBall, placeRod, rod, TARGET_COLOR } from './planar.js';
import { DynamicsBatch, DynamicsWorld, type WorldModel } from './world.js';

/** At rest: `hanging` straight down, `random` at any angles. */
export type AcrobotStart = 'hanging' | 'random';

const PIVOT_HEIGHT = 2.2; // of the drawing, metres

export function acrobotWorld(
  kernels: Kernels,
  model: AcrobotModel,
  maxTorque: number,
  start: AcrobotStart,
): DynamicsWorld {
  return new DynamicsWorld(kernels, acrobotKernel(kernels, model), describe(model, maxTorque, start));
}

export function acrobotBatch(kernels: Kernels, model: AcrobotModel): DynamicsBatch {
  return new DynamicsBatch(kernels, acrobotKernel(kernels, model));
}

function describe(model: AcrobotModel, maxTorque: number, start: AcrobotStart): WorldModel {
  const { length1, length2 } = model;
  return {
    actionLow: [-maxTorque],
    actionHigh: [maxTorque],
    timestep: model.timestep,
    start: (random: Random) => {
      if (start === 'hanging') return [0, 0, 0, 0];
      return [random.uniform(-Math.PI, Math.PI), random.uniform(-Math.PI, Math.PI), 0, 0];
    },
    /** Height of the tip over the pivot. */
    measure: (_, observation) => -length1 * observation[0]! - length2 * observation[2]!,
    scene: () => ({
      shapes: [
        rod('upper link', length1),
        rod('lower link', length2, [0.95, 0.6, 0.2]),
        fixedBall('pivot', [0, 0, PIVOT_HEIGHT], 0.06),
        fixedBall('target', [0, 0, PIVOT_HEIGHT + length1 + length2 + 0.1], 0.05, TARGET_COLOR),
      ],
    }),
    poses: ([angle1, angle2], out) => {
      // Angles are from straight down here.
      placeRod(out, 0, 0, PIVOT_HEIGHT, Math.PI - angle1!, length1);
      const x = length1 * Math.sin(angle1!);
      const z = PIVOT_HEIGHT - length1 * Math.cos(angle1!);
      placeRod(out, 7, x, z, Math.PI - angle1! - angle2!, length2);
    },
  };
}
