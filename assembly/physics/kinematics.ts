// Forward pass over the bodies, parents first: poses, motion axes, inertias, velocities, and the accelerations that
// remain when all joint accelerations are zero (MuJoCo's documentation, Computation: kinematics; Featherstone, RBDA,
// table 5.1). All positions are taken from the body of the first free joint, lane by lane, so that a world far away
// from its origin keeps its digits in f32; velocities and forces are about that point as if it did not move, which is
// exact at one instant.

import { add, at, mul, neg, put, same, sincos, splat, sub } from './lanes';
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
  bodyCount,
  bodyRow,
  bodySlot,
  C,
  DA,
  DOF_SLOT,
  dofSlot,
  FREE,
  gravityWord,
  HINGE,
  I,
  JOINT_ANCHOR,
  JOINT_AXIS,
  JOINT_DOF,
  JOINT_OFF_CENTRE,
  JOINT_QPOS,
  JOINT_REFERENCE,
  JOINT_TYPE,
  jointRow,
  originQpos,
  P,
  Q,
  qpos,
  qvel,
  R,
  S,
  temporary,
  V,
  whole,
  word,
} from './layout';
import {
  add3,
  addMotion,
  addScaled6,
  bodyInertia,
  clear6,
  copy3,
  copy6,
  cross,
  multiplyQuaternions,
  normalizeQuaternion,
  pointOnBody,
  quaternionToMatrix,
  spread3,
  spread4,
  turnVector,
} from './spatial';

/** Poses and motion axes of all bodies, with their inertias and velocities. */
export function kinematics(group: usize): void {
  placeWorld(group);
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b),
      body = bodySlot(b),
      parent = bodySlot(whole(row, BODY_PARENT));
    const t = temporary;
    pointOnBody(body + P, parent + R, parent + P, word(row, BODY_POSITION));
    spread4(t, word(row, BODY_QUATERNION));
    multiplyQuaternions(body + Q, parent + Q, t);
    copy6(body + V, parent + V);
    copy6(body + C, parent + C);
    const first = whole(row, BODY_FIRST_JOINT),
      end = first + whole(row, BODY_JOINTS);
    for (let j = first; j < end; j++) moveByJoint(group, body, jointRow(j));
    quaternionToMatrix(body + R, body + Q);
    pointOnBody(t, body + R, body + P, word(row, BODY_CENTRE));
    bodyInertia(body + I, body + R, t, word(row, BODY_MASS), word(row, BODY_INERTIA));
  }
}

/** The world body: at minus the origin, upright, at rest, accelerating upward by gravity (d'Alembert). */
function placeWorld(group: usize): void {
  const world = bodySlot(0);
  clear6(world + V);
  clear6(world + C);
  clear6(world + DA);
  for (let i: usize = 0; i < 3; i++) put(world + C, 3 + i, neg(same(gravityWord, i)));
  for (let i: usize = 0; i < 9; i++) put(world + R, i, splat(0));
  for (let i: usize = 0; i < 9; i += 4) put(world + R, i, splat(1));
  put(world + Q, 0, splat(1));
  for (let i: usize = 1; i < 4; i++) put(world + Q, i, splat(0));
  for (let i: usize = 0; i < 3; i++) {
    put(world + P, i, originQpos < 0 ? splat(0) : neg(at(qpos(group, originQpos), i)));
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
  const anchor = temporary,
    half = temporary + 48,
    turn = temporary + 80;
  spread3(turn, word(joint, JOINT_AXIS));
  turnVector(dof + S, body + Q, turn);
  placeAnchor(anchor, body, joint);
  cross(dof + S + 48, anchor, dof + S);
  sincos(half, mul(sub(at(position, 0), same(joint, JOINT_REFERENCE)), splat(0.5)));
  put(turn, 0, at(half, 1));
  put(turn, 1, mul(at(half, 0), same(joint, JOINT_AXIS)));
  put(turn, 2, mul(at(half, 0), same(joint, JOINT_AXIS + 1)));
  put(turn, 3, mul(at(half, 0), same(joint, JOINT_AXIS + 2)));
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
  const arm = temporary + 288;
  spread3(arm, word(joint, JOINT_ANCHOR));
  turnVector(arm, body + Q, arm);
  put(body + P, 0, sub(at(anchor, 0), at(arm, 0)));
  put(body + P, 1, sub(at(anchor, 1), at(arm, 1)));
  put(body + P, 2, sub(at(anchor, 2), at(arm, 2)));
}

/** Moves along an axis: S = (0, axis). */
function slide(body: usize, joint: usize, dof: usize, position: usize, velocity: usize): void {
  const axis = dof + S + 48;
  clear6(dof + S);
  spread3(axis, word(joint, JOINT_AXIS));
  turnVector(axis, body + Q, axis);
  const travel = sub(at(position, 0), same(joint, JOINT_REFERENCE));
  for (let i: usize = 0; i < 3; i++) put(body + P, i, add(at(body + P, i), mul(travel, at(axis, i))));
  addMotion(body + V, body + C, dof + S, velocity); // the axis moves with the body before the joint
}

/** Turns by a quaternion about the anchor; the axes are those of the body after the turn. */
function ball(body: usize, joint: usize, dof: usize, position: usize, velocity: usize): void {
  const anchor = temporary,
    turn = temporary + 48,
    matrix = temporary + 112;
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
  const matrix = temporary;
  const world = bodySlot(0);
  for (let i: usize = 0; i < 3; i++) put(body + P, i, add(at(position, i), at(world + P, i)));
  normalizeQuaternion(body + Q, position + 48);
  quaternionToMatrix(matrix, body + Q);
  for (let i: usize = 0; i < 3; i++) {
    const along = dof + i * DOF_SLOT;
    for (let k: usize = 0; k < 6; k++) put(along + S, k, k === 3 + i ? splat(1) : splat(0));
    put(body + V, 3 + i, add(at(body + V, 3 + i), at(velocity, i))); // no S changes by it: nothing to add to C
  }
  rotationAxes(dof + 3 * DOF_SLOT, matrix, body + P);
  addRotation(body, dof + 3 * DOF_SLOT, velocity + 48);
}

/** Three axes S = (axis, anchor × axis) along the columns of a matrix. @inline */
function rotationAxes(dof: usize, matrix: usize, anchor: usize): void {
  for (let i: usize = 0; i < 3; i++) {
    const axis = dof + i * DOF_SLOT + S;
    for (let k: usize = 0; k < 3; k++) put(axis, k, at(matrix, 3 * k + i));
    cross(axis + 48, anchor, axis);
  }
}

/** Three axes that turn with the body itself: their rate of change enters C once, for the sum. @inline */
function addRotation(body: usize, dof: usize, velocity: usize): void {
  const sum = temporary + 320,
    one = temporary + 416;
  clear6(sum);
  for (let i: usize = 0; i < 3; i++) addScaled6(sum, at(velocity, i), dof + i * DOF_SLOT + S);
  v128.store(one, splat(1));
  addMotion(body + V, body + C, sum, one);
}
