/** The acrobot of assembly/dynamics/acrobot.ts. */

import type { Kernels } from '../../kernels/load.js';
import { DynamicsKernel, requireNonNegative, requirePositive } from './kernel.js';

export interface AcrobotModel {
  /** Seconds in a step. */
  readonly timestep: number;
  /** m/s². */
  readonly gravity: number;
  /** Masses of the links, kg. */
  readonly mass1: number;
  readonly mass2: number;
  /** Lengths of the links, metres. */
  readonly length1: number;
  readonly length2: number;
  /** Distance of each link's centre of mass from its upper joint, metres. */
  readonly centre1: number;
  readonly centre2: number;
  /** Inertia of each link about its centre of mass, kg·m². */
  readonly inertia1: number;
  readonly inertia2: number;
  /** Velocities beyond are clipped, rad/s. */
  readonly maxVelocity1: number;
  readonly maxVelocity2: number;
}

/**
 * @returns rollouts with state [θ1, θ2, ω1, ω2], action [torque at the elbow in N·m] and observation
 *   [cos θ1, sin θ1, cos(θ1 + θ2), sin(θ1 + θ2), ω1 / ω1_max, ω2 / ω2_max].
 */
export function acrobotKernel(kernels: Kernels, model: AcrobotModel): DynamicsKernel {
  requirePositive(model, [
    'timestep',
    'gravity',
    'mass1',
    'mass2',
    'length1',
    'length2',
    'centre1',
    'centre2',
    'maxVelocity1',
    'maxVelocity2',
  ]);
  requireNonNegative(model, ['inertia1', 'inertia2']);
  const { timestep, gravity, mass1, mass2, length1, length2, centre1, centre2, inertia1, inertia2 } = model;
  const highest = 2 * (length1 + length2);
  return new DynamicsKernel(kernels, 'acrobotRollouts', { stateSize: 4, actionSize: 1, observationSize: 6 }, [
    timestep,
    mass1 * centre1 ** 2 + mass2 * (length1 ** 2 + centre2 ** 2) + inertia1 + inertia2,
    mass2 * centre2 ** 2 + inertia2,
    mass2 * length1 * centre2,
    (mass1 * centre1 + mass2 * length1) * gravity,
    mass2 * centre2 * gravity,
    model.maxVelocity1,
    model.maxVelocity2,
    length1 / highest,
    length2 / highest,
    timestep / 2,
    timestep / 6,
    1 / model.maxVelocity1,
    1 / model.maxVelocity2,
  ]);
}
