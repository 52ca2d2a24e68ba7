// H = Lᵀ D L with L unit lower triangular, from the last row to the first (MuJoCo's documentation, Computation:
// factorization; Featherstone, RBDA, section 6.5), over the entries that sparsity.ts has found. Row k's elimination:
//
//     t_j = H_kj / D_k        H_ji −= t_j H_ki  for i ≤ j < k        L_kj = t_j

import { div, load, mul, splat, store, sub } from '../../vector';
import { dofCount, dofSlot, factorRow, hessianRow, massRow, sparsitySlot } from '../bound.generated';
import { INVERSE, SPARSITY_BOUNDS, SPARSITY_RUNS } from '../layout.generated';

/** Bytes of a vector, as a power of 2. */
const SHIFT: usize = 4;

/** Copies the rows of a matrix of this sparsity, the diagonal included, to the rows of L. */
export function copyHessian(): void {
  for (let d = 0; d < dofCount; d++) copyRow(d, factorRow(d), hessianRow(d));
}

/** The same of M, for what lies outside of its own sparsity is zero there. */
export function copyMass(): void {
  for (let d = 0; d < dofCount; d++) copyRow(d, factorRow(d), massRow(d));
}

/** @inline */
function copyRow(d: i32, out: usize, row: usize): void {
  const slot = sparsitySlot(d);
  const runs = i32.load(slot + SPARSITY_RUNS);
  for (let r = 0; r < runs; r++) {
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
    const end = i32.load(bounds, 4);
    for (let e = i32.load(bounds); e < end; e++) store(out, load(row, e), e);
  }
  store(out, load(row, d), d);
}

/** Factors the matrix that lies in the rows of L, in place; writes INVERSE, 1 / D. */
export function factor(): void {
  for (let k = dofCount - 1; k >= 0; k--) {
    const row = factorRow(k);
    const inverse = div(splat(1), load(row, k));
    store(dofSlot(k) + INVERSE, inverse);
    const slot = sparsitySlot(k);
    const runs = i32.load(slot + SPARSITY_RUNS);
    for (let r = 0; r < runs; r++) {
      const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
      const start = i32.load(bounds);
      for (let j = i32.load(bounds, 4) - 1; j >= start; j--) {
        const t = mul(load(row, j), inverse);
        subtractRow(factorRow(j), row, t, slot, r, runs, j);
        store(row, t, j);
      }
    }
  }
}

/** H_ji −= t H_ki for the columns i ≤ j of row k, which has j in its run number r. @inline */
function subtractRow(out: usize, row: usize, t: v128, slot: usize, r: i32, runs: i32, j: i32): void {
  let end = j + 1;
  for (let q = r; q < runs; q++) {
    const bounds = slot + SPARSITY_BOUNDS + ((<usize>q) << 3);
    if (q !== r) end = i32.load(bounds, 4);
    let p = (<usize>i32.load(bounds)) << SHIFT;
    const last = (<usize>end) << SHIFT;
    for (; p + 32 <= last; p += 32) {
      store(out + p, sub(load(out + p), mul(t, load(row + p))));
      store(out + p, sub(load(out + p, 1), mul(t, load(row + p, 1))), 1);
    }
    if (p < last) store(out + p, sub(load(out + p), mul(t, load(row + p))));
  }
}

/** Solves Lᵀ D L x = b: b lies at the offset `vector` of each degree of freedom's slot, and x takes its place. */
export function solveFactored(vector: usize): void {
  for (let k = dofCount - 1; k >= 0; k--) {
    const row = factorRow(k);
    const slot = sparsitySlot(k);
    const y = load(dofSlot(k) + vector);
    const runs = i32.load(slot + SPARSITY_RUNS);
    for (let r = 0; r < runs; r++) {
      const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
      const end = i32.load(bounds, 4);
      for (let j = i32.load(bounds); j < end; j++) {
        const p = dofSlot(j) + vector;
        store(p, sub(load(p), mul(load(row, j), y)));
      }
    }
  }
  for (let k = 0; k < dofCount; k++) {
    const row = factorRow(k);
    const slot = sparsitySlot(k);
    const own = dofSlot(k);
    let x = mul(load(own + vector), load(own + INVERSE));
    const runs = i32.load(slot + SPARSITY_RUNS);
    for (let r = 0; r < runs; r++) {
      const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
      const end = i32.load(bounds, 4);
      for (let j = i32.load(bounds); j < end; j++) x = sub(x, mul(load(row, j), load(dofSlot(j) + vector)));
    }
    store(own + vector, x);
  }
}
