/** All tables that the smooth force is computed from: passive forces, tendons, actuators. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { actuatorRows } from './actuators.js';
import { modelBooleans } from './booleans.js';
import { fluidRows } from './fluid.js';
import { compensationRows, dampingRows, springRows } from './passive.js';
import { TendonPacker } from './tendons.js';

export type ForceRows = ReturnType<typeof packForces>['rows'];

/** The tables, and what is gathered of each actuator. */
export function packForces(mujoco: MainModule, model: MjModel) {
  const tendons = new TendonPacker(mujoco, model);
  const actuators = actuatorRows(mujoco, model, tendons);
  const rows = {
    dampingTerms: dampingRows(mujoco, model),
    springs: springRows(mujoco, model),
    ...compensationRows(mujoco, model, modelBooleans(model)),
    ...fluidRows(mujoco, model),
    ...tendons.rows,
    ...actuators.rows,
  };
  return { rows, actuatorReads: actuators.reads };
}
