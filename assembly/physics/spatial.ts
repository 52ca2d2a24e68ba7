// Spatial vector algebra (Featherstone, Rigid Body Dynamics Algorithms, chapter 2) on four worlds.
//
// A motion vector is (ω, v): angular velocity, and linear velocity of the body's point at the origin.
// A force vector is (n, f): moment about the origin, and force. Both are six v128 in memory, angular part first.
// An inertia is ten v128: rotational inertia about the origin xx xy xz yy yz zz, then m·c (c: centre of mass), then m.
// A quaternion is w x y z, a matrix nine numbers row by row. An output may be one of the vectors or quaternions read
// (all are loaded before the first store), but not the matrix or the inertia.

import { add, at, dot3, dot6, minor, mul, put, same, splat, sub } from './lanes';

/** Copies three numbers of a table row to `out`, each to all four lanes. @inline */
export function spread3(out: usize, row: usize): void {
  put(out, 0, same(row, 0));
  put(out, 1, same(row, 1));
  put(out, 2, same(row, 2));
}

/** Copies four numbers of a table row to `out`, each to all four lanes. @inline */
export function spread4(out: usize, row: usize): void {
  spread3(out, row);
  put(out, 3, same(row, 3));
}

/** Copies three numbers. @inline */
export function copy3(out: usize, v: usize): void {
  put(out, 0, at(v, 0));
  put(out, 1, at(v, 1));
  put(out, 2, at(v, 2));
}

/** Copies six numbers. @inline */
export function copy6(out: usize, v: usize): void {
  copy3(out, v);
  copy3(out + 48, v + 48);
}

/** Six zeros. @inline */
export function clear6(out: usize): void {
  const zero = splat(0);
  put(out, 0, zero);
  put(out, 1, zero);
  put(out, 2, zero);
  put(out, 3, zero);
  put(out, 4, zero);
  put(out, 5, zero);
}

/** out = s v, six numbers. @inline */
export function scale6(out: usize, s: v128, v: usize): void {
  put(out, 0, mul(s, at(v, 0)));
  put(out, 1, mul(s, at(v, 1)));
  put(out, 2, mul(s, at(v, 2)));
  put(out, 3, mul(s, at(v, 3)));
  put(out, 4, mul(s, at(v, 4)));
  put(out, 5, mul(s, at(v, 5)));
}

/** out = a × b. @inline */
export function cross(out: usize, a: usize, b: usize): void {
  const ax = at(a, 0),
    ay = at(a, 1),
    az = at(a, 2);
  const bx = at(b, 0),
    by = at(b, 1),
    bz = at(b, 2);
  put(out, 0, minor(ay, bz, az, by));
  put(out, 1, minor(az, bx, ax, bz));
  put(out, 2, minor(ax, by, ay, bx));
}

/** out = R v. @inline */
export function rotate(out: usize, R: usize, v: usize): void {
  const x = at(v, 0),
    y = at(v, 1),
    z = at(v, 2);
  put(out, 0, dot3(at(R, 0), at(R, 1), at(R, 2), x, y, z));
  put(out, 1, dot3(at(R, 3), at(R, 4), at(R, 5), x, y, z));
  put(out, 2, dot3(at(R, 6), at(R, 7), at(R, 8), x, y, z));
}

/** out = q v q*, v turned by the unit quaternion q = (w, u): v + w t + u × t with t = 2 u × v. @inline */
export function turnVector(out: usize, q: usize, v: usize): void {
  const w = at(q, 0),
    ux = at(q, 1),
    uy = at(q, 2),
    uz = at(q, 3);
  const x = at(v, 0),
    y = at(v, 1),
    z = at(v, 2);
  let tx = minor(uy, z, uz, y),
    ty = minor(uz, x, ux, z),
    tz = minor(ux, y, uy, x);
  tx = add(tx, tx);
  ty = add(ty, ty);
  tz = add(tz, tz);
  put(out, 0, add(add(x, mul(w, tx)), minor(uy, tz, uz, ty)));
  put(out, 1, add(add(y, mul(w, ty)), minor(uz, tx, ux, tz)));
  put(out, 2, add(add(z, mul(w, tz)), minor(ux, ty, uy, tx)));
}

