/** The pendulum of assembly/dynamics/pendulum.ts. */

import type { Kernels } from '../../kernels/load.js';
import { DynamicsKernel, requirePositive } from './kernel.js';

export interface PendulumModel {
  /** Seconds in a step. */
  readonly timestep: number;
  /** m/s². */
  readonly gravity: number;
  /** kg. */
  readonly mass: number;
  /** Metres. */
  readonly length: number;
  /** Velocities beyond are clipped, rad/s. */
  readonly maxVelocity: number;
  /** Largest torque, N·m; only the scale of the reward depends on it. */
  readonly maxTorque: number;
}

/** Weights of ω² and u² beside that of θ², 1 (Gym). */
const VELOCITY_COST = 0.1;
const TORQUE_COST = 0.001;

/** @returns rollouts with state [θ, ω], action [torque in N·m], observation [cos θ, sin θ, ω / ω_max]. */
export function pendulumKernel(kernels: Kernels, model: PendulumModel): DynamicsKernel {
  requirePositive(model, ['timestep', 'gravity', 'mass', 'length', 'maxVelocity', 'maxTorque']);
  const { timestep, gravity, mass, length, maxVelocity, maxTorque } = model;
  const worst =
    Math.PI * Math.PI + VELOCITY_COST * maxVelocity * maxVelocity + TORQUE_COST * maxTorque * maxTorque;
  return new DynamicsKernel(
    kernels,
    'pendulumRollouts',
    { stateSize: 2, actionSize: 1, observationSize: 3 },
    [
      timestep,
      (timestep * 3 * gravity) / (2 * length),
      (timestep * 3) / (mass * length * length),
      maxVelocity,
      1 / worst,
      VELOCITY_COST / worst,
      TORQUE_COST / worst,
    ],
  );
}
