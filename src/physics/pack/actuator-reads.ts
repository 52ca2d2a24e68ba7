/** What the lanes gather of an actuator: its length, velocity and force. */

import type { ActuatorReads } from '../packed.js';
import { READ } from '../read-rows.js';

/** What an actuator acts on: a row of the tendons, or −1 and a hinge or slide. */
export interface Target {
  readonly tendon: number;
  readonly dof: number;
  readonly qpos: number;
  readonly gear: number;
}

/** Beyond all controls, and finite, as packed models are JSON. */
const FAR = 3e38;

/** @param qposCount where in a state the velocities begin */
export function lengthReads({ tendon, dof, qpos, gear: scale }: Target, qposCount: number): ActuatorReads {
  if (tendon >= 0) {
    return {
      length: { kind: READ.TENDON_LENGTH, index: tendon, count: 1, scale },
      velocity: { kind: READ.TENDON_VELOCITY, index: tendon, count: 1, scale },
    };
  }
  return {
    length: { kind: READ.SCALED_STATE, index: qpos, count: 1, scale },
    velocity: { kind: READ.SCALED_STATE, index: qposCount + dof, count: 1, scale },
  };
}

/** The force of a motor, gain · control; of gain 0 no force. */
export function motorForce(
  control: number,
  gain: number,
  range: readonly [low: number, high: number],
): ActuatorReads {
  const [low, high] = range.map((bound) => Math.min(Math.max(bound, -FAR), FAR)) as [number, number];
  return { force: { kind: READ.MOTOR_FORCE, index: control, count: 1, scale: gain, low, high } };
}

/** The force of an actuator by its row in the table of those that are no motors. */
export function actuatorForce(row: number): ActuatorReads {
  return { force: { kind: READ.ACTUATOR_FORCE, index: row, count: 1 } };
}
