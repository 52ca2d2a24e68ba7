/** The shapes of a MuJoCo model for a viewer, kept in a packed model so that it can be drawn without MuJoCo. */

import { type MainModule, type MjModel, objectName } from './mujoco-module.js';
import type { PackedShape } from './packed.js';
import { numbers } from './packed-reading.js';
import type { SceneShape } from './world.js';

/** Geoms of groups 3 and up are hidden in MuJoCo's own viewer; so they are here. */
const VISIBLE_GROUPS = 3;

/** Visible geoms of the kinds a viewer can draw. */
export function packedShapes(mujoco: MainModule, model: MjModel): PackedShape[] {
  const { mjtGeom } = mujoco;
  const kinds = new Map<number, SceneShape['kind']>([
    [mjtGeom.mjGEOM_PLANE.value, 'plane'],
    [mjtGeom.mjGEOM_SPHERE.value, 'sphere'],
    [mjtGeom.mjGEOM_CAPSULE.value, 'capsule'],
    [mjtGeom.mjGEOM_ELLIPSOID.value, 'ellipsoid'],
    [mjtGeom.mjGEOM_CYLINDER.value, 'cylinder'],
    [mjtGeom.mjGEOM_BOX.value, 'box'],
  ]);
  const shapes: PackedShape[] = [];
  for (let geom = 0; geom < model.ngeom; geom++) {
    const kind = kinds.get(model.geom_type[geom]);
    const [red, green, blue, opacity] = numbers(model.geom_rgba, 4 * geom, 4) as [
      number,
      number,
      number,
      number,
    ];
    if (!kind || opacity === 0 || model.geom_group[geom] >= VISIBLE_GROUPS) continue;
    shapes.push({
      shape: {
        name: objectName(mujoco, model, 'mjOBJ_GEOM', geom) || `geom ${geom}`,
        kind,
        size: numbers(model.geom_size, 3 * geom, 3) as [number, number, number],
        color: [red, green, blue],
      },
      body: model.geom_bodyid[geom],
      place: [...numbers(model.geom_pos, 3 * geom, 3), ...numbers(model.geom_quat, 4 * geom, 4)],
    });
  }
  return shapes;
}
