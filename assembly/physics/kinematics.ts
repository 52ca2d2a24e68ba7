// Forward pass over the bodies, parents first: poses, motion axes, inertias, velocities, and the accelerations that
// remain when all joint accelerations are zero (MuJoCo's documentation, Computation: kinematics; Featherstone, RBDA,
// table 5.1). Motions, forces and inertias of a body are about its own position, and the arm from its parent's
// position to it is a sum of lengths of the body itself: so no digits are lost by how far away either is from
// anything else. Velocities and forces are about the points where the bodies are as if these did not move, which is
// exact at one instant.

import { add, broadcast, load, mul, neg, splat, store, sub } from '../vector';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  dofSlot,
  gravityWord,
  jointRow,
  mocap,
  mocapCount,
  originQpos,
  qpos,
  qvel,
  temporary,
  whole,
  word,
} from './bound.generated';
import { bodyInertia } from './inertia';
import {
  ARM,
  BALL,
  BODY_CENTRE,
  BODY_FIRST_JOINT,
  BODY_INERTIA,
  BODY_JOINTS,
  BODY_MASS,
  BODY_MOCAP,
  BODY_PARENT,
  BODY_POSITION,
  BODY_QUATERNION,
  C,
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
  cross,
  rotate,
  shiftMotion,
  spread3,
  spread4,
} from './spatial';

// What a joint needs in between, in `temporary`.
const ANCHOR: usize = 0;
const TURN: usize = ANCHOR + VECTOR3; // a quaternion
const HALF: usize = TURN + QUATERNION; // sine and cosine of half the angle
const MATRIX: usize = HALF + 2 * NUMBER;
const LEVER: usize = MATRIX + MATRIX3; // from the body to the anchor, or back
const SUM: usize = LEVER + VECTOR3; // of three motions
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
    const moved = whole(row, BODY_MOCAP);
    if (moved) {
      placeByState(group, body, moved - 1);
    } else {
      spread3(body + ARM, word(row, BODY_POSITION));
      rotate(body + ARM, parent + R, body + ARM);
      spread4(turn, word(row, BODY_QUATERNION));
      multiplyQuaternions(body + Q, parent + Q, turn);
    }
    const first = whole(row, BODY_FIRST_JOINT);
    const end = first + whole(row, BODY_JOINTS);
    for (let j = first; j < end; j++) placeByJoint(group, body, jointRow(j));
    for (let i: usize = 0; i < 3; i++) store(body + P, add(load(parent + P, i), load(body + ARM, i)), i);
    quaternionToMatrix(body + R, body + Q);
    shiftMotion(body + V, parent + V, body + ARM);
    shiftMotion(body + C, parent + C, body + ARM);
    for (let j = first; j < end; j++) moveByJoint(group, body, jointRow(j));
    spread3(centre, word(row, BODY_CENTRE));
    rotate(centre, body + R, centre);
    bodyInertia(body + I, body + R, centre, word(row, BODY_MASS), word(row, BODY_INERTIA));
  }
}

/** A mocap body, which hangs on the world, has its pose from the state, and no velocity whatever that does. */
function placeByState(group: usize, body: usize, i: i32): void {
  const bodies = mocapCount / 7;
  copy3(body + ARM, mocap(group, 3 * i));
  normalizeQuaternion(body + Q, mocap(group, 3 * bodies + 4 * i));
}

/** The world body: at minus the origin, upright, at rest, accelerating upward by gravity (d'Alembert). */
function placeWorld(group: usize): void {
  const world = bodySlot(0);
  clear6(world + V);
  clear6(world + C);
  for (let i: usize = 0; i < 3; i++) store(world + C, neg(broadcast(gravityWord, i)), 3 + i);
  for (let i: usize = 0; i < 9; i++) store(world + R, splat(0), i);
  for (let i: usize = 0; i < 9; i += 4) store(world + R, splat(1), i);
  store(world + Q, splat(1));
  for (let i: usize = 1; i < 4; i++) store(world + Q, splat(0), i);
  for (let i: usize = 0; i < 3; i++) {
    store(world + P, originQpos < 0 ? splat(0) : neg(load(qpos(group, originQpos), i)), i);
  }
}

/**
 * Turns and moves a body, which has its pose before this joint, by the joint. Leaves in S of its degrees of freedom
 * the axis and where its anchor is, from the position of the parent: `moveByJoint` makes of it the motion.
 */
function placeByJoint(group: usize, body: usize, joint: usize): void {
  const type = whole(joint, JOINT_TYPE);
  const position = qpos(group, whole(joint, JOINT_QPOS));
  const dof = dofSlot(whole(joint, JOINT_DOF));
  if (type === HINGE) placeByHinge(body, joint, dof, position);
  else if (type === FREE) placeFreely(body, position);
  else if (type === BALL) placeByBall(body, joint, dof, position);
  else placeBySlide(body, joint, dof, position);
}

