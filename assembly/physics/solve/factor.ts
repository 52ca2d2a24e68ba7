// H = Lᵀ D L with L unit lower triangular, from the last row to the first (MuJoCo's documentation, Computation:
// factorization; Featherstone, RBDA, section 6.5), over the entries that sparsity.ts has found. With U = D L
//
//     U_ji = H_ji − Σ_{k > j} (U_kj / D_k) U_ki        D_j = U_jj
//
// row by row, so that a row is written once. A row depends on those under it in its column: if neither its own entries of H
// have changed since nor any of these rows, it comes out with the same bits, and is left as it is.

import { add, div, load, mul, splat, store, sub } from '../../vector';
import { columnFactor, dofCount, factorRow, hessianRow, inverse, sparsitySlot } from '../bound.generated';
import {
  SPARSITY_BELOW,
  SPARSITY_BOUNDS,
  SPARSITY_COLUMNS,
  SPARSITY_ENTRIES,
  SPARSITY_RUNS,
} from '../layout.generated';
import { bit } from './bits';

/** All rows: those whose entries of H may differ from what was factored before. */
export const ALL_ROWS: i64 = -1;

/**
 * Writes U and the inverse of D.
 *
 * @param first row of the sparsity
 * @param low, high a bit for each row of H that has changed
 */
export function factor(first: i32, low: i64, high: i64): void {
  for (let j = dofCount - 1; j >= 0; j--) {
    const slot = sparsitySlot(first + j);
    const below = slot + SPARSITY_BELOW;
    const own = j < 64 ? low & bit(j) : high & bit(j - 64);
    if (!own && !((i64.load(below) & low) | (i64.load(below, 8) & high))) continue;
    if (j < 64) low |= bit(j);
    else high |= bit(j - 64);
    eliminateBelow(j, slot);
  }
}

/** Row j of U. */
function eliminateBelow(j: i32, slot: usize): void {
  const factors = columnFactor(0);
  const triangle = factorRow(0);
  const inverses = inverse(0);
  const count = i32.load(slot + SPARSITY_COLUMNS);
  const entries = slot + SPARSITY_ENTRIES;
  const place = (<usize>j) << 4;
  for (let c = 0; c < count; c++) {
    const entry = entries + ((<usize>c) << 3);
    const u = load(triangle + <usize>i32.load(entry, 4) + place);
    store(factors, mul(u, load(inverses + <usize>i32.load(entry))), c);
  }
  const from = hessianRow(j);
  const to = factorRow(j);
  const runs = i32.load(slot + SPARSITY_RUNS);
  for (let r = 0; r < runs; r++) {
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
    const end = <usize>i32.load(bounds, 4);
    let i = <usize>i32.load(bounds);
    for (; i + 48 < end; i += 64) {
      let a = load(from + i);
      let b = load(from + i, 1);
      let c = load(from + i, 2);
      let d = load(from + i, 3);
      for (let k = 0; k < count; k++) {
        const t = load(factors, k);
        const row = triangle + i + <usize>i32.load(entries + ((<usize>k) << 3), 4);
        a = sub(a, mul(t, load(row)));
        b = sub(b, mul(t, load(row, 1)));
        c = sub(c, mul(t, load(row, 2)));
        d = sub(d, mul(t, load(row, 3)));
      }
      store(to + i, a);
      store(to + i, b, 1);
      store(to + i, c, 2);
      store(to + i, d, 3);
    }
    for (; i + 16 < end; i += 32) {
      let a = load(from + i);
      let b = load(from + i, 1);
      for (let k = 0; k < count; k++) {
        const t = load(factors, k);
        const row = triangle + i + <usize>i32.load(entries + ((<usize>k) << 3), 4);
        a = sub(a, mul(t, load(row)));
        b = sub(b, mul(t, load(row, 1)));
      }
      store(to + i, a);
      store(to + i, b, 1);
    }
    if (i < end) {
      let a = load(from + i);
      for (let k = 0; k < count; k++) {
        const row = triangle + i + <usize>i32.load(entries + ((<usize>k) << 3), 4);
        a = sub(a, mul(load(factors, k), load(row)));
      }
      store(to + i, a);
    }
  }
  store(inverses, div(splat(1), load(to, j)), j);
}

