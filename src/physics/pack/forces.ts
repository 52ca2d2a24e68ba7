/** All tables that the smooth force is computed from: passive forces, tendons, actuators. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { actuatorRows } from './actuators.js';
import { modelBooleans } from './booleans.js';
import { fluidRows } from './fluid.js';
import { compensationRows, dampingRows, springRows } from './passive.js';
import { TendonPacker } from './tendons.js';

export function forceRows(mujoco: MainModule, model: MjModel) {
  const tendons = new TendonPacker(mujoco, model);
  const actuators = actuatorRows(mujoco, model, tendons);
  return {
    dampingTerms: dampingRows(mujoco, model),
    springs: springRows(mujoco, model),
    ...compensationRows(mujoco, model, modelBooleans(model)),
    ...fluidRows(mujoco, model),
    ...tendons.rows,
    ...actuators,
  };
}
