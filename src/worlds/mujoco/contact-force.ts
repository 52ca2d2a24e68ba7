/** The force of all contacts between two geoms or bodies. */

import type { Quantity } from '../quantities.js';
import type { Touching } from '../quantity-kinds.js';
import { find, type Model } from './find.js';
import type { FrameValue } from './frame-values.js';

/** Total force on the second, along the world's axes. */
export function contactForce(where: Model, { between }: Quantity): FrameValue {
  const { mujoco, model, data, six } = where;
  const [first, second] = between!.map((one) => geomsOf(where, one)) as [Set<number>, Set<number>];
  return (_views, out, at) => {
    out.fill(0, at, at + 3);
    if (data.ncon === 0) return;
    const contacts = data.contact;
    for (let i = 0; i < data.ncon; i++) {
      const contact = contacts.get(i)!; // a copy
      const { geom1, geom2 } = contact;
      // MuJoCo's force is on the second geom of the contact, along the rows of its frame.
      const sign = first.has(geom1) && second.has(geom2) ? 1 : first.has(geom2) && second.has(geom1) ? -1 : 0;
      if (sign !== 0) {
        mujoco.mj_contactForce(model, data, i, six);
        const force: Float64Array = six.GetView();
        const frame: Float64Array = contact.frame;
        for (let k = 0; k < 9; k++) out[at + (k % 3)]! += sign * force[Math.floor(k / 3)]! * frame[k]!;
      }
      contact.delete();
    }
  };
}

function geomsOf(where: Model, one: Touching): Set<number> {
  if ('geom' in one) return new Set([find(where, 'geom', one.geom)]);
  const body = find(where, 'body', one.body);
  const { model } = where;
  return new Set(Array.from({ length: model.body_geomnum[body] }, (_, g) => model.body_geomadr[body] + g));
}
