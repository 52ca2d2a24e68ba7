/** The cart and pole of assembly/dynamics/cart-pole.ts. */

import type { Kernels } from '../../kernels/load.js';
import { DynamicsKernel, requirePositive } from './kernel.js';

export interface CartPoleModel {
  /** Seconds in a step. */
  readonly timestep: number;
  /** m/s². */
  readonly gravity: number;
  /** kg. */
  readonly cartMass: number;
  /** kg. */
  readonly poleMass: number;
  /** Half the pole's length, metres. */
  readonly halfLength: number;
  /** Half the rail's length, metres. */
  readonly rail: number;
  /** Largest force, newtons; only the reward depends on it. */
  readonly maxForce: number;
}

/** A tolerance of the Control Suite has fallen to a tenth at its margin. */
const LN_10 = Math.LN10;
const PLACE_MARGIN = 2; // metres
const VELOCITY_MARGIN = 5; // rad/s

/** @returns rollouts with state [x, θ, v, ω], action [force in N], observation [x / rail, cos θ, sin θ, v / 5, ω / 10]. */
export function cartPoleKernel(kernels: Kernels, model: CartPoleModel): DynamicsKernel {
  requirePositive(model, ['timestep', 'gravity', 'cartMass', 'poleMass', 'halfLength', 'rail', 'maxForce']);
  const { timestep, gravity, cartMass, poleMass, halfLength, rail, maxForce } = model;
  const mass = cartMass + poleMass;
  return new DynamicsKernel(
    kernels,
    'cartPoleRollouts',
    { stateSize: 4, actionSize: 1, observationSize: 5 },
    [
      timestep,
      gravity,
      1 / mass,
      poleMass * halfLength,
      (4 / 3) * halfLength,
      (poleMass * halfLength) / mass,
      rail,
      3 / (4 * halfLength),
      1 / (40 * maxForce ** 2),
      -LN_10 / PLACE_MARGIN ** 2,
      -LN_10 / VELOCITY_MARGIN ** 2,
      1 / rail,
      1 / 8,
    ],
  );
}
