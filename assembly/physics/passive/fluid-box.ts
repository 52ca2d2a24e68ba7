// Forces of a fluid on a body as on the box that has its inertia (MuJoCo's documentation, Computation: fluid forces,
// inertia model): viscous drag as of a sphere, and drag with the square of the velocity on each face; all along the
// body's principal axes, at its centre of mass.

import { abs, add, broadcast, load, mul, neg, store, sub } from '../../vector';
import {
  bodyRow,
  bodySlot,
  fluidBoxCount,
  fluidBoxRow,
  temporary,
  whole,
  windWord,
  word,
} from '../bound.generated';
import { fromAxes, fromReference, rotateBack, toAxes } from '../frames';
import {
  BODY_CENTRE,
  F,
  FLUID_BOX_AXES,
  FLUID_BOX_BODY,
  FLUID_BOX_FORCE,
  FLUID_BOX_QUADRATIC_FORCE,
  FLUID_BOX_QUADRATIC_TORQUE,
  FLUID_BOX_TORQUE,
  P,
  R,
  V,
} from '../layout.generated';
import { VECTOR3, VECTOR6 } from '../sizes';
import { add3, cross, pointOnBody, rotate } from '../spatial';

// In `temporary`.
const CENTRE: usize = 0;
const LOCAL: usize = CENTRE + VECTOR3; // velocity, then force, in the principal axes
const WORK: usize = LOCAL + VECTOR6;

/** Takes the forces off F of the bodies: what the fluid gives need not be given by the joints. */
export function fluidOnBoxes(): void {
  const local = temporary + LOCAL;
  for (let i = 0; i < fluidBoxCount; i++) {
    const row = fluidBoxRow(i);
    const b = whole(row, FLUID_BOX_BODY);
    const body = bodySlot(b);
    const axes = word(row, FLUID_BOX_AXES);
    const centre = temporary + CENTRE;
    pointOnBody(centre, body + R, body + P, word(bodyRow(b), BODY_CENTRE));
    velocityInFluid(local, body, axes, centre);
    for (let k: usize = 0; k < 3; k++) {
      const turning = load(local, k);
      const moving = load(local, 3 + k);
      const torque = broadcast(row, FLUID_BOX_QUADRATIC_TORQUE + k);
      const force = broadcast(row, FLUID_BOX_QUADRATIC_FORCE + k);
      store(local, neg(mul(turning, add(broadcast(row, FLUID_BOX_TORQUE), mul(torque, abs(turning))))), k);
      store(local, neg(mul(moving, add(broadcast(row, FLUID_BOX_FORCE), mul(force, abs(moving))))), 3 + k);
    }
    applyInFluid(body, axes, centre, local);
  }
}

/** Angular and linear velocity of a body at a point, against the fluid, along axes of the body (a table's, by rows). */
export function velocityInFluid(out: usize, body: usize, axes: usize, point: usize): void {
  const work = temporary + WORK;
  fromReference(work, body, point);
  cross(work, body + V, work);
  for (let k: usize = 0; k < 3; k++) {
    store(work, sub(add(load(body + V, 3 + k), load(work, k)), broadcast(windWord, k)), k);
  }
  rotateBack(work, body + R, work);
  toAxes(out + VECTOR3, axes, work);
  rotateBack(work, body + R, body + V);
  toAxes(out, axes, work);
}

/** A torque and a force on a body at a point, along axes of the body, are taken off its F. `wrench` is overwritten. */
export function applyInFluid(body: usize, axes: usize, point: usize, wrench: usize): void {
  const work = temporary + WORK;
  for (let k: usize = 0; k < 2; k++) {
    fromAxes(wrench + k * VECTOR3, axes, wrench + k * VECTOR3);
    rotate(wrench + k * VECTOR3, body + R, wrench + k * VECTOR3);
  }
  fromReference(work, body, point);
  cross(work, work, wrench + VECTOR3);
  add3(wrench, work);
  for (let k: usize = 0; k < 6; k++) store(body + F, sub(load(body + F, k), load(wrench, k)), k);
}
