/** Frames of what sensors are of: bodies, their principal axes of inertia, geoms, sites, cameras. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import type { PackedFrame } from '../frame-rows.js';
import { numbers } from './reading.js';

/** @param type mjtObj; a `BODY` is its inertial frame, an `XBODY` its own */
export function objectFrame(mujoco: MainModule, model: MjModel, type: number, id: number): PackedFrame {
  const { mjOBJ_BODY, mjOBJ_GEOM, mjOBJ_SITE, mjOBJ_CAMERA } = mujoco.mjtObj;
  const frame = (body: number, position: Float64Array, quaternion: Float64Array): PackedFrame => ({
    body,
    position: numbers(position, 3 * id, 3),
    quaternion: numbers(quaternion, 4 * id, 4),
  });
  if (type === mjOBJ_BODY.value) return frame(id, model.body_ipos, model.body_iquat);
  if (type === mjOBJ_GEOM.value) return frame(model.geom_bodyid[id], model.geom_pos, model.geom_quat);
  if (type === mjOBJ_SITE.value) return frame(model.site_bodyid[id], model.site_pos, model.site_quat);
  if (type === mjOBJ_CAMERA.value) return frame(model.cam_bodyid[id], model.cam_pos, model.cam_quat);
  return { body: id, position: [0, 0, 0], quaternion: [1, 0, 0, 0] };
}

/** Whether it is a camera that is not fixed to its body, but tracks or looks at something. */
export function isTurningCamera(mujoco: MainModule, model: MjModel, type: number, id: number): boolean {
  const FIXED = mujoco.mjtCamLight.mjCAMLIGHT_FIXED.value;
  return type === mujoco.mjtObj.mjOBJ_CAMERA.value && model.cam_mode[id] !== FIXED;
}
