// Jacobians by pulls. A length that changes with the motion of two bodies has a gradient of forces and torques at
// points of these, one pull for the motion of each. A degree of freedom changes the length by what the pulls would do
// with its motion at speed 1, with weights that say which of the two it moves (MuJoCo's documentation, Computation:
// Jacobians).

import { add, broadcast, dot3, load, mul, store } from '../../vector';
import { bodySlot, dofRow, dofSlot, leverRow, temporary, tendonDofSlot, whole } from '../bound.generated';
import { fromReference } from '../frames';
import {
  DOF_BODY,
  LEVER_COLUMN,
  LEVER_DOF,
  LEVER_FIRST,
  LEVER_SECOND,
  S,
  TENDON_DOF_MOMENT,
} from '../layout.generated';
import { VECTOR3 } from '../sizes';
import { cross } from '../spatial';

// A pull, three vectors in space.
export const PULL_POINT: usize = 0;
export const PULL_FORCE: usize = PULL_POINT + VECTOR3;
export const PULL_TORQUE: usize = PULL_FORCE + VECTOR3;
export const PULL: usize = PULL_TORQUE + VECTOR3;

// In `temporary`, before what others need there: nothing else may lie in the first LEVER_SCRATCH bytes.
const VELOCITY: usize = 0;
export const LEVER_SCRATCH: usize = VELOCITY + VECTOR3;

/** Adds what levers `from` … make of one pull to the Jacobian. */
export function leverOne(from: i32, count: i32, pull: usize): void {
  for (let l = from; l < from + count; l++) {
    const row = leverRow(l);
    const moment = tendonDofSlot(whole(row, LEVER_COLUMN)) + TENDON_DOF_MOMENT;
    const power = powerOf(whole(row, LEVER_DOF), pull);
    store(moment, add(load(moment), mul(broadcast(row, LEVER_FIRST), power)));
  }
}

/** Adds what levers `from` … make of two pulls to the Jacobian. */
export function leverTwo(from: i32, count: i32, first: usize, second: usize): void {
  for (let l = from; l < from + count; l++) {
    const row = leverRow(l);
    const dof = whole(row, LEVER_DOF);
    const moment = tendonDofSlot(whole(row, LEVER_COLUMN)) + TENDON_DOF_MOMENT;
    const one = mul(broadcast(row, LEVER_FIRST), powerOf(dof, first));
    const two = mul(broadcast(row, LEVER_SECOND), powerOf(dof, second));
    store(moment, add(load(moment), add(one, two)));
  }
}

/**
 * What a pull does with a degree of freedom at speed 1: the force with the velocity of its point, the torque with ω.
 */
function powerOf(d: i32, pull: usize): v128 {
  const axis = dofSlot(d) + S;
  const velocity = temporary + VELOCITY;
  fromReference(velocity, bodySlot(whole(dofRow(d), DOF_BODY)), pull + PULL_POINT);
  cross(velocity, axis, velocity);
  for (let i: usize = 0; i < 3; i++) store(velocity, add(load(velocity, i), load(axis, 3 + i)), i);
  return add(dotOf(velocity, pull + PULL_FORCE), dotOf(axis, pull + PULL_TORQUE));
}

/** a · b of two vectors in space. @inline */
export function dotOf(a: usize, b: usize): v128 {
  return dot3(load(a, 0), load(a, 1), load(a, 2), load(b, 0), load(b, 1), load(b, 2));
}
