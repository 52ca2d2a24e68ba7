// Spatial vector algebra (Featherstone, Rigid Body Dynamics Algorithms, chapter 2) on four worlds.
//
// A motion vector is (ω, v): angular velocity, and linear velocity of the body's point at the origin.
// A force vector is (n, f): moment about the origin, and force. Both are six v128 in memory, angular part first.
// A matrix is nine numbers row by row. An output may be one of the vectors read (all are loaded before the first
// store), but not the matrix.

import { add, broadcast, dot3, load, minor, mul, splat, store } from '../vector';
import { VECTOR3 } from './sizes';

/** a · b of six numbers, summed in a tree, so that the adds do not wait for one another. @inline */
export function dot6(
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  a4: v128,
  a5: v128,
  b0: v128,
  b1: v128,
  b2: v128,
  b3: v128,
  b4: v128,
  b5: v128,
): v128 {
  return add(
    add(add(mul(a0, b0), mul(a1, b1)), add(mul(a2, b2), mul(a3, b3))),
    add(mul(a4, b4), mul(a5, b5)),
  );
}

/** Copies three numbers of a table row to `out`, each to all four lanes. @inline */
export function spread3(out: usize, row: usize): void {
  store(out, broadcast(row, 0), 0);
  store(out, broadcast(row, 1), 1);
  store(out, broadcast(row, 2), 2);
}

/** Copies four numbers of a table row to `out`, each to all four lanes. @inline */
export function spread4(out: usize, row: usize): void {
  spread3(out, row);
  store(out, broadcast(row, 3), 3);
}

/** Copies three numbers. @inline */
export function copy3(out: usize, v: usize): void {
  store(out, load(v, 0), 0);
  store(out, load(v, 1), 1);
  store(out, load(v, 2), 2);
}

/** Copies six numbers. @inline */
export function copy6(out: usize, v: usize): void {
  copy3(out, v);
  copy3(out + VECTOR3, v + VECTOR3);
}

/** Six zeros. @inline */
export function clear6(out: usize): void {
  const zero = splat(0);
  store(out, zero, 0);
  store(out, zero, 1);
  store(out, zero, 2);
  store(out, zero, 3);
  store(out, zero, 4);
  store(out, zero, 5);
}

/** out = s v, six numbers. @inline */
export function scale6(out: usize, s: v128, v: usize): void {
  store(out, mul(s, load(v, 0)), 0);
  store(out, mul(s, load(v, 1)), 1);
  store(out, mul(s, load(v, 2)), 2);
  store(out, mul(s, load(v, 3)), 3);
  store(out, mul(s, load(v, 4)), 4);
  store(out, mul(s, load(v, 5)), 5);
}

/** out = a × b. @inline */
export function cross(out: usize, a: usize, b: usize): void {
  const ax = load(a, 0);
  const ay = load(a, 1);
  const az = load(a, 2);
  const bx = load(b, 0);
  const by = load(b, 1);
  const bz = load(b, 2);
  store(out, minor(ay, bz, az, by), 0);
  store(out, minor(az, bx, ax, bz), 1);
  store(out, minor(ax, by, ay, bx), 2);
}

/** out = R v. @inline */
export function rotate(out: usize, R: usize, v: usize): void {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  store(out, dot3(load(R, 0), load(R, 1), load(R, 2), x, y, z), 0);
  store(out, dot3(load(R, 3), load(R, 4), load(R, 5), x, y, z), 1);
  store(out, dot3(load(R, 6), load(R, 7), load(R, 8), x, y, z), 2);
}

/** out = p + R v, with R and p those of a frame and v a row of three numbers of a table. @inline */
export function pointOnBody(out: usize, R: usize, p: usize, row: usize): void {
  const x = broadcast(row, 0);
  const y = broadcast(row, 1);
  const z = broadcast(row, 2);
  store(out, add(load(p, 0), dot3(load(R, 0), load(R, 1), load(R, 2), x, y, z)), 0);
  store(out, add(load(p, 1), dot3(load(R, 3), load(R, 4), load(R, 5), x, y, z)), 1);
  store(out, add(load(p, 2), dot3(load(R, 6), load(R, 7), load(R, 8), x, y, z)), 2);
}

