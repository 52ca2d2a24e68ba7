// Unit quaternions w x y z, what they turn, and the matrices that do the same, of four worlds. (Vectors in space and
// six-vectors: spatial.ts.) An output may be one of the vectors or quaternions read: all are loaded before the first
// store.

import {
  add,
  andNot,
  any,
  div,
  dot3,
  load,
  lt,
  minor,
  mul,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../vector';

/** out = q v q*, v turned by the unit quaternion q = (w, u): v + w t + u × t with t = 2 u × v. @inline */
export function turnVector(out: usize, q: usize, v: usize): void {
  const w = load(q, 0);
  const ux = load(q, 1);
  const uy = load(q, 2);
  const uz = load(q, 3);
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  let tx = minor(uy, z, uz, y);
  let ty = minor(uz, x, ux, z);
  let tz = minor(ux, y, uy, x);
  tx = add(tx, tx);
  ty = add(ty, ty);
  tz = add(tz, tz);
  store(out, add(add(x, mul(w, tx)), minor(uy, tz, uz, ty)), 0);
  store(out, add(add(y, mul(w, ty)), minor(uz, tx, ux, tz)), 1);
  store(out, add(add(z, mul(w, tz)), minor(ux, ty, uy, tx)), 2);
}

/** out = a b, the rotation b followed by a. */
export function multiplyQuaternions(out: usize, a: usize, b: usize): void {
  const aw = load(a, 0);
  const ax = load(a, 1);
  const ay = load(a, 2);
  const az = load(a, 3);
  const bw = load(b, 0);
  const bx = load(b, 1);
  const by = load(b, 2);
  const bz = load(b, 3);
  store(out, sub(mul(aw, bw), dot3(ax, ay, az, bx, by, bz)), 0);
  store(out, add(add(mul(aw, bx), mul(ax, bw)), minor(ay, bz, az, by)), 1);
  store(out, add(add(mul(aw, by), mul(ay, bw)), minor(az, bx, ax, bz)), 2);
  store(out, add(add(mul(aw, bz), mul(az, bw)), minor(ax, by, ay, bx)), 3);
}

/**
 * Lanes in which the quaternion of this length is no rotation: shorter than mjMINVAL, as in MuJoCo's mju_normalize4.
 * @inline
 */
function isNoRotation(length: v128): v128 {
  return lt(length, splat(1e-15));
}

/** @inline */
function quaternionLength(w: v128, x: v128, y: v128, z: v128): v128 {
  return sqrt(add(mul(w, w), dot3(x, y, z, x, y, z)));
}

/**
 * Scales the quaternion q to length 1; one of zeros becomes the identity. What is not a number stays so: a lane that
 * has blown up.
 */
export function normalizeQuaternion(out: usize, q: usize): void {
  const w = load(q, 0);
  const x = load(q, 1);
  const y = load(q, 2);
  const z = load(q, 3);
  const length = quaternionLength(w, x, y, z);
  const none = isNoRotation(length);
  const scale = andNot(div(splat(1), length), none);
  store(out, select(splat(1), mul(w, scale), none), 0);
  store(out, mul(x, scale), 1);
  store(out, mul(y, scale), 2);
  store(out, mul(z, scale), 3);
}

/** Makes a quaternion of zeros the identity, and leaves every other as it is, of whatever length. */
export function mendQuaternion(q: usize): void {
  const none = isNoRotation(quaternionLength(load(q, 0), load(q, 1), load(q, 2), load(q, 3)));
  if (!any(none)) return;
  store(q, select(splat(1), load(q, 0), none));
  for (let i: usize = 1; i < 4; i++) store(q, andNot(load(q, i), none), i);
}

/** R = the matrix of the unit quaternion q. */
export function quaternionToMatrix(R: usize, q: usize): void {
  const w = load(q, 0);
  const x = load(q, 1);
  const y = load(q, 2);
  const z = load(q, 3);
  const x2 = add(x, x);
  const y2 = add(y, y);
  const z2 = add(z, z);
  const xx = mul(x, x2);
  const yy = mul(y, y2);
  const zz = mul(z, z2);
  const xy = mul(x, y2);
  const xz = mul(x, z2);
  const yz = mul(y, z2);
  const wx = mul(w, x2);
  const wy = mul(w, y2);
  const wz = mul(w, z2);
  const one = splat(1);
  store(R, sub(one, add(yy, zz)), 0);
  store(R, sub(xy, wz), 1);
  store(R, add(xz, wy), 2);
  store(R, add(xy, wz), 3);
  store(R, sub(one, add(xx, zz)), 4);
  store(R, sub(yz, wx), 5);
  store(R, sub(xz, wy), 6);
  store(R, add(yz, wx), 7);
  store(R, sub(one, add(xx, yy)), 8);
}
