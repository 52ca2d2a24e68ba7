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
  BODY_DOFS, BODY_FIRST_DOF, BODY_FREE, BODY_PARENT, DA, DIAGONAL, F, I, IA, INVERSE, REDUCED, S, U, bodyCount, bodyRow, bodySlot,
  dofSlot, whole,
} from './layout';
import { clear6 } from './spatial';

/** Mask of all bodies, for `factor`. */
export const ALL_BODIES: u64 = 0xffffffffffffffff;

/** IA = the body's own inertia, from ten numbers to the 21 of the upper triangle. */
@inline export function startInertia(body: usize): void {
  const xx = v128.load(body, I), xy = v128.load(body, I + 16), xz = v128.load(body, I + 32);
  const yy = v128.load(body, I + 48), yz = v128.load(body, I + 64), zz = v128.load(body, I + 80);
  const cx = v128.load(body, I + 96), cy = v128.load(body, I + 112), cz = v128.load(body, I + 128);
  const m = v128.load(body, I + 144), zero = splat(0);
  //   xx xy xz |   0 -cz  cy
  //      yy yz |  cz   0 -cx
  //         zz | -cy  cx   0
  //            |   m   0   0
  //            |       m   0
  //            |           m
  v128.store(body, xx, IA); v128.store(body, xy, IA + 16); v128.store(body, xz, IA + 32);
  v128.store(body, zero, IA + 48); v128.store(body, neg(cz), IA + 64); v128.store(body, cy, IA + 80);
  v128.store(body, yy, IA + 96); v128.store(body, yz, IA + 112);
  v128.store(body, cz, IA + 128); v128.store(body, zero, IA + 144); v128.store(body, neg(cx), IA + 160);
  v128.store(body, zz, IA + 176);
  v128.store(body, neg(cy), IA + 192); v128.store(body, cx, IA + 208); v128.store(body, zero, IA + 224);
  v128.store(body, m, IA + 240); v128.store(body, zero, IA + 256); v128.store(body, zero, IA + 272);
  v128.store(body, m, IA + 288); v128.store(body, zero, IA + 304);
  v128.store(body, m, IA + 320);
}

/**
 * Factors the matrix that the IA of the bodies and the DIAGONALs make; writes U and INVERSE of each degree of freedom.
 * Only for the bodies of the mask `changed` (which has a body's parents with it): the others keep what they have. Before,
 * IA has to be what acts at a body alone, for the changed ones; after, it is what a body hands on to its parent.
 */
export function factor(changed: u64): void {
  const one = splat(1);
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b), body = bodySlot(b), parent = whole(row, BODY_PARENT);
    if (!isIn(changed, b)) {
      if (parent && isIn(changed, parent)) handOn(bodySlot(parent), body);
      continue;
    }
    let m00 = v128.load(body, IA), m01 = v128.load(body, IA + 16), m02 = v128.load(body, IA + 32);
    let m03 = v128.load(body, IA + 48), m04 = v128.load(body, IA + 64), m05 = v128.load(body, IA + 80);
    let m11 = v128.load(body, IA + 96), m12 = v128.load(body, IA + 112), m13 = v128.load(body, IA + 128);
    let m14 = v128.load(body, IA + 144), m15 = v128.load(body, IA + 160);
    let m22 = v128.load(body, IA + 176), m23 = v128.load(body, IA + 192), m24 = v128.load(body, IA + 208), m25 = v128.load(body, IA + 224);
    let m33 = v128.load(body, IA + 240), m34 = v128.load(body, IA + 256), m35 = v128.load(body, IA + 272);
    let m44 = v128.load(body, IA + 288), m45 = v128.load(body, IA + 304), m55 = v128.load(body, IA + 320);
    const first = whole(row, BODY_FIRST_DOF), free = whole(row, BODY_FREE);
    const end = free ? first + 3 : first;
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= end; d--) {
      const dof = dofSlot(d);
      const s0 = v128.load(dof, S), s1 = v128.load(dof, S + 16), s2 = v128.load(dof, S + 32);
      const s3 = v128.load(dof, S + 48), s4 = v128.load(dof, S + 64), s5 = v128.load(dof, S + 80);
      const u0 = dot6(m00, m01, m02, m03, m04, m05, s0, s1, s2, s3, s4, s5);
      const u1 = dot6(m01, m11, m12, m13, m14, m15, s0, s1, s2, s3, s4, s5);
      const u2 = dot6(m02, m12, m22, m23, m24, m25, s0, s1, s2, s3, s4, s5);
      const u3 = dot6(m03, m13, m23, m33, m34, m35, s0, s1, s2, s3, s4, s5);
      const u4 = dot6(m04, m14, m24, m34, m44, m45, s0, s1, s2, s3, s4, s5);
      const u5 = dot6(m05, m15, m25, m35, m45, m55, s0, s1, s2, s3, s4, s5);
      const inverse = div(one, add(v128.load(dof, DIAGONAL), dot6(u0, u1, u2, u3, u4, u5, s0, s1, s2, s3, s4, s5)));
      v128.store(dof, u0, U); v128.store(dof, u1, U + 16); v128.store(dof, u2, U + 32);
      v128.store(dof, u3, U + 48); v128.store(dof, u4, U + 64); v128.store(dof, u5, U + 80);
      v128.store(dof, inverse, INVERSE);
      const v0 = mul(u0, inverse), v1 = mul(u1, inverse), v2 = mul(u2, inverse);
      const v3 = mul(u3, inverse), v4 = mul(u4, inverse), v5 = mul(u5, inverse);
      m00 = sub(m00, mul(v0, u0)); m01 = sub(m01, mul(v0, u1)); m02 = sub(m02, mul(v0, u2));
      m03 = sub(m03, mul(v0, u3)); m04 = sub(m04, mul(v0, u4)); m05 = sub(m05, mul(v0, u5));
      m11 = sub(m11, mul(v1, u1)); m12 = sub(m12, mul(v1, u2)); m13 = sub(m13, mul(v1, u3));
      m14 = sub(m14, mul(v1, u4)); m15 = sub(m15, mul(v1, u5));
      m22 = sub(m22, mul(v2, u2)); m23 = sub(m23, mul(v2, u3)); m24 = sub(m24, mul(v2, u4)); m25 = sub(m25, mul(v2, u5));
      m33 = sub(m33, mul(v3, u3)); m34 = sub(m34, mul(v3, u4)); m35 = sub(m35, mul(v3, u5));
      m44 = sub(m44, mul(v4, u4)); m45 = sub(m45, mul(v4, u5)); m55 = sub(m55, mul(v5, u5));
    }
    if (free) factorTranslations(first, m33, m34, m35, m44, m45, m55);
    if (!parent) continue;
    v128.store(body, m00, IA); v128.store(body, m01, IA + 16); v128.store(body, m02, IA + 32);
    v128.store(body, m03, IA + 48); v128.store(body, m04, IA + 64); v128.store(body, m05, IA + 80);
    v128.store(body, m11, IA + 96); v128.store(body, m12, IA + 112); v128.store(body, m13, IA + 128);
    v128.store(body, m14, IA + 144); v128.store(body, m15, IA + 160);
    v128.store(body, m22, IA + 176); v128.store(body, m23, IA + 192); v128.store(body, m24, IA + 208); v128.store(body, m25, IA + 224);
    v128.store(body, m33, IA + 240); v128.store(body, m34, IA + 256); v128.store(body, m35, IA + 272);
    v128.store(body, m44, IA + 288); v128.store(body, m45, IA + 304); v128.store(body, m55, IA + 320);
    handOn(bodySlot(parent), body);
  }
}

