// Gravity compensation (MuJoCo's documentation, XML reference: body/gravcomp): a body is held up by a share of its
// weight, −share · m g at its centre of mass. All these forces are parallel, so those of a body and of what hangs on it
// need only Σ share · m · c to be known, and Σ share · m, which is a constant: as a wrench about the body's position
//
//     n = (Σ share m c) × (−g),   f = −(Σ share m) g

import { add, broadcast, load, minor, mul, neg, store } from '../../vector';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  compensatedDofCount,
  compensatedDofRow,
  compensationCount,
  compensationRow,
  compensationSlot,
  dofSlot,
  gravityWord,
  temporary,
  whole,
} from '../bound.generated';
import {
  ACTUATION,
  ARM,
  BODY_PARENT,
  COMPENSATED_DOF_ACTUATED,
  COMPENSATED_DOF_BODY,
  COMPENSATED_DOF_DOF,
  COMPENSATION_MASS,
  COMPENSATION_MOMENT,
  COMPENSATION_SHARE,
  I,
  S,
  SMOOTH,
} from '../layout.generated';
import { dot, store6 } from '../spatial';

/** Adds to SMOOTH, or to ACTUATION where the joint has it done by its actuators. */
export function compensateGravity(): void {
  if (!compensationCount) return;
  for (let b = 1; b < bodyCount; b++) {
    const share = broadcast(compensationRow(b), COMPENSATION_SHARE);
    const moment = compensationSlot(b) + COMPENSATION_MOMENT;
    for (let i: usize = 0; i < 3; i++) store(moment, mul(share, load(bodySlot(b) + I, 6 + i)), i);
  }
  for (let b = bodyCount - 1; b > 0; b--) {
    const parent = whole(bodyRow(b), BODY_PARENT);
    if (parent) addMoment(parent, b);
  }
  const up0 = neg(broadcast(gravityWord, 0));
  const up1 = neg(broadcast(gravityWord, 1));
  const up2 = neg(broadcast(gravityWord, 2));
  const wrench = temporary;
  for (let i = 0; i < compensatedDofCount; i++) {
    const row = compensatedDofRow(i);
    const body = whole(row, COMPENSATED_DOF_BODY);
    const moment = compensationSlot(body) + COMPENSATION_MOMENT;
    const mass = broadcast(compensationRow(body), COMPENSATION_MASS);
    const m0 = load(moment, 0);
    const m1 = load(moment, 1);
    const m2 = load(moment, 2);
    store6(
      wrench,
      minor(m1, up2, m2, up1),
      minor(m2, up0, m0, up2),
      minor(m0, up1, m1, up0),
      mul(mass, up0),
      mul(mass, up1),
      mul(mass, up2),
    );
    const dof = dofSlot(whole(row, COMPENSATED_DOF_DOF));
    const force = dof + (whole(row, COMPENSATED_DOF_ACTUATED) ? ACTUATION : SMOOTH);
    store(force, add(load(force), dot(dof + S, wrench)));
  }
}

/** Adds to a body's Σ share m c, from its position, that of one that hangs on it, from that one's. @inline */
function addMoment(parent: i32, b: i32): void {
  const moment = compensationSlot(parent) + COMPENSATION_MOMENT;
  const own = compensationSlot(b) + COMPENSATION_MOMENT;
  const arm = bodySlot(b) + ARM;
  const mass = broadcast(compensationRow(b), COMPENSATION_MASS);
  for (let i: usize = 0; i < 3; i++) {
    store(moment, add(load(moment, i), add(load(own, i), mul(mass, load(arm, i)))), i);
  }
}
