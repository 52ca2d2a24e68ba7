// Forward pass over the bodies, parents first: poses, motion axes, inertias, velocities, and the accelerations that
// remain when all joint accelerations are zero (MuJoCo's documentation, Computation: kinematics; Featherstone, RBDA,
// table 5.1). All positions are taken from the body of the first free joint, lane by lane, so that a world far away
// from its origin keeps its digits in f32; velocities and forces are about that point as if it did not move, which is
// exact at one instant.

import { add, broadcast, load, mul, neg, splat, store, sub } from '../vector';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  dofSlot,
  gravityWord,
  jointRow,
  originQpos,
  qpos,
  qvel,
  temporary,
  whole,
  word,
} from './bound.generated';
import { bodyInertia } from './inertia';
import {
  BALL,
  BODY_CENTRE,
  BODY_FIRST_JOINT,
  BODY_INERTIA,
  BODY_JOINTS,
  BODY_MASS,
  BODY_PARENT,
  BODY_POSITION,
  BODY_QUATERNION,
  C,
  DA,
  DOF_SLOT,
  FREE,
  HINGE,
  I,
  JOINT_ANCHOR,
  JOINT_AXIS,
  JOINT_DOF,
  JOINT_OFF_CENTRE,
  JOINT_QPOS,
  JOINT_REFERENCE,
  JOINT_TYPE,
  P,
  Q,
  R,
  S,
  V,
} from './layout.generated';
import { multiplyQuaternions, normalizeQuaternion, quaternionToMatrix, turnVector } from './rotations';
import { sincos } from './sincos';
import { MATRIX3, NUMBER, QUATERNION, VECTOR3, VECTOR6 } from './sizes';
import {
  add3,
  addMotion,
  addScaled6,
  clear6,
  copy3,
  copy6,
  cross,
  pointOnBody,
  spread3,
  spread4,
} from './spatial';

// What a joint needs in between, in `temporary`.
const ANCHOR: usize = 0;
const TURN: usize = ANCHOR + VECTOR3; // a quaternion
const HALF: usize = TURN + QUATERNION; // sine and cosine of half the angle
const MATRIX: usize = HALF + 2 * NUMBER;
const ARM: usize = MATRIX + MATRIX3; // from the body to the anchor
const SUM: usize = ARM + VECTOR3; // of three motions
const ONE: usize = SUM + VECTOR6;

/** Poses and motion axes of all bodies, with their inertias and velocities. */
export function kinematics(group: usize): void {
  const turn = temporary;
  const centre = temporary;
  placeWorld(group);
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = bodySlot(whole(row, BODY_PARENT));
    pointOnBody(body + P, parent + R, parent + P, word(row, BODY_POSITION));
    spread4(turn, word(row, BODY_QUATERNION));
    multiplyQuaternions(body + Q, parent + Q, turn);
    copy6(body + V, parent + V);
    copy6(body + C, parent + C);
    const first = whole(row, BODY_FIRST_JOINT);
    const end = first + whole(row, BODY_JOINTS);
    for (let j = first; j < end; j++) moveByJoint(group, body, jointRow(j));
    quaternionToMatrix(body + R, body + Q);
    pointOnBody(centre, body + R, body + P, word(row, BODY_CENTRE));
    bodyInertia(body + I, body + R, centre, word(row, BODY_MASS), word(row, BODY_INERTIA));
  }
}

/** The world body: at minus the origin, upright, at rest, accelerating upward by gravity (d'Alembert). */
function placeWorld(group: usize): void {
  const world = bodySlot(0);
  clear6(world + V);
  clear6(world + C);
  clear6(world + DA);
  for (let i: usize = 0; i < 3; i++) store(world + C, neg(broadcast(gravityWord, i)), 3 + i);
  for (let i: usize = 0; i < 9; i++) store(world + R, splat(0), i);
  for (let i: usize = 0; i < 9; i += 4) store(world + R, splat(1), i);
  store(world + Q, splat(1));
  for (let i: usize = 1; i < 4; i++) store(world + Q, splat(0), i);
  for (let i: usize = 0; i < 3; i++) {
    store(world + P, originQpos < 0 ? splat(0) : neg(load(qpos(group, originQpos), i)), i);
  }
}

/** Moves a body, which has its pose before this joint, by the joint; writes the joint's axes, adds its velocity. */
function moveByJoint(group: usize, body: usize, joint: usize): void {
  const type = whole(joint, JOINT_TYPE);
  const position = qpos(group, whole(joint, JOINT_QPOS));
  const velocity = qvel(group, whole(joint, JOINT_DOF));
  const dof = dofSlot(whole(joint, JOINT_DOF));
  if (type === HINGE) hinge(body, joint, dof, position, velocity);
  else if (type === FREE) free(body, dof, position, velocity);
  else if (type === BALL) ball(body, joint, dof, position, velocity);
  else slide(body, joint, dof, position, velocity);
}