@inline function isIn(mask: u64, b: i32): bool {
  return ((mask >> <u64>b) & 1) != 0;
}

/** Adds what a factored body leaves to its parent's IA. */
@inline function handOn(parent: usize, body: usize): void {
  for (let o: usize = IA; o < IA + 21 * 16; o += 48) {
    v128.store(parent + o, add(v128.load(parent + o), v128.load(body + o)));
    v128.store(parent + o, add(v128.load(parent + o, 16), v128.load(body + o, 16)), 16);
    v128.store(parent + o, add(v128.load(parent + o, 32), v128.load(body + o, 32)), 32);
  }
}

/**
 * The translations of a free body: S is a unit vector, U a column of what is left of the 3×3 of the linear part. A free
 * body hangs on the world, so nothing else of IA is needed any more, and the angular part of U meets only zeros.
 */
@inline function factorTranslations(first: i32, m33: v128, m34: v128, m35: v128, m44: v128, m45: v128, m55: v128): void {
  const one = splat(1);
  const x = dofSlot(first), y = dofSlot(first + 1), z = dofSlot(first + 2);
  const inverseZ = div(one, add(v128.load(z, DIAGONAL), m55));
  const xz = mul(m35, inverseZ), yz = mul(m45, inverseZ);
  const yy = sub(m44, mul(yz, m45)), xy = sub(m34, mul(xz, m45)), xx = sub(m33, mul(xz, m35));
  const inverseY = div(one, add(v128.load(y, DIAGONAL), yy));
  const rest = sub(xx, mul(mul(xy, inverseY), xy));
  clear6(x + U);
  clear6(y + U);
  clear6(z + U);
  v128.store(z, m35, U + 48); v128.store(z, m45, U + 64); v128.store(z, m55, U + 80);
  v128.store(y, xy, U + 48); v128.store(y, yy, U + 64);
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
    const row = bodyRow(b), body = bodySlot(b), parent = whole(row, BODY_PARENT);
    let p0 = v128.load(body, F), p1 = v128.load(body, F + 16), p2 = v128.load(body, F + 32);
    let p3 = v128.load(body, F + 48), p4 = v128.load(body, F + 64), p5 = v128.load(body, F + 80);
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

/** S · p of a degree of freedom. */
@inline export function axisDot(dof: usize, p0: v128, p1: v128, p2: v128, p3: v128, p4: v128, p5: v128): v128 {
  return dot6(
    v128.load(dof, S), v128.load(dof, S + 16), v128.load(dof, S + 32),
    v128.load(dof, S + 48), v128.load(dof, S + 64), v128.load(dof, S + 80),
    p0, p1, p2, p3, p4, p5,
  );
}

/**
 * Second half, D Lᵀ x = y, root first: the solution goes to offset `solution` of each dof, and the accelerations that
 * it gives the bodies to their DA.
 */
export function expand(solution: usize): void {
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b), body = bodySlot(b), parent = bodySlot(whole(row, BODY_PARENT));
    let a0 = v128.load(parent, DA), a1 = v128.load(parent, DA + 16), a2 = v128.load(parent, DA + 32);
    let a3 = v128.load(parent, DA + 48), a4 = v128.load(parent, DA + 64), a5 = v128.load(parent, DA + 80);
    const first = whole(row, BODY_FIRST_DOF), end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const known = dot6(
        v128.load(dof, U), v128.load(dof, U + 16), v128.load(dof, U + 32),
        v128.load(dof, U + 48), v128.load(dof, U + 64), v128.load(dof, U + 80),
        a0, a1, a2, a3, a4, a5,
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
    v128.store(body, a0, DA); v128.store(body, a1, DA + 16); v128.store(body, a2, DA + 32);
    v128.store(body, a3, DA + 48); v128.store(body, a4, DA + 64); v128.store(body, a5, DA + 80);
  }
}