/**
 * Solves Lᵀ D L x = b: b lies at `vector`, a number for each degree of freedom, and x takes its place. What the entries
 * that others in the group have add is zero, and where it is added depends on its column alone: so a world's bits do not
 * depend on them.
 */
export function solveFactored(first: i32, vector: usize): void {
  const inverses = inverse(0);
  for (let k = dofCount - 1; k >= 0; k--) {
    const y = mul(load(vector, k), load(inverses, k));
    store(vector, y, k);
    subtractRow(first, k, factorRow(k), y, vector);
  }
  for (let k = 1; k < dofCount; k++) {
    const known = rowTimes(first, k, factorRow(k), vector);
    store(vector, sub(load(vector, k), mul(known, load(inverses, k))), k);
  }
}

/** vector −= y · row k of a triangle, the diagonal left out. @inline */
function subtractRow(first: i32, k: i32, row: usize, y: v128, vector: usize): void {
  const slot = sparsitySlot(first + k);
  const runs = i32.load(slot + SPARSITY_RUNS);
  const diagonal = (<usize>k) << 4;
  for (let r = 0; r < runs; r++) {
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
    const last = <usize>i32.load(bounds, 4);
    const end = last > diagonal ? diagonal : last;
    let i = <usize>i32.load(bounds);
    for (; i + 16 < end; i += 32) {
      store(vector + i, sub(load(vector + i), mul(load(row + i), y)));
      store(vector + i, sub(load(vector + i, 1), mul(load(row + i, 1), y)), 1);
    }
    if (i < end) store(vector + i, sub(load(vector + i), mul(load(row + i), y)));
  }
}

/** Row k of a triangle, the diagonal left out, times a vector: the even columns' sum and the odd ones'. @inline */
function rowTimes(first: i32, k: i32, row: usize, vector: usize): v128 {
  const slot = sparsitySlot(first + k);
  const runs = i32.load(slot + SPARSITY_RUNS);
  const diagonal = (<usize>k) << 4;
  let even = splat(0);
  let odd = splat(0);
  for (let r = 0; r < runs; r++) {
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
    const last = <usize>i32.load(bounds, 4);
    const end = last > diagonal ? diagonal : last;
    let i = <usize>i32.load(bounds);
    if (i & 16 && i < end) {
      odd = add(odd, mul(load(row + i), load(vector + i)));
      i += 16;
    }
    for (; i + 16 < end; i += 32) {
      even = add(even, mul(load(row + i), load(vector + i)));
      odd = add(odd, mul(load(row + i, 1), load(vector + i, 1)));
    }
    if (i < end) even = add(even, mul(load(row + i), load(vector + i)));
  }
  return add(even, odd);
}

/** out −= A x of a symmetric matrix whose lower triangle begins at `triangle`. */
export function subtractProduct(first: i32, out: usize, triangle: usize, x: usize): void {
  for (let k = 0; k < dofCount; k++) {
    const slot = sparsitySlot(first + k);
    const row = triangle + ((<usize>(k * (k + 1))) << 3);
    const entries = slot + SPARSITY_ENTRIES;
    const count = i32.load(slot + SPARSITY_COLUMNS);
    const column = triangle + ((<usize>k) << 4);
    let y = add(rowTimes(first, k, row, x), mul(load(row, k), load(x, k)));
    let z = splat(0);
    let c = 0;
    for (; c + 1 < count; c += 2) {
      const entry = entries + ((<usize>c) << 3);
      y = add(y, mul(load(column + <usize>i32.load(entry, 4)), load(x + <usize>i32.load(entry))));
      z = add(z, mul(load(column + <usize>i32.load(entry, 12)), load(x + <usize>i32.load(entry, 8))));
    }
    if (c < count) {
      const entry = entries + ((<usize>c) << 3);
      y = add(y, mul(load(column + <usize>i32.load(entry, 4)), load(x + <usize>i32.load(entry))));
    }
    store(out, sub(load(out, k), add(y, z)), k);
  }
}
