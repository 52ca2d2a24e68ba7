// Contacts between two bodies that move. Such a row's Jacobian j reaches along both bodies' paths to the root, so its
// term w j jᵀ of the Hessian is of no single body and cannot enter the recursion of tree-factor.ts. But it has rank
// one, and there are few. With H₀ = L D Lᵀ what tree-factor.ts factored, and u = L⁻¹ j the columns of a matrix N,
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

import { add, any, div, gt, load, minor, mul, neg, splat, sqrt, store, sub } from '../../../vector';
import {
  bodyRow,
  bodySlot,
  column,
  columnCapacity,
  columnSlot,
  contactSlot,
  dofSlot,
  matrixRow,
  scaledColumn,
  temporary,
  treeSlot,
  whole,
  word,
} from '../../bound.generated';
import {
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  BODY_PATH,
  COLUMN_PATH,
  COLUMN_ROOT,
  COLUMN_SOLUTION,
  CONTACT_FIRST,
  CONTACT_FRAME,
  CONTACT_J,
  CONTACT_POINT,
  CONTACT_SECOND,
  CONTACT_WEIGHT,
  INVERSE,
  P,
  REDUCED,
  S,
  TREE_COLUMNS,
  U,
} from '../../layout.generated';
import { VECTOR6 } from '../../sizes';
import { add6, dotWith, store6 } from '../../spatial';
import { edgeStiffness } from '../law';
import { isBetween } from './body-place';

/** Makes the columns of the rows that push, and factors A. After the factorisation along the tree. */
export function makeColumns(contacts: i32): void {
  let count = 0;
  if (columnCapacity) {
    for (let c = 0; c < contacts; c++) {
      const contact = contactSlot(c);
      if (!isBetween(contact)) continue;
      const w = edgeStiffness(load(contact + CONTACT_WEIGHT), load(contact + CONTACT_J));
      if (!any(gt(w, splat(0)))) continue;
      makeColumn(count, contact, sqrt(w));
      factorMatrixRow(count);
      count++;
    }
  }
  i32.store(treeSlot(0) + TREE_COLUMNS, count);
}

/** Corrects REDUCED, the reduced right side, for the rows between bodies. */
export function correctReduced(): void {
  const count = i32.load(treeSlot(0) + TREE_COLUMNS);
  // T s = √W Nᵀ D⁻¹ y, from the first row to the last, then Tᵀ t = E⁻¹ s, from the last to the first
  for (let c = 0; c < count; c++) {
    let s = rightSide(c);
    for (let l = 0; l < c; l++) s = sub(s, mul(load(matrixRow(c), l), load(columnSlot(l) + COLUMN_SOLUTION)));
    store(columnSlot(c) + COLUMN_SOLUTION, s);
  }
  for (let c = count - 1; c >= 0; c--) {
    let t = mul(load(columnSlot(c) + COLUMN_SOLUTION), load(matrixRow(c), c));
    for (let l = c + 1; l < count; l++)
      t = sub(t, mul(load(matrixRow(l), c), load(columnSlot(l) + COLUMN_SOLUTION)));
    store(columnSlot(c) + COLUMN_SOLUTION, t);
  }
  for (let c = 0; c < count; c++) removeFromReduced(c);
}

/** Column u = L⁻¹ j of a row, and D⁻¹ u. */
function makeColumn(c: i32, contact: usize, root: v128): void {
  const slot = columnSlot(c);
  const u = column(c);
  const scaled = scaledColumn(c);
  const b1 = i32.load(contact + CONTACT_FIRST);
  const b2 = i32.load(contact + CONTACT_SECOND);
  const path1 = <u64>i64.load(word(bodyRow(b1), BODY_PATH));
  const path2 = <u64>i64.load(word(bodyRow(b2), BODY_PATH));
  const shared = path1 & path2;
  // the nearest body above both: a child's number is above its parent's
  const meeting = shared ? 63 - <i32>clz(shared) : 0;
  // As in `reduce`, forces are counted with the opposite sign: the second body is pushed along the normal.
  const first = temporary;
  const second = first + VECTOR6;
  normalForceOn(first, contact, b1, splat(1));
  normalForceOn(second, contact, b2, splat(-1));
  climb(b1, meeting, first, u, scaled);
  climb(b2, meeting, second, u, scaled);
  add6(first, second);
  climb(meeting, 0, first, u, scaled);
  store(slot + COLUMN_ROOT, root);
  i64.store(slot + COLUMN_PATH, path1 | path2);
}

