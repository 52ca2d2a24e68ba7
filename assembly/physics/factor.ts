// L D Lᵀ of the joint-space inertia, along the tree (the articulated-body algorithm, Featherstone, RBDA, chapter 7,
// read as a factorisation). Every body carries a symmetric 6×6 matrix (slot IA): its inertia, plus whatever else acts
// at this body alone, such as a contact with the fixed world. Every degree of freedom carries a diagonal (DIAGONAL):
// armature, a limit, damping times the timestep. From the leaves to the root, for each degree of freedom S of a body
//
//     U = IA S        D = Sᵀ U + DIAGONAL        IA ← IA − U Uᵀ / D
//
// and what remains of IA is added to the parent: O(n), and no 27×27 matrix is ever formed.

import { add, div, dot6, mul, neg, splat, sub } from './lanes';
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
import { clear6 } from './spatial';

/** Mask of all bodies, for `factor`. */
export const ALL_BODIES: u64 = u64.MAX_VALUE;

/** IA = the body's own inertia, from ten numbers to the 21 of the upper triangle. @inline */
export function startInertia(body: usize): void {
  const xx = v128.load(body, I),
    xy = v128.load(body, I + 16),
    xz = v128.load(body, I + 32);
  const yy = v128.load(body, I + 48),
    yz = v128.load(body, I + 64),
    zz = v128.load(body, I + 80);
  const cx = v128.load(body, I + 96),
    cy = v128.load(body, I + 112),
    cz = v128.load(body, I + 128);
  const m = v128.load(body, I + 144),
    zero = splat(0);
  //   xx xy xz |   0 -cz  cy
  //      yy yz |  cz   0 -cx
  //         zz | -cy  cx   0
  //            |   m   0   0
  //            |       m   0
  //            |           m
  v128.store(body, xx, IA);
  v128.store(body, xy, IA + 16);
  v128.store(body, xz, IA + 32);
  v128.store(body, zero, IA + 48);
  v128.store(body, neg(cz), IA + 64);
  v128.store(body, cy, IA + 80);
  v128.store(body, yy, IA + 96);
  v128.store(body, yz, IA + 112);
  v128.store(body, cz, IA + 128);
  v128.store(body, zero, IA + 144);
  v128.store(body, neg(cx), IA + 160);
  v128.store(body, zz, IA + 176);
  v128.store(body, neg(cy), IA + 192);
  v128.store(body, cx, IA + 208);
  v128.store(body, zero, IA + 224);
  v128.store(body, m, IA + 240);
  v128.store(body, zero, IA + 256);
  v128.store(body, zero, IA + 272);
  v128.store(body, m, IA + 288);
  v128.store(body, zero, IA + 304);
  v128.store(body, m, IA + 320);
}

/**
 * Factors the matrix that the IA of the bodies and the DIAGONALs make; writes U and INVERSE of each degree of freedom.
 * Only for the bodies of the mask `changed` (which has a body's parents with it): the others keep what they have. Before,
 * IA has to be what acts at a body alone, for the changed ones; after, it is what a body hands on to its parent.
 */
