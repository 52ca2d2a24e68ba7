/** The flags of a model (MuJoCo's documentation, XML reference: option/flag). */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';

type Flag =
  | 'CONSTRAINT'
  | 'EQUALITY'
  | 'FRICTIONLOSS'
  | 'LIMIT'
  | 'SPRING'
  | 'DAMPER'
  | 'GRAVITY'
  | 'CLAMPCTRL'
  | 'ACTUATION'
  | 'NATIVECCD';

/** Whether a model disables something. */
export function isDisabled(mujoco: MainModule, model: MjModel, flag: Flag): boolean {
  return (model.opt.disableflags & mujoco.mjtDisableBit[`mjDSBL_${flag}`].value) !== 0;
}

/** Without springs and without dampers there are no passive forces at all: no fluid, no gravity compensation. */
export function hasPassiveForces(mujoco: MainModule, model: MjModel): boolean {
  return !(isDisabled(mujoco, model, 'SPRING') && isDisabled(mujoco, model, 'DAMPER'));
}

/** Gravity as it acts, m/s². */
export function gravityOf(mujoco: MainModule, model: MjModel): number[] {
  return isDisabled(mujoco, model, 'GRAVITY') ? [0, 0, 0] : Array.from(model.opt.gravity as Float64Array);
}

/** Whether an actuator belongs to a group that the model disables. */
export function isActuatorDisabled(mujoco: MainModule, model: MjModel, actuator: number): boolean {
  const group: number = model.actuator_group[actuator];
  const inGroup = group >= 0 && group <= 30 && (model.opt.disableactuator & (1 << group)) !== 0;
  return inGroup || isDisabled(mujoco, model, 'ACTUATION');
}
