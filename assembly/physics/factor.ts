// L D Lᵀ of the joint-space inertia, along the tree (the articulated-body algorithm, Featherstone, RBDA, chapter 7,
// read as a factorisation). Every body carries a symmetric 6×6 matrix (slot IA): its inertia, plus whatever else acts
// at this body alone, such as a contact with the fixed world. Every degree of freedom carries a diagonal (DIAGONAL):
// armature, a limit, damping times the timestep. From the leaves to the root, for each degree of freedom S of a body
//
//     U = IA S        D = Sᵀ U + DIAGONAL        IA ← IA − U Uᵀ / D
//
// and what remains of IA is added to the parent: O(n), and no 27×27 matrix is ever formed.

import { add, div, load, mul, neg, splat, store, sub } from '../vector';
import { bodyCount, bodyRow, bodySlot, dofSlot, whole } from './bound.generated';
import {
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_FREE,
  BODY_PARENT,
  DIAGONAL,
  I,
  IA,
  INVERSE,
  S,
  U,
} from './layout.generated';
import { clear6, dot6, store6 } from './spatial';
import { addSymmetric, entry, rowTimes, setEntry, subtractFromRow } from './symmetric';

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
  const mass = load(body + I, 9);
  const zero = splat(0);
  const m = body + IA;
  //   xx xy xz |   0 -cz  cy
  //      yy yz |  cz   0 -cx
  //         zz | -cy  cx   0
  //            |   m   0   0
  //            |       m   0
  //            |           m
  setEntry(m, 0, 0, xx);
  setEntry(m, 0, 1, xy);
  setEntry(m, 0, 2, xz);
  setEntry(m, 0, 3, zero);
  setEntry(m, 0, 4, neg(cz));
  setEntry(m, 0, 5, cy);
  setEntry(m, 1, 1, yy);
  setEntry(m, 1, 2, yz);
  setEntry(m, 1, 3, cz);
  setEntry(m, 1, 4, zero);
  setEntry(m, 1, 5, neg(cx));
  setEntry(m, 2, 2, zz);
  setEntry(m, 2, 3, neg(cy));
  setEntry(m, 2, 4, cx);
  setEntry(m, 2, 5, zero);
  setEntry(m, 3, 3, mass);
  setEntry(m, 3, 4, zero);
  setEntry(m, 3, 5, zero);
  setEntry(m, 4, 4, mass);
  setEntry(m, 4, 5, zero);
  setEntry(m, 5, 5, mass);
}

/**
 * Factors the matrix that the IA of the bodies and the DIAGONALs make; writes U and INVERSE of each degree of freedom.
 * Only for the bodies of the mask `changed` (which has a body's parents with it): the others keep what they have.
 * Before, IA has to be what acts at a body alone, for the changed ones; after, it is what a body hands on to its
 * parent.
 */
export function factor(changed: u64): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    if (!isIn(changed, b)) {
      if (parent && isIn(changed, parent)) addSymmetric(bodySlot(parent) + IA, body + IA);
      continue;
    }
    const first = whole(row, BODY_FIRST_DOF);
    const free = whole(row, BODY_FREE);
    const end = free ? first + 3 : first;
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= end; d--) eliminate(body, dofSlot(d));
    if (free) factorTranslations(body, first);
    else if (parent) addSymmetric(bodySlot(parent) + IA, body + IA);
  }
}

/**
 * One degree of freedom: U = IA S, 1/D, IA −= U Uᵀ / D. Entry by entry in memory: 21 locals and what goes with them
 * would not fit into 16 registers, and a loop would move them all from one place on the stack to another.
 */
function eliminate(body: usize, dof: usize): void {
  const m = body + IA;
  const axis = dof + S;
  const s0 = load(axis, 0);
  const s1 = load(axis, 1);
  const s2 = load(axis, 2);
  const s3 = load(axis, 3);
  const s4 = load(axis, 4);
  const s5 = load(axis, 5);
  const u0 = rowTimes(m, 0, s0, s1, s2, s3, s4, s5);
  const u1 = rowTimes(m, 1, s0, s1, s2, s3, s4, s5);
  const u2 = rowTimes(m, 2, s0, s1, s2, s3, s4, s5);
  const u3 = rowTimes(m, 3, s0, s1, s2, s3, s4, s5);
  const u4 = rowTimes(m, 4, s0, s1, s2, s3, s4, s5);
  const u5 = rowTimes(m, 5, s0, s1, s2, s3, s4, s5);
  const D = add(load(dof + DIAGONAL), dot6(u0, u1, u2, u3, u4, u5, s0, s1, s2, s3, s4, s5));
  const inverse = div(splat(1), D);
  store(dof + INVERSE, inverse);
  store6(dof + U, u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 0, mul(u0, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 1, mul(u1, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 2, mul(u2, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 3, mul(u3, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 4, mul(u4, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 5, mul(u5, inverse), u0, u1, u2, u3, u4, u5);
}

/** @inline */
function isIn(mask: u64, b: i32): bool {
  return ((mask >> <u64>b) & 1) !== 0;
}

/**
 * The translations of a free body: S is a unit vector, U a column of what is left of the 3×3 of the linear part. A free
 * body hangs on the world, so nothing else of IA is needed any more, and the angular part of U meets only zeros.
 * @inline
 */
function factorTranslations(body: usize, first: i32): void {
  const one = splat(1);
  const m33 = entry(body + IA, 3, 3);
  const m34 = entry(body + IA, 3, 4);
  const m35 = entry(body + IA, 3, 5);
  const m44 = entry(body + IA, 4, 4);
  const m45 = entry(body + IA, 4, 5);
  const m55 = entry(body + IA, 5, 5);
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