export function factor(changed: u64): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b),
      body = bodySlot(b),
      parent = whole(row, BODY_PARENT);
    if (!isIn(changed, b)) {
      if (parent && isIn(changed, parent)) handOn(bodySlot(parent), body);
      continue;
    }
    const first = whole(row, BODY_FIRST_DOF),
      free = whole(row, BODY_FREE);
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
  const s0 = v128.load(dof, S),
    s1 = v128.load(dof, S + 16),
    s2 = v128.load(dof, S + 32);
  const s3 = v128.load(dof, S + 48),
    s4 = v128.load(dof, S + 64),
    s5 = v128.load(dof, S + 80);
  let m = v128.load(body, IA);
  let u0 = mul(m, s0);
  m = v128.load(body, IA + 16);
  u0 = add(u0, mul(m, s1));
  let u1 = mul(m, s0);
  m = v128.load(body, IA + 32);
  u0 = add(u0, mul(m, s2));
  let u2 = mul(m, s0);
  m = v128.load(body, IA + 48);
  u0 = add(u0, mul(m, s3));
  let u3 = mul(m, s0);
  m = v128.load(body, IA + 64);
  u0 = add(u0, mul(m, s4));
  let u4 = mul(m, s0);
  m = v128.load(body, IA + 80);
  u0 = add(u0, mul(m, s5));
  let u5 = mul(m, s0);
  m = v128.load(body, IA + 96);
  u1 = add(u1, mul(m, s1));
  m = v128.load(body, IA + 112);
  u1 = add(u1, mul(m, s2));
  u2 = add(u2, mul(m, s1));
  m = v128.load(body, IA + 128);
  u1 = add(u1, mul(m, s3));
  u3 = add(u3, mul(m, s1));
  m = v128.load(body, IA + 144);
  u1 = add(u1, mul(m, s4));
  u4 = add(u4, mul(m, s1));
  m = v128.load(body, IA + 160);
  u1 = add(u1, mul(m, s5));
  u5 = add(u5, mul(m, s1));
  m = v128.load(body, IA + 176);
  u2 = add(u2, mul(m, s2));
  m = v128.load(body, IA + 192);
  u2 = add(u2, mul(m, s3));
  u3 = add(u3, mul(m, s2));
  m = v128.load(body, IA + 208);
  u2 = add(u2, mul(m, s4));
  u4 = add(u4, mul(m, s2));
  m = v128.load(body, IA + 224);
  u2 = add(u2, mul(m, s5));
  u5 = add(u5, mul(m, s2));
  m = v128.load(body, IA + 240);
  u3 = add(u3, mul(m, s3));
  m = v128.load(body, IA + 256);
  u3 = add(u3, mul(m, s4));
  u4 = add(u4, mul(m, s3));
  m = v128.load(body, IA + 272);
  u3 = add(u3, mul(m, s5));
  u5 = add(u5, mul(m, s3));
  m = v128.load(body, IA + 288);
  u4 = add(u4, mul(m, s4));
  m = v128.load(body, IA + 304);
  u4 = add(u4, mul(m, s5));
  u5 = add(u5, mul(m, s4));
  m = v128.load(body, IA + 320);
  u5 = add(u5, mul(m, s5));
  const inverse = div(
    splat(1),
    add(v128.load(dof, DIAGONAL), dot6(u0, u1, u2, u3, u4, u5, s0, s1, s2, s3, s4, s5)),
  );
  v128.store(dof, inverse, INVERSE);
  v128.store(dof, u0, U);
  v128.store(dof, u1, U + 16);
  v128.store(dof, u2, U + 32);
  v128.store(dof, u3, U + 48);
  v128.store(dof, u4, U + 64);
  v128.store(dof, u5, U + 80);
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
  v128.store(entry, sub(v128.load(entry), mul(v, u)));
}

/** @inline */
function isIn(mask: u64, b: i32): bool {
  return ((mask >> <u64>b) & 1) !== 0;
}

/** Adds what a factored body leaves to its parent's IA. @inline */
function handOn(parent: usize, body: usize): void {
  for (let o: usize = IA; o < IA + 21 * 16; o += 48) {
    v128.store(parent + o, add(v128.load(parent + o), v128.load(body + o)));
    v128.store(parent + o, add(v128.load(parent + o, 16), v128.load(body + o, 16)), 16);
    v128.store(parent + o, add(v128.load(parent + o, 32), v128.load(body + o, 32)), 32);
  }
}

/**
 * The translations of a free body: S is a unit vector, U a column of what is left of the 3×3 of the linear part. A free
 * body hangs on the world, so nothing else of IA is needed any more, and the angular part of U meets only zeros.
 * @inline
 */
function factorTranslations(body: usize, first: i32): void {
  const one = splat(1);
  const m33 = v128.load(body, IA + 240),
    m34 = v128.load(body, IA + 256),
    m35 = v128.load(body, IA + 272);
  const m44 = v128.load(body, IA + 288),
    m45 = v128.load(body, IA + 304),
    m55 = v128.load(body, IA + 320);
  const x = dofSlot(first),
    y = dofSlot(first + 1),
    z = dofSlot(first + 2);
  const inverseZ = div(one, add(v128.load(z, DIAGONAL), m55));
  const xz = mul(m35, inverseZ),
    yz = mul(m45, inverseZ);
  const yy = sub(m44, mul(yz, m45)),
    xy = sub(m34, mul(xz, m45)),
    xx = sub(m33, mul(xz, m35));
  const inverseY = div(one, add(v128.load(y, DIAGONAL), yy));
  const rest = sub(xx, mul(mul(xy, inverseY), xy));
  clear6(x + U);
  clear6(y + U);
  clear6(z + U);
  v128.store(z, m35, U + 48);
  v128.store(z, m45, U + 64);
  v128.store(z, m55, U + 80);
  v128.store(y, xy, U + 48);
  v128.store(y, yy, U + 64);
  v128.store(x, rest, U + 48);
  v128.store(z, inverseZ, INVERSE);
  v128.store(y, inverseY, INVERSE);
  v128.store(x, div(one, add(v128.load(x, DIAGONAL), rest)), INVERSE);
}

