// Transmissions that are no tendons but have a Jacobian (MuJoCo's documentation, XML reference: actuator/general: site,
// refsite, cranksite, and joints that are balls or free). Each is a row in the table of tendons, so that its length,
// velocity and forces are a tendon's.

import { add, and, broadcast, div, dot3, gt, load, mul, neg, splat, sqrt, store, sub } from '../../vector';
import { quaternionBetween, rotationVector } from '../arc';
import { bodySlot, qpos, temporary, tendonDofSlot, transmissionRow, whole, word } from '../bound.generated';
import {
  P,
  Q,
  R,
  TENDON_BALL_JOINT,
  TENDON_CRANK,
  TENDON_DOF_MOMENT,
  TENDON_DOF_SLOT,
  TENDON_FIRST_DOF,
  TENDON_FREE_JOINT,
  TENDON_SITE,
  TRANSMISSION_BODY,
  TRANSMISSION_FIRST_LEVER,
  TRANSMISSION_GEAR,
  TRANSMISSION_IN_PARENT,
  TRANSMISSION_LEVERS,
  TRANSMISSION_OTHER_BODY,
  TRANSMISSION_OTHER_POSITION,
  TRANSMISSION_OTHER_QUATERNION,
  TRANSMISSION_POSITION,
  TRANSMISSION_QPOS,
  TRANSMISSION_QUATERNION,
  TRANSMISSION_ROD,
} from '../layout.generated';
import { multiplyQuaternions, normalizeQuaternion, turnVector } from '../rotations';
import { QUATERNION, VECTOR3 } from '../sizes';
import { cross, pointOnBody, spread3, spread4 } from '../spatial';
import {
  dotOf,
  LEVER_SCRATCH,
  leverOne,
  leverTwo,
  PULL,
  PULL_FORCE,
  PULL_POINT,
  PULL_TORQUE,
} from './leverage';

// In `temporary`. The pull at the site (or the pin of a crank), and the one at the other site (or the slider).
const SITE: usize = LEVER_SCRATCH;
const OTHER: usize = SITE + PULL;
const TURNED: usize = OTHER + PULL; // orientations of the two sites
const OTHER_TURNED: usize = TURNED + QUATERNION;
const AXIS: usize = OTHER_TURNED + QUATERNION;
const ARM: usize = AXIS + VECTOR3;
const WORK: usize = ARM + VECTOR3;

/**
 * The length of a transmission of one of the kinds TENDON_*; its gradient is added to the Jacobian of the tendon `row`.
 */
export function transmit(group: usize, kind: i32, index: i32, row: usize): v128 {
  const transmission = transmissionRow(index);
  if (kind === TENDON_BALL_JOINT || kind === TENDON_FREE_JOINT)
    return ofJoint(group, kind, transmission, row);
  if (kind === TENDON_CRANK) return ofCrank(transmission);
  return kind === TENDON_SITE ? ofSite(transmission) : ofTwoSites(transmission);
}

/** Along and about axes of a joint; of a ball the length is what the joint has turned about the axis. */
function ofJoint(group: usize, kind: i32, transmission: usize, row: usize): v128 {
  const turned = temporary + TURNED;
  const axis = temporary + AXIS;
  const work = temporary + WORK;
  const free = kind === TENDON_FREE_JOINT;
  const gear = word(transmission, TRANSMISSION_GEAR);
  normalizeQuaternion(turned, qpos(group, whole(transmission, TRANSMISSION_QPOS)));
  spread3(axis, free ? gear + 3 * 4 : gear);
  let length = splat(0);
  if (!free) rotationVector(work, turned);
  if (whole(transmission, TRANSMISSION_IN_PARENT)) {
    for (let i: usize = 1; i < 4; i++) store(turned, neg(load(turned, i)), i);
    turnVector(axis, turned, axis);
  }
  if (!free) length = dotOf(work, axis);
  const moments = tendonDofSlot(whole(row, TENDON_FIRST_DOF)) + TENDON_DOF_MOMENT;
  for (let i: usize = 0; i < 3; i++) {
    if (free) store(moments + i * TENDON_DOF_SLOT, broadcast(gear, i));
    store(moments + (free ? i + 3 : i) * TENDON_DOF_SLOT, load(axis, i));
  }
  return length;
}

/** A force and a torque along the axes of a site. There is no length. */
function ofSite(transmission: usize): v128 {
  placeSite(transmission);
  gearAlong(temporary + SITE, transmission, temporary + TURNED);
  const first = whole(transmission, TRANSMISSION_FIRST_LEVER);
  leverOne(first, whole(transmission, TRANSMISSION_LEVERS), temporary + SITE);
  return splat(0);
}

