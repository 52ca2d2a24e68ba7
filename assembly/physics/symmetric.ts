// A symmetric 6×6 matrix of four worlds: its upper triangle, row by row, 21 numbers.
//
//      0  1  2  3  4  5
//         6  7  8  9 10
//           11 12 13 14
//              15 16 17
//                 18 19
//                    20

import { add, load, mul, store, sub } from '../vector';
import { NUMBER } from './sizes';

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

/** m += n, three numbers a round. @inline */
export function addSymmetric(m: usize, n: usize): void {
  for (const end = m + ENTRIES * NUMBER; m < end; m += 3 * NUMBER, n += 3 * NUMBER) {
    store(m, add(load(m, 0), load(n, 0)), 0);
    store(m, add(load(m, 1), load(n, 1)), 1);
    store(m, add(load(m, 2), load(n, 2)), 2);
  }
}

/** Row i of m times a vector, summed from left to right. @inline */
export function rowTimes(
  m: usize,
  i: usize,
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
  v4: v128,
  v5: v128,
): v128 {
  let sum = mul(i > 0 ? entry(m, 0, i) : entry(m, i, 0), v0);
  sum = add(sum, mul(i > 1 ? entry(m, 1, i) : entry(m, i, 1), v1));
  sum = add(sum, mul(i > 2 ? entry(m, 2, i) : entry(m, i, 2), v2));
  sum = add(sum, mul(i > 3 ? entry(m, 3, i) : entry(m, i, 3), v3));
  sum = add(sum, mul(i > 4 ? entry(m, 4, i) : entry(m, i, 4), v4));
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
