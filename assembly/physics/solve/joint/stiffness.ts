// The Hessian H = M + Jᵀ W J, W the weights of the rows that are springs (law.ts). It is not made anew in an
// iteration: it starts as M, and a row that begins or ceases to be a spring adds or takes away its term. A block of
// rows over one span enters at once, with its k×k stiffness K between components:  H_ab += Σ_i J_ia (K J)_ib  for a,
// b of the span, b ≤ a.

import { add, broadcast, load, mul, mulAdd, splat, store, sub } from '../../../vector';
import {
  dofCount,
  dofSlot,
  hessianRow,
  massRow,
  pairRow,
  rowMask,
  spanDofRow,
  spanRow,
  sparsitySlot,
  stiffenedRow,
  whole,
  word,
} from '../../bound.generated';
import {
  CONTACT_JACOBIAN,
  CONTACT_PAIR,
  LINK_JACOBIAN,
  LINK_ROWS,
  LINK_SPAN,
  PAIR_CONDIM,
  PAIR_FRICTION,
  PAIR_SPAN,
  SINGLE_DOF,
  SPAN_DOF_DOF,
  SPAN_DOF_ROW,
  SPAN_FIRST,
  SPAN_LENGTH,
  SPAN_MASK,
  SPARSITY_BOUNDS,
  SPARSITY_RUNS,
} from '../../layout.generated';
import { bit } from '../bits';
import { OF_MASS } from './sparsity';

/** H = M, over the entries of a sparsity. */
function startHessian(first: i32): void {
  for (let d = 0; d < dofCount; d++) {
    const slot = sparsitySlot(first + d);
    const mass = massRow(d);
    const hessian = hessianRow(d);
    const runs = i32.load(slot + SPARSITY_RUNS);
    for (let r = 0; r < runs; r++) {
      const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
      const end = <usize>i32.load(bounds, 4);
      for (let i = <usize>i32.load(bounds); i < end; i += 16) store(hessian + i, load(mass + i));
    }
  }
}

/** H = M + h B, B the drag of the degrees of freedom at an offset of their slots. */
export function dampHessian(h: v128, drag: usize): void {
  startHessian(OF_MASS);
  for (let d = 0; d < dofCount; d++) {
    const diagonal = hessianRow(d);
    store(diagonal, mulAdd(h, load(dofSlot(d) + drag), load(diagonal, d)), d);
  }
}

/** Which rows have changed since they were last factored: bits of the rows 0 to 63, or from 64 on. @inline */
export function changedRows(part: usize): i64 {
  return i64.load(rowMask(0) + (part << 3));
}

/** @param bits 0: none has changed; all bits: all have. @inline */
export function forgetChanges(bits: i64): void {
  i64.store(rowMask(0), bits);
  i64.store(rowMask(0), bits, 8);
}

/** @inline */
function noteChanges(low: i64, high: i64): void {
  i64.store(rowMask(0), i64.load(rowMask(0)) | low);
  i64.store(rowMask(0), i64.load(rowMask(0), 8) | high, 8);
}

/** A row at one degree of freedom whose weight changes by `change`. @inline */
export function stiffenSingle(single: usize, change: v128): void {
  const d = i32.load(single + SINGLE_DOF);
  if (d < 64) noteChanges(bit(d), 0);
  else noteChanges(0, bit(d - 64));
  const diagonal = hessianRow(d);
  store(diagonal, add(load(diagonal, d), change), d);
}

/** A contact whose rows' weights change by `changes`, a vector a row. */
export function stiffenContact(contact: usize, changes: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const condim = whole(pair, PAIR_CONDIM);
  const span = spanRow(whole(pair, PAIR_SPAN));
  const length = whole(span, SPAN_LENGTH);
  const jacobian = <usize>i32.load(contact + CONTACT_JACOBIAN);
  const stiffened = stiffenedRow(0);
  if (condim === 1) {
    const w = load(changes);
    for (let b = 0; b < length; b++) store(stiffened, mul(w, load(jacobian, b)), b);
    addOuterProduct(span, 1, jacobian, stiffened);
    return;
  }
  // K: the normal with itself, the normal with each direction i, each direction with itself; directions do not meet.
  let normal = splat(0);
  for (let i = 1; i < condim; i++) {
    normal = add(normal, add(load(changes, 2 * i - 2), load(changes, 2 * i - 1)));
  }
  for (let b = 0; b < length; b++) store(stiffened, mul(normal, load(jacobian, b)), b);
  for (let i = 1; i < condim; i++) {
    const mu = broadcast(pair, PAIR_FRICTION + i - 1);
    const plus = load(changes, 2 * i - 2);
    const minus = load(changes, 2 * i - 1);
    const mixed = mul(mu, sub(plus, minus));
    const own = mul(mul(mu, mu), add(plus, minus));
    const row = i * length;
    for (let b = 0; b < length; b++) {
      const along = load(jacobian, b);
      const across = load(jacobian, row + b);
      store(stiffened, add(load(stiffened, b), mul(mixed, across)), b);
      store(stiffened, add(mul(mixed, along), mul(own, across)), row + b);
    }
  }
  addOuterProduct(span, condim, jacobian, stiffened);
}