/** Where a site is and how it is turned, seen from another along whose axes the gear is. */
function ofTwoSites(transmission: usize): v128 {
  const site = temporary + SITE;
  const other = temporary + OTHER;
  const work = temporary + WORK;
  placeSite(transmission);
  placeOther(transmission);
  gearAlong(site, transmission, temporary + OTHER_TURNED);
  gearAlong(other, transmission, temporary + OTHER_TURNED);
  apart(work);
  const along = dotOf(work, site + PULL_FORCE);
  composeAsMujoco(temporary + TURNED, transmission, TRANSMISSION_BODY, TRANSMISSION_QUATERNION);
  composeAsMujoco(
    temporary + OTHER_TURNED,
    transmission,
    TRANSMISSION_OTHER_BODY,
    TRANSMISSION_OTHER_QUATERNION,
  );
  quaternionBetween(work, temporary + OTHER_TURNED, temporary + TURNED);
  rotationVector(work, work);
  const about = dotRow(work, word(transmission, TRANSMISSION_GEAR + 3));
  const first = whole(transmission, TRANSMISSION_FIRST_LEVER);
  leverTwo(first, whole(transmission, TRANSMISSION_LEVERS), other, site);
  return add(along, about);
}

/**
 * The quaternion of a site from which MuJoCo (engine_core_smooth.c, mj_transmission) takes the length of a rotation:
 * the site's times the body's, where its orientation in the world is the body's times the site's. A servo follows the
 * former, so it is done alike here.
 */
function composeAsMujoco(out: usize, transmission: usize, body: usize, quaternion: usize): void {
  spread4(out, word(transmission, quaternion));
  multiplyQuaternions(out, out, bodySlot(whole(transmission, body)) + Q);
}

/**
 * A slider along the axis a of a site, and a rod of length r from it to a pin at v from that site. The slider is where
 * a·v − √((a·v)² + r² − v·v), or at a·v where the rod is too short.
 */
function ofCrank(transmission: usize): v128 {
  const axis = temporary + AXIS;
  const arm = temporary + ARM;
  const pin = temporary + SITE;
  const slider = temporary + OTHER;
  placeSite(transmission);
  placeOther(transmission);
  for (let i: usize = 0; i < 3; i++) store(axis, i === 2 ? splat(1) : splat(0), i);
  turnVector(axis, temporary + OTHER_TURNED, axis);
  apart(arm);
  const rod = broadcast(transmission, TRANSMISSION_ROD);
  const along = dotOf(arm, axis);
  const determinant = sub(add(mul(along, along), mul(rod, rod)), dotOf(arm, arm));
  const reaches = gt(determinant, splat(0));
  const root = sqrt(and(determinant, reaches));
  const inverse = and(div(splat(1), root), reaches);
  const share = sub(splat(1), mul(along, inverse)); // ∂ length / ∂ (a·v)
  // By v: a force on the pin, and its opposite on the slider's site. By a: a × share v, a torque on that site.
  for (let i: usize = 0; i < 3; i++) {
    const force = add(mul(share, load(axis, i)), mul(inverse, load(arm, i)));
    store(pin + PULL_FORCE, force, i);
    store(pin + PULL_TORQUE, splat(0), i);
    store(slider + PULL_FORCE, neg(force), i);
    store(slider + PULL_TORQUE, mul(share, load(arm, i)), i);
  }
  cross(slider + PULL_TORQUE, axis, slider + PULL_TORQUE);
  const first = whole(transmission, TRANSMISSION_FIRST_LEVER);
  leverTwo(first, whole(transmission, TRANSMISSION_LEVERS), slider, pin);
  return sub(along, root);
}

/** out = from the other site to the site. @inline */
function apart(out: usize): void {
  const to = temporary + SITE + PULL_POINT;
  const from = temporary + OTHER + PULL_POINT;
  for (let i: usize = 0; i < 3; i++) store(out, sub(load(to, i), load(from, i)), i);
}

/** Point and orientation of the site. */
function placeSite(transmission: usize): void {
  const body = bodySlot(whole(transmission, TRANSMISSION_BODY));
  const turned = temporary + TURNED;
  pointOnBody(temporary + SITE + PULL_POINT, body + R, body + P, word(transmission, TRANSMISSION_POSITION));
  spread4(turned, word(transmission, TRANSMISSION_QUATERNION));
  multiplyQuaternions(turned, body + Q, turned);
}

/** Point and orientation of the other site. */
function placeOther(transmission: usize): void {
  const body = bodySlot(whole(transmission, TRANSMISSION_OTHER_BODY));
  const turned = temporary + OTHER_TURNED;
  const point = temporary + OTHER + PULL_POINT;
  pointOnBody(point, body + R, body + P, word(transmission, TRANSMISSION_OTHER_POSITION));
  spread4(turned, word(transmission, TRANSMISSION_OTHER_QUATERNION));
  multiplyQuaternions(turned, body + Q, turned);
}

/** Force and torque of a pull: the gear along the axes of an orientation. */
function gearAlong(pull: usize, transmission: usize, turned: usize): void {
  spread3(pull + PULL_FORCE, word(transmission, TRANSMISSION_GEAR));
  spread3(pull + PULL_TORQUE, word(transmission, TRANSMISSION_GEAR + 3));
  turnVector(pull + PULL_FORCE, turned, pull + PULL_FORCE);
  turnVector(pull + PULL_TORQUE, turned, pull + PULL_TORQUE);
}

/** A vector times three numbers of a table. @inline */
function dotRow(v: usize, row: usize): v128 {
  return dot3(load(v, 0), load(v, 1), load(v, 2), broadcast(row, 0), broadcast(row, 1), broadcast(row, 2));
}