/** out = p + R v, with R and p those of a frame and v a row of three numbers of a table. @inline */
export function pointOnBody(out: usize, R: usize, p: usize, row: usize): void {
  const x = same(row, 0),
    y = same(row, 1),
    z = same(row, 2);
  put(out, 0, add(at(p, 0), dot3(at(R, 0), at(R, 1), at(R, 2), x, y, z)));
  put(out, 1, add(at(p, 1), dot3(at(R, 3), at(R, 4), at(R, 5), x, y, z)));
  put(out, 2, add(at(p, 2), dot3(at(R, 6), at(R, 7), at(R, 8), x, y, z)));
}

/** out = a b, the rotation b followed by a. */
export function multiplyQuaternions(out: usize, a: usize, b: usize): void {
  const aw = at(a, 0),
    ax = at(a, 1),
    ay = at(a, 2),
    az = at(a, 3);
  const bw = at(b, 0),
    bx = at(b, 1),
    by = at(b, 2),
    bz = at(b, 3);
  put(out, 0, sub(mul(aw, bw), dot3(ax, ay, az, bx, by, bz)));
  put(out, 1, add(add(mul(aw, bx), mul(ax, bw)), minor(ay, bz, az, by)));
  put(out, 2, add(add(mul(aw, by), mul(ay, bw)), minor(az, bx, ax, bz)));
  put(out, 3, add(add(mul(aw, bz), mul(az, bw)), minor(ax, by, ay, bx)));
}

/** Lanes in which the quaternion of this length is no rotation: shorter than mjMINVAL, as in MuJoCo's mju_normalize4. @inline */
function isNoRotation(length: v128): v128 {
  return f32x4.lt(length, splat(1e-15));
}

/** @inline */
function quaternionLength(w: v128, x: v128, y: v128, z: v128): v128 {
  return f32x4.sqrt(add(mul(w, w), dot3(x, y, z, x, y, z)));
}

/** Scales the quaternion q to length 1; one of zeros becomes the identity. What is not a number stays so: a lane that has blown up. */
export function normalizeQuaternion(out: usize, q: usize): void {
  const w = at(q, 0),
    x = at(q, 1),
    y = at(q, 2),
    z = at(q, 3);
  const length = quaternionLength(w, x, y, z);
  const none = isNoRotation(length);
  const scale = v128.andnot(f32x4.div(splat(1), length), none);
  put(out, 0, v128.bitselect(splat(1), mul(w, scale), none));
  put(out, 1, mul(x, scale));
  put(out, 2, mul(y, scale));
  put(out, 3, mul(z, scale));
}

/** Makes a quaternion of zeros the identity, and leaves every other as it is, of whatever length. */
export function mendQuaternion(q: usize): void {
  const none = isNoRotation(quaternionLength(at(q, 0), at(q, 1), at(q, 2), at(q, 3)));
  if (!v128.any_true(none)) return;
  put(q, 0, v128.bitselect(splat(1), at(q, 0), none));
  for (let i: usize = 1; i < 4; i++) put(q, i, v128.andnot(at(q, i), none));
}

/** R = the matrix of the unit quaternion q. */
export function quaternionToMatrix(R: usize, q: usize): void {
  const w = at(q, 0),
    x = at(q, 1),
    y = at(q, 2),
    z = at(q, 3);
  const x2 = add(x, x),
    y2 = add(y, y),
    z2 = add(z, z);
  const xx = mul(x, x2),
    yy = mul(y, y2),
    zz = mul(z, z2);
  const xy = mul(x, y2),
    xz = mul(x, z2),
    yz = mul(y, z2);
  const wx = mul(w, x2),
    wy = mul(w, y2),
    wz = mul(w, z2);
  const one = splat(1);
  put(R, 0, sub(one, add(yy, zz)));
  put(R, 1, sub(xy, wz));
  put(R, 2, add(xz, wy));
  put(R, 3, add(xy, wz));
  put(R, 4, sub(one, add(xx, zz)));
  put(R, 5, sub(yz, wx));
  put(R, 6, sub(xz, wy));
  put(R, 7, add(yz, wx));
  put(R, 8, sub(one, add(xx, yy)));
}

