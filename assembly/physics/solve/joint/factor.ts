// H = Lᵀ D L with L unit lower triangular, from the last row to the first (MuJoCo's documentation, Computation:
// factorization; Featherstone, RBDA, section 6.5), over the entries that sparsity.ts has found. With U = D L
//
//     U_ji = H_ji − Σ_{k > j} (U_kj / D_k) U_ki        D_j = U_jj
//
// row by row, so that a row is written once. A row depends on those under it in its column: if neither its own
// entries of H have changed since nor any of these rows, it comes out with the same bits, and is left as it is.

import { add, div, load, mul, splat, store, sub } from '../../../vector';
import {
  columnFactor,
  columnRow,
  dofCount,
  factorRow,
  hessianRow,
  inverse,
  sparsitySlot,
} from '../../bound.generated';
import { SPARSITY_BELOW, SPARSITY_BOUNDS, SPARSITY_RUNS } from '../../layout.generated';
import { bit } from '../bits';

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
  const rows = columnRow(0);
  const triangle = factorRow(0);
  const inverses = inverse(0);
  const place = (<usize>j) << 4;
  const below = slot + SPARSITY_BELOW;
  let count = 0;
  for (let rest = i64.load(below); rest; rest &= rest - 1) {
    count = noteRow(count, <i32>ctz(rest), factors, rows, triangle + place, inverses);
  }
  for (let rest = i64.load(below, 8); rest; rest &= rest - 1) {
    count = noteRow(count, 64 + <i32>ctz(rest), factors, rows, triangle + place, inverses);
  }
  const from = hessianRow(j);
  const to = factorRow(j);
  const runs = i32.load(slot + SPARSITY_RUNS);
  for (let r = 0; r < runs; r++) {
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
    const end = <usize>i32.load(bounds, 4);
    let i = <usize>i32.load(bounds);
    for (; i + 64 < end; i += 128)
      eightColumns(count, rows, factors, triangle + i, from + i, to + i, end - i);
    if (i < end) fourColumns(count, rows, factors, triangle + i, from + i, to + i, end - i);
  }
  store(inverses, div(splat(1), load(to, j)), j);
}

/**
 * Eight columns of row j at once, so that no sum waits for the one before; those from `size` bytes on are computed as
 * well, of whatever lies there, and not kept. @inline
 */
function eightColumns(
  count: i32,
  rows: usize,
  factors: usize,
  column: usize,
  from: usize,
  to: usize,
  size: usize,
): void {
  let a = load(from);
  let b = load(from, 1);
  let c = load(from, 2);
  let d = load(from, 3);
  let e = load(from, 4);
  let f = load(from, 5);
  let g = load(from, 6);
  let h = load(from, 7);
  for (let k = 0; k < count; k++) {
    const t = load(factors, k);
    const row = column + <usize>i32.load(rows + ((<usize>k) << 2));
    a = sub(a, mul(t, load(row)));
    b = sub(b, mul(t, load(row, 1)));
    c = sub(c, mul(t, load(row, 2)));
    d = sub(d, mul(t, load(row, 3)));
    e = sub(e, mul(t, load(row, 4)));
    f = sub(f, mul(t, load(row, 5)));
    g = sub(g, mul(t, load(row, 6)));
    h = sub(h, mul(t, load(row, 7)));
  }
  store(to, a);
  store(to, b, 1);
  store(to, c, 2);
  store(to, d, 3);
  store(to, e, 4);
  if (size > 80) store(to, f, 5);
  if (size > 96) store(to, g, 6);
  if (size > 112) store(to, h, 7);
}

/** The same for up to four. @inline */
function fourColumns(
  count: i32,
  rows: usize,
  factors: usize,
  column: usize,
  from: usize,
  to: usize,
  size: usize,
): void {
  let a = load(from);
  let b = load(from, 1);
  let c = load(from, 2);
  let d = load(from, 3);
  for (let k = 0; k < count; k++) {
    const t = load(factors, k);
    const row = column + <usize>i32.load(rows + ((<usize>k) << 2));
    a = sub(a, mul(t, load(row)));
    b = sub(b, mul(t, load(row, 1)));
    c = sub(c, mul(t, load(row, 2)));
    d = sub(d, mul(t, load(row, 3)));
  }
  store(to, a);
  if (size > 16) store(to, b, 1);
  if (size > 32) store(to, c, 2);
  if (size > 48) store(to, d, 3);
}

/** Row k of a column: its factor, and where it begins. @inline */
function noteRow(count: i32, k: i32, factors: usize, rows: usize, column: usize, inverses: usize): i32 {
  const start = (<usize>(k * (k + 1))) << 3;
  store(factors, mul(load(column + start), load(inverses, k)), count);
  i32.store(rows + ((<usize>count) << 2), <i32>start);
  return count + 1;
}

/**
 * Solves Lᵀ D L x = b: b lies at `vector`, a number for each degree of freedom, and x takes its place. What the entries
 * that others in the group have add is zero, and where it is added depends on its column alone: so a world's bits do
 * not depend on them.
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
    const row = triangle + ((<usize>(k * (k + 1))) << 3);
    const y = load(x, k);
    const own = add(rowTimes(first, k, row, x), mul(load(row, k), y));
    subtractRow(first, k, row, y, out);
    store(out, sub(load(out, k), own), k);
  }
}
