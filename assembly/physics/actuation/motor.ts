// Motors: gear · control on a hinge or slide, the control clamped to its range (MuJoCo's documentation, Computation:
// actuation model, with a fixed gain and no bias). Most actuators of most models are these, and they need nothing else.

import { add, broadcast, clamp, load, mul, store } from '../../vector';
import { dofSlot, motorCount, motorRow, whole } from '../bound.generated';
import { MOTOR_CONTROL, MOTOR_DOF, MOTOR_GEAR, MOTOR_HIGH, MOTOR_LOW, SMOOTH } from '../layout.generated';

/** Adds to SMOOTH. `controls`: a v128 for each control. */
export function motors(controls: usize): void {
  for (let m = 0; m < motorCount; m++) {
    const row = motorRow(m);
    const force = dofSlot(whole(row, MOTOR_DOF)) + SMOOTH;
    const given = load(controls, whole(row, MOTOR_CONTROL));
    const control = clamp(given, broadcast(row, MOTOR_LOW), broadcast(row, MOTOR_HIGH));
    store(force, add(load(force), mul(broadcast(row, MOTOR_GEAR), control)));
  }
}