/** y += s x, six numbers. @inline */
export function addScaled6(y: usize, s: v128, x: usize): void {
  put(y, 0, add(at(y, 0), mul(s, at(x, 0))));
  put(y, 1, add(at(y, 1), mul(s, at(x, 1))));
  put(y, 2, add(at(y, 2), mul(s, at(x, 2))));
  put(y, 3, add(at(y, 3), mul(s, at(x, 3))));
  put(y, 4, add(at(y, 4), mul(s, at(x, 4))));
  put(y, 5, add(at(y, 5), mul(s, at(x, 5))));
}

/** y += x, three numbers. @inline */
export function add3(y: usize, x: usize): void {
  put(y, 0, add(at(y, 0), at(x, 0)));
  put(y, 1, add(at(y, 1), at(x, 1)));
  put(y, 2, add(at(y, 2), at(x, 2)));
}

/** y += x, six numbers. @inline */
export function add6(y: usize, x: usize): void {
  put(y, 0, add(at(y, 0), at(x, 0)));
  put(y, 1, add(at(y, 1), at(x, 1)));
  put(y, 2, add(at(y, 2), at(x, 2)));
  put(y, 3, add(at(y, 3), at(x, 3)));
  put(y, 4, add(at(y, 4), at(x, 4)));
  put(y, 5, add(at(y, 5), at(x, 5)));
}

/** Motion · force: a power, or a force along an axis. @inline */
export function dot(a: usize, b: usize): v128 {
  return dot6(
    at(a, 0),
    at(a, 1),
    at(a, 2),
    at(a, 3),
    at(a, 4),
    at(a, 5),
    at(b, 0),
    at(b, 1),
    at(b, 2),
    at(b, 3),
    at(b, 4),
    at(b, 5),
  );
}

/**
 * A body's velocity v gains x s, x the scalar at `speed`, and its acceleration c the rate of change of that: the motion vector m = x s moves with
 * v, so it is v × m = (ω × m_ω, ω × m_v + v × m_ω).
 * @inline
 */
export function addMotion(v: usize, c: usize, s: usize, speed: usize): void {
  const x = v128.load(speed);
  const w0 = at(v, 0),
    w1 = at(v, 1),
    w2 = at(v, 2),
    l0 = at(v, 3),
    l1 = at(v, 4),
    l2 = at(v, 5);
  const a0 = mul(x, at(s, 0)),
    a1 = mul(x, at(s, 1)),
    a2 = mul(x, at(s, 2));
  const b0 = mul(x, at(s, 3)),
    b1 = mul(x, at(s, 4)),
    b2 = mul(x, at(s, 5));
  put(c, 0, add(at(c, 0), minor(w1, a2, w2, a1)));
  put(c, 1, add(at(c, 1), minor(w2, a0, w0, a2)));
  put(c, 2, add(at(c, 2), minor(w0, a1, w1, a0)));
  put(c, 3, add(at(c, 3), add(minor(w1, b2, w2, b1), minor(l1, a2, l2, a1))));
  put(c, 4, add(at(c, 4), add(minor(w2, b0, w0, b2), minor(l2, a0, l0, a2))));
  put(c, 5, add(at(c, 5), add(minor(w0, b1, w1, b0), minor(l0, a1, l1, a0))));
  put(v, 0, add(w0, a0));
  put(v, 1, add(w1, a1));
  put(v, 2, add(w2, a2));
  put(v, 3, add(l0, b0));
  put(v, 4, add(l1, b1));
  put(v, 5, add(l2, b2));
}

/** out = v ×* f, the rate of change of a force vector f that moves with v: (ω×n + v×f, ω×f). @inline */
export function crossForce(out: usize, v: usize, f: usize): void {
  const w0 = at(v, 0),
    w1 = at(v, 1),
    w2 = at(v, 2),
    l0 = at(v, 3),
    l1 = at(v, 4),
    l2 = at(v, 5);
  const n0 = at(f, 0),
    n1 = at(f, 1),
    n2 = at(f, 2),
    f0 = at(f, 3),
    f1 = at(f, 4),
    f2 = at(f, 5);
  put(out, 0, add(minor(w1, n2, w2, n1), minor(l1, f2, l2, f1)));
  put(out, 1, add(minor(w2, n0, w0, n2), minor(l2, f0, l0, f2)));
  put(out, 2, add(minor(w0, n1, w1, n0), minor(l0, f1, l1, f0)));
  put(out, 3, minor(w1, f2, w2, f1));
  put(out, 4, minor(w2, f0, w0, f2));
  put(out, 5, minor(w0, f1, w1, f0));
}