function placeByHinge(body: usize, joint: usize, dof: usize, position: usize): void {
  const anchor = dof + S + VECTOR3;
  const turn = temporary + TURN;
  const half = temporary + HALF;
  spread3(turn, word(joint, JOINT_AXIS));
  turnVector(dof + S, body + Q, turn);
  placeAnchor(anchor, body, joint);
  sincos(half, mul(sub(load(position), broadcast(joint, JOINT_REFERENCE)), splat(0.5)));
  store(turn, load(half, 1), 0);
  store(turn, mul(load(half, 0), broadcast(joint, JOINT_AXIS)), 1);
  store(turn, mul(load(half, 0), broadcast(joint, JOINT_AXIS + 1)), 2);
  store(turn, mul(load(half, 0), broadcast(joint, JOINT_AXIS + 2)), 3);
  multiplyQuaternions(body + Q, body + Q, turn);
  if (whole(joint, JOINT_OFF_CENTRE)) putAnchorBack(body, joint, anchor);
}

/** Where a joint's anchor is. @inline */
function placeAnchor(anchor: usize, body: usize, joint: usize): void {
  if (!whole(joint, JOINT_OFF_CENTRE)) {
    copy3(anchor, body + ARM);
    return;
  }
  spread3(anchor, word(joint, JOINT_ANCHOR));
  turnVector(anchor, body + Q, anchor);
  add3(anchor, body + ARM);
}

/** After a turn: the body's position such that the anchor is again where it was. @inline */
function putAnchorBack(body: usize, joint: usize, anchor: usize): void {
  const lever = temporary + LEVER;
  spread3(lever, word(joint, JOINT_ANCHOR));
  turnVector(lever, body + Q, lever);
  for (let i: usize = 0; i < 3; i++) store(body + ARM, sub(load(anchor, i), load(lever, i)), i);
}

function placeBySlide(body: usize, joint: usize, dof: usize, position: usize): void {
  const axis = dof + S + VECTOR3;
  clear6(dof + S);
  spread3(axis, word(joint, JOINT_AXIS));
  turnVector(axis, body + Q, axis);
  const travel = sub(load(position), broadcast(joint, JOINT_REFERENCE));
  for (let i: usize = 0; i < 3; i++)
    store(body + ARM, add(load(body + ARM, i), mul(travel, load(axis, i))), i);
}

/** Turns by a quaternion about the anchor; the axes are those of the body after the turn. */
function placeByBall(body: usize, joint: usize, dof: usize, position: usize): void {
  const anchor = temporary + ANCHOR;
  const turn = temporary + TURN;
  const matrix = temporary + MATRIX;
  placeAnchor(anchor, body, joint);
  normalizeQuaternion(turn, position);
  multiplyQuaternions(body + Q, body + Q, turn);
  putAnchorBack(body, joint, anchor);
  quaternionToMatrix(matrix, body + Q);
  for (let i: usize = 0; i < 3; i++) {
    const axis = dof + i * DOF_SLOT + S;
    for (let k: usize = 0; k < 3; k++) store(axis, load(matrix, 3 * k + i), k);
    copy3(axis + VECTOR3, anchor);
  }
}

/** The joint replaces the pose: the body hangs on the world. */
function placeFreely(body: usize, position: usize): void {
  copy3(body + ARM, position);
  normalizeQuaternion(body + Q, position + VECTOR3);
}

/** Writes the motion axes of a joint, about the body's position, and adds what it moves by them. */
function moveByJoint(group: usize, body: usize, joint: usize): void {
  const type = whole(joint, JOINT_TYPE);
  const velocity = qvel(group, whole(joint, JOINT_DOF));
  const dof = dofSlot(whole(joint, JOINT_DOF));
  if (type === HINGE) {
    aboutPosition(dof, body);
    addMotion(body + V, body + C, dof + S, velocity); // the axis moves with the body before the joint
  } else if (type === FREE) {
    moveFreely(body, dof, velocity);
  } else if (type === BALL) {
    for (let i: usize = 0; i < 3; i++) aboutPosition(dof + i * DOF_SLOT, body);
    addRotation(body, dof, velocity);
  } else {
    addMotion(body + V, body + C, dof + S, velocity);
  }
}

/** From an axis and its anchor, the motion S = (axis, (anchor − position) × axis). @inline */
function aboutPosition(dof: usize, body: usize): void {
  const anchor = dof + S + VECTOR3;
  const lever = temporary + LEVER;
  for (let i: usize = 0; i < 3; i++) store(lever, sub(load(anchor, i), load(body + ARM, i)), i);
  cross(anchor, lever, dof + S);
}

/** Six degrees of freedom: along the world's axes, and about the body's. */
function moveFreely(body: usize, dof: usize, velocity: usize): void {
  const turns = dof + 3 * DOF_SLOT;
  for (let i: usize = 0; i < 3; i++) {
    const along = dof + i * DOF_SLOT + S;
    const about = turns + i * DOF_SLOT + S;
    clear6(along);
    clear6(about);
    store(along, splat(1), 3 + i);
    for (let k: usize = 0; k < 3; k++) store(about, load(body + R, 3 * k + i), k);
    store(body + V, add(load(body + V, 3 + i), load(velocity, i)), 3 + i); // no S changes by it: nothing to add to C
  }
  addRotation(body, turns, velocity + VECTOR3);
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
