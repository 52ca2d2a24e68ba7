/**
 * What a viewer draws of a compiled MuJoCo model, by the rules of MuJoCo's own viewer. MuJoCo's worlds and packed models
 * both have their shapes from here.
 */

import { type Place, placeIn, quaternionAt, vectorAt } from '../quaternion.js';
import type { PlacedScene, PlacedShape } from '../scene.js';
import type { Mesh, SceneShape } from '../world.js';
import { freeBody } from './joints.js';
import { type MainModule, type MjModel, objectName } from './module.js';

/** Geoms of groups 3 and up are hidden in MuJoCo's own viewer; so they are here. */
const VISIBLE_GROUPS = 3;

/** The colour that MuJoCo gives a geom which has none of its own; a material's colour then counts. */
const NO_COLOR = [0.5, 0.5, 0.5, 1].map(Math.fround);

/** A mesh of more triangles is drawn as the box around it: a recording and a packed model have their scene as text. */
const MOST_FACES = 20_000;

const NO_PLACE: Place = { position: [0, 0, 0], turn: [1, 0, 0, 0] };

/** Visible geoms of the kinds that a viewer can draw. Height fields and signed distance fields are left out. */
export function modelScene(mujoco: MainModule, model: MjModel): PlacedScene {
  const kinds = kindsByType(mujoco);
  const shapes: PlacedShape[] = [];
  const free = freeBody(model)?.body;
  for (let geom = 0; geom < model.ngeom; geom++) {
    const type: number = model.geom_type[geom];
    const kind = kinds.get(type);
    const [red, green, blue, opacity] = color(model, geom) as [number, number, number, number];
    if (!kind || opacity === 0 || model.geom_group[geom] >= VISIBLE_GROUPS) continue;
    const isMesh = type === mujoco.mjtGeom.mjGEOM_MESH.value;
    const mesh = isMesh ? triangles(model, geom) : undefined;
    shapes.push({
      shape: {
        name: objectName(mujoco, model, 'mjOBJ_GEOM', geom) || `geom ${geom}`,
        kind,
        // The frame of a mesh is that of its bounding box, whose half extents follow its centre in geom_aabb.
        size: isMesh ? vectorAt(model.geom_aabb, 6 * geom + 3) : vectorAt(model.geom_size, 3 * geom),
        color: [red, green, blue],
        ...(mesh ? { mesh } : {}),
      },
      ...where(model, model.geom_bodyid[geom], placeInBody(model, geom, isMesh)),
    });
  }
  const follow = shapes.findIndex(({ body }) => body !== 0 && body === free);
  return follow < 0 ? { shapes } : { shapes, follow };
}

function kindsByType(mujoco: MainModule): Map<number, SceneShape['kind']> {
  const { mjtGeom } = mujoco;
  return new Map<number, SceneShape['kind']>([
    [mjtGeom.mjGEOM_PLANE.value, 'plane'],
    [mjtGeom.mjGEOM_SPHERE.value, 'sphere'],
    [mjtGeom.mjGEOM_CAPSULE.value, 'capsule'],
    [mjtGeom.mjGEOM_ELLIPSOID.value, 'ellipsoid'],
    [mjtGeom.mjGEOM_CYLINDER.value, 'cylinder'],
    [mjtGeom.mjGEOM_BOX.value, 'box'],
    [mjtGeom.mjGEOM_MESH.value, 'box'],
  ]);
}

/** r g b and opacity. */
function color(model: MjModel, geom: number): number[] {
  const own: number[] = [...model.geom_rgba.subarray(4 * geom, 4 * geom + 4)];
  const material: number = model.geom_matid[geom];
  const plain = own.every((part, i) => part === NO_COLOR[i]);
  return material >= 0 && plain ? [...model.mat_rgba.subarray(4 * material, 4 * material + 4)] : own;
}

function placeInBody(model: MjModel, geom: number, isMesh: boolean): Place {
  const position = vectorAt(model.geom_pos, 3 * geom);
  const turn = quaternionAt(model.geom_quat, 4 * geom);
  if (!isMesh) return { position, turn };
  const centre = vectorAt(model.geom_aabb, 6 * geom);
  return placeIn({ position, turn }, { position: centre, turn: NO_PLACE.turn });
}

/** The body that takes a shape along, and the place there; the world for a body that nothing moves. */
function where(model: MjModel, body: number, place: Place): { body: number; place: number[] } {
  const fixed = fixedPlace(model, body);
  const { position, turn } = fixed ? placeIn(fixed, place) : place;
  return { body: fixed ? 0 : body, place: [...position, ...turn] };
}

/** Where a body is in the world; undefined if it moves: by a joint or as a mocap body, its own or of what it hangs on. */
function fixedPlace(model: MjModel, body: number): Place | undefined {
  if (body === 0) return NO_PLACE;
  if (model.body_jntnum[body] > 0 || model.body_mocapid[body] >= 0) return undefined;
  const parent = fixedPlace(model, model.body_parentid[body]);
  const position = vectorAt(model.body_pos, 3 * body);
  return parent && placeIn(parent, { position, turn: quaternionAt(model.body_quat, 4 * body) });
}

/** The triangles of a mesh, around the centre of its bounding box; undefined if they are too many. */
function triangles(model: MjModel, geom: number): Mesh | undefined {
  const mesh: number = model.geom_dataid[geom];
  const count: number = model.mesh_facenum[mesh];
  if (!(count > 0 && count <= MOST_FACES)) return undefined;
  const part = (array: ArrayLike<number>, first: number, rows: number): number[] =>
    Array.from({ length: 3 * rows }, (_, i) => array[3 * first + i]!);
  const centre = vectorAt(model.geom_aabb, 6 * geom);
  const corners = part(model.mesh_vert, model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]);
  return {
    vertices: corners.map((value, i) => Number((value - centre[i % 3]!).toPrecision(6))),
    faces: part(model.mesh_face, model.mesh_faceadr[mesh], count),
  };
}
