// The smooth force on each degree of freedom, everything but constraints: bias (gravity, Coriolis, centrifugal),
// passive forces, actuators, each in a file of its own (MuJoCo's documentation, Computation: qfrc_smooth = qfrc_passive
// − qfrc_bias + qfrc_actuator; the bias by the recursive Newton-Euler algorithm, Featherstone, RBDA, table 5.1).

import { add, broadcast, load, mul, neg, splat, store } from '../vector';
import { activate } from './actuation/activation';
import { actuate, actuatesInParts } from './actuation/actuator';
import { motors } from './actuation/motor';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  dofCount,
  dofRow,
  dofSlot,
  qvel,
  temporary,
  whole,
} from './bound.generated';
import { inertiaTimes } from './inertia';
import {
  ACTUATION,
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  C,
  DAMPER,
  DOF_DAMPING,
  DRAG,
  F,
  I,
  S,
  SMOOTH,
  V,
} from './layout.generated';
import { growingDamping } from './passive/damping';
import { fluidOnBoxes } from './passive/fluid-box';
import { fluidOnEllipsoids } from './passive/fluid-ellipsoid';
import { compensateGravity } from './passive/gravity-compensation';
import { springs } from './passive/spring';
import { tendonSprings } from './passive/tendon-spring';
import { placeTendons } from './position/tendon';
import { VECTOR6 } from './sizes';
import { add6, addShiftedForce, crossForce, dot } from './spatial';

/**
 * Writes SMOOTH of each degree of freedom, with its derivatives DAMPER and DRAG, and what tendons and activations have.
 *
 * @param controls a v128 for each control; 0 for none
 */
export function smoothForces(group: usize, controls: usize): void {
  for (let b = 1; b < bodyCount; b++) inertialForce(bodySlot(b));
  fluidOnBoxes();
  fluidOnEllipsoids();
  biasAndDamping(group);
  growingDamping(group);
  springs(group);
  placeTendons(group);
  tendonSprings();
  const inParts = actuatesInParts();
  if (inParts) for (let d = 0; d < dofCount; d++) store(dofSlot(d) + ACTUATION, splat(0));
  compensateGravity();
  activate(group, controls);
  if (controls) motors(controls);
  if (inParts) actuate(group, controls);
}

/** Leaves first: what each joint must give for the motion of all that hangs on it, and its linear damping. */
function biasAndDamping(group: usize): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    if (parent) addShiftedForce(bodySlot(parent) + F, body + F, body + ARM);
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const damping = broadcast(dofRow(d), DOF_DAMPING);
      store(dof + SMOOTH, neg(add(dot(dof + S, body + F), mul(damping, load(qvel(group, d))))));
      store(dof + DAMPER, damping);
      store(dof + DRAG, damping);
    }
  }
}

/** f = I c + v ×* I v, what moves the body as its velocity alone would have it. @inline */
function inertialForce(body: usize): void {
  const momentum = temporary;
  const rate = momentum + VECTOR6;
  inertiaTimes(momentum, body + I, body + V);
  crossForce(rate, body + V, momentum);
  inertiaTimes(body + F, body + I, body + C);
  add6(body + F, rate);
}