/** y += s x, six numbers. @inline */
export function addScaled6(y: usize, s: v128, x: usize): void {
  store(y, add(load(y, 0), mul(s, load(x, 0))), 0);
  store(y, add(load(y, 1), mul(s, load(x, 1))), 1);
  store(y, add(load(y, 2), mul(s, load(x, 2))), 2);
  store(y, add(load(y, 3), mul(s, load(x, 3))), 3);
  store(y, add(load(y, 4), mul(s, load(x, 4))), 4);
  store(y, add(load(y, 5), mul(s, load(x, 5))), 5);
}

/** y += x, three numbers. @inline */
export function add3(y: usize, x: usize): void {
  store(y, add(load(y, 0), load(x, 0)), 0);
  store(y, add(load(y, 1), load(x, 1)), 1);
  store(y, add(load(y, 2), load(x, 2)), 2);
}

/** y += x, six numbers. @inline */
export function add6(y: usize, x: usize): void {
  store(y, add(load(y, 0), load(x, 0)), 0);
  store(y, add(load(y, 1), load(x, 1)), 1);
  store(y, add(load(y, 2), load(x, 2)), 2);
  store(y, add(load(y, 3), load(x, 3)), 3);
  store(y, add(load(y, 4), load(x, 4)), 4);
  store(y, add(load(y, 5), load(x, 5)), 5);
}

/** Six numbers. @inline */
export function store6(out: usize, v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, v5: v128): void {
  store(out, v0, 0);
  store(out, v1, 1);
  store(out, v2, 2);
  store(out, v3, 3);
  store(out, v4, 4);
  store(out, v5, 5);
}

/** y += six numbers. @inline */
export function accumulate6(y: usize, v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, v5: v128): void {
  store(y, add(load(y, 0), v0), 0);
  store(y, add(load(y, 1), v1), 1);
  store(y, add(load(y, 2), v2), 2);
  store(y, add(load(y, 3), v3), 3);
  store(y, add(load(y, 4), v4), 4);
  store(y, add(load(y, 5), v5), 5);
}

/** Six numbers in memory · six more. @inline */
export function dotWith(a: usize, b0: v128, b1: v128, b2: v128, b3: v128, b4: v128, b5: v128): v128 {
  return dot6(load(a, 0), load(a, 1), load(a, 2), load(a, 3), load(a, 4), load(a, 5), b0, b1, b2, b3, b4, b5);
}

/** Motion · force: a power, or a force along an axis. @inline */
export function dot(a: usize, b: usize): v128 {
  return dot6(
    load(a, 0),
    load(a, 1),
    load(a, 2),
    load(a, 3),
    load(a, 4),
    load(a, 5),
    load(b, 0),
    load(b, 1),
    load(b, 2),
    load(b, 3),
    load(b, 4),
    load(b, 5),
  );
}

/**
 * A body's velocity v gains x s, x the scalar at `speed`, and its acceleration c the rate of change of that: the motion
 * vector m = x s moves with v, so it is v × m = (ω × m_ω, ω × m_v + v × m_ω).
 * @inline
 */