/** out = I v, a force vector: (J ω + m c × v, m v − m c × ω). @inline */
export function inertiaTimes(out: usize, I: usize, v: usize): void {
  const w0 = at(v, 0),
    w1 = at(v, 1),
    w2 = at(v, 2),
    l0 = at(v, 3),
    l1 = at(v, 4),
    l2 = at(v, 5);
  const xy = at(I, 1),
    xz = at(I, 2),
    yz = at(I, 4);
  const c0 = at(I, 6),
    c1 = at(I, 7),
    c2 = at(I, 8),
    m = at(I, 9);
  put(out, 0, add(dot3(at(I, 0), xy, xz, w0, w1, w2), minor(c1, l2, c2, l1)));
  put(out, 1, add(dot3(xy, at(I, 3), yz, w0, w1, w2), minor(c2, l0, c0, l2)));
  put(out, 2, add(dot3(xz, yz, at(I, 5), w0, w1, w2), minor(c0, l1, c1, l0)));
  put(out, 3, sub(mul(m, l0), minor(c1, w2, c2, w1)));
  put(out, 4, sub(mul(m, l1), minor(c2, w0, c0, w2)));
  put(out, 5, sub(mul(m, l2), minor(c0, w1, c1, w0)));
}

/**
 * I = the inertia about the origin of a body with mass m, centre of mass c (from the origin, in world axes)
 * and rotational inertia J_c about c in the body's axes: J = R J_c Rᵀ + m (|c|² 1 − c cᵀ). `mass` points to m of a table row, `inertia` to J_c (xx xy xz yy yz zz).
 * @inline
 */
export function bodyInertia(I: usize, R: usize, c: usize, mass: usize, inertia: usize): void {
  const m = same(mass, 0);
  const xx = same(inertia, 0),
    xy = same(inertia, 1),
    xz = same(inertia, 2);
  const yy = same(inertia, 3),
    yz = same(inertia, 4),
    zz = same(inertia, 5);
  const c0 = at(c, 0),
    c1 = at(c, 1),
    c2 = at(c, 2);
  const m0 = mul(m, c0),
    m1 = mul(m, c1),
    m2 = mul(m, c2);
  const s0 = mul(m0, c0),
    s1 = mul(m1, c1),
    s2 = mul(m2, c2);
  const r0 = at(R, 0),
    r1 = at(R, 1),
    r2 = at(R, 2);
  const r3 = at(R, 3),
    r4 = at(R, 4),
    r5 = at(R, 5);
  const r6 = at(R, 6),
    r7 = at(R, 7),
    r8 = at(R, 8);
  // The rows of R J_c, each dotted with the rows of R.
  let t0 = dot3(r0, r1, r2, xx, xy, xz),
    t1 = dot3(r0, r1, r2, xy, yy, yz),
    t2 = dot3(r0, r1, r2, xz, yz, zz);
  put(I, 0, add(dot3(t0, t1, t2, r0, r1, r2), add(s1, s2)));
  put(I, 1, sub(dot3(t0, t1, t2, r3, r4, r5), mul(m0, c1)));
  put(I, 2, sub(dot3(t0, t1, t2, r6, r7, r8), mul(m0, c2)));
  t0 = dot3(r3, r4, r5, xx, xy, xz);
  t1 = dot3(r3, r4, r5, xy, yy, yz);
  t2 = dot3(r3, r4, r5, xz, yz, zz);
  put(I, 3, add(dot3(t0, t1, t2, r3, r4, r5), add(s0, s2)));
  put(I, 4, sub(dot3(t0, t1, t2, r6, r7, r8), mul(m1, c2)));
  t0 = dot3(r6, r7, r8, xx, xy, xz);
  t1 = dot3(r6, r7, r8, xy, yy, yz);
  t2 = dot3(r6, r7, r8, xz, yz, zz);
  put(I, 5, add(dot3(t0, t1, t2, r6, r7, r8), add(s0, s1)));
  put(I, 6, m0);
  put(I, 7, m1);
  put(I, 8, m2);
  put(I, 9, m);
}