/** A force of a given length along a contact's normal, about the position of body b. */
function normalForceOn(out: usize, contact: usize, b: i32, length: v128): void {
  const x = mul(length, load(contact + CONTACT_FRAME));
  const y = mul(length, load(contact + CONTACT_FRAME, 1));
  const z = mul(length, load(contact + CONTACT_FRAME, 2));
  const body = bodySlot(b);
  const rx = sub(load(contact + CONTACT_POINT), load(body + P));
  const ry = sub(load(contact + CONTACT_POINT, 1), load(body + P, 1));
  const rz = sub(load(contact + CONTACT_POINT, 2), load(body + P, 2));
  store6(out, minor(ry, z, rz, y), minor(rz, x, rx, z), minor(rx, y, ry, x), x, y, z);
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
    const arm = bodySlot(b) + ARM;
    b = whole(row, BODY_PARENT);
    if (!b) break; // what hangs on the world hands nothing on
    const x = load(arm);
    const y = load(arm, 1);
    const z = load(arm, 2);
    p0 = add(p0, minor(y, p5, z, p4));
    p1 = add(p1, minor(z, p3, x, p5));
    p2 = add(p2, minor(x, p4, y, p3));
  }
  store6(force, p0, p1, p2, p3, p4, p5);
}

/** The sum over the degrees of freedom of some bodies of two numbers' product. @inline */
function sumAlong(path: i64, a: usize, b: usize): v128 {
  let sum = splat(0);
  for (let rest = path; rest; rest &= rest - 1) {
    const row = bodyRow(<i32>ctz(rest));
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) sum = add(sum, mul(load(a, d), load(b, d)));
  }
  return sum;
}

/** √w uᵀ D⁻¹ y. */
function rightSide(c: i32): v128 {
  const slot = columnSlot(c);
  const scaled = scaledColumn(c);
  let sum = splat(0);
  for (let rest = i64.load(slot + COLUMN_PATH); rest; rest &= rest - 1) {
    const row = bodyRow(<i32>ctz(rest));
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) sum = add(sum, mul(load(scaled, d), load(dofSlot(d) + REDUCED)));
  }
  return mul(load(slot + COLUMN_ROOT), sum);
}

/** √w_c √w_l u_cᵀ D⁻¹ u_l: the two columns meet in the bodies that both paths have. */
function matrixEntry(c: i32, l: i32): v128 {
  const slot1 = columnSlot(c);
  const slot2 = columnSlot(l);
  const shared = i64.load(slot1 + COLUMN_PATH) & i64.load(slot2 + COLUMN_PATH);
  const sum = sumAlong(shared, scaledColumn(c), column(l));
  return mul(sum, mul(load(slot1 + COLUMN_ROOT), load(slot2 + COLUMN_ROOT)));
}

/** Row c of A = T E Tᵀ (T unit lower triangular, E diagonal). Stored: T below the diagonal, 1/E on it. */
function factorMatrixRow(c: i32): void {
  const row = matrixRow(c);
  let diagonal = add(splat(1), matrixEntry(c, c));
  for (let l = 0; l < c; l++) {
    // T_cl E_l = A_cl − Σ_{k<l} (T_ck E_k) T_lk; the row holds T_ck E_k until it is divided below.
    const earlier = matrixRow(l);
    let product = matrixEntry(c, l);
    for (let k = 0; k < l; k++) product = sub(product, mul(load(row, k), load(earlier, k)));
    store(row, product, l);
  }
  for (let l = 0; l < c; l++) {
    const product = load(row, l);
    const t = mul(product, load(matrixRow(l), l));
    diagonal = sub(diagonal, mul(product, t));
    store(row, t, l);
  }
  store(row, div(splat(1), diagonal), c);
}

/** REDUCED −= √w t u. */
function removeFromReduced(c: i32): void {
  const slot = columnSlot(c);
  const u = column(c);
  const share = mul(load(slot + COLUMN_ROOT), load(slot + COLUMN_SOLUTION));
  for (let rest = i64.load(slot + COLUMN_PATH); rest; rest &= rest - 1) {
    const row = bodyRow(<i32>ctz(rest));
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      store(dof + REDUCED, sub(load(dof + REDUCED), mul(share, load(u, d))));
    }
  }
}
