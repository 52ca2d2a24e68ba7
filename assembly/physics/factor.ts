// L D Lᵀ of the joint-space inertia, along the tree (the articulated-body algorithm, Featherstone, RBDA, chapter 7,
// read as a factorisation). Every body carries a symmetric 6×6 matrix (slot IA): its inertia, plus whatever else acts
// at this body alone, such as a contact with the fixed world. Every degree of freedom carries a diagonal (DIAGONAL):
// armature, a limit, damping times the timestep. From the leaves to the root, for each degree of freedom S of a body
//
//     U = IA S        D = Sᵀ U + DIAGONAL        IA ← IA − U Uᵀ / D
//
// and what remains of IA is added to the parent: O(n), and no 27×27 matrix is ever formed.

import { add, div, load, mul, neg, splat, store, sub } from '../vector';
import {
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_FREE,
  BODY_PARENT,
  bodyCount,
  bodyRow,
  bodySlot,
  DA,
  DIAGONAL,
  dofSlot,
  F,
  I,
  IA,
  INVERSE,
  REDUCED,
  S,
  U,
  whole,
} from './layout';
import { clear6, dot6 } from './spatial';

/** Mask of all bodies, for `factor`. */
export const ALL_BODIES: u64 = u64.MAX_VALUE;

/** IA = the body's own inertia, from ten numbers to the 21 of the upper triangle. @inline */
export function startInertia(body: usize): void {
  const xx = load(body + I);
  const xy = load(body + I, 1);
  const xz = load(body + I, 2);
  const yy = load(body + I, 3);
  const yz = load(body + I, 4);
  const zz = load(body + I, 5);
  const cx = load(body + I, 6);
  const cy = load(body + I, 7);
  const cz = load(body + I, 8);
  const m = load(body + I, 9);
  const zero = splat(0);
  //   xx xy xz |   0 -cz  cy
  //      yy yz |  cz   0 -cx
  //         zz | -cy  cx   0
  //            |   m   0   0
  //            |       m   0
  //            |           m
  store(body + IA, xx);
  store(body + IA, xy, 1);
  store(body + IA, xz, 2);
  store(body + IA, zero, 3);
  store(body + IA, neg(cz), 4);
  store(body + IA, cy, 5);
  store(body + IA, yy, 6);
  store(body + IA, yz, 7);
  store(body + IA, cz, 8);
  store(body + IA, zero, 9);
  store(body + IA, neg(cx), 10);
  store(body + IA, zz, 11);
  store(body + IA, neg(cy), 12);
  store(body + IA, cx, 13);
  store(body + IA, zero, 14);
  store(body + IA, m, 15);
  store(body + IA, zero, 16);
  store(body + IA, zero, 17);
  store(body + IA, m, 18);
  store(body + IA, zero, 19);
  store(body + IA, m, 20);
}

/**
 * Factors the matrix that the IA of the bodies and the DIAGONALs make; writes U and INVERSE of each degree of freedom.
 * Only for the bodies of the mask `changed` (which has a body's parents with it): the others keep what they have. Before,
 * IA has to be what acts at a body alone, for the changed ones; after, it is what a body hands on to its parent.
 */
export function factor(changed: u64): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    if (!isIn(changed, b)) {
      if (parent && isIn(changed, parent)) handOn(bodySlot(parent), body);
      continue;
    }
    const first = whole(row, BODY_FIRST_DOF);
    const free = whole(row, BODY_FREE);
    const end = free ? first + 3 : first;
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= end; d--) eliminate(body, dofSlot(d));
    if (free) factorTranslations(body, first);
    else if (parent) handOn(bodySlot(parent), body);
  }
}

/**
 * One degree of freedom: U = IA S, 1/D, IA −= U Uᵀ / D. Entry by entry in memory: 21 locals and what goes with them would
 * not fit into 16 registers, and a loop would move them all from one place on the stack to another.
 */