/** First half of a solve, L y = b, leaves first: REDUCED = y from the right side at offset `right` of each dof. */
export function reduce(right: usize): void {
  for (let b = 1; b < bodyCount; b++) {
    clear6(bodySlot(b) + F);
  }
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b),
      body = bodySlot(b),
      parent = whole(row, BODY_PARENT);
    let p0 = v128.load(body, F),
      p1 = v128.load(body, F + 16),
      p2 = v128.load(body, F + 32);
    let p3 = v128.load(body, F + 48),
      p4 = v128.load(body, F + 64),
      p5 = v128.load(body, F + 80);
    const first = whole(row, BODY_FIRST_DOF);
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= first; d--) {
      const dof = dofSlot(d);
      const y = sub(v128.load(dof + right), axisDot(dof, p0, p1, p2, p3, p4, p5));
      v128.store(dof, y, REDUCED);
      const scaled = mul(y, v128.load(dof, INVERSE));
      p0 = add(p0, mul(v128.load(dof, U), scaled));
      p1 = add(p1, mul(v128.load(dof, U + 16), scaled));
      p2 = add(p2, mul(v128.load(dof, U + 32), scaled));
      p3 = add(p3, mul(v128.load(dof, U + 48), scaled));
      p4 = add(p4, mul(v128.load(dof, U + 64), scaled));
      p5 = add(p5, mul(v128.load(dof, U + 80), scaled));
    }
    if (!parent) continue;
    const p = bodySlot(parent);
    v128.store(p, add(v128.load(p, F), p0), F);
    v128.store(p, add(v128.load(p, F + 16), p1), F + 16);
    v128.store(p, add(v128.load(p, F + 32), p2), F + 32);
    v128.store(p, add(v128.load(p, F + 48), p3), F + 48);
    v128.store(p, add(v128.load(p, F + 64), p4), F + 64);
    v128.store(p, add(v128.load(p, F + 80), p5), F + 80);
  }
}

/** S · p of a degree of freedom. @inline */
export function axisDot(dof: usize, p0: v128, p1: v128, p2: v128, p3: v128, p4: v128, p5: v128): v128 {
  return dot6(
    v128.load(dof, S),
    v128.load(dof, S + 16),
    v128.load(dof, S + 32),
    v128.load(dof, S + 48),
    v128.load(dof, S + 64),
    v128.load(dof, S + 80),
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
    const row = bodyRow(b),
      body = bodySlot(b),
      parent = bodySlot(whole(row, BODY_PARENT));
    let a0 = v128.load(parent, DA),
      a1 = v128.load(parent, DA + 16),
      a2 = v128.load(parent, DA + 32);
    let a3 = v128.load(parent, DA + 48),
      a4 = v128.load(parent, DA + 64),
      a5 = v128.load(parent, DA + 80);
    const first = whole(row, BODY_FIRST_DOF),
      end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const known = dot6(
        v128.load(dof, U),
        v128.load(dof, U + 16),
        v128.load(dof, U + 32),
        v128.load(dof, U + 48),
        v128.load(dof, U + 64),
        v128.load(dof, U + 80),
        a0,
        a1,
        a2,
        a3,
        a4,
        a5,
      );
      const x = mul(v128.load(dof, INVERSE), sub(v128.load(dof, REDUCED), known));
      v128.store(dof + solution, x);
      a0 = add(a0, mul(v128.load(dof, S), x));
      a1 = add(a1, mul(v128.load(dof, S + 16), x));
      a2 = add(a2, mul(v128.load(dof, S + 32), x));
      a3 = add(a3, mul(v128.load(dof, S + 48), x));
      a4 = add(a4, mul(v128.load(dof, S + 64), x));
      a5 = add(a5, mul(v128.load(dof, S + 80), x));
    }
    v128.store(body, a0, DA);
    v128.store(body, a1, DA + 16);
    v128.store(body, a2, DA + 32);
    v128.store(body, a3, DA + 48);
    v128.store(body, a4, DA + 64);
    v128.store(body, a5, DA + 80);
  }
}
