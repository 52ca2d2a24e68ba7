// Constraint rows (MuJoCo's documentation, Computation: constraint model). A row wants J·qacc ≥ aref; it pushes with
// force D·(aref − J·qacc) where that is positive. For a penetration r ≤ 0 with impedance d(r):
//
//     aref = −B·(J q̇) − K·d·r          D = d / ((1 − d)·diagonal)
//
// A row stores J x − aref, at first for x = 0, where the solver starts. A row exists for the group if any of its four
// worlds has it; in the others its weight D is zero, and so is everything it adds.

import { add, at, div, dot3, minor, mul, put, same, splat, sub } from './lanes';
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
  v128.store(group + GROUP_ROWS, splat(0));
}

/** Adds `count` to the group's number of rows in the lanes of `mask`. @inline */
function countRows(group: usize, mask: v128, count: f32): void {
  v128.store(group + GROUP_ROWS, add(v128.load(group + GROUP_ROWS), v128.and(splat(count), mask)));
}

/** Lanes in which a constraint at distance `distance` is active: violated, and the world not frozen. @inline */
export function violated(group: usize, distance: v128): v128 {
  return v128.andnot(f32x4.lt(distance, splat(0)), v128.load(group + GROUP_FROZEN));
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
  const ROUNDING: f32 = 1.2e-7,
    METRE: f32 = 1; // coordinates are sums of lengths of that size
  return violated(group, add(distance, mul(splat(ROUNDING), add(size, splat(METRE)))));
}

/**
 * Impedance d(r): from `low` at 0 to `high` at `width`, along two parabolas that meet at `midpoint` (solimp with
 * power 2). `soft`: SOFT_* words.
 * @inline
 */
function impedance(soft: usize, distance: v128): v128 {
  const one = splat(1);
  const low = same(soft, SOFT_LOW),
    middle = same(soft, SOFT_MIDPOINT);
  const x = f32x4.pmin(one, div(f32x4.abs(distance), same(soft, SOFT_WIDTH)));
  const rest = sub(one, x);
  const rising = div(mul(x, x), middle);
  const settling = sub(one, div(mul(rest, rest), sub(one, middle)));
  const y = v128.bitselect(rising, settling, f32x4.le(x, middle));
  return add(low, mul(y, sub(same(soft, SOFT_HIGH), low)));
}