function eliminate(body: usize, dof: usize): void {
  const s0 = load(dof + S);
  const s1 = load(dof + S, 1);
  const s2 = load(dof + S, 2);
  const s3 = load(dof + S, 3);
  const s4 = load(dof + S, 4);
  const s5 = load(dof + S, 5);
  let m = load(body + IA);
  let u0 = mul(m, s0);
  m = load(body + IA, 1);
  u0 = add(u0, mul(m, s1));
  let u1 = mul(m, s0);
  m = load(body + IA, 2);
  u0 = add(u0, mul(m, s2));
  let u2 = mul(m, s0);
  m = load(body + IA, 3);
  u0 = add(u0, mul(m, s3));
  let u3 = mul(m, s0);
  m = load(body + IA, 4);
  u0 = add(u0, mul(m, s4));
  let u4 = mul(m, s0);
  m = load(body + IA, 5);
  u0 = add(u0, mul(m, s5));
  let u5 = mul(m, s0);
  m = load(body + IA, 6);
  u1 = add(u1, mul(m, s1));
  m = load(body + IA, 7);
  u1 = add(u1, mul(m, s2));
  u2 = add(u2, mul(m, s1));
  m = load(body + IA, 8);
  u1 = add(u1, mul(m, s3));
  u3 = add(u3, mul(m, s1));
  m = load(body + IA, 9);
  u1 = add(u1, mul(m, s4));
  u4 = add(u4, mul(m, s1));
  m = load(body + IA, 10);
  u1 = add(u1, mul(m, s5));
  u5 = add(u5, mul(m, s1));
  m = load(body + IA, 11);
  u2 = add(u2, mul(m, s2));
  m = load(body + IA, 12);
  u2 = add(u2, mul(m, s3));
  u3 = add(u3, mul(m, s2));
  m = load(body + IA, 13);
  u2 = add(u2, mul(m, s4));
  u4 = add(u4, mul(m, s2));
  m = load(body + IA, 14);
  u2 = add(u2, mul(m, s5));
  u5 = add(u5, mul(m, s2));
  m = load(body + IA, 15);
  u3 = add(u3, mul(m, s3));
  m = load(body + IA, 16);
  u3 = add(u3, mul(m, s4));
  u4 = add(u4, mul(m, s3));
  m = load(body + IA, 17);
  u3 = add(u3, mul(m, s5));
  u5 = add(u5, mul(m, s3));
  m = load(body + IA, 18);
  u4 = add(u4, mul(m, s4));
  m = load(body + IA, 19);
  u4 = add(u4, mul(m, s5));
  u5 = add(u5, mul(m, s4));
  m = load(body + IA, 20);
  u5 = add(u5, mul(m, s5));
  const inverse = div(
    splat(1),
    add(load(dof + DIAGONAL), dot6(u0, u1, u2, u3, u4, u5, s0, s1, s2, s3, s4, s5)),
  );
  store(dof + INVERSE, inverse);
  store(dof + U, u0);
  store(dof + U, u1, 1);
  store(dof + U, u2, 2);
  store(dof + U, u3, 3);
  store(dof + U, u4, 4);
  store(dof + U, u5, 5);
  let v = mul(u0, inverse);
  reduceEntry(body + IA, v, u0);
  reduceEntry(body + IA + 16, v, u1);
  reduceEntry(body + IA + 32, v, u2);
  reduceEntry(body + IA + 48, v, u3);
  reduceEntry(body + IA + 64, v, u4);
  reduceEntry(body + IA + 80, v, u5);
  v = mul(u1, inverse);
  reduceEntry(body + IA + 96, v, u1);
  reduceEntry(body + IA + 112, v, u2);
  reduceEntry(body + IA + 128, v, u3);
  reduceEntry(body + IA + 144, v, u4);
  reduceEntry(body + IA + 160, v, u5);
  v = mul(u2, inverse);
  reduceEntry(body + IA + 176, v, u2);
  reduceEntry(body + IA + 192, v, u3);
  reduceEntry(body + IA + 208, v, u4);
  reduceEntry(body + IA + 224, v, u5);
  v = mul(u3, inverse);
  reduceEntry(body + IA + 240, v, u3);
  reduceEntry(body + IA + 256, v, u4);
  reduceEntry(body + IA + 272, v, u5);
  v = mul(u4, inverse);
  reduceEntry(body + IA + 288, v, u4);
  reduceEntry(body + IA + 304, v, u5);
  v = mul(u5, inverse);
  reduceEntry(body + IA + 320, v, u5);
}

/** @inline */
function reduceEntry(entry: usize, v: v128, u: v128): void {
  store(entry, sub(load(entry), mul(v, u)));
}

/** @inline */
function isIn(mask: u64, b: i32): bool {
  return ((mask >> <u64>b) & 1) !== 0;
}

/** Adds what a factored body leaves to its parent's IA. @inline */
function handOn(parent: usize, body: usize): void {
  for (let o: usize = IA; o < IA + 21 * 16; o += 48) {
    store(parent + o, add(load(parent + o), load(body + o)));
    store(parent + o, add(load(parent + o, 1), load(body + o, 1)), 1);
    store(parent + o, add(load(parent + o, 2), load(body + o, 2)), 2);
  }
}

/**
 * The translations of a free body: S is a unit vector, U a column of what is left of the 3×3 of the linear part. A free
 * body hangs on the world, so nothing else of IA is needed any more, and the angular part of U meets only zeros.
 * @inline
 */
