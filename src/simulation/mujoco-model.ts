/** What a world asks of a compiled model before it uses it. */

import { type MainModule, type MjModel, objectName } from './mujoco-module.js';

/** Makes a step a function of state and control alone, and leaves out what costs more than it brings (a fifth of the time). */
export function setFlags(mujoco: MainModule, model: MjModel): void {
  const { mjDSBL_WARMSTART, mjDSBL_ISLAND, mjDSBL_MIDPHASE, mjDSBL_AUTORESET } = mujoco.mjtDisableBit;
  for (const flag of [mjDSBL_WARMSTART, mjDSBL_ISLAND, mjDSBL_MIDPHASE, mjDSBL_AUTORESET]) {
    model.opt.disableflags |= flag.value;
  }
}

/** A rollout starts from the state alone, so a model may not keep anything else between steps. */
export function refuseHiddenState(model: MjModel): void {
  const hidden = [
    model.nhistory > 0 && 'delays of actuators or sensors',
    model.npluginstate > 0 && 'plugins with a state',
  ].filter(Boolean);
  if (hidden.length > 0) {
    throw new Error(
      `the model keeps more state than qpos, qvel and act, which is not supported: ${hidden.join(', ')}`,
    );
  }
}

/** Lower and upper bounds of the controls. */
export function controlRange(mujoco: MainModule, model: MjModel): [Float64Array, Float64Array] {
  const range: Float64Array = model.actuator_ctrlrange;
  const low = new Float64Array(model.nu);
  const high = new Float64Array(model.nu);
  for (let i = 0; i < model.nu; i++) {
    low[i] = range[2 * i]!;
    high[i] = range[2 * i + 1]!;
    if (!(low[i]! < high[i]!)) {
      const name = objectName(mujoco, model, 'mjOBJ_ACTUATOR', i) || String(i);
      throw new Error(`actuator '${name}' has no control range: give it a ctrlrange in the model`);
    }
  }
  return [low, high];
}