/** Turns about an axis through the anchor: S = (axis, anchor × axis). */
function hinge(body: usize, joint: usize, dof: usize, position: usize, velocity: usize): void {
  const anchor = temporary + ANCHOR;
  const turn = temporary + TURN;
  const half = temporary + HALF;
  spread3(turn, word(joint, JOINT_AXIS));
  turnVector(dof + S, body + Q, turn);
  placeAnchor(anchor, body, joint);
  cross(dof + S + VECTOR3, anchor, dof + S);
  sincos(half, mul(sub(load(position), broadcast(joint, JOINT_REFERENCE)), splat(0.5)));
  store(turn, load(half, 1), 0);
  store(turn, mul(load(half, 0), broadcast(joint, JOINT_AXIS)), 1);
  store(turn, mul(load(half, 0), broadcast(joint, JOINT_AXIS + 1)), 2);
  store(turn, mul(load(half, 0), broadcast(joint, JOINT_AXIS + 2)), 3);
  multiplyQuaternions(body + Q, body + Q, turn);
  if (whole(joint, JOINT_OFF_CENTRE)) putAnchorBack(body, joint, anchor);
  addMotion(body + V, body + C, dof + S, velocity); // the axis moves with the body before the joint
}

/** Where a joint's anchor is. @inline */
function placeAnchor(anchor: usize, body: usize, joint: usize): void {
  if (!whole(joint, JOINT_OFF_CENTRE)) {
    copy3(anchor, body + P);
    return;
  }
  spread3(anchor, word(joint, JOINT_ANCHOR));
  turnVector(anchor, body + Q, anchor);
  add3(anchor, body + P);
}

/** After a turn: the body's position such that the anchor is again where it was. @inline */
function putAnchorBack(body: usize, joint: usize, anchor: usize): void {
  const arm = temporary + ARM;
  spread3(arm, word(joint, JOINT_ANCHOR));
  turnVector(arm, body + Q, arm);
  store(body + P, sub(load(anchor, 0), load(arm, 0)), 0);
  store(body + P, sub(load(anchor, 1), load(arm, 1)), 1);
  store(body + P, sub(load(anchor, 2), load(arm, 2)), 2);
}

/** Moves along an axis: S = (0, axis). */
function slide(body: usize, joint: usize, dof: usize, position: usize, velocity: usize): void {
  const axis = dof + S + VECTOR3;
  clear6(dof + S);
  spread3(axis, word(joint, JOINT_AXIS));
  turnVector(axis, body + Q, axis);
  const travel = sub(load(position), broadcast(joint, JOINT_REFERENCE));
  for (let i: usize = 0; i < 3; i++) store(body + P, add(load(body + P, i), mul(travel, load(axis, i))), i);
  addMotion(body + V, body + C, dof + S, velocity); // the axis moves with the body before the joint
}

/** Turns by a quaternion about the anchor; the axes are those of the body after the turn. */
function ball(body: usize, joint: usize, dof: usize, position: usize, velocity: usize): void {
  const anchor = temporary + ANCHOR;
  const turn = temporary + TURN;
  const matrix = temporary + MATRIX;
  placeAnchor(anchor, body, joint);
  normalizeQuaternion(turn, position);
  multiplyQuaternions(body + Q, body + Q, turn);
  putAnchorBack(body, joint, anchor);
  quaternionToMatrix(matrix, body + Q);
  rotationAxes(dof, matrix, anchor);
  addRotation(body, dof, velocity);
}

/** Six degrees of freedom: along the world's axes, and about the body's. The joint replaces the pose. */
function free(body: usize, dof: usize, position: usize, velocity: usize): void {
  const matrix = temporary + MATRIX;
  const world = bodySlot(0);
  for (let i: usize = 0; i < 3; i++) store(body + P, add(load(position, i), load(world + P, i)), i);
  normalizeQuaternion(body + Q, position + VECTOR3);
  quaternionToMatrix(matrix, body + Q);
  for (let i: usize = 0; i < 3; i++) {
    const along = dof + i * DOF_SLOT;
    for (let k: usize = 0; k < 6; k++) store(along + S, k === 3 + i ? splat(1) : splat(0), k);
    store(body + V, add(load(body + V, 3 + i), load(velocity, i)), 3 + i); // no S changes by it: nothing to add to C
  }
  rotationAxes(dof + 3 * DOF_SLOT, matrix, body + P);
  addRotation(body, dof + 3 * DOF_SLOT, velocity + VECTOR3);
}

/** Three axes S = (axis, anchor × axis) along the columns of a matrix. @inline */
function rotationAxes(dof: usize, matrix: usize, anchor: usize): void {
  for (let i: usize = 0; i < 3; i++) {
    const axis = dof + i * DOF_SLOT + S;
    for (let k: usize = 0; k < 3; k++) store(axis, load(matrix, 3 * k + i), k);
    cross(axis + VECTOR3, anchor, axis);
  }
}

/** Three axes that turn with the body itself: their rate of change enters C once, for the sum. @inline */
function addRotation(body: usize, dof: usize, velocity: usize): void {
  const sum = temporary + SUM;
  const one = temporary + ONE;
  clear6(sum);
  for (let i: usize = 0; i < 3; i++) addScaled6(sum, load(velocity, i), dof + i * DOF_SLOT + S);
  store(one, splat(1));
  addMotion(body + V, body + C, sum, one);
}