function factorTranslations(body: usize, first: i32): void {
  const one = splat(1);
  const m33 = load(body + IA, 15);
  const m34 = load(body + IA, 16);
  const m35 = load(body + IA, 17);
  const m44 = load(body + IA, 18);
  const m45 = load(body + IA, 19);
  const m55 = load(body + IA, 20);
  const x = dofSlot(first);
  const y = dofSlot(first + 1);
  const z = dofSlot(first + 2);
  const inverseZ = div(one, add(load(z + DIAGONAL), m55));
  const xz = mul(m35, inverseZ);
  const yz = mul(m45, inverseZ);
  const yy = sub(m44, mul(yz, m45));
  const xy = sub(m34, mul(xz, m45));
  const xx = sub(m33, mul(xz, m35));
  const inverseY = div(one, add(load(y + DIAGONAL), yy));
  const rest = sub(xx, mul(mul(xy, inverseY), xy));
  clear6(x + U);
  clear6(y + U);
  clear6(z + U);
  store(z + U, m35, 3);
  store(z + U, m45, 4);
  store(z + U, m55, 5);
  store(y + U, xy, 3);
  store(y + U, yy, 4);
  store(x + U, rest, 3);
  store(z + INVERSE, inverseZ);
  store(y + INVERSE, inverseY);
  store(x + INVERSE, div(one, add(load(x + DIAGONAL), rest)));
}

/** First half of a solve, L y = b, leaves first: REDUCED = y from the right side at offset `right` of each dof. */
export function reduce(right: usize): void {
  for (let b = 1; b < bodyCount; b++) {
    clear6(bodySlot(b) + F);
  }
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    let p0 = load(body + F);
    let p1 = load(body + F, 1);
    let p2 = load(body + F, 2);
    let p3 = load(body + F, 3);
    let p4 = load(body + F, 4);
    let p5 = load(body + F, 5);
    const first = whole(row, BODY_FIRST_DOF);
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= first; d--) {
      const dof = dofSlot(d);
      const y = sub(load(dof + right), axisDot(dof, p0, p1, p2, p3, p4, p5));
      store(dof + REDUCED, y);
      const scaled = mul(y, load(dof + INVERSE));
      p0 = add(p0, mul(load(dof + U), scaled));
      p1 = add(p1, mul(load(dof + U, 1), scaled));
      p2 = add(p2, mul(load(dof + U, 2), scaled));
      p3 = add(p3, mul(load(dof + U, 3), scaled));
      p4 = add(p4, mul(load(dof + U, 4), scaled));
      p5 = add(p5, mul(load(dof + U, 5), scaled));
    }
    if (!parent) continue;
    const p = bodySlot(parent);
    store(p + F, add(load(p + F), p0));
    store(p + F, add(load(p + F, 1), p1), 1);
    store(p + F, add(load(p + F, 2), p2), 2);
    store(p + F, add(load(p + F, 3), p3), 3);
    store(p + F, add(load(p + F, 4), p4), 4);
    store(p + F, add(load(p + F, 5), p5), 5);
  }
}

/** S · p of a degree of freedom. @inline */
export function axisDot(dof: usize, p0: v128, p1: v128, p2: v128, p3: v128, p4: v128, p5: v128): v128 {
  return dot6(
    load(dof + S),
    load(dof + S, 1),
    load(dof + S, 2),
    load(dof + S, 3),
    load(dof + S, 4),
    load(dof + S, 5),
    p0,
    p1,
    p2,
    p3,
    p4,
    p5,
  );
}

/**
 * Second half, D Lᵀ x = y, root first: the solution goes to offset `solution` of each dof, and the accelerations that
 * it gives the bodies to their DA.
 */
export function expand(solution: usize): void {
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = bodySlot(whole(row, BODY_PARENT));
    let a0 = load(parent + DA);
    let a1 = load(parent + DA, 1);
    let a2 = load(parent + DA, 2);
    let a3 = load(parent + DA, 3);
    let a4 = load(parent + DA, 4);
    let a5 = load(parent + DA, 5);
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const known = dot6(
        load(dof + U),
        load(dof + U, 1),
        load(dof + U, 2),
        load(dof + U, 3),
        load(dof + U, 4),
        load(dof + U, 5),
        a0,
        a1,
        a2,
        a3,
        a4,
        a5,
      );
      const x = mul(load(dof + INVERSE), sub(load(dof + REDUCED), known));
      store(dof + solution, x);
      a0 = add(a0, mul(load(dof + S), x));
      a1 = add(a1, mul(load(dof + S, 1), x));
      a2 = add(a2, mul(load(dof + S, 2), x));
      a3 = add(a3, mul(load(dof + S, 3), x));
      a4 = add(a4, mul(load(dof + S, 4), x));
      a5 = add(a5, mul(load(dof + S, 5), x));
    }
    store(body + DA, a0);
    store(body + DA, a1, 1);
    store(body + DA, a2, 2);
    store(body + DA, a3, 3);
    store(body + DA, a4, 4);
    store(body + DA, a5, 5);
  }
}
