// Lengths, Jacobians and velocities of tendons (MuJoCo's documentation, XML reference: tendon; Computation: kinematics)
// and of the other transmissions that have a Jacobian (transmission.ts). The Jacobian is sparse: a list of the degrees
// of freedom that a tendon may move, made when the model is packed, and a number for each.

import {
  add,
  and,
  andNot,
  any,
  broadcast,
  div,
  dot3,
  load,
  lt,
  mul,
  mulAdd,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import {
  bodySlot,
  dofSlot,
  qpos,
  qvel,
  segmentRow,
  temporary,
  tendonCount,
  tendonDofRow,
  tendonDofSlot,
  tendonJointRow,
  tendonRow,
  tendonSlot,
  whole,
  word,
} from '../bound.generated';
import {
  P,
  R,
  SEGMENT_FIRST_LEVER,
  SEGMENT_FROM,
  SEGMENT_FROM_BODY,
  SEGMENT_LEVERS,
  SEGMENT_SHARE,
  SEGMENT_TO,
  SEGMENT_TO_BODY,
  SEGMENT_WRAP,
  TENDON_DOF_DOF,
  TENDON_DOF_MOMENT,
  TENDON_DOFS,
  TENDON_DRAG,
  TENDON_FIRST_DOF,
  TENDON_FIRST_PART,
  TENDON_FIXED,
  TENDON_FORCE,
  TENDON_JOINT_COEFFICIENT,
  TENDON_JOINT_COLUMN,
  TENDON_JOINT_QPOS,
  TENDON_KIND,
  TENDON_LENGTH,
  TENDON_PARTS,
  TENDON_SPATIAL,
  TENDON_VELOCITY,
  WRAP_NOTHING,
} from '../layout.generated';
import { VECTOR3 } from '../sizes';
import { copy3, pointOnBody } from '../spatial';
import { leverOne, leverTwo, PULL, PULL_FORCE, PULL_POINT, PULL_TORQUE } from './leverage';
import { transmit } from './transmission';
import { ARC_LENGTH, ARC_POINTS, WRAP_SCRATCH, wrapAround } from './wrap';

// In `temporary`, after what wrap.ts needs there.
const FROM: usize = WRAP_SCRATCH;
const TO: usize = FROM + VECTOR3;
const LINE: usize = TO + VECTOR3; // pulls
const OTHER_LINE: usize = LINE + PULL;

/** Writes LENGTH, VELOCITY and the Jacobian of each tendon, and clears what acts along it. */
export function placeTendons(group: usize): void {
  const zero = splat(0);
  for (let t = 0; t < tendonCount; t++) {
    const row = tendonRow(t);
    const tendon = tendonSlot(t);
    const first = whole(row, TENDON_FIRST_DOF);
    const end = first + whole(row, TENDON_DOFS);
    for (let k = first; k < end; k++) store(tendonDofSlot(k) + TENDON_DOF_MOMENT, zero);
    store(tendon + TENDON_FORCE, zero);
    store(tendon + TENDON_DRAG, zero);
    store(tendon + TENDON_LENGTH, tendonLength(group, row));
    let velocity = zero;
    for (let k = first; k < end; k++) {
      const moment = load(tendonDofSlot(k) + TENDON_DOF_MOMENT);
      velocity = mulAdd(moment, load(qvel(group, whole(tendonDofRow(k), TENDON_DOF_DOF))), velocity);
    }
    store(tendon + TENDON_VELOCITY, velocity);
  }
}

/** Adds a force along a tendon to the number at `field` (SMOOTH, ACTUATION) of the degrees of freedom it moves. */
export function pullTendon(row: usize, force: v128, field: usize): void {
  const first = whole(row, TENDON_FIRST_DOF);
  const end = first + whole(row, TENDON_DOFS);
  for (let k = first; k < end; k++) {
    const dof = dofSlot(whole(tendonDofRow(k), TENDON_DOF_DOF)) + field;
    store(dof, mulAdd(load(tendonDofSlot(k) + TENDON_DOF_MOMENT), force, load(dof)));
  }
}

/** The length; its gradient is added to the Jacobian, which is zero. */
function tendonLength(group: usize, row: usize): v128 {
  const kind = whole(row, TENDON_KIND);
  const first = whole(row, TENDON_FIRST_PART);
  if (kind !== TENDON_FIXED && kind !== TENDON_SPATIAL) return transmit(group, kind, first, row);
  const end = first + whole(row, TENDON_PARTS);
  let length = splat(0);
  for (let part = first; part < end; part++) {
    length = add(
      length,
      kind === TENDON_FIXED ? jointShare(group, tendonJointRow(part)) : segmentLength(segmentRow(part)),
    );
  }
  return length;
}

/** coefficient · qpos of a joint. */
function jointShare(group: usize, row: usize): v128 {
  const coefficient = broadcast(row, TENDON_JOINT_COEFFICIENT);
  const moment = tendonDofSlot(whole(row, TENDON_JOINT_COLUMN)) + TENDON_DOF_MOMENT;
  store(moment, add(load(moment), coefficient));
  return mul(coefficient, load(qpos(group, whole(row, TENDON_JOINT_QPOS))));
}

/**
 * From a site to the next, straight or around what lies between. A straight line pulls its ends toward each other along
 * itself, so one pull is that of both; around something there are two lines, to it and from it.
 */
function segmentLength(row: usize): v128 {
  const from = temporary + FROM;
  const to = temporary + TO;
  const pull = temporary + LINE;
  const start = bodySlot(whole(row, SEGMENT_FROM_BODY));
  const end = bodySlot(whole(row, SEGMENT_TO_BODY));
  const share = broadcast(row, SEGMENT_SHARE);
  const lever = whole(row, SEGMENT_FIRST_LEVER);
  const levers = whole(row, SEGMENT_LEVERS);
  pointOnBody(from, start + R, start + P, word(row, SEGMENT_FROM));
  pointOnBody(to, end + R, end + P, word(row, SEGMENT_TO));
  const straight = line(pull, from, to, share);
  if (whole(row, SEGMENT_WRAP) === WRAP_NOTHING) {
    leverOne(lever, levers, pull);
    return mul(share, straight);
  }
  const other = temporary + OTHER_LINE;
  const wraps = wrapAround(row, from, to);
  if (!any(wraps)) {
    leverTwo(lever, levers, pull, pull);
    return mul(share, straight);
  }
  // In lanes without a way around, both points are where the line begins, and the first of the two lines has no weight.
  const points = temporary + ARC_POINTS;
  for (let i: usize = 0; i < 6; i++) {
    store(points, select(load(points, i), load(from, i < 3 ? i : i - 3), wraps), i);
  }
  const away = line(pull, from, points, and(share, wraps));
  const back = line(other, points + VECTOR3, to, share);
  for (let i: usize = 0; i < 6; i++) {
    store(pull, select(load(pull, i), load(other, i), wraps), i);
  }
  leverTwo(lever, levers, pull, other);
  const around = add(and(add(away, load(temporary + ARC_LENGTH)), wraps), back);
  return mul(share, around);
}

/** Writes the pull of a force of `share` along the line from one point to another; returns how long the line is. */
function line(pull: usize, from: usize, to: usize, share: v128): v128 {
  const x = sub(load(to, 0), load(from, 0));
  const y = sub(load(to, 1), load(from, 1));
  const z = sub(load(to, 2), load(from, 2));
  const length = sqrt(dot3(x, y, z, x, y, z));
  const none = lt(length, splat(1e-15)); // then along the x axis, as MuJoCo's mju_normalize3
  const scale = mul(share, andNot(div(splat(1), length), none));
  const force = pull + PULL_FORCE;
  copy3(pull + PULL_POINT, from);
  store(force, select(share, mul(x, scale), none), 0);
  store(force, mul(y, scale), 1);
  store(force, mul(z, scale), 2);
  for (let i: usize = 0; i < 3; i++) store(pull + PULL_TORQUE, splat(0), i);
  return length;
}
