/** What assembly/dynamics/cart-pole.ts computes, in f64, one world at a time. */

import type { CartPoleModel } from '../../src/worlds/equations/cart-pole-kernel.js';
import { type Step, wrap } from './dynamics.js';

/** One step of [x, θ, v, ω] with the force: the two equations of motion as a linear system, solved. */
export function stepCartPole(model: CartPoleModel, [x, angle, v, spin]: number[], [force]: number[]): Step {
  const { timestep: h, gravity: g, cartMass, poleMass: m, halfLength: l, rail, maxForce } = model;
  const sin = Math.sin(angle!);
  const cos = Math.cos(angle!);
  // [a b; b d] · [ẍ, θ̈] = [right1, right2]
  const a = cartMass + m;
  const b = m * l * cos;
  const d = (4 / 3) * m * l * l;
  const right1 = force! + m * l * sin * spin! ** 2;
  const right2 = m * g * l * sin;
  const determinant = a * d - b * b;
  let velocity = v! + (h * (d * right1 - b * right2)) / determinant;
  let turning = spin! + (h * (a * right2 - b * right1)) / determinant;
  const place = x! + h * velocity;
  const turned = wrap(angle! + h * turning);
  const stopped = Math.min(Math.max(place, -rail), rail);
  if (stopped !== place) {
    // Angular momentum about the hinge before and after the blow.
    const momentum = d * turning + m * l * velocity * Math.cos(turned);
    velocity = 0;
    turning = momentum / d;
  }
  const reward =
    ((1 + Math.cos(turned)) / 2) *
    ((1 + 10 ** -((stopped / 2) ** 2)) / 2) *
    ((5 - (force! / maxForce) ** 2) / 5) *
    ((1 + 10 ** -((turning / 5) ** 2)) / 2);
  return { state: [stopped, turned, velocity, turning], reward };
}

export function observeCartPole({ rail }: CartPoleModel, [x, angle, v, spin]: number[]): number[] {
  return [x! / rail, Math.cos(angle!), Math.sin(angle!), v! / 5, spin! / 10];
}
