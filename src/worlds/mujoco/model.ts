/** What a world asks of a compiled model before it uses it. */

import { OptionError } from '../../options.js';
import { type MainModule, type MjModel, objectName } from './module.js';

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
    throw new OptionError(
      `the model keeps more state than qpos, qvel and act, which is not supported: ${hidden.join(', ')}`,
    );
  }
}

/**
 * Lower and upper bounds of the controls.
 *
 * @param title what messages call the model
 * @throws OptionError if there is nothing to control, or naming all actuators without bounds
 */
export function controlRange(
  mujoco: MainModule,
  model: MjModel,
  title?: string,
): [Float64Array, Float64Array] {
  if (model.nu === 0) {
    throw new OptionError(
      `the model${title === undefined ? '' : ` ${title}`} has no actuators: there is nothing to control`,
    );
  }
  const range: Float64Array = model.actuator_ctrlrange;
  const low = new Float64Array(model.nu);
  const high = new Float64Array(model.nu);
  const without: string[] = [];
  for (let i = 0; i < model.nu; i++) {
    low[i] = range[2 * i]!;
    high[i] = range[2 * i + 1]!;
    if (!(low[i]! < high[i]!)) without.push(actuatorName(mujoco, model, i));
  }
  if (without.length > 0) {
    const [subject, verb, each] =
      without.length === 1 ? ['actuator', 'has', 'it'] : ['actuators', 'have', 'each'];
    const where = title === undefined ? '' : ` of the model ${title}`;
    throw new OptionError(
      `${subject} ${without.join(', ')}${where} ${verb} no control range: give ${each} a ctrlrange in the model`,
    );
  }
  return [low, high];
}

/** The name, or the number and the joint that it moves. */
function actuatorName(mujoco: MainModule, model: MjModel, index: number): string {
  const name = objectName(mujoco, model, 'mjOBJ_ACTUATOR', index);
  if (name) return `'${name}'`;
  const { mjTRN_JOINT, mjTRN_JOINTINPARENT } = mujoco.mjtTrn;
  const onJoint = [mjTRN_JOINT.value, mjTRN_JOINTINPARENT.value].includes(model.actuator_trntype[index]);
  const joint = onJoint && objectName(mujoco, model, 'mjOBJ_JOINT', model.actuator_trnid[2 * index]);
  return joint ? `${index} (of joint '${joint}')` : String(index);
}
