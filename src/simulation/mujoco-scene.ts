/** What a viewer needs of a MuJoCo model: its visible shapes, and where they are. */

import { type MainModule, type MjModel, objectName } from './mujoco-module.js';
import type { DataViews } from './mujoco-reads.js';
import type { Mesh, Scene, SceneShape } from './world.js';

/** Geoms of groups 3 and up are hidden in MuJoCo's own viewer; so they are here. */
const VISIBLE_GROUPS = 3;

/** The colour that MuJoCo gives a geom which has none of its own; a material's colour then counts. */
const NO_COLOR = [0.5, 0.5, 0.5, 1].map(Math.fround);

/** A mesh of more triangles is drawn as the box around it: a recording has its scene as text. */
const MOST_FACES = 20_000;

/** Of mjtJoint. */
const FREE = 0;
const SLIDE = 2;

type Quaternion = readonly [number, number, number, number];
type Vector = readonly [number, number, number];

interface Placed {
  readonly body: number;
  /** Place of the shape in its body's frame. */
  readonly position: Vector;
  readonly rotation: Quaternion;
}

export class MujocoScene {
  readonly scene: Scene;
  readonly #moving: Placed[] = [];

  constructor(mujoco: MainModule, model: MjModel, views: DataViews) {
    const kinds = kindsByType(mujoco);
    const shapes: SceneShape[] = [];
    const free = freeBody(model)?.body;
    let follow: number | undefined;
    let followsFree = false;
    for (let geom = 0; geom < model.ngeom; geom++) {
      const type: number = model.geom_type[geom];
      const kind = kinds.get(type);
      const rgba = color(model, geom);
      if (!kind || rgba[3] === 0 || model.geom_group[geom] >= VISIBLE_GROUPS) continue;
      const isMesh = type === mujoco.mjtGeom.mjGEOM_MESH.value;
      const placed = place(model, geom, isMesh);
      // The frame of a mesh is that of its bounding box, whose half extents follow its centre in geom_aabb.
      const size = isMesh ? three(model.geom_aabb, 6 * geom + 3) : three(model.geom_size, 3 * geom);
      const mesh = isMesh ? triangles(model, geom) : undefined;
      const shape = {
        name: name(mujoco, model, geom),
        kind,
        size,
        color: three(rgba, 0),
        ...(mesh ? { mesh } : {}),
      };
      const fixed = model.body_weldid[placed.body] === 0 && model.body_mocapid[placed.body] < 0;
      if (fixed) {
        const pose = new Float32Array(7);
        writePose(placed, views, pose, 0);
        shapes.push({ ...shape, pose: [...pose] });
      } else {
        const isFree = placed.body === free;
        if (follow === undefined || (isFree && !followsFree)) follow = shapes.length;
        followsFree ||= isFree;
        this.#moving.push(placed);
        shapes.push(shape);
      }
    }
    this.scene = { shapes, follow };
  }

  /** Writes 7 numbers for each moving shape, in the scene's order. */
  poses(views: DataViews, out: Float32Array): void {
    if (out.length < 7 * this.#moving.length) {
      throw new RangeError(`poses needs room for ${7 * this.#moving.length} numbers, got ${out.length}`);
    }
    this.#moving.forEach((placed, i) => {
      writePose(placed, views, out, 7 * i);
    });
  }
}

/**
 * The first body that can go anywhere, on a free joint or on slides along x, y and z: the torso of a robot, or what a
 * robot that is fixed handles.
 *
 * @returns its number, and where the x of its velocity is in qvel; undefined if there is none
 */
export function freeBody(model: MjModel): { body: number; velocity: number } | undefined {
  for (let joint = 0; joint < model.njnt; joint++) {
    const found = { body: model.jnt_bodyid[joint], velocity: model.jnt_dofadr[joint] };
    if (model.jnt_type[joint] === FREE) return found;
    const isSlideAlong = (axis: number): boolean => {
      const other = joint + axis;
      return (
        other < model.njnt &&
        model.jnt_type[other] === SLIDE &&
        model.jnt_bodyid[other] === found.body &&
        model.jnt_axis[3 * other + axis] === 1
      );
    };
    if (model.body_parentid[found.body] === 0 && [0, 1, 2].every(isSlideAlong)) return found;
  }
  return undefined;
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

function name(mujoco: MainModule, model: MjModel, geom: number): string {
  return objectName(mujoco, model, 'mjOBJ_GEOM', geom) || `geom ${geom}`;
}

function color(model: MjModel, geom: number): number[] {
  const own: number[] = [...model.geom_rgba.subarray(4 * geom, 4 * geom + 4)];
  const material: number = model.geom_matid[geom];
  const plain = own.every((part, i) => part === NO_COLOR[i]);
  return material >= 0 && plain ? [...model.mat_rgba.subarray(4 * material, 4 * material + 4)] : own;
}

function place(model: MjModel, geom: number, mesh: boolean): Placed {
  const q = model.geom_quat;
  const rotation: Quaternion = [q[4 * geom], q[4 * geom + 1], q[4 * geom + 2], q[4 * geom + 3]];
  let position = three(model.geom_pos, 3 * geom);
  if (mesh) {
    const [x, y, z] = rotate(rotation, three(model.geom_aabb, 6 * geom));
    position = [position[0] + x, position[1] + y, position[2] + z];
  }
  return { body: model.geom_bodyid[geom], position, rotation };
}

/** The triangles of a mesh, around the centre of its bounding box; undefined if they are too many. */
function triangles(model: MjModel, geom: number): Mesh | undefined {
  const mesh: number = model.geom_dataid[geom];
  const count: number = model.mesh_facenum[mesh];
  if (!(count > 0 && count <= MOST_FACES)) return undefined;
  const part = (array: ArrayLike<number>, first: number, rows: number): number[] =>
    Array.from({ length: 3 * rows }, (_, i) => array[3 * first + i]!);
  const centre = three(model.geom_aabb, 6 * geom);
  const corners = part(model.mesh_vert, model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]);
  return {
    vertices: corners.map((value, i) => Number((value - centre[i % 3]!).toPrecision(6))),
    faces: part(model.mesh_face, model.mesh_faceadr[mesh], count),
  };
}

function writePose(
  { body, position, rotation }: Placed,
  views: DataViews,
  out: Float32Array,
  at: number,
): void {
  const { xpos, xquat } = views;
  const b: Quaternion = [xquat[4 * body]!, xquat[4 * body + 1]!, xquat[4 * body + 2]!, xquat[4 * body + 3]!];
  const moved = rotate(b, position);
  for (let i = 0; i < 3; i++) out[at + i] = xpos[3 * body + i]! + moved[i]!;
  out.set(multiply(b, rotation), at + 3);
}

function multiply([aw, ax, ay, az]: Quaternion, [bw, bx, by, bz]: Quaternion): Quaternion {
  return [
    aw * bw - ax * bx - ay * by - az * bz,
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
  ];
}

/** v rotated by the unit quaternion (w, u): v + 2 u × (u × v + w v). */
function rotate([w, x, y, z]: Quaternion, [vx, vy, vz]: Vector): Vector {
  const tx = y * vz - z * vy + w * vx;
  const ty = z * vx - x * vz + w * vy;
  const tz = x * vy - y * vx + w * vz;
  return [vx + 2 * (y * tz - z * ty), vy + 2 * (z * tx - x * tz), vz + 2 * (x * ty - y * tx)];
}

function three(array: ArrayLike<number>, at: number): [number, number, number] {
  return [array[at]!, array[at + 1]!, array[at + 2]!];
}
