// The smooth forces of a step with all that they are made of, for the tests (test/physics/smooth-forces.ts). Not part
// of what ships, and beside everything the shipped module exports, so that the same facades work on it.

export * from '../physics/index';

import {
  activationCount,
  activationSlot,
  actuatorCount,
  actuatorSlot,
  bind,
  dofCount,
  dofSlot,
  tendonCount,
  tendonDofRow,
  tendonDofSlot,
  tendonRow,
  tendonSlot,
  whole,
} from '../physics/bound.generated';
import { smoothForces } from '../physics/forces';
import { kinematics } from '../physics/kinematics';
import {
  ACTIVATION_RATE,
  ACTUATOR_FORCE,
  DAMPER,
  DRAG,
  SMOOTH,
  TENDON_DOF_DOF,
  TENDON_DOF_MOMENT,
  TENDON_DOFS,
  TENDON_DRAG,
  TENDON_FIRST_DOF,
  TENDON_LENGTH,
  TENDON_VELOCITY,
} from '../physics/layout.generated';
import { load, splat, store } from '../vector';

/**
 * Writes to `out`, vectors: SMOOTH, DRAG and DAMPER of the degrees of freedom; length, velocity and drag of each tendon
 * and its Jacobian [tendons][dofs]; the force of each actuator that is no motor; the rate of each activation.
 */
export function physicsForces(model: usize, scratch: usize, group: usize, controls: usize, out: usize): void {
  bind(model, scratch);
  kinematics(group);
  smoothForces(group, controls);
  let at = out;
  for (let d = 0; d < dofCount; d++) {
    store(at, load(dofSlot(d) + SMOOTH), d);
    store(at, load(dofSlot(d) + DRAG), dofCount + d);
    store(at, load(dofSlot(d) + DAMPER), 2 * dofCount + d);
  }
  at += (<usize>(3 * dofCount)) << 4;
  for (let t = 0; t < tendonCount; t++) {
    store(at, load(tendonSlot(t) + TENDON_LENGTH), 3 * t);
    store(at, load(tendonSlot(t) + TENDON_VELOCITY), 3 * t + 1);
    store(at, load(tendonSlot(t) + TENDON_DRAG), 3 * t + 2);
  }
  at += (<usize>(3 * tendonCount)) << 4;
  for (let t = 0; t < tendonCount; t++) {
    for (let d = 0; d < dofCount; d++) store(at, splat(0), d);
    const first = whole(tendonRow(t), TENDON_FIRST_DOF);
    const end = first + whole(tendonRow(t), TENDON_DOFS);
    for (let k = first; k < end; k++) {
      store(at, load(tendonDofSlot(k) + TENDON_DOF_MOMENT), whole(tendonDofRow(k), TENDON_DOF_DOF));
    }
    at += (<usize>dofCount) << 4;
  }
  for (let u = 0; u < actuatorCount; u++) store(at, load(actuatorSlot(u) + ACTUATOR_FORCE), u);
  at += (<usize>actuatorCount) << 4;
  for (let a = 0; a < activationCount; a++) store(at, load(activationSlot(a) + ACTIVATION_RATE), a);
}

/** Vectors that `physicsForces` writes. */
export function physicsForcesSize(model: usize): i32 {
  bind(model, 0);
  return 3 * dofCount + 3 * tendonCount + tendonCount * dofCount + actuatorCount + activationCount;
}