export function addMotion(v: usize, c: usize, s: usize, speed: usize): void {
  const x = load(speed);
  const w0 = load(v, 0);
  const w1 = load(v, 1);
  const w2 = load(v, 2);
  const l0 = load(v, 3);
  const l1 = load(v, 4);
  const l2 = load(v, 5);
  const a0 = mul(x, load(s, 0));
  const a1 = mul(x, load(s, 1));
  const a2 = mul(x, load(s, 2));
  const b0 = mul(x, load(s, 3));
  const b1 = mul(x, load(s, 4));
  const b2 = mul(x, load(s, 5));
  store(c, add(load(c, 0), minor(w1, a2, w2, a1)), 0);
  store(c, add(load(c, 1), minor(w2, a0, w0, a2)), 1);
  store(c, add(load(c, 2), minor(w0, a1, w1, a0)), 2);
  store(c, add(load(c, 3), add(minor(w1, b2, w2, b1), minor(l1, a2, l2, a1))), 3);
  store(c, add(load(c, 4), add(minor(w2, b0, w0, b2), minor(l2, a0, l0, a2))), 4);
  store(c, add(load(c, 5), add(minor(w0, b1, w1, b0), minor(l0, a1, l1, a0))), 5);
  store(v, add(w0, a0), 0);
  store(v, add(w1, a1), 1);
  store(v, add(w2, a2), 2);
  store(v, add(l0, b0), 3);
  store(v, add(l1, b1), 4);
  store(v, add(l2, b2), 5);
}

/** out = v ×* f, the rate of change of a force vector f that moves with v: (ω×n + v×f, ω×f). @inline */
export function crossForce(out: usize, v: usize, f: usize): void {
  const w0 = load(v, 0);
  const w1 = load(v, 1);
  const w2 = load(v, 2);
  const l0 = load(v, 3);
  const l1 = load(v, 4);
  const l2 = load(v, 5);
  const n0 = load(f, 0);
  const n1 = load(f, 1);
  const n2 = load(f, 2);
  const f0 = load(f, 3);
  const f1 = load(f, 4);
  const f2 = load(f, 5);
  store(out, add(minor(w1, n2, w2, n1), minor(l1, f2, l2, f1)), 0);
  store(out, add(minor(w2, n0, w0, n2), minor(l2, f0, l0, f2)), 1);
  store(out, add(minor(w0, n1, w1, n0), minor(l0, f1, l1, f0)), 2);
  store(out, minor(w1, f2, w2, f1), 3);
  store(out, minor(w2, f0, w0, f2), 4);
  store(out, minor(w0, f1, w1, f0), 5);
}

/**
 * A motion about another point: out = m, given about a point, about the point that lies `arm` from there. The linear
 * part is the velocity of what moves with it there: v + ω × arm.
 * @inline
 */
export function shiftMotion(out: usize, m: usize, arm: usize): void {
  const wx = load(m, 0);
  const wy = load(m, 1);
  const wz = load(m, 2);
  const rx = load(arm, 0);
  const ry = load(arm, 1);
  const rz = load(arm, 2);
  store6(
    out,
    wx,
    wy,
    wz,
    add(load(m, 3), minor(wy, rz, wz, ry)),
    add(load(m, 4), minor(wz, rx, wx, rz)),
    add(load(m, 5), minor(wx, ry, wy, rx)),
  );
}

/**
 * A force about another point: out += f, given about the point that lies `arm` from where out is counted from. The
 * moment gains arm × force.
 * @inline
 */
export function addShiftedForce(out: usize, f: usize, arm: usize): void {
  const fx = load(f, 3);
  const fy = load(f, 4);
  const fz = load(f, 5);
  const rx = load(arm, 0);
  const ry = load(arm, 1);
  const rz = load(arm, 2);
  accumulate6(
    out,
    add(load(f, 0), minor(ry, fz, rz, fy)),
    add(load(f, 1), minor(rz, fx, rx, fz)),
    add(load(f, 2), minor(rx, fy, ry, fx)),
    fx,
    fy,
    fz,
  );
}

/** The moment of a force about the point that lies −`arm` from where it was counted from. @inline */
export function shiftForce(f: usize, arm: usize): void {
  const fx = load(f, 3);
  const fy = load(f, 4);
  const fz = load(f, 5);
  const rx = load(arm, 0);
  const ry = load(arm, 1);
  const rz = load(arm, 2);
  store(f, add(load(f, 0), minor(ry, fz, rz, fy)), 0);
  store(f, add(load(f, 1), minor(rz, fx, rx, fz)), 1);
  store(f, add(load(f, 2), minor(rx, fy, ry, fx)), 2);
}
