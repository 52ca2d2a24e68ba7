/** What a compiled MuJoCo model says of where episodes can begin. */

import { numbers } from '../../physics/pack/reading.js';
import type { Keyframe } from '../keyframes.js';
import { type MainModule, type MjModel, objectName } from './module.js';

/** Copies a model's keyframes. Their time is left out, which is no part of a state. */
export function modelKeyframes(mujoco: MainModule, model: MjModel): Keyframe[] {
  const { nq, nv, na, nu, nmocap } = model;
  return Array.from({ length: model.nkey }, (_, k) => {
    const row = (array: Float64Array, size: number) => numbers(array, k * size, size);
    return {
      name: objectName(mujoco, model, 'mjOBJ_KEY', k),
      state: [
        ...row(model.key_qpos, nq),
        ...row(model.key_qvel, nv),
        ...row(model.key_act, na),
        ...row(model.key_mpos, 3 * nmocap),
        ...row(model.key_mquat, 4 * nmocap),
      ],
      ctrl: row(model.key_ctrl, nu),
    };
  });
}
