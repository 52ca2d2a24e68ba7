/** The sensor `rangefinder`, and the geoms that its rays may meet: all that are not invisible. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { frameFields } from '../frame-rows.js';
import { READ, type ReadRow } from '../read-rows.js';
import { objectFrame } from './object-frames.js';
import { numbers } from './reading.js';
import type { SensorOf } from './sensor-of.js';

const SHAPES = [
  'mjGEOM_PLANE',
  'mjGEOM_SPHERE',
  'mjGEOM_CAPSULE',
  'mjGEOM_ELLIPSOID',
  'mjGEOM_CYLINDER',
  'mjGEOM_BOX',
] as const;

/** Its row, or why it has none. The rows of its targets follow it (`rayTargets`), but for those of its own body. */
export function rangefinder({ mujoco, model, sensor, object }: SensorOf): Omit<ReadRow, 'count'> | string {
  if (object[0] !== mujoco.mjtObj.mjOBJ_SITE.value) return 'depth images are not computed there';
  const DISTANCE_ALONE = 1 << mujoco.mjtRayDataField.mjRAYDATA_DIST.value;
  const each: number = model.sensor_intprm.length / model.nsensor;
  if (model.sensor_intprm[each * sensor] !== DISTANCE_ALONE) return 'rays tell their length alone there';
  const body: number = model.site_bodyid[object[1]];
  const shapes = SHAPES.map((name) => mujoco.mjtGeom[name].value as number);
  const others = seenGeoms(model).filter((geom) => model.geom_bodyid[geom] !== body);
  if (!others.every((geom) => shapes.includes(model.geom_type[geom])))
    return 'rays do not meet meshes and height fields there';
  return { kind: READ.RANGE, ...frameFields(objectFrame(mujoco, model, ...object)), slots: others.length };
}

/** Rows of all geoms that are seen, each with its body as the index, if there is a rangefinder. */
export function rayTargets(mujoco: MainModule, model: MjModel): ReadRow[] {
  const type = mujoco.mjtSensor.mjSENS_RANGEFINDER.value;
  if (!numbers(model.sensor_type).includes(type)) return [];
  return seenGeoms(model).map((geom) => ({
    kind: READ.TARGET,
    count: 0,
    ...frameFields(objectFrame(mujoco, model, mujoco.mjtObj.mjOBJ_GEOM.value, geom)),
    zone: model.geom_type[geom],
    vector: numbers(model.geom_size, 3 * geom, 3),
  }));
}

/** Geoms that are not invisible, by their own colour or by their material. */
function seenGeoms(model: MjModel): number[] {
  return Array.from({ length: model.ngeom }, (_, geom) => geom).filter((geom) => {
    const material: number = model.geom_matid[geom];
    return (material < 0 ? model.geom_rgba[4 * geom + 3] : model.mat_rgba[4 * material + 3]) !== 0;
  });
}
