// What a collider finds, made into a contact (MuJoCo's documentation, Computation: contacts; functions mj_setContact of
// engine_collision_driver.c and mju_makeFrame of engine_util_spatial.c).
//
// A collider leaves the normal, the point midway between the surfaces and, if it has one, a tangent in `temporary`, and
// calls addContact or addContactAlong. A contact exists for the group if any of its four worlds has it; its mask says
// which. In the others it is all zeros: what a collider makes of worlds it has not found there goes no further.

import {
  abs,
  add,
  and,
  andNot,
  any,
  broadcast,
  div,
  dot3,
  load,
  lt,
  minor,
  mul,
  pmax,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { contactCapacity, contactSlot, pairRow, temporary } from '../bound.generated';
import {
  CONTACT_DISTANCE,
  CONTACT_FRAME,
  CONTACT_MASK,
  CONTACT_PAIR,
  CONTACT_POINT,
  GROUP_FROZEN,
  PAIR_ACTIVE,
} from '../layout.generated';

// What a collider hands over, in vectors of `temporary`; a collider's own scratch ends before.
/** Unit vector from the first geom to the second. */
const NORMAL: usize = 48;
/** Unit vector, not necessarily across the normal: where the first tangent is to point. */
const TANGENT: usize = 51;
/** Midway between the surfaces, from the origin. */
const POINT: usize = 54;

/** @inline */
export function setNormal(x: v128, y: v128, z: v128): void {
  store(temporary, x, NORMAL);
  store(temporary, y, NORMAL + 1);
  store(temporary, z, NORMAL + 2);
}

/** Component `i` of the normal that was set. @inline */
export function loadNormal(i: usize): v128 {
  return load(temporary, NORMAL + i);
}

/** @inline */
export function setTangent(x: v128, y: v128, z: v128): void {
  store(temporary, x, TANGENT);
  store(temporary, y, TANGENT + 1);
  store(temporary, z, TANGENT + 2);
}

/** @inline */
export function setPoint(x: v128, y: v128, z: v128): void {
  store(temporary, x, POINT);
  store(temporary, y, POINT + 1);
  store(temporary, z, POINT + 2);
}

/**
 * Lanes in which a contact is active. A distance that is within f32's rounding of 0 is one of a pose in which two
 * surfaces are meant to just touch, as many models start: MuJoCo's distance is then 0 or of the size of 1e-17, and
 * where it is not below 0 there is no contact. With a margin the same holds for the margin.
 *
 * @param size of the coordinates that the distance is the difference of
 * @inline
 */
function isActive(group: usize, row: usize, distance: v128, size: v128): v128 {
  const ROUNDING: f32 = 1.2e-7;
  const METRE: f32 = 1; // coordinates are sums of lengths of that size
  const nearest = add(distance, mul(splat(ROUNDING), add(size, splat(METRE))));
  return andNot(lt(nearest, broadcast(row, PAIR_ACTIVE)), load(group + GROUP_FROZEN));
}

/**
 * Adds a contact of a pair, `count` of which there were before, and returns how many there are: one more if it is
 * active in any lane. Its tangents are MuJoCo's default: the first is axis y, made level, or axis z where the normal is
 * within 60° of y. Where there is no room it is counted alone.
 *
 * @param distance of the surfaces
 * @param size as of isActive
 * @param lanes in which the collider has found it
 */
export function addContact(
  count: i32,
  group: usize,
  pair: i32,
  distance: v128,
  size: v128,
  lanes: v128,
): i32 {
  const mask = and(isActive(group, pairRow(pair), distance, size), lanes);
  if (!any(mask)) return count;
  if (count < contactCapacity) {
    const zero = splat(0);
    const one = splat(1);
    const y = lt(abs(load(temporary, NORMAL + 1)), splat(0.5));
    setTangent(zero, and(one, y), andNot(one, y));
    writeContact(contactSlot(count), pair, distance, mask);
  }
  return count + 1;
}

/** As addContact, with a tangent of the collider's own. */
export function addContactAlong(
  count: i32,
  group: usize,
  pair: i32,
  distance: v128,
  size: v128,
  lanes: v128,
): i32 {
  const mask = and(isActive(group, pairRow(pair), distance, size), lanes);
  if (!any(mask)) return count;
  if (count < contactCapacity) writeContact(contactSlot(count), pair, distance, mask);
  return count + 1;
}

/**
 * Fills a slot. The first tangent is the one given, made level: what is across the normal of it. Of one that points
 * along the normal nothing is left, and then it is axis x, as MuJoCo normalises a vector of length 0.
 */
function writeContact(contact: usize, pair: i32, distance: v128, mask: v128): void {
  const LEVEL: f32 = 1e-6; // what rounding leaves of a unit vector along the normal
  store(contact + CONTACT_DISTANCE, and(distance, mask));
  store(contact + CONTACT_MASK, mask);
  i32.store(contact + CONTACT_PAIR, pair);
  for (let i: usize = 0; i < 3; i++) store(contact + CONTACT_POINT, and(load(temporary, POINT + i), mask), i);
  const nx = and(load(temporary, NORMAL), mask);
  const ny = and(load(temporary, NORMAL + 1), mask);
  const nz = and(load(temporary, NORMAL + 2), mask);
  const tx = and(load(temporary, TANGENT), mask);
  const ty = and(load(temporary, TANGENT + 1), mask);
  const tz = and(load(temporary, TANGENT + 2), mask);
  const along = dot3(nx, ny, nz, tx, ty, tz);
  const lx = sub(tx, mul(along, nx));
  const ly = sub(ty, mul(along, ny));
  const lz = sub(tz, mul(along, nz));
  const length = sqrt(dot3(lx, ly, lz, lx, ly, lz));
  const scale = div(splat(1), pmax(length, splat(LEVEL)));
  const gone = lt(length, splat(LEVEL));
  const ux = select(and(splat(1), mask), mul(lx, scale), gone);
  const uy = andNot(mul(ly, scale), gone);
  const uz = andNot(mul(lz, scale), gone);
  const frame = contact + CONTACT_FRAME;
  store(frame, nx, 0);
  store(frame, ny, 1);
  store(frame, nz, 2);
  store(frame, ux, 3);
  store(frame, uy, 4);
  store(frame, uz, 5);
  store(frame, minor(ny, uz, nz, uy), 6);
  store(frame, minor(nz, ux, nx, uz), 7);
  store(frame, minor(nx, uy, ny, ux), 8);
}
