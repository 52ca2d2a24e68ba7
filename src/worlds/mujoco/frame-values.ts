/** Quantities of frames that MuJoCo computes when asked, rather than keeps in an array. */

import type { FrameKind, FrameObject } from '../quantity-kinds.js';
import { multiplyQuaternions, quaternionAt } from '../quaternion.js';
import type { Model } from './find.js';
import type { MjModel } from './module.js';
import type { DataViews } from './views.js';

/** Writes a quantity's numbers into `out`, from an index on. */
export type FrameValue = (views: DataViews, out: Float64Array, at: number) => void;

interface Frame {
  readonly object: FrameObject;
  readonly what: FrameKind;
  readonly id: number;
  /** Along the frame's own axes. */
  readonly own: boolean;
}

export function frameValue(where: Model, { object, what, id, own }: Frame): FrameValue {
  const { mujoco, model, data, six } = where;
  if (what === 'Quaternion') return quaternion(model, object as 'geom' | 'site', id);
  const types = { body: 'mjOBJ_XBODY', geom: 'mjOBJ_GEOM', site: 'mjOBJ_SITE' } as const;
  const type = mujoco.mjtObj[types[object]].value;
  const accelerates = what.endsWith('Acceleration');
  const first = what.startsWith('Angular') ? 0 : 3; // of the six numbers the angular ones come first
  return (_views, out, at) => {
    if (accelerates) {
      if (!data.flg_rnepost) mujoco.mj_rnePostConstraint(model, data);
      mujoco.mj_objectAcceleration(model, data, type, id, six, Number(own));
    } else {
      mujoco.mj_objectVelocity(model, data, type, id, six, Number(own));
    }
    const numbers: Float64Array = six.GetView();
    for (let i = 0; i < 3; i++) out[at + i] = numbers[first + i]!;
  };
}

/** Of a geom or site: that of its body, then its own in the body's frame. */
function quaternion(model: MjModel, object: 'geom' | 'site', id: number): FrameValue {
  const body: number = object === 'geom' ? model.geom_bodyid[id] : model.site_bodyid[id];
  const own = quaternionAt(object === 'geom' ? model.geom_quat : model.site_quat, 4 * id);
  return ({ xquat }, out, at) => {
    out.set(multiplyQuaternions(quaternionAt(xquat, 4 * body), own), at);
  };
}

/** Of a body and all that hangs on it, which MuJoCo computes when asked. */
export function subtreeValue(
  { mujoco, model, data }: Model,
  kind: 'subtreeLinearVelocity' | 'subtreeAngularMomentum',
  body: number,
): FrameValue {
  const view = kind === 'subtreeLinearVelocity' ? 'subtree_linvel' : 'subtree_angmom';
  return (views, out, at) => {
    if (!data.flg_subtreevel) mujoco.mj_subtreeVel(model, data);
    for (let i = 0; i < 3; i++) out[at + i] = views[view][3 * body + i]!;
  };
}
