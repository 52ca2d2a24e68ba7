// Solves with L D Lᵀ as tree-factor.ts leaves it, along the tree: from the leaves to the root, and back. What a body
// hands on to its parent is shifted to the parent's position, a force on the way up, a motion on the way down.

import { add, load, minor, mul, store, sub } from '../../../vector';
import { bodyCount, bodyRow, bodySlot, dofSlot, whole } from '../../bound.generated';
import {
  ALONG,
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  F,
  INVERSE,
  REDUCED,
  S,
  U,
} from '../../layout.generated';
import { accumulate6, clear6, dotWith, store6 } from '../../spatial';

/** First half of a solve, L y = b, leaves first: REDUCED = y from the right side, a vector a degree of freedom. */
export function reduce(right: usize): void {
  for (let b = 1; b < bodyCount; b++) clear6(bodySlot(b) + F);
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
      const y = sub(load(right, d), dotWith(dof + S, p0, p1, p2, p3, p4, p5));
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
    const x = load(body + ARM);
    const y = load(body + ARM, 1);
    const z = load(body + ARM, 2);
    p0 = add(p0, minor(y, p5, z, p4));
    p1 = add(p1, minor(z, p3, x, p5));
    p2 = add(p2, minor(x, p4, y, p3));
    accumulate6(bodySlot(parent) + F, p0, p1, p2, p3, p4, p5);
  }
}

/**
 * Second half, D Lᵀ x = y, root first: the solution, a vector a degree of freedom, and ALONG, the accelerations that it
 * gives the bodies.
 */
export function expand(solution: usize): void {
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = bodySlot(whole(row, BODY_PARENT));
    const x = load(body + ARM);
    const y = load(body + ARM, 1);
    const z = load(body + ARM, 2);
    let a0 = load(parent + ALONG);
    let a1 = load(parent + ALONG, 1);
    let a2 = load(parent + ALONG, 2);
    let a3 = add(load(parent + ALONG, 3), minor(a1, z, a2, y));
    let a4 = add(load(parent + ALONG, 4), minor(a2, x, a0, z));
    let a5 = add(load(parent + ALONG, 5), minor(a0, y, a1, x));
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const known = dotWith(dof + U, a0, a1, a2, a3, a4, a5);
      const step = mul(load(dof + INVERSE), sub(load(dof + REDUCED), known));
      store(solution, step, d);
      a0 = add(a0, mul(load(dof + S), step));
      a1 = add(a1, mul(load(dof + S, 1), step));
      a2 = add(a2, mul(load(dof + S, 2), step));
      a3 = add(a3, mul(load(dof + S, 3), step));
      a4 = add(a4, mul(load(dof + S, 4), step));
      a5 = add(a5, mul(load(dof + S, 5), step));
    }
    store6(body + ALONG, a0, a1, a2, a3, a4, a5);
  }
}
