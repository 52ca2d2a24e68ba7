// A symmetric 6×6 matrix of four worlds: its upper triangle, row by row, 21 numbers. With the angular part first it
// has the blocks A (angular), B (angular by linear) and M (linear).
//
//      0  1  2 |  3  4  5
//         6  7 |  8  9 10
//           11 | 12 13 14
//              | 15 16 17
//              |    18 19
//              |       20

import { add, load, minor, mul, neg, splat, store, sub } from '../../../vector';
import { NUMBER } from '../../sizes';

export const ENTRIES: usize = 21;

/**
 * Where row i, column j ≥ i is: row i begins with what the rows before leave, 6 + 5 + … (literals: a constant).
 * @inline
 */
function upper(i: usize, j: usize): usize {
  return ((i * (11 - i)) >> 1) + j;
}

/** Entry (i, j), j ≥ i. @inline */
export function entry(m: usize, i: usize, j: usize): v128 {
  return load(m, upper(i, j));
}

/** Sets entry (i, j), j ≥ i. @inline */
export function setEntry(m: usize, i: usize, j: usize, value: v128): void {
  store(m, value, upper(i, j));
}

/** Adds to entry (i, j), j ≥ i. @inline */
export function addEntry(m: usize, i: usize, j: usize, value: v128): void {
  setEntry(m, i, j, add(entry(m, i, j), value));
}

/** m = n. @inline */
export function copySymmetric(m: usize, n: usize): void {
  for (const end = m + ENTRIES * NUMBER; m < end; m += 3 * NUMBER, n += 3 * NUMBER) {
    store(m, load(n, 0), 0);
    store(m, load(n, 1), 1);
    store(m, load(n, 2), 2);
  }
}

/** m += n. @inline */
export function addSymmetric(m: usize, n: usize): void {
  for (const end = m + ENTRIES * NUMBER; m < end; m += 3 * NUMBER, n += 3 * NUMBER) {
    store(m, add(load(m, 0), load(n, 0)), 0);
    store(m, add(load(m, 1), load(n, 1)), 1);
    store(m, add(load(m, 2), load(n, 2)), 2);
  }
}

/** m = a spatial inertia, from ten numbers (inertia.ts). @inline */
export function inertiaMatrix(m: usize, I: usize): void {
  const cx = load(I, 6);
  const cy = load(I, 7);
  const cz = load(I, 8);
  const mass = load(I, 9);
  const zero = splat(0);
  //   xx xy xz |   0 -cz  cy
  //      yy yz |  cz   0 -cx
  //         zz | -cy  cx   0
  //            |   m   0   0
  //            |       m   0
  //            |           m
  setEntry(m, 0, 0, load(I, 0));
  setEntry(m, 0, 1, load(I, 1));
  setEntry(m, 0, 2, load(I, 2));
  setEntry(m, 0, 3, zero);
  setEntry(m, 0, 4, neg(cz));
  setEntry(m, 0, 5, cy);
  setEntry(m, 1, 1, load(I, 3));
  setEntry(m, 1, 2, load(I, 4));
  setEntry(m, 1, 3, cz);
  setEntry(m, 1, 4, zero);
  setEntry(m, 1, 5, neg(cx));
  setEntry(m, 2, 2, load(I, 5));
  setEntry(m, 2, 3, neg(cy));
  setEntry(m, 2, 4, cx);
  setEntry(m, 2, 5, zero);
  setEntry(m, 3, 3, mass);
  setEntry(m, 3, 4, zero);
  setEntry(m, 3, 5, zero);
  setEntry(m, 4, 4, mass);
  setEntry(m, 4, 5, zero);
  setEntry(m, 5, 5, mass);
}

/**
 * A matrix about a point, about the point that lies −r from there. A motion (ω, v) there is (ω, v + ω × r) here, so
 * with [r] the matrix of r ×
 *
 *     M' = M        B' = B + [r] M        A' = A + [r] Cᵀ + C [r]ᵀ, C = (B + B') / 2
 *
 * where column j of [r] Cᵀ is r × row j of C.
 */
