/** A pole on a cart on a rail; the model's numbers are the task's (src/tasks/cart-pole.ts). */

import type { Kernels } from '../../kernels/load.js';
import type { Random } from '../../random.js';
import { type CartPoleModel, cartPoleKernel } from './cart-pole-kernel.js';
import { JOINT_COLOR, placeRod, rod } from './planar.js';
import { DynamicsBatch, DynamicsWorld, type WorldModel } from './world.js';

/** At rest: `hanging` and `upright` in the middle of the rail, `random` anywhere on its inner half at any angle. */
export type CartPoleStart = 'hanging' | 'upright' | 'random';

const RAIL_HEIGHT = 1.2; // of the drawing, metres
const CART = [0.15, 0.08, 0.06] as const; // half extents

export function cartPoleWorld(kernels: Kernels, model: CartPoleModel, start: CartPoleStart): DynamicsWorld {
  return new DynamicsWorld(kernels, cartPoleKernel(kernels, model), describe(model, start));
}

export function cartPoleBatch(kernels: Kernels, model: CartPoleModel): DynamicsBatch {
  return new DynamicsBatch(kernels, cartPoleKernel(kernels, model));
}

function describe(model: CartPoleModel, start: CartPoleStart): WorldModel {
  const length = 2 * model.halfLength;
  return {
    actionLow: [-model.maxForce],
    actionHigh: [model.maxForce],
    timestep: model.timestep,
    start: (random: Random) =>
      start === 'random'
        ? [random.uniform(-model.rail / 2, model.rail / 2), random.uniform(-Math.PI, Math.PI), 0, 0]
        : [0, start === 'hanging' ? Math.PI : 0, 0, 0],
    /** Height of the pole's tip over its hinge. */
    measure: (_, [, cosine]) => length * cosine!,
    scene: () => ({
      shapes: [
        { name: 'cart', kind: 'box', size: CART, color: JOINT_COLOR },
        rod('pole', length),
        {
          name: 'rail',
          kind: 'box',
          size: [model.rail + CART[0], 0.02, 0.02],
          color: [0.6, 0.62, 0.66],
          pose: [0, 0, RAIL_HEIGHT, 1, 0, 0, 0],
        },
      ],
    }),
    poses: ([x, angle], out) => {
      out.set([x!, 0, RAIL_HEIGHT, 1, 0, 0, 0]);
      placeRod(out, 7, x!, RAIL_HEIGHT, angle!, length);
    },
  };
}
