// Contacts between two bodies in the Newton step. Such a row's Jacobian j reaches along both bodies' paths to the root,
// so its term w j jᵀ of the Hessian is of no single body and cannot enter the recursion of factor.ts. But it has rank
// one, and there are few. With H₀ = L D Lᵀ what factor.ts factored, and u = L⁻¹ j the columns of a matrix N,
//
//     H = H₀ + Σ w j jᵀ = L (D + N W Nᵀ) Lᵀ
//
// so only the middle changes. A solve H x = b reduces b to y = L⁻¹ b as always, and then needs D (D + N W Nᵀ)⁻¹ y in
// its place, which by the Woodbury identity is
//
//     y − N √W A⁻¹ √W Nᵀ D⁻¹ y          A = 1 + √W Nᵀ D⁻¹ N √W
//
// A is positive definite, and as large as there are contacts. A row that pushes in no world is left out. In worlds
// where it does not push, w = 0 makes its row and column of A those of the identity: it changes nothing there, not even
// a bit.

import { add, any, div, gt, load, mul, neg, splat, sqrt, store, sub } from '../vector';
import {
  bodyRow,
  column,
  columnSlot,
  dofSlot,
  matrixRow,
  pairSlot,
  scaledColumn,
  temporary,
  whole,
  word,
} from './bound.generated';
import {
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  BODY_PATH,
  COLUMN_PATH,
  COLUMN_ROOT,
  COLUMN_SOLUTION,
  INVERSE,
  PAIR_ACTIVE,
  PAIR_BODIES,
  PAIR_WRENCH,
  REDUCED,
  S,
  U,
} from './layout.generated';
import { VECTOR6 } from './sizes';
import { add6, copy6, dotWith, scale6, store6 } from './spatial';

/** Corrects REDUCED, the reduced right side, for the rows between bodies. */
export function correctForPairs(pairContacts: i32): void {
  let count = 0;
  for (let c = 0; c < pairContacts; c++) {
    const w = load(pairSlot(c) + PAIR_ACTIVE);
    if (!any(gt(w, splat(0)))) continue;
    addColumn(count, pairSlot(c), sqrt(w));
    addMatrixRow(count);
    count++;
  }
  backSubstitute(count);
  for (let c = 0; c < count; c++) removeColumn(c);
}

/** Column u = L⁻¹ j of a row, D⁻¹ u, and the row's right side √w uᵀ D⁻¹ y. */
function addColumn(c: i32, contact: usize, root: v128): void {
  const slot = columnSlot(c);
  const u = column(c);
  const scaled = scaledColumn(c);
  const b1 = i32.load(contact + PAIR_BODIES);
  const b2 = i32.load(contact + PAIR_BODIES, 4);
  const path1 = <u64>i64.load(word(bodyRow(b1), BODY_PATH));
  const path2 = <u64>i64.load(word(bodyRow(b2), BODY_PATH));
  const shared = path1 & path2;
  // the nearest body above both: a child's number is above its parent's
  const meeting = shared ? 63 - <i32>clz(shared) : 0;
  // As in `reduce`, forces are counted with the opposite sign: the second body is pushed along the wrench.
  const first = temporary;
  const second = first + VECTOR6;
  copy6(first, contact + PAIR_WRENCH);
  scale6(second, splat(-1), contact + PAIR_WRENCH);
  climb(b1, meeting, first, u, scaled);
  climb(b2, meeting, second, u, scaled);
  add6(first, second);
  climb(meeting, 0, first, u, scaled);
  store(slot + COLUMN_ROOT, root);
  i64.store(slot + COLUMN_PATH, path1 | path2);

  let right = splat(0);
  for (let rest = path1 | path2; rest; rest &= rest - 1) {
    const row = bodyRow(<i32>ctz(rest));
    const d0 = whole(row, BODY_FIRST_DOF);
    const end = d0 + whole(row, BODY_DOFS);
    for (let d = d0; d < end; d++) right = add(right, mul(load(scaled, d), load(dofSlot(d) + REDUCED)));
  }
  store(slot + COLUMN_SOLUTION, mul(root, right));
}

