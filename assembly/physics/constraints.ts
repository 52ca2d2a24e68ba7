// Constraint rows (MuJoCo's documentation, Computation: constraint model). A row wants J·qacc ≥ aref; it pushes with
// force D·(aref − J·qacc) where that is positive. For a penetration r ≤ 0 with impedance d(r):
//
//     aref = −B·(J q̇) − K·d·r          D = d / ((1 − d)·diagonal)
//
// A row stores J x − aref, at first for x = 0, where the solver starts. A row exists for the group if any of its four
// worlds has it; in the others its weight D is zero, and so is everything it adds.

import {
  abs,
  add,
  and,
  andNot,
  any,
  broadcast,
  div,
  dot3,
  le,
  load,
  lt,
  minor,
  mul,
  pmin,
  select,
  splat,
  store,
  sub,
} from '../vector';
import {
  bodySlot,
  CONTACT_BODY,
  CONTACT_EDGES,
  CONTACT_GEOM,
  CONTACT_J,
  CONTACT_POINT,
  CONTACT_WEIGHT,
  GEOM_FRICTION,
  GEOM_NORMAL,
  GEOM_ON_PLANE,
  GEOM_SOFTNESS,
  GROUP_COUNTERS,
  GROUP_FROZEN,
  GROUP_ROWS,
  JOINT_BODY,
  JOINT_DOF,
  JOINT_HIGH,
  JOINT_LIMITED,
  JOINT_LOW,
  JOINT_QPOS,
  JOINT_SOFTNESS,
  jointCount,
  jointRow,
  LIMIT_BODY,
  LIMIT_DOF,
  LIMIT_J,
  LIMIT_SIGN,
  LIMIT_WEIGHT,
  limitSlot,
  PAIR_BODIES,
  PAIR_J,
  PAIR_POINT,
  PAIR_SOFTNESS,
  PAIR_WEIGHT,
  PAIR_WRENCH,
  pairCapacity,
  pairSlot,
  planeSlot,
  qpos,
  qvel,
  SOFT_B,
  SOFT_DIAGONAL,
  SOFT_HIGH,
  SOFT_K,
  SOFT_LOW,
  SOFT_MIDPOINT,
  SOFT_WIDTH,
  V,
  whole,
  word,
} from './layout';
import { dot } from './spatial';

/** Rows of the current step. */
export let planeContacts: i32 = 0;
export let pairRows: i32 = 0;
export let limits: i32 = 0;
/** Contacts between bodies that were found; more than `pairRows` if there was no room for some. */
let pairContacts: i32 = 0;

export function clearRows(group: usize): void {
  planeContacts = 0;
  pairRows = 0;
  pairContacts = 0;
  limits = 0;
  store(group + GROUP_ROWS, splat(0));
}

/** Adds `count` to the group's number of rows in the lanes of `mask`. @inline */
function countRows(group: usize, mask: v128, count: f32): void {
  store(group + GROUP_ROWS, add(load(group + GROUP_ROWS), and(splat(count), mask)));
}

/** Lanes in which a constraint at distance `distance` is active: violated, and the world not frozen. @inline */
export function violated(group: usize, distance: v128): v128 {
  return andNot(lt(distance, splat(0)), load(group + GROUP_FROZEN));
}

/**
 * Lanes in which a contact is active. A distance that is within f32's rounding of 0 is one of a pose in which two
 * surfaces are meant to just touch, as many models start: MuJoCo's distance is then 0 or of the size of 1e-17, and
 * where it is not below 0 there is no contact.
 *
 * @param size of the coordinates that the distance is the difference of
 * @inline
 */
export function touches(group: usize, distance: v128, size: v128): v128 {
  const ROUNDING: f32 = 1.2e-7;
  const METRE: f32 = 1; // coordinates are sums of lengths of that size
  return violated(group, add(distance, mul(splat(ROUNDING), add(size, splat(METRE)))));
}

/**
 * Impedance d(r): from `low` at 0 to `high` at `width`, along two parabolas that meet at `midpoint` (solimp with
 * power 2). `soft`: SOFT_* words.
 * @inline
 */
