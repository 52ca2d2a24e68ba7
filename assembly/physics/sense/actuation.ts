// What is read of tendons and actuators: lengths and velocities; the force of an actuator before its gear, and the
// sums of those on a hinge or slide and on a tendon.

import { add, broadcast, clamp, load, mul, splat, store } from '../../vector';
import { actuatesInParts } from '../actuation/actuator';
import {
  actuatorCount,
  actuatorRow,
  actuatorSlot,
  dofSlot,
  motorCount,
  motorRow,
  temporary,
  tendonSlot,
  whole,
} from '../bound.generated';
import {
  ACTUATION,
  ACTUATOR_FORCE,
  ACTUATOR_TENDON,
  MOTOR_CONTROL,
  MOTOR_DOF,
  MOTOR_GEAR,
  MOTOR_HIGH,
  MOTOR_LOW,
  READ_HIGH,
  READ_INDEX,
  READ_LOW,
  READ_SCALE,
  TENDON_LENGTH,
  TENDON_VELOCITY,
} from '../layout.generated';

/** Length or velocity of a tendon, or of what acts on it with a gear. */
export function readTendon(read: usize, speed: bool): usize {
  const tendon = tendonSlot(whole(read, READ_INDEX));
  const value = load(tendon + (speed ? TENDON_VELOCITY : TENDON_LENGTH));
  store(temporary, mul(broadcast(read, READ_SCALE), value));
  return temporary;
}

/** A motor's gain · control. `controls` 0: all are 0. */
export function readMotorForce(read: usize, controls: usize): usize {
  const given = controls ? load(controls, whole(read, READ_INDEX)) : splat(0);
  const control = clamp(given, broadcast(read, READ_LOW), broadcast(read, READ_HIGH));
  store(temporary, mul(broadcast(read, READ_SCALE), control));
  return temporary;
}

/** Force of an actuator that is no motor, where the step has left it. */
export function readActuatorForce(read: usize): usize {
  return actuatorSlot(whole(read, READ_INDEX)) + ACTUATOR_FORCE;
}

/** Force of all actuators along a degree of freedom. */
export function readJointActuation(read: usize, controls: usize): usize {
  const d = whole(read, READ_INDEX);
  let force = actuatesInParts() ? load(dofSlot(d) + ACTUATION) : splat(0);
  for (let m = 0; controls && m < motorCount; m++) {
    const row = motorRow(m);
    if (whole(row, MOTOR_DOF) !== d) continue;
    const given = load(controls, whole(row, MOTOR_CONTROL));
    const control = clamp(given, broadcast(row, MOTOR_LOW), broadcast(row, MOTOR_HIGH));
    force = add(force, mul(broadcast(row, MOTOR_GEAR), control));
  }
  store(temporary, force);
  return temporary;
}

/** Force of all actuators on a tendon, before their gears. */
export function readTendonActuation(read: usize): usize {
  const tendon = whole(read, READ_INDEX);
  let force = splat(0);
  for (let u = 0; u < actuatorCount; u++) {
    if (whole(actuatorRow(u), ACTUATOR_TENDON) !== tendon) continue;
    force = add(force, load(actuatorSlot(u) + ACTUATOR_FORCE));
  }
  store(temporary, force);
  return temporary;
}
