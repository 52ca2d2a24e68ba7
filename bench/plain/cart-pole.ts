/**
 * The cart and pole of assembly/dynamics/cart-pole.ts in plain JavaScript: the same equations, one rollout after the
 * other with its state in local variables, sine and cosine taken once in a step.
 */

import type { CartPoleModel } from '../../src/worlds/equations/cart-pole-kernel.js';

const TWO_PI = 2 * Math.PI;

/**
 * finals f32 [rollouts][x, θ, v, ω]; rewards f32 [rollouts][steps]; start: x, θ, v, ω; forces f32 [rollouts][steps].
 */
export function cartPoleRollouts(
  finals: Float32Array,
  rewards: Float32Array,
  model: CartPoleModel,
  start: readonly [number, number, number, number],
  forces: Float32Array,
  rollouts: number,
  steps: number,
): void {
  const { timestep, gravity, halfLength, rail, maxForce } = model;
  const inverseMass = 1 / (model.cartMass + model.poleMass);
  const moment = model.poleMass * halfLength;
  const share = moment * inverseMass;
  const length = (4 / 3) * halfLength;
  const blow = 3 / (4 * halfLength);
  const effort = 1 / (5 * maxForce * maxForce);
  const place = -Math.LN10 / 4;
  const calm = -Math.LN10 / 25;
  const startSin = Math.sin(start[1]);
  const startCos = Math.cos(start[1]);
  let at = 0;
  for (let r = 0; r < rollouts; r++) {
    let x = start[0];
    let angle = start[1];
    let velocity = start[2];
    let spin = start[3];
    let sin = startSin;
    let cos = startCos;
    for (let t = 0; t < steps; t++) {
      const force = forces[at]!;
      const p = (force + moment * spin * spin * sin) * inverseMass;
      const angular = (gravity * sin - cos * p) / (length - share * cos * cos);
      velocity += timestep * (p - share * angular * cos);
      spin += timestep * angular;
      x += timestep * velocity;
      angle += timestep * spin;
      if (angle > Math.PI) angle -= TWO_PI;
      else if (angle < -Math.PI) angle += TWO_PI;
      sin = Math.sin(angle);
      cos = Math.cos(angle);
      if (x > rail || x < -rail) {
        x = x > rail ? rail : -rail;
        spin += blow * velocity * cos;
        velocity = 0;
      }
      const centred = 1 + Math.exp(place * x * x);
      const steady = 1 + Math.exp(calm * spin * spin);
      rewards[at] = 0.125 * (1 + cos) * centred * steady * (1 - effort * force * force);
      at++;
    }
    finals[4 * r] = x;
    finals[4 * r + 1] = angle;
    finals[4 * r + 2] = velocity;
    finals[4 * r + 3] = spin;
  }
}