export function shiftSymmetric(m: usize, r: usize): void {
  const x = load(r, 0);
  const y = load(r, 1);
  const z = load(r, 2);
  const half = splat(0.5);
  const hx = mul(half, x);
  const hy = mul(half, y);
  const hz = mul(half, z);
  const m01 = entry(m, 3, 4);
  const m02 = entry(m, 3, 5);
  const m12 = entry(m, 4, 5);
  // Column by column of B': twice C is B + B'.
  let m0 = entry(m, 3, 3);
  let b0 = entry(m, 0, 3);
  let b1 = entry(m, 1, 3);
  let b2 = entry(m, 2, 3);
  let n0 = add(b0, minor(y, m02, z, m01));
  let n1 = add(b1, minor(z, m0, x, m02));
  let n2 = add(b2, minor(x, m01, y, m0));
  setEntry(m, 0, 3, n0);
  setEntry(m, 1, 3, n1);
  setEntry(m, 2, 3, n2);
  const c00 = add(b0, n0);
  const c10 = add(b1, n1);
  const c20 = add(b2, n2);
  m0 = entry(m, 4, 4);
  b0 = entry(m, 0, 4);
  b1 = entry(m, 1, 4);
  b2 = entry(m, 2, 4);
  n0 = add(b0, minor(y, m12, z, m0));
  n1 = add(b1, minor(z, m01, x, m12));
  n2 = add(b2, minor(x, m0, y, m01));
  setEntry(m, 0, 4, n0);
  setEntry(m, 1, 4, n1);
  setEntry(m, 2, 4, n2);
  const c01 = add(b0, n0);
  const c11 = add(b1, n1);
  const c21 = add(b2, n2);
  m0 = entry(m, 5, 5);
  b0 = entry(m, 0, 5);
  b1 = entry(m, 1, 5);
  b2 = entry(m, 2, 5);
  n0 = add(b0, minor(y, m0, z, m12));
  n1 = add(b1, minor(z, m02, x, m0));
  n2 = add(b2, minor(x, m12, y, m02));
  setEntry(m, 0, 5, n0);
  setEntry(m, 1, 5, n1);
  setEntry(m, 2, 5, n2);
  const c02 = add(b0, n0);
  const c12 = add(b1, n1);
  const c22 = add(b2, n2);
  addEntry(m, 0, 0, minor(y, c02, z, c01));
  addEntry(m, 1, 1, minor(z, c10, x, c12));
  addEntry(m, 2, 2, minor(x, c21, y, c20));
  addEntry(m, 0, 1, add(minor(hy, c12, hz, c11), minor(hz, c00, hx, c02)));
  addEntry(m, 0, 2, add(minor(hy, c22, hz, c21), minor(hx, c01, hy, c00)));
  addEntry(m, 1, 2, add(minor(hz, c20, hx, c22), minor(hx, c11, hy, c10)));
}

/** Row i of m times a vector. @inline */
export function symmetricRow(
  m: usize,
  i: usize,
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
  v4: v128,
  v5: v128,
): v128 {
  const angular = add(angularRow(m, i, v0, v1, v2), mul(i > 3 ? entry(m, 3, i) : entry(m, i, 3), v3));
  return add(angular, add(mul(i > 4 ? entry(m, 4, i) : entry(m, i, 4), v4), mul(entry(m, i, 5), v5)));
}

/** The same of a vector without a linear part. @inline */
export function angularRow(m: usize, i: usize, v0: v128, v1: v128, v2: v128): v128 {
  const sum = add(
    mul(i > 0 ? entry(m, 0, i) : entry(m, i, 0), v0),
    mul(i > 1 ? entry(m, 1, i) : entry(m, i, 1), v1),
  );
  return add(sum, mul(i > 2 ? entry(m, 2, i) : entry(m, i, 2), v2));
}

/** The same of a vector without an angular part. @inline */
export function linearRow(m: usize, i: usize, v3: v128, v4: v128, v5: v128): v128 {
  const sum = add(
    mul(i > 3 ? entry(m, 3, i) : entry(m, i, 3), v3),
    mul(i > 4 ? entry(m, 4, i) : entry(m, i, 4), v4),
  );
  return add(sum, mul(entry(m, i, 5), v5));
}

/** Row i from its diagonal on: minus s times a vector. @inline */
export function subtractFromRow(
  m: usize,
  i: usize,
  s: v128,
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
  v4: v128,
  v5: v128,
): void {
  if (i <= 0) setEntry(m, i, 0, sub(entry(m, i, 0), mul(s, v0)));
  if (i <= 1) setEntry(m, i, 1, sub(entry(m, i, 1), mul(s, v1)));
  if (i <= 2) setEntry(m, i, 2, sub(entry(m, i, 2), mul(s, v2)));
  if (i <= 3) setEntry(m, i, 3, sub(entry(m, i, 3), mul(s, v3)));
  if (i <= 4) setEntry(m, i, 4, sub(entry(m, i, 4), mul(s, v4)));
  setEntry(m, i, 5, sub(entry(m, i, 5), mul(s, v5)));
}