function impedance(soft: usize, distance: v128): v128 {
  const one = splat(1);
  const low = broadcast(soft, SOFT_LOW);
  const middle = broadcast(soft, SOFT_MIDPOINT);
  const x = pmin(one, div(abs(distance), broadcast(soft, SOFT_WIDTH)));
  const rest = sub(one, x);
  const rising = div(mul(x, x), middle);
  const settling = sub(one, div(mul(rest, rest), sub(one, middle)));
  const y = select(rising, settling, le(x, middle));
  return add(low, mul(y, sub(broadcast(soft, SOFT_HIGH), low)));
}

/** D of a row, zero outside `mask`. @inline */
function weight(soft: usize, d: v128, mask: v128): v128 {
  return and(div(d, mul(sub(splat(1), d), broadcast(soft, SOFT_DIAGONAL))), mask);
}

/**
 * A contact of body `b` with the plane, at `distance` along the plane's normal; (px, py, pz) the point midway between
 * the surfaces, (tx, ty, tz) the first tangent of the friction pyramid. Its rows are n ± μ t₁, n ± μ t₂. Without
 * friction (condim 1) μ is 0 and the four rows are one and the same: a quarter of the weight each makes them that one.
 * @inline
 */
export function addPlaneContact(
  group: usize,
  b: i32,
  g: i32,
  geom: usize,
  distance: v128,
  mask: v128,
  px: v128,
  py: v128,
  pz: v128,
  tx: v128,
  ty: v128,
  tz: v128,
): void {
  const contact = planeSlot(planeContacts++);
  const soft = word(geom, GEOM_SOFTNESS);
  const nx = broadcast(geom, GEOM_NORMAL);
  const ny = broadcast(geom, GEOM_NORMAL + 1);
  const nz = broadcast(geom, GEOM_NORMAL + 2);
  const mu = broadcast(geom, GEOM_FRICTION);
  const rows = whole(geom, GEOM_ON_PLANE);
  store(contact + CONTACT_POINT, px, 0);
  store(contact + CONTACT_POINT, py, 1);
  store(contact + CONTACT_POINT, pz, 2);
  const ux = mul(mu, tx);
  const uy = mul(mu, ty);
  const uz = mul(mu, tz); // μ t₁
  const wx = minor(ny, uz, nz, uy);
  const wy = minor(nz, ux, nx, uz);
  const wz = minor(nx, uy, ny, ux); // μ t₂ = μ n × t₁
  const edges = contact + CONTACT_EDGES;
  store(edges, add(nx, ux), 0);
  store(edges, add(ny, uy), 1);
  store(edges, add(nz, uz), 2);
  store(edges, sub(nx, ux), 3);
  store(edges, sub(ny, uy), 4);
  store(edges, sub(nz, uz), 5);
  store(edges, add(nx, wx), 6);
  store(edges, add(ny, wy), 7);
  store(edges, add(nz, wz), 8);
  store(edges, sub(nx, wx), 9);
  store(edges, sub(ny, wy), 10);
  store(edges, sub(nz, wz), 11);
  const d = impedance(soft, distance);
  const D = weight(soft, d, mask);
  store(contact + CONTACT_WEIGHT, rows === 1 ? mul(D, splat(0.25)) : D);

  // B v of the point: linear part + angular part × p.
  const body = bodySlot(b);
  const damping = broadcast(soft, SOFT_B);
  const rx = load(body + V, 0);
  const ry = load(body + V, 1);
  const rz = load(body + V, 2);
  const vx = mul(damping, add(load(body + V, 3), minor(ry, pz, rz, py)));
  const vy = mul(damping, add(load(body + V, 4), minor(rz, px, rx, pz)));
  const vz = mul(damping, add(load(body + V, 5), minor(rx, py, ry, px)));
  const spring = mul(mul(broadcast(soft, SOFT_K), d), distance);
  for (let i: usize = 0; i < 4; i++) {
    store(
      contact + CONTACT_J,
      add(dot3(load(edges, 3 * i), load(edges, 3 * i + 1), load(edges, 3 * i + 2), vx, vy, vz), spring),
      i,
    );
  }
  i32.store(contact + CONTACT_BODY, b);
  i32.store(contact + CONTACT_GEOM, g);
  countRows(group, mask, <f32>rows);
}