/** The recursion of `reduce` from body b up to, and without, body `stop`, for a force at b alone. */
function climb(b: i32, stop: i32, force: usize, u: usize, scaledU: usize): void {
  let p0 = load(force);
  let p1 = load(force, 1);
  let p2 = load(force, 2);
  let p3 = load(force, 3);
  let p4 = load(force, 4);
  let p5 = load(force, 5);
  while (b !== stop) {
    const row = bodyRow(b);
    const first = whole(row, BODY_FIRST_DOF);
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= first; d--) {
      const dof = dofSlot(d);
      const y = neg(dotWith(dof + S, p0, p1, p2, p3, p4, p5));
      const scaled = mul(y, load(dof + INVERSE));
      store(u, y, d);
      store(scaledU, scaled, d);
      p0 = add(p0, mul(load(dof + U), scaled));
      p1 = add(p1, mul(load(dof + U, 1), scaled));
      p2 = add(p2, mul(load(dof + U, 2), scaled));
      p3 = add(p3, mul(load(dof + U, 3), scaled));
      p4 = add(p4, mul(load(dof + U, 4), scaled));
      p5 = add(p5, mul(load(dof + U, 5), scaled));
    }
    b = whole(row, BODY_PARENT);
  }
  store6(force, p0, p1, p2, p3, p4, p5);
}

/** √w_c √w_l u_cᵀ D⁻¹ u_l: the two columns meet in the bodies that both paths have. */
function matrixEntry(c: i32, l: i32): v128 {
  const slot1 = columnSlot(c);
  const slot2 = columnSlot(l);
  const u = column(l);
  const scaled = scaledColumn(c);
  let sum = splat(0);
  for (
    let rest = <u64>i64.load(slot1 + COLUMN_PATH) & <u64>i64.load(slot2 + COLUMN_PATH);
    rest;
    rest &= rest - 1
  ) {
    const row = bodyRow(<i32>ctz(rest));
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) sum = add(sum, mul(load(scaled, d), load(u, d)));
  }
  return mul(sum, mul(load(slot1 + COLUMN_ROOT), load(slot2 + COLUMN_ROOT)));
}

/**
 * Row c of the Cholesky-like factorisation A = T E Tᵀ (T unit lower triangular, E diagonal), and the forward step
 * T s = right for this row. Stored: T below the diagonal, 1/E on it.
 */
function addMatrixRow(c: i32): void {
  const row = matrixRow(c);
  const slot = columnSlot(c);
  let diagonal = add(splat(1), matrixEntry(c, c));
  let solution = load(slot + COLUMN_SOLUTION);
  for (let l = 0; l < c; l++) {
    // T_cl E_l = A_cl − Σ_{k<l} (T_ck E_k) T_lk; the row holds T_ck E_k until it is divided below.
    const earlier = matrixRow(l);
    let entry = matrixEntry(c, l);
    for (let k = 0; k < l; k++) entry = sub(entry, mul(load(row, k), load(earlier, k)));
    store(row, entry, l);
  }
  for (let l = 0; l < c; l++) {
    const entry = load(row, l);
    const t = mul(entry, load(matrixRow(l), l));
    diagonal = sub(diagonal, mul(entry, t));
    solution = sub(solution, mul(t, load(columnSlot(l) + COLUMN_SOLUTION)));
    store(row, t, l);
  }
  store(row, div(splat(1), diagonal), c);
  store(slot + COLUMN_SOLUTION, solution);
}

/** Tᵀ t = E⁻¹ s, from the last row to the first. */
function backSubstitute(count: i32): void {
  for (let c = count - 1; c >= 0; c--) {
    let t = mul(load(columnSlot(c) + COLUMN_SOLUTION), load(matrixRow(c), c));
    for (let l = c + 1; l < count; l++)
      t = sub(t, mul(load(matrixRow(l), c), load(columnSlot(l) + COLUMN_SOLUTION)));
    store(columnSlot(c) + COLUMN_SOLUTION, t);
  }
}

/** REDUCED −= √w t u. */
function removeColumn(c: i32): void {
  const slot = columnSlot(c);
  const u = column(c);
  const factor = mul(load(slot + COLUMN_ROOT), load(slot + COLUMN_SOLUTION));
  for (let rest = <u64>i64.load(slot + COLUMN_PATH); rest; rest &= rest - 1) {
    const row = bodyRow(<i32>ctz(rest));
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      store(dof + REDUCED, sub(load(dof + REDUCED), mul(factor, load(u, d))));
    }
  }
}
