// What is read of how frames move: velocities at the present state, accelerations of the last step. (ω, v) and (α, a)
// are about the body's position; at a point that lies r from there v + ω × r, and the point's acceleration is
//
//     a + α × r + ω × (v + ω × r)
//
// as a is the change of what flows through the body's position, not of what is there (Featherstone, RBDA, section
// 2.11).

import { add, load, store, sub } from '../../vector';
import { acceleration, bodyCount, bodyRow, bodySlot, dofSlot, temporary, whole } from '../bound.generated';
import {
  A,
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  C,
  READ_INDEX,
  READ_OWN,
  READ_RELATIVE,
  S,
  V,
} from '../layout.generated';
import { MATRIX3, VECTOR3, VECTOR6 } from '../sizes';
import { add3, addScaled6, clear6, copy6, cross, shiftMotion } from '../spatial';
import {
  alongAxes,
  bodyOf,
  frameArm,
  frameAxes,
  frameOf,
  framePoint,
  otherBodyOf,
  otherFrameOf,
  subtract3,
} from './frame';

// In `temporary`, after the motion that is returned, the other one, and lengths.
const OTHER: usize = VECTOR6;
const LENGTH: usize = OTHER + VECTOR6;
const PLACE: usize = LENGTH + VECTOR3;
const MATRIX: usize = PLACE + VECTOR3;
const CORRECTION: usize = MATRIX + MATRIX3;

/**
 * Velocity of the frame's point, or angular velocity; along the world's axes, its own, or as seen from the other
 * frame.
 */
export function readVelocity(read: usize, angular: bool): usize {
  const motion = temporary;
  const arm = temporary + LENGTH;
  const body = bodyOf(read);
  frameArm(arm, body, frameOf(read));
  shiftMotion(motion, body + V, arm);
  if (whole(read, READ_RELATIVE)) seeFromOther(read, motion);
  else turnToOwn(read, motion);
  return angular ? motion : motion + VECTOR3;
}

/** Less the motion of the other frame, which turns: (ω − ω', v − v' + (p − p') × ω'), along its axes. */
function seeFromOther(read: usize, motion: usize): void {
  const other = temporary + OTHER;
  const lever = temporary + LENGTH;
  const place = temporary + PLACE;
  const body = otherBodyOf(read);
  const frame = otherFrameOf(read);
  frameArm(lever, body, frame);
  shiftMotion(other, body + V, lever);
  for (let i: usize = 0; i < 6; i++) store(motion, sub(load(motion, i), load(other, i)), i);
  framePoint(lever, bodyOf(read), frameOf(read));
  framePoint(place, body, frame);
  subtract3(lever, lever, place);
  cross(lever, lever, other);
  add3(motion + VECTOR3, lever);
  const axes = frameAxes(temporary + MATRIX, body, frame);
  alongAxes(motion, axes, motion);
  alongAxes(motion + VECTOR3, axes, motion + VECTOR3);
}

function turnToOwn(read: usize, motion: usize): void {
  if (!whole(read, READ_OWN)) return;
  const axes = frameAxes(temporary + MATRIX, bodyOf(read), frameOf(read));
  alongAxes(motion, axes, motion);
  alongAxes(motion + VECTOR3, axes, motion + VECTOR3);
}

/**
 * Writes A of all bodies, parents first: that of the parent, and what velocities (C) and the accelerations X of the
 * joints add to it.
 */
export function accelerations(): void {
  const parents = temporary;
  copy6(bodySlot(0) + A, bodySlot(0) + C);
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = bodySlot(whole(row, BODY_PARENT));
    shiftMotion(body + A, parent + A, body + ARM);
    shiftMotion(parents, parent + C, body + ARM);
    for (let i: usize = 0; i < 6; i++) {
      store(body + A, add(load(body + A, i), sub(load(body + C, i), load(parents, i))), i);
    }
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) addScaled6(body + A, load(acceleration(d)), dofSlot(d) + S);
  }
}

/** Acceleration of the frame's point, or angular acceleration. What hangs on no joint has none, not even gravity's. */
export function readAcceleration(read: usize, angular: bool): usize {
  const motion = temporary;
  if (!isMoved(whole(read, READ_INDEX))) {
    clear6(motion);
    return motion;
  }
  const velocity = temporary + OTHER;
  const arm = temporary + LENGTH;
  const correction = temporary + CORRECTION;
  const body = bodyOf(read);
  frameArm(arm, body, frameOf(read));
  shiftMotion(motion, body + A, arm);
  shiftMotion(velocity, body + V, arm);
  cross(correction, velocity, velocity + VECTOR3);
  add3(motion + VECTOR3, correction);
  turnToOwn(read, motion);
  return angular ? motion : motion + VECTOR3;
}

/** Whether a joint moves a body, its own or one further up. */
function isMoved(body: i32): bool {
  for (let b = body; b > 0; b = whole(bodyRow(b), BODY_PARENT)) {
    if (whole(bodyRow(b), BODY_DOFS) > 0) return true;
  }
  return false;
}
