// L D Lᵀ of the Hessian along the tree (the articulated-body algorithm, Featherstone, RBDA, chapter 7, read as a
// factorisation). Every body carries a symmetric 6×6 matrix: its inertia, plus whatever else acts at its motion alone,
// such as a contact with something fixed (OWN). Every degree of freedom carries a diagonal: armature, a limit, damping
// times the timestep. From the leaves to the root, for each degree of freedom S of a body
//
//     U = M S        D = Sᵀ U + diagonal        M ← M − U Uᵀ / D
//
// and what remains of M is added to the parent's, shifted to the parent's position: O(n), and no matrix as large as the
// number of degrees of freedom is ever formed. Where S is known to be a turn about the body's position, or a slide,
// half of it is zeros.

import { add, div, load, mul, splat, store, sub } from '../../../vector';
import { bodyCount, bodyRow, bodySlot, dofRow, dofSlot, whole } from '../../bound.generated';
import {
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_FREE,
  BODY_PARENT,
  DIAGONAL,
  DOF_MOTION,
  INVERSE,
  MOTION_SLIDE,
  MOTION_TURN,
  REST,
  S,
  U,
} from '../../layout.generated';
import { clear6, dot6, store6 } from '../../spatial';
import {
  addSymmetric,
  angularRow,
  entry,
  linearRow,
  shiftSymmetric,
  subtractFromRow,
  symmetricRow,
} from './symmetric';

/** The set of all bodies. */
export const ALL_BODIES: i64 = -1;

/** @inline */
export function hasBody(set: i64, b: i32): bool {
  return ((set >> <i64>b) & 1) !== 0;
}

/**
 * Factors the matrix that the REST of the bodies and the DIAGONALs make; writes U and INVERSE of each degree of
 * freedom. Only for the bodies of the set `affected` (which has a body's parents with it): the others keep what they
 * have. Before, REST of these has to be what acts at a body alone; after, it is what a body hands on to its parent,
 * about the parent's position.
 */
export function factorAlongTree(affected: i64): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    if (!hasBody(affected, b)) {
      if (parent && hasBody(affected, parent)) addSymmetric(bodySlot(parent) + REST, body + REST);
      continue;
    }
    const first = whole(row, BODY_FIRST_DOF);
    const free = whole(row, BODY_FREE);
    const end = free ? first + 3 : first;
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= end; d--) {
      const motion = whole(dofRow(d), DOF_MOTION);
      if (motion === MOTION_TURN) eliminateTurn(body + REST, dofSlot(d));
      else if (motion === MOTION_SLIDE) eliminateSlide(body + REST, dofSlot(d));
      else eliminateScrew(body + REST, dofSlot(d));
    }
    if (free) {
      factorTranslations(body + REST, first);
    } else if (parent) {
      shiftSymmetric(body + REST, body + ARM);
      addSymmetric(bodySlot(parent) + REST, body + REST);
    }
  }
}

// One degree of freedom: U = M S, 1/D, M −= U Uᵀ / D. Entry by entry in memory: 21 locals and what goes with them would
// not fit into 16 registers, and a loop would move them all from one place on the stack to another.

function eliminateScrew(m: usize, dof: usize): void {
  const axis = dof + S;
  const s0 = load(axis, 0);
  const s1 = load(axis, 1);
  const s2 = load(axis, 2);
  const s3 = load(axis, 3);
  const s4 = load(axis, 4);
  const s5 = load(axis, 5);
  const u0 = symmetricRow(m, 0, s0, s1, s2, s3, s4, s5);
  const u1 = symmetricRow(m, 1, s0, s1, s2, s3, s4, s5);
  const u2 = symmetricRow(m, 2, s0, s1, s2, s3, s4, s5);
  const u3 = symmetricRow(m, 3, s0, s1, s2, s3, s4, s5);
  const u4 = symmetricRow(m, 4, s0, s1, s2, s3, s4, s5);
  const u5 = symmetricRow(m, 5, s0, s1, s2, s3, s4, s5);
  removeColumn(m, dof, dot6(u0, u1, u2, u3, u4, u5, s0, s1, s2, s3, s4, s5), u0, u1, u2, u3, u4, u5);
}

function eliminateTurn(m: usize, dof: usize): void {
  const axis = dof + S;
  const s0 = load(axis, 0);
  const s1 = load(axis, 1);
  const s2 = load(axis, 2);
  const u0 = angularRow(m, 0, s0, s1, s2);
  const u1 = angularRow(m, 1, s0, s1, s2);
  const u2 = angularRow(m, 2, s0, s1, s2);
  const u3 = angularRow(m, 3, s0, s1, s2);
  const u4 = angularRow(m, 4, s0, s1, s2);
  const u5 = angularRow(m, 5, s0, s1, s2);
  removeColumn(m, dof, add(add(mul(u0, s0), mul(u1, s1)), mul(u2, s2)), u0, u1, u2, u3, u4, u5);
}

function eliminateSlide(m: usize, dof: usize): void {
  const axis = dof + S;
  const s3 = load(axis, 3);
  const s4 = load(axis, 4);
  const s5 = load(axis, 5);
  const u0 = linearRow(m, 0, s3, s4, s5);
  const u1 = linearRow(m, 1, s3, s4, s5);
  const u2 = linearRow(m, 2, s3, s4, s5);
  const u3 = linearRow(m, 3, s3, s4, s5);
  const u4 = linearRow(m, 4, s3, s4, s5);
  const u5 = linearRow(m, 5, s3, s4, s5);
  removeColumn(m, dof, add(add(mul(u3, s3), mul(u4, s4)), mul(u5, s5)), u0, u1, u2, u3, u4, u5);
}

/** Keeps U and 1/D, and takes U Uᵀ / D from M. @inline */
function removeColumn(
  m: usize,
  dof: usize,
  stiffness: v128,
  u0: v128,
  u1: v128,
  u2: v128,
  u3: v128,
  u4: v128,
  u5: v128,
): void {
  const inverse = div(splat(1), add(load(dof + DIAGONAL), stiffness));
  store(dof + INVERSE, inverse);
  store6(dof + U, u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 0, mul(u0, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 1, mul(u1, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 2, mul(u2, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 3, mul(u3, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 4, mul(u4, inverse), u0, u1, u2, u3, u4, u5);
  subtractFromRow(m, 5, mul(u5, inverse), u0, u1, u2, u3, u4, u5);
}

/**
 * The translations of a free body: S is a unit vector, U a column of what is left of the 3×3 of the linear part. A free
 * body hangs on the world, so nothing else is needed any more, and the angular part of U meets only zeros.
 * @inline
 */
function factorTranslations(m: usize, first: i32): void {
  const one = splat(1);
  const m33 = entry(m, 3, 3);
  const m34 = entry(m, 3, 4);
  const m35 = entry(m, 3, 5);
  const m44 = entry(m, 4, 4);
  const m45 = entry(m, 4, 5);
  const m55 = entry(m, 5, 5);
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
