// The joint-space inertia M by the composite rigid body algorithm (Featherstone, RBDA, section 6.2): row d of M is what
// force each degree of freedom above d, and d itself, feels when d is accelerated by 1 and nothing else moves. Then all
// that hangs on d's body moves as one rigid body, so
//
//     f = I_composite S_d          M_de = S_e · f, for e on the way to the root, f about the position of e's body
//
// Only these entries are not zero: the others are neither written nor read (sparsity.ts).

import { add, broadcast, load, store } from '../../../vector';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  dofRow,
  dofSlot,
  hessianRow,
  massRow,
  temporary,
  whole,
} from '../../bound.generated';
import { addShiftedInertia, copyInertia, inertiaTimes } from '../../inertia';
import {
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  COMPOSITE,
  DOF_ARMATURE,
  I,
  S,
} from '../../layout.generated';
import { dot, shiftForce } from '../../spatial';

/** Writes the rows of M, armature included, and the Hessian as M: rows that are springs add to it. */
export function massMatrix(): void {
  for (let b = 1; b < bodyCount; b++) copyInertia(bodySlot(b) + COMPOSITE, bodySlot(b) + I);
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    const first = whole(row, BODY_FIRST_DOF);
    for (let d = first + whole(row, BODY_DOFS) - 1; d >= first; d--) massOf(d, b);
    if (parent) addShiftedInertia(bodySlot(parent) + COMPOSITE, body + COMPOSITE, body + ARM);
  }
}

/** Row d of M, d of body b. */
function massOf(d: i32, b: i32): void {
  const force = temporary;
  const row = massRow(d);
  const hessian = hessianRow(d);
  inertiaTimes(force, bodySlot(b) + COMPOSITE, dofSlot(d) + S);
  let last = d; // of this body, those up to d alone
  while (true) {
    const table = bodyRow(b);
    for (let e = whole(table, BODY_FIRST_DOF); e <= last; e++) {
      const mass = dot(dofSlot(e) + S, force);
      store(row, mass, e);
      store(hessian, mass, e);
    }
    const parent = whole(table, BODY_PARENT);
    if (parent === 0) break;
    shiftForce(force, bodySlot(b) + ARM);
    b = parent;
    last = whole(bodyRow(b), BODY_FIRST_DOF) + whole(bodyRow(b), BODY_DOFS) - 1;
  }
  const own = add(load(row, d), broadcast(dofRow(d), DOF_ARMATURE));
  store(row, own, d);
  store(hessian, own, d);
}
