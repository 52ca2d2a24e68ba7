/** What the lanes gather of actuators: length and velocity of those on a hinge or slide, force of motors. */

import type { MjModel } from '../../worlds/mujoco/module.js';
import { READ } from '../layout.generated.js';
import type { ActuatorRows } from '../packed.js';

/** One of each actuator. */
export function actuatorRows(model: MjModel): ActuatorRows[] {
  const gains: number = model.actuator_gainprm.length / model.nu;
  return Array.from({ length: model.nu }, (_, u) => {
    const joint: number = model.actuator_trnid[2 * u];
    const scale: number = model.actuator_gear[6 * u];
    const along = (index: number) => ({ kind: READ.SCALED_STATE, index, count: 1, scale });
    return {
      length: along(model.jnt_qposadr[joint]),
      velocity: along(model.nq + model.jnt_dofadr[joint]),
      force: {
        kind: READ.MOTOR_FORCE,
        index: u,
        count: 1,
        scale: model.actuator_gainprm[gains * u],
        low: model.actuator_ctrlrange[2 * u],
        high: model.actuator_ctrlrange[2 * u + 1],
      },
    };
  });
}
