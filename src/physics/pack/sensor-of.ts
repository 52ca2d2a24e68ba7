/** A sensor of a compiled model, and the zones that sites are. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import type { ActuatorReads } from '../packed.js';
import type { ReadRow } from '../read-rows.js';
import { numbers } from './reading.js';

/** A sensor, and the model it is of. */
export interface SensorOf {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly sensor: number;
  /** What is sensed: type (mjtObj) and number. */
  readonly object: readonly [type: number, id: number];
  /** What it is seen from, if anything. */
  readonly reference: readonly [type: number, id: number] | undefined;
  readonly dim: number;
  /** Rows of geoms in the table of those that can touch. */
  readonly geomRows: ReadonlyMap<number, number>;
  /** What is gathered of each actuator. */
  readonly actuators: readonly ActuatorReads[];
  /** Joints whose actuators hold up weight. */
  readonly carries: readonly boolean[];
}

/** Site types that are zones. */
const ZONES = [
  'mjGEOM_SPHERE',
  'mjGEOM_CAPSULE',
  'mjGEOM_ELLIPSOID',
  'mjGEOM_CYLINDER',
  'mjGEOM_BOX',
] as const;

/** Shape and size of a site. */
export function zoneOf(mujoco: MainModule, model: MjModel, site: number): Partial<ReadRow> | string {
  const zone: number = model.site_type[site];
  if (!ZONES.some((type) => mujoco.mjtGeom[type].value === zone)) return 'a site that is not a solid shape';
  return { zone, vector: numbers(model.site_size, 3 * site, 3) };
}
