// Spatial inertias of four worlds. One is ten v128: rotational inertia about the body's position xx xy xz yy yz zz,
// then m·c (c: centre of mass, from there), then m. An output may be the vector that is read, but not the inertia.

import { add, broadcast, dot3, load, minor, mul, splat, store, sub } from '../vector';

/** out = I v, a force vector: (J ω + m c × v, m v − m c × ω). @inline */
export function inertiaTimes(out: usize, I: usize, v: usize): void {
  const w0 = load(v, 0);
  const w1 = load(v, 1);
  const w2 = load(v, 2);
  const l0 = load(v, 3);
  const l1 = load(v, 4);
  const l2 = load(v, 5);
  const xy = load(I, 1);
  const xz = load(I, 2);
  const yz = load(I, 4);
  const c0 = load(I, 6);
  const c1 = load(I, 7);
  const c2 = load(I, 8);
  const m = load(I, 9);
  store(out, add(dot3(load(I, 0), xy, xz, w0, w1, w2), minor(c1, l2, c2, l1)), 0);
  store(out, add(dot3(xy, load(I, 3), yz, w0, w1, w2), minor(c2, l0, c0, l2)), 1);
  store(out, add(dot3(xz, yz, load(I, 5), w0, w1, w2), minor(c0, l1, c1, l0)), 2);
  store(out, sub(mul(m, l0), minor(c1, w2, c2, w1)), 3);
  store(out, sub(mul(m, l1), minor(c2, w0, c0, w2)), 4);
  store(out, sub(mul(m, l2), minor(c0, w1, c1, w0)), 5);
}

/**
 * I = the inertia about the origin of a body with mass m, centre of mass c (from the origin, in world axes)
 * and rotational inertia J_c about c in the body's axes: J = R J_c Rᵀ + m (|c|² 1 − c cᵀ). `mass` points to m of a
 * table row, `inertia` to J_c (xx xy xz yy yz zz).
 * @inline
 */
export function bodyInertia(I: usize, R: usize, c: usize, mass: usize, inertia: usize): void {
  const m = broadcast(mass);
  const xx = broadcast(inertia, 0);
  const xy = broadcast(inertia, 1);
  const xz = broadcast(inertia, 2);
  const yy = broadcast(inertia, 3);
  const yz = broadcast(inertia, 4);
  const zz = broadcast(inertia, 5);
  const c0 = load(c, 0);
  const c1 = load(c, 1);
  const c2 = load(c, 2);
  const m0 = mul(m, c0);
  const m1 = mul(m, c1);
  const m2 = mul(m, c2);
  const s0 = mul(m0, c0);
  const s1 = mul(m1, c1);
  const s2 = mul(m2, c2);
  const r0 = load(R, 0);
  const r1 = load(R, 1);
  const r2 = load(R, 2);
  const r3 = load(R, 3);
  const r4 = load(R, 4);
  const r5 = load(R, 5);
  const r6 = load(R, 6);
  const r7 = load(R, 7);
  const r8 = load(R, 8);
  // The rows of R J_c, each dotted with the rows of R.
  let t0 = dot3(r0, r1, r2, xx, xy, xz);
  let t1 = dot3(r0, r1, r2, xy, yy, yz);
  let t2 = dot3(r0, r1, r2, xz, yz, zz);
  store(I, add(dot3(t0, t1, t2, r0, r1, r2), add(s1, s2)), 0);
  store(I, sub(dot3(t0, t1, t2, r3, r4, r5), mul(m0, c1)), 1);
  store(I, sub(dot3(t0, t1, t2, r6, r7, r8), mul(m0, c2)), 2);
  t0 = dot3(r3, r4, r5, xx, xy, xz);
  t1 = dot3(r3, r4, r5, xy, yy, yz);
  t2 = dot3(r3, r4, r5, xz, yz, zz);
  store(I, add(dot3(t0, t1, t2, r3, r4, r5), add(s0, s2)), 3);
  store(I, sub(dot3(t0, t1, t2, r6, r7, r8), mul(m1, c2)), 4);
  t0 = dot3(r6, r7, r8, xx, xy, xz);
  t1 = dot3(r6, r7, r8, xy, yy, yz);
  t2 = dot3(r6, r7, r8, xz, yz, zz);
  store(I, add(dot3(t0, t1, t2, r6, r7, r8), add(s0, s1)), 5);
  store(I, m0, 6);
  store(I, m1, 7);
  store(I, m2, 8);
  store(I, m, 9);
}

/**
 * out += the inertia I, given about the point that lies r = `arm` from where out is counted from. With h = m c:
 *
 *     h' = h + m r        J' = J + 2 (h·r) 1 − h rᵀ − r hᵀ + m (|r|² 1 − r rᵀ)
 *
 * which with k = h + h' is J + ½ [2 (k·r) 1 − k rᵀ − r kᵀ].
 * @inline
 */
export function addShiftedInertia(out: usize, I: usize, arm: usize): void {
  const half = splat(0.5);
  const rx = load(arm, 0);
  const ry = load(arm, 1);
  const rz = load(arm, 2);
  const m = load(I, 9);
  const hx = add(load(I, 6), mul(m, rx));
  const hy = add(load(I, 7), mul(m, ry));
  const hz = add(load(I, 8), mul(m, rz));
  const kx = mul(half, add(load(I, 6), hx));
  const ky = mul(half, add(load(I, 7), hy));
  const kz = mul(half, add(load(I, 8), hz));
  const xx = mul(kx, rx);
  const yy = mul(ky, ry);
  const zz = mul(kz, rz);
  accumulate(out, 0, add(load(I, 0), add(add(yy, zz), add(yy, zz))));
  accumulate(out, 1, sub(load(I, 1), add(mul(kx, ry), mul(rx, ky))));
  accumulate(out, 2, sub(load(I, 2), add(mul(kx, rz), mul(rx, kz))));
  accumulate(out, 3, add(load(I, 3), add(add(xx, zz), add(xx, zz))));
  accumulate(out, 4, sub(load(I, 4), add(mul(ky, rz), mul(ry, kz))));
  accumulate(out, 5, add(load(I, 5), add(add(xx, yy), add(xx, yy))));
  accumulate(out, 6, hx);
  accumulate(out, 7, hy);
  accumulate(out, 8, hz);
  accumulate(out, 9, m);
}

/** @inline */
function accumulate(p: usize, i: usize, value: v128): void {
  store(p, add(load(p, i), value), i);
}

/** Copies ten numbers. @inline */
export function copyInertia(out: usize, I: usize): void {
  for (let i: usize = 0; i < 10; i++) store(out, load(I, i), i);
}