/** A frictionless contact of two bodies at point p; (nx, ny, nz) points from the first to the second. @inline */
export function addPairContact(
  group: usize,
  b1: i32,
  b2: i32,
  pair: usize,
  distance: v128,
  mask: v128,
  px: v128,
  py: v128,
  pz: v128,
  nx: v128,
  ny: v128,
  nz: v128,
): void {
  const wanted = ++pairContacts;
  if (wanted > pairCapacity) {
    // Not enough room: the caller is told how many there were, and the numbers of this step are not to be used.
    if (wanted > i32.load(group + GROUP_COUNTERS, 4)) i32.store(group + GROUP_COUNTERS, wanted, 4);
  } else {
    pairRow(group, b1, b2, pair, distance, mask, px, py, pz, nx, ny, nz);
  }
}

/** @inline */
function pairRow(
  group: usize,
  b1: i32,
  b2: i32,
  pair: usize,
  distance: v128,
  mask: v128,
  px: v128,
  py: v128,
  pz: v128,
  nx: v128,
  ny: v128,
  nz: v128,
): void {
  const contact = pairSlot(pairRows++);
  const soft = word(pair, PAIR_SOFTNESS);
  const wrench = contact + PAIR_WRENCH;
  store(contact + PAIR_POINT, px, 0);
  store(contact + PAIR_POINT, py, 1);
  store(contact + PAIR_POINT, pz, 2);
  store(wrench, minor(py, nz, pz, ny), 0);
  store(wrench, minor(pz, nx, px, nz), 1);
  store(wrench, minor(px, ny, py, nx), 2);
  store(wrench, nx, 3);
  store(wrench, ny, 4);
  store(wrench, nz, 5);
  const d = impedance(soft, distance);
  store(contact + PAIR_WEIGHT, weight(soft, d, mask));
  const first = bodySlot(b1);
  const second = bodySlot(b2);
  const speed = sub(dot(wrench, second + V), dot(wrench, first + V));
  const spring = mul(mul(broadcast(soft, SOFT_K), d), distance);
  store(contact + PAIR_J, add(mul(broadcast(soft, SOFT_B), speed), spring));
  i32.store(contact + PAIR_BODIES, b1);
  i32.store(contact + PAIR_BODIES, b2, 4);
  countRows(group, mask, 1);
}

/** A row for each hinge or slide beyond its range; of the two ends the nearer one counts. */
export function limitRows(group: usize): void {
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_LIMITED)) continue;
    const position = load(qpos(group, whole(joint, JOINT_QPOS)));
    const aboveLow = sub(position, broadcast(joint, JOINT_LOW));
    const belowHigh = sub(broadcast(joint, JOINT_HIGH), position);
    const nearLow = lt(aboveLow, belowHigh);
    const distance = select(aboveLow, belowHigh, nearLow);
    const mask = violated(group, distance);
    if (!any(mask)) continue;
    const limit = limitSlot(limits++);
    const soft = word(joint, JOINT_SOFTNESS);
    const d = whole(joint, JOINT_DOF);
    const sign = select(splat(1), splat(-1), nearLow);
    const stiffness = impedance(soft, distance);
    store(limit + LIMIT_SIGN, sign);
    store(limit + LIMIT_WEIGHT, weight(soft, stiffness, mask));
    const damping = mul(mul(sign, broadcast(soft, SOFT_B)), load(qvel(group, d)));
    store(limit + LIMIT_J, add(damping, mul(mul(broadcast(soft, SOFT_K), stiffness), distance)));
    i32.store(limit + LIMIT_DOF, d);
    i32.store(limit + LIMIT_BODY, whole(joint, JOINT_BODY));
    countRows(group, mask, 1);
  }
}
