/** What assembly/dynamics/acrobot.ts computes, in f64, one world at a time. */

import type { AcrobotModel } from '../../src/worlds/equations/acrobot-kernel.js';
import { type Step, wrap } from './dynamics.js';

/** Time derivative of [θ1, θ2, ω1, ω2]: mass matrix, velocity terms and gravity, solved as a linear system. */
function slope(model: AcrobotModel, [angle1, angle2, spin1, spin2]: number[], torque: number): number[] {
  const { gravity: g, mass1: m1, mass2: m2, length1: l1, centre1: c1, centre2: c2 } = model;
  const coupling = m2 * l1 * c2;
  const cos = Math.cos(angle2!);
  const sin = Math.sin(angle2!);
  const m22 = m2 * c2 ** 2 + model.inertia2;
  const m12 = m22 + coupling * cos;
  const m11 = m1 * c1 ** 2 + model.inertia1 + m2 * l1 ** 2 + m22 + 2 * coupling * cos;
  const gravity2 = m2 * g * c2 * Math.sin(angle1! + angle2!);
  const gravity1 = (m1 * c1 + m2 * l1) * g * Math.sin(angle1!) + gravity2;
  const right1 = coupling * sin * (2 * spin1! * spin2! + spin2! ** 2) - gravity1;
  const right2 = torque - coupling * sin * spin1! ** 2 - gravity2;
  const determinant = m11 * m22 - m12 * m12;
  return [
    spin1!,
    spin2!,
    (m22 * right1 - m12 * right2) / determinant,
    (m11 * right2 - m12 * right1) / determinant,
  ];
}

/** One step of [θ1, θ2, ω1, ω2] with the torque. */
export function stepAcrobot(model: AcrobotModel, state: number[], [torque]: number[]): Step {
  const h = model.timestep;
  const along = (k: number[], by: number) => state.map((s, i) => s + by * k[i]!);
  const k1 = slope(model, state, torque!);
  const k2 = slope(model, along(k1, h / 2), torque!);
  const k3 = slope(model, along(k2, h / 2), torque!);
  const k4 = slope(model, along(k3, h), torque!);
  const next = state.map((s, i) => s + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  const clip = (spin: number, limit: number) => Math.min(Math.max(spin, -limit), limit);
  const angle1 = wrap(next[0]!);
  const angle2 = wrap(next[1]!);
  const { length1, length2 } = model;
  const height = length1 * (1 - Math.cos(angle1)) + length2 * (1 - Math.cos(angle1 + angle2));
  return {
    state: [angle1, angle2, clip(next[2]!, model.maxVelocity1), clip(next[3]!, model.maxVelocity2)],
    reward: height / (2 * (length1 + length2)),
  };
}

export function observeAcrobot(model: AcrobotModel, [angle1, angle2, spin1, spin2]: number[]): number[] {
  const tip = angle1! + angle2!;
  const angles = [Math.cos(angle1!), Math.sin(angle1!), Math.cos(tip), Math.sin(tip)];
  return [...angles, spin1! / model.maxVelocity1, spin2! / model.maxVelocity2];
}
