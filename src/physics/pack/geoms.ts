/** The table of geoms of a packed model (assembly/physics/schema.mjs): those that can touch something. */

import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { quaternionAt, quaternionToMatrix } from '../../worlds/quaternion.js';
import type { WordWriter } from '../words.js';
import type { HeightField } from './height-fields.js';
import type { Hull } from './hulls.js';
import type { ContactPair } from './pairs.js';
import { numbers } from './reading.js';

/** Rows in the table of geoms: those that can touch something. */
export function touchingGeoms(pairs: readonly ContactPair[]): Map<number, number> {
  const used = new Set(pairs.flatMap(({ first, second }) => [first, second]));
  return new Map([...used].sort((a, b) => a - b).map((geom, row) => [geom, row]));
}

/** Meshes or height fields of the geoms of a type that collide, each once. */
export function assetsOf(model: MjModel, type: number, rows: ReadonlyMap<number, number>): number[] {
  const geoms = [...rows.keys()].filter((geom) => model.geom_type[geom] === type);
  return [...new Set(geoms.map((geom) => model.geom_dataid[geom] as number))];
}

export function writeGeoms(
  writer: WordWriter,
  mujoco: MainModule,
  model: MjModel,
  rows: ReadonlyMap<number, number>,
  hulls: readonly Hull[],
  fields: readonly HeightField[],
): void {
  const { mjGEOM_MESH, mjGEOM_HFIELD } = mujoco.mjtGeom;
  const moving = movingSurfaces(model, rows);
  for (const [geom, row] of rows) {
    const asset: number = model.geom_dataid[geom];
    const isOf = (type: { value: number }) => model.geom_type[geom] === type.value;
    writer.row('geoms', row, {
      body: model.geom_bodyid[geom],
      type: model.geom_type[geom],
      position: numbers(model.geom_pos, 3 * geom, 3),
      axes: quaternionToMatrix(quaternionAt(model.geom_quat, 4 * geom)),
      size: numbers(model.geom_size, 3 * geom, 3),
      bound: model.geom_rbound[geom],
      meshRow: isOf(mjGEOM_MESH) ? hulls.findIndex(({ mesh }) => mesh === asset) : -1,
      heightFieldRow: isOf(mjGEOM_HFIELD) ? fields.findIndex(({ field }) => field === asset) : -1,
      surfaceRow: moving.indexOf(geom),
    });
  }
  moving.forEach((geom, row) => {
    writer.row('surfaces', row, { velocity: surfaceVelocity(model, geom) });
  });
}

/** Velocity of a geom's surface in the geom's frame, linear and angular. */
function surfaceVelocity(model: MjModel, geom: number): number[] {
  return numbers(model.geom_surfacevel, 6 * geom, 6);
}

export function hasMovingSurface(model: MjModel, geom: number): boolean {
  return surfaceVelocity(model, geom).some((x) => x !== 0);
}

/** Those of the geoms that collide whose surfaces move. */
export function movingSurfaces(model: MjModel, rows: ReadonlyMap<number, number>): number[] {
  return [...rows.keys()].filter((geom) => hasMovingSurface(model, geom));
}
