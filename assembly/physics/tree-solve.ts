// Solves with L D Lᵀ as factor.ts leaves it, along the tree: from the leaves to the root, and back.

import { add, load, mul, store, sub } from '../vector';
import { bodyCount, bodyRow, bodySlot, dofSlot, whole } from './bound.generated';
import { BODY_DOFS, BODY_FIRST_DOF, BODY_PARENT, DA, F, INVERSE, REDUCED, S, U } from './layout.generated';
import { accumulate6, clear6, dotWith, store6 } from './spatial';

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
      const y = sub(load(dof + right), dotWith(dof + S, p0, p1, p2, p3, p4, p5));
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
    accumulate6(bodySlot(parent) + F, p0, p1, p2, p3, p4, p5);
  }
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
      const known = dotWith(dof + U, a0, a1, a2, a3, a4, a5);
      const x = mul(load(dof + INVERSE), sub(load(dof + REDUCED), known));
      store(dof + solution, x);
      a0 = add(a0, mul(load(dof + S), x));
      a1 = add(a1, mul(load(dof + S, 1), x));
      a2 = add(a2, mul(load(dof + S, 2), x));
      a3 = add(a3, mul(load(dof + S, 3), x));
      a4 = add(a4, mul(load(dof + S, 4), x));
      a5 = add(a5, mul(load(dof + S, 5), x));
    }
    store6(body + DA, a0, a1, a2, a3, a4, a5);
  }
}