/** D of a row, zero outside `mask`. @inline */
function weight(soft: usize, d: v128, mask: v128): v128 {
  return v128.and(div(d, mul(sub(splat(1), d), same(soft, SOFT_DIAGONAL))), mask);
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
  const nx = same(geom, GEOM_NORMAL),
    ny = same(geom, GEOM_NORMAL + 1),
    nz = same(geom, GEOM_NORMAL + 2);
  const mu = same(geom, GEOM_FRICTION);
  const rows = whole(geom, GEOM_ON_PLANE);
  put(contact + CONTACT_POINT, 0, px);
  put(contact + CONTACT_POINT, 1, py);
  put(contact + CONTACT_POINT, 2, pz);
  const ux = mul(mu, tx),
    uy = mul(mu, ty),
    uz = mul(mu, tz); // μ t₁
  const wx = minor(ny, uz, nz, uy),
    wy = minor(nz, ux, nx, uz),
    wz = minor(nx, uy, ny, ux); // μ t₂ = μ n × t₁
  const edges = contact + CONTACT_EDGES;
  put(edges, 0, add(nx, ux));
  put(edges, 1, add(ny, uy));
  put(edges, 2, add(nz, uz));
  put(edges, 3, sub(nx, ux));
  put(edges, 4, sub(ny, uy));
  put(edges, 5, sub(nz, uz));
  put(edges, 6, add(nx, wx));
  put(edges, 7, add(ny, wy));
  put(edges, 8, add(nz, wz));
  put(edges, 9, sub(nx, wx));
  put(edges, 10, sub(ny, wy));
  put(edges, 11, sub(nz, wz));
  const d = impedance(soft, distance);
  const D = weight(soft, d, mask);
  v128.store(contact + CONTACT_WEIGHT, rows === 1 ? mul(D, splat(0.25)) : D);

  // B v of the point: linear part + angular part × p.
  const body = bodySlot(b),
    damping = same(soft, SOFT_B);
  const rx = at(body + V, 0),
    ry = at(body + V, 1),
    rz = at(body + V, 2);
  const vx = mul(damping, add(at(body + V, 3), minor(ry, pz, rz, py)));
  const vy = mul(damping, add(at(body + V, 4), minor(rz, px, rx, pz)));
  const vz = mul(damping, add(at(body + V, 5), minor(rx, py, ry, px)));
  const spring = mul(mul(same(soft, SOFT_K), d), distance);
  for (let i: usize = 0; i < 4; i++) {
    put(
      contact + CONTACT_J,
      i,
      add(dot3(at(edges, 3 * i), at(edges, 3 * i + 1), at(edges, 3 * i + 2), vx, vy, vz), spring),
    );
  }
  store<i32>(contact + CONTACT_BODY, b);
  store<i32>(contact + CONTACT_GEOM, g);
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
    if (wanted > load<i32>(group + GROUP_COUNTERS, 4)) store<i32>(group + GROUP_COUNTERS, wanted, 4);
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
  put(contact + PAIR_POINT, 0, px);
  put(contact + PAIR_POINT, 1, py);
  put(contact + PAIR_POINT, 2, pz);
  put(wrench, 0, minor(py, nz, pz, ny));
  put(wrench, 1, minor(pz, nx, px, nz));
  put(wrench, 2, minor(px, ny, py, nx));
  put(wrench, 3, nx);
  put(wrench, 4, ny);
  put(wrench, 5, nz);
  const d = impedance(soft, distance);
  v128.store(contact + PAIR_WEIGHT, weight(soft, d, mask));
  const first = bodySlot(b1),
    second = bodySlot(b2);
  const speed = sub(dot(wrench, second + V), dot(wrench, first + V));
  const spring = mul(mul(same(soft, SOFT_K), d), distance);
  v128.store(contact + PAIR_J, add(mul(same(soft, SOFT_B), speed), spring));
  store<i32>(contact + PAIR_BODIES, b1);
  store<i32>(contact + PAIR_BODIES, b2, 4);
  countRows(group, mask, 1);
}

/** A row for each hinge or slide beyond its range; of the two ends the nearer one counts. */
export function limitRows(group: usize): void {
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_LIMITED)) continue;
    const position = at(qpos(group, whole(joint, JOINT_QPOS)), 0);
    const aboveLow = sub(position, same(joint, JOINT_LOW)),
      belowHigh = sub(same(joint, JOINT_HIGH), position);
    const nearLow = f32x4.lt(aboveLow, belowHigh);
    const distance = v128.bitselect(aboveLow, belowHigh, nearLow);
    const mask = violated(group, distance);
    if (!v128.any_true(mask)) continue;
    const limit = limitSlot(limits++);
    const soft = word(joint, JOINT_SOFTNESS);
    const d = whole(joint, JOINT_DOF);
    const sign = v128.bitselect(splat(1), splat(-1), nearLow);
    const stiffness = impedance(soft, distance);
    v128.store(limit + LIMIT_SIGN, sign);
    v128.store(limit + LIMIT_WEIGHT, weight(soft, stiffness, mask));
    const damping = mul(mul(sign, same(soft, SOFT_B)), at(qvel(group, d), 0));
    v128.store(limit + LIMIT_J, add(damping, mul(mul(same(soft, SOFT_K), stiffness), distance)));
    store<i32>(limit + LIMIT_DOF, d);
    store<i32>(limit + LIMIT_BODY, whole(joint, JOINT_BODY));
    countRows(group, mask, 1);
  }
}
