// What is read of actuators: the force of one, before its gear, and the sum of those on a hinge or slide.

import { add, broadcast, clamp, load, mul, splat, store } from '../../vector';
import { actuatorCount, actuatorRow, temporary, whole } from '../bound.generated';
import {
  ACTUATOR_DOF,
  ACTUATOR_GEAR,
  ACTUATOR_HIGH,
  ACTUATOR_LOW,
  READ_HIGH,
  READ_INDEX,
  READ_LOW,
  READ_SCALE,
} from '../layout.generated';

/** A motor's gain · control. `controls` 0: all are 0. */
export function readMotorForce(read: usize, controls: usize): usize {
  const given = controls ? load(controls, whole(read, READ_INDEX)) : splat(0);
  const control = clamp(given, broadcast(read, READ_LOW), broadcast(read, READ_HIGH));
  store(temporary, mul(broadcast(read, READ_SCALE), control));
  return temporary;
}

/** Force of all motors along a degree of freedom. */
export function readJointMotorForce(read: usize, controls: usize): usize {
  let force = splat(0);
  for (let u = 0; u < actuatorCount; u++) {
    const row = actuatorRow(u);
    if (whole(row, ACTUATOR_DOF) !== whole(read, READ_INDEX)) continue;
    const given = controls ? load(controls, u) : splat(0);
    const control = clamp(given, broadcast(row, ACTUATOR_LOW), broadcast(row, ACTUATOR_HIGH));
    force = add(force, mul(broadcast(row, ACTUATOR_GEAR), control));
  }
  store(temporary, force);
  return temporary;
}
