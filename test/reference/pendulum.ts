/** What assembly/dynamics/pendulum.ts computes, in f64, one world at a time. */

import type { PendulumModel } from '../../src/worlds/equations/pendulum-kernel.js';
import { type Step, wrap } from './dynamics.js';

/** One step of [θ, ω] with the torque. */
export function stepPendulum(model: PendulumModel, [angle, velocity]: number[], [torque]: number[]): Step {
  const { timestep: h, gravity: g, mass: m, length: l, maxVelocity, maxTorque } = model;
  const inertia = (m * l * l) / 3;
  const acceleration = (m * g * (l / 2) * Math.sin(angle!) + torque!) / inertia;
  const spin = Math.min(Math.max(velocity! + h * acceleration, -maxVelocity), maxVelocity);
  const turned = wrap(angle! + h * spin);
  const cost = turned ** 2 + 0.1 * spin ** 2 + 0.001 * torque! ** 2;
  const worst = Math.PI ** 2 + 0.1 * maxVelocity ** 2 + 0.001 * maxTorque ** 2;
  return { state: [turned, spin], reward: -cost / worst };
}

export function observePendulum({ maxVelocity }: PendulumModel, [angle, velocity]: number[]): number[] {
  return [Math.cos(angle!), Math.sin(angle!), velocity! / maxVelocity];
}
