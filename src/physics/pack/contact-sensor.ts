/** The sensor `contact`: which contacts it tells of, and what of them. */

import { otherFields } from '../frame-rows.js';
import { READ, type ReadRow, TOUCHING } from '../read-rows.js';
import { objectFrame } from './object-frames.js';
import { type SensorOf, zoneOf } from './sensor-of.js';

/** Numbers of each field, in the order of mjtConDataField. */
const FIELD_SIZES = [1, 3, 3, 1, 3, 3, 3];

/** Its row, or why it has none. */
export function contactSensor(of: SensorOf): Omit<ReadRow, 'count'> | string {
  const { mujoco, model, sensor, dim, object, reference } = of;
  const gaps = [model.geom_gap, model.pair_gap].some((gap) =>
    Array.from(gap as ArrayLike<number>).some((x) => x !== 0),
  );
  if (gaps) return 'contacts without force, within a gap, are not told of there';
  const each: number = model.sensor_intprm.length / model.nsensor;
  const fields: number = model.sensor_intprm[each * sensor];
  const size = FIELD_SIZES.reduce((sum, count, bit) => sum + ((fields >> bit) & 1) * count, 0);
  const [firstKind, firstIndex] = touching(of, object);
  const [secondKind, secondIndex] = touching(of, reference ?? [mujoco.mjtObj.mjOBJ_UNKNOWN.value, -1]);
  const row = {
    kind: READ.CONTACTS,
    firstKind,
    firstIndex,
    secondKind,
    secondIndex,
    fields,
    reduce: model.sensor_intprm[each * sensor + 1],
    slots: dim / size,
  };
  if (firstKind !== TOUCHING.ZONE) return row;
  const zone = zoneOf(mujoco, model, object[1]);
  if (typeof zone === 'string') return zone;
  return { ...row, ...zone, ...otherFields(objectFrame(mujoco, model, ...object)) };
}

/** A body of MuJoCo's is itself alone here, an xbody all that hangs on it. A geom that can touch nothing has no row. */
function touching({ mujoco, geomRows }: SensorOf, [type, id]: readonly [number, number]): [number, number] {
  const { mjOBJ_SITE, mjOBJ_GEOM, mjOBJ_BODY, mjOBJ_XBODY } = mujoco.mjtObj;
  if (type === mjOBJ_SITE.value) return [TOUCHING.ZONE, 0];
  if (type === mjOBJ_GEOM.value) return [TOUCHING.GEOM, geomRows.get(id) ?? -1];
  if (type === mjOBJ_BODY.value) return [TOUCHING.BODY, id];
  return type === mjOBJ_XBODY.value ? [TOUCHING.SUBTREE, id] : [TOUCHING.ANYTHING, 0];
}
