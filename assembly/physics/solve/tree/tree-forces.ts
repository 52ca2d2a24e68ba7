// Forces on bodies on their way to the descent: those of rows, and what the inertias answer to an acceleration. They
// are gathered body by body, F of those in a set, and in the end go from the leaves to the root: each degree of
// freedom S feels Sᵀ F of all that hangs on it.

import { add, broadcast, load, minor, mul, store, sub } from '../../../vector';
import {
  acceleration,
  bodyCount,
  bodyRow,
  bodySlot,
  descent,
  dofCount,
  dofRow,
  dofSlot,
  treeSlot,
  whole,
} from '../../bound.generated';
import { inertiaTimes } from '../../inertia';
import {
  ALONG,
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  DOF_ARMATURE,
  F,
  I,
  S,
  TREE_FORCED,
} from '../../layout.generated';
import { accumulate6, addScaled6, dotWith, shiftMotion, store6 } from '../../spatial';

/** Adds to the force of body b. @inline */
export function addForce(b: i32, f0: v128, f1: v128, f2: v128, f3: v128, f4: v128, f5: v128): void {
  const forced = treeSlot(0) + TREE_FORCED;
  const set = i64.load(forced);
  i64.store(forced, collect(set, b, f0, f1, f2, f3, f4, f5));
}

/** The same for the bodies of a set; returns it with b. @inline */
function collect(set: i64, b: i32, f0: v128, f1: v128, f2: v128, f3: v128, f4: v128, f5: v128): i64 {
  const one: i64 = 1;
  const mask = one << (<i64>b);
  const force = bodySlot(b) + F;
  if (set & mask) accumulate6(force, f0, f1, f2, f3, f4, f5);
  else store6(force, f0, f1, f2, f3, f4, f5);
  return set | mask;
}

/** Takes the forces that are gathered from the descent. Then there are none. */
export function settleForces(): void {
  const one: i64 = 1;
  const forced = treeSlot(0) + TREE_FORCED;
  let set = i64.load(forced);
  i64.store(forced, 0);
  while (set) {
    const b = 63 - <i32>clz(set);
    set ^= one << (<i64>b);
    const row = bodyRow(b);
    const body = bodySlot(b);
    const f0 = load(body + F);
    const f1 = load(body + F, 1);
    const f2 = load(body + F, 2);
    const f3 = load(body + F, 3);
    const f4 = load(body + F, 4);
    const f5 = load(body + F, 5);
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const right = descent(d);
      store(right, sub(load(right), dotWith(dofSlot(d) + S, f0, f1, f2, f3, f4, f5)));
    }
    const parent = whole(row, BODY_PARENT);
    if (!parent) continue;
    const x = load(body + ARM);
    const y = load(body + ARM, 1);
    const z = load(body + ARM, 2);
    const n0 = add(f0, minor(y, f5, z, f4));
    const n1 = add(f1, minor(z, f3, x, f5));
    const n2 = add(f2, minor(x, f4, y, f3));
    set = collect(set, parent, n0, n1, n2, f3, f4, f5);
  }
}

/**
 * Gathers M x, x the acceleration that there is: the bodies' own accelerations, parents first, then what force each
 * needs for it. What the armature needs is taken from the descent at once.
 */
export function gatherInertialForces(): void {
  const one: i64 = 1;
  for (let b = 1; b < bodyCount; b++) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    shiftMotion(body + ALONG, bodySlot(whole(row, BODY_PARENT)) + ALONG, body + ARM);
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) addScaled6(body + ALONG, load(acceleration(d)), dofSlot(d) + S);
    inertiaTimes(body + F, body + I, body + ALONG);
  }
  const all = bodyCount === 64 ? -1 : (one << (<i64>bodyCount)) - 1;
  i64.store(treeSlot(0) + TREE_FORCED, all & ~one); // but the world
  for (let d = 0; d < dofCount; d++) {
    const armature = mul(broadcast(dofRow(d), DOF_ARMATURE), load(acceleration(d)));
    store(descent(d), sub(load(descent(d)), armature));
  }
}