/** An elliptic cone whose stiffness between components changes by K, [components][components]. */
export function stiffenCone(contact: usize, K: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const count = whole(pair, PAIR_CONDIM);
  const span = spanRow(whole(pair, PAIR_SPAN));
  const length = whole(span, SPAN_LENGTH);
  const jacobian = <usize>i32.load(contact + CONTACT_JACOBIAN);
  const stiffened = stiffenedRow(0);
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < length; b++) {
      let sum = mul(load(K, i * count), load(jacobian, b));
      for (let j = 1; j < count; j++) {
        sum = add(sum, mul(load(K, i * count + j), load(jacobian, j * length + b)));
      }
      store(stiffened, sum, i * length + b);
    }
  }
  addOuterProduct(span, count, jacobian, stiffened);
}

/** A link whose rows' weights change by `changes`. */
export function stiffenLink(link: usize, changes: usize): void {
  const rows = i32.load(link + LINK_ROWS);
  const span = spanRow(i32.load(link + LINK_SPAN));
  const length = whole(span, SPAN_LENGTH);
  const jacobian = <usize>i32.load(link + LINK_JACOBIAN);
  const stiffened = stiffenedRow(0);
  for (let i = 0; i < rows; i++) {
    const w = load(changes, i);
    for (let b = 0; b < length; b++) {
      store(stiffened, mul(w, load(jacobian, i * length + b)), i * length + b);
    }
  }
  addOuterProduct(span, rows, jacobian, stiffened);
}

/** H_ab += Σ_i J_ia T_ib for b ≤ a. */
function addOuterProduct(span: usize, count: i32, jacobian: usize, stiffened: usize): void {
  const length = whole(span, SPAN_LENGTH);
  const first = spanDofRow(whole(span, SPAN_FIRST));
  noteChanges(i64.load(word(span, SPAN_MASK)), i64.load(word(span, SPAN_MASK) + 8));
  const component = (<usize>length) << 4; // bytes
  let i = 0;
  for (; i + 2 < count; i += 3)
    addThree(length, first, jacobian + <usize>i * component, stiffened + <usize>i * component);
  for (; i < count; i++)
    addOne(length, first, jacobian + <usize>i * component, stiffened + <usize>i * component);
}

/** The term of one component. */
function addOne(length: i32, first: usize, jacobian: usize, stiffened: usize): void {
  for (let a = 0; a < length; a++) {
    const row = hessianRow(whole(spanDof(first, a), SPAN_DOF_DOF));
    const x = load(jacobian, a);
    for (let b = 0; b <= a; b++) {
      const d = whole(spanDof(first, b), SPAN_DOF_DOF);
      store(row, add(load(row, d), mul(x, load(stiffened, b))), d);
    }
  }
}

/** The terms of three. */
function addThree(length: i32, first: usize, jacobian: usize, stiffened: usize): void {
  const jacobian1 = jacobian + ((<usize>length) << 4);
  const jacobian2 = jacobian1 + ((<usize>length) << 4);
  const stiffened1 = stiffened + ((<usize>length) << 4);
  const stiffened2 = stiffened1 + ((<usize>length) << 4);
  for (let a = 0; a < length; a++) {
    const row = hessianRow(whole(spanDof(first, a), SPAN_DOF_DOF));
    const x = load(jacobian, a);
    const y = load(jacobian1, a);
    const z = load(jacobian2, a);
    for (let b = 0; b <= a; b++) {
      const d = whole(spanDof(first, b), SPAN_DOF_DOF);
      const sum = add(
        add(mul(x, load(stiffened, b)), mul(y, load(stiffened1, b))),
        mul(z, load(stiffened2, b)),
      );
      store(row, add(load(row, d), sum), d);
    }
  }
}

/** Row number k from a row of the table on. @inline */
function spanDof(first: usize, k: i32): usize {
  return first + <usize>k * SPAN_DOF_ROW;
}
