// The smooth force on each degree of freedom, everything but constraints: bias (gravity, Coriolis, centrifugal),
// damping, springs, motors (MuJoCo's documentation, Computation: qfrc_smooth = qfrc_passive − qfrc_bias +
// qfrc_actuator; the bias by the recursive Newton-Euler algorithm, Featherstone, RBDA, table 5.1).

import { add, broadcast, clamp, load, mul, neg, store, sub } from '../vector';
import {
  actuatorCount,
  actuatorRow,
  bodyCount,
  bodyRow,
  bodySlot,
  dofRow,
  dofSlot,
  jointCount,
  jointRow,
  qpos,
  qvel,
  temporary,
  whole,
} from './bound.generated';
import { inertiaTimes } from './inertia';
import {
  ACTUATOR_DOF,
  ACTUATOR_GEAR,
  ACTUATOR_HIGH,
  ACTUATOR_LOW,
  ARM,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  C,
  DOF_DAMPING,
  F,
  I,
  JOINT_DOF,
  JOINT_QPOS,
  JOINT_REST,
  JOINT_SPRING,
  JOINT_STIFFNESS,
  S,
  SMOOTH,
  V,
} from './layout.generated';
import { VECTOR6 } from './sizes';
import { add6, addShiftedForce, crossForce, dot } from './spatial';

/** Writes SMOOTH of each degree of freedom. `controls`: a v128 for each actuator; 0 for none. */
export function smoothForces(group: usize, controls: usize): void {
  for (let b = 1; b < bodyCount; b++) inertialForce(bodySlot(b));
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    if (parent) addShiftedForce(bodySlot(parent) + F, body + F, body + ARM);
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const damping = mul(broadcast(dofRow(d), DOF_DAMPING), load(qvel(group, d)));
      store(dof + SMOOTH, neg(add(dot(dof + S, body + F), damping)));
    }
  }
  springs(group);
  if (controls) motors(controls);
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

/** Springs of hinges and slides. */
function springs(group: usize): void {
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_SPRING)) continue;
    const force = dofSlot(whole(joint, JOINT_DOF)) + SMOOTH;
    const stretch = sub(load(qpos(group, whole(joint, JOINT_QPOS))), broadcast(joint, JOINT_REST));
    store(force, sub(load(force), mul(broadcast(joint, JOINT_STIFFNESS), stretch)));
  }
}

/** Motors: gear · control, the control clamped to its range. */
function motors(controls: usize): void {
  for (let u = 0; u < actuatorCount; u++) {
    const row = actuatorRow(u);
    const force = dofSlot(whole(row, ACTUATOR_DOF)) + SMOOTH;
    const control = clamp(load(controls, u), broadcast(row, ACTUATOR_LOW), broadcast(row, ACTUATOR_HIGH));
    store(force, add(load(force), mul(broadcast(row, ACTUATOR_GEAR), control)));
  }
}
