/** Reading a compiled MuJoCo model, and the little geometry that packing needs. */

import { type MainModule, type MjModel, type ObjectKind, objectName } from '../../worlds/mujoco/module.js';
import {
  quaternionAt,
  quaternionToMatrix,
  rotateVector,
  type Vector,
  vectorAt,
} from '../../worlds/quaternion.js';

/** A part of one of the model's arrays, copied. */
export function numbers(array: ArrayLike<number>, from = 0, count = array.length - from): number[] {
  return Array.from({ length: count }, (_, i) => array[from + i]!);
}

/** Name for a message: the object's own, or its number. */
export function label(mujoco: MainModule, model: MjModel, kind: ObjectKind, index: number): string {
  const word = kind.slice('mjOBJ_'.length).toLowerCase();
  const name = objectName(mujoco, model, kind, index);
  return name ? `${word} '${name}'` : `${word} ${index}`;
}

/** Whether a joint has limits. Through its accessor, because the bindings cannot read the array of booleans. */
export function isLimited(model: MjModel, joint: number): boolean {
  const accessor = model.jnt(joint);
  try {
    return Boolean(accessor.limited);
  } finally {
    accessor.delete();
  }
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** Normal and a point of a plane on a body that does not move, in the world. */
export function planeInWorld(model: MjModel, geom: number): [normal: Vector, point: Vector] {
  let normal = rotateVector(quaternionAt(model.geom_quat, 4 * geom), [0, 0, 1]);
  let point = vectorAt(model.geom_pos, 3 * geom);
  for (let b: number = model.geom_bodyid[geom]; b > 0; b = model.body_parentid[b]) {
    const quaternion = quaternionAt(model.body_quat, 4 * b);
    const [x, y, z] = rotateVector(quaternion, point);
    const [px, py, pz] = vectorAt(model.body_pos, 3 * b);
    normal = rotateVector(quaternion, normal);
    point = [x + px, y + py, z + pz];
  }
  return [normal, point];
}

/** A tangent of a plane, as MuJoCo chooses one for contacts that have no direction of their own. */
export function tangentOf(normal: readonly number[]): number[] {
  const along = Math.abs(normal[1]!) < 0.5 ? [0, 1, 0] : [0, 0, 1];
  const lift = dot(along, normal);
  const level = along.map((x, i) => x - lift * normal[i]!);
  const length = Math.sqrt(dot(level, level));
  return level.map((x) => x / length);
}

/** Rotational inertia of a body about its centre of mass in its own axes: xx xy xz yy yz zz. */
export function inertiaInBody(model: MjModel, b: number): number[] {
  const R = quaternionToMatrix(quaternionAt(model.body_iquat, 4 * b));
  const principal = numbers(model.body_inertia, 3 * b, 3);
  const entry = (i: number, j: number) =>
    principal.reduce((sum, moment, k) => sum + R[3 * i + k]! * moment * R[3 * j + k]!, 0);
  return [entry(0, 0), entry(0, 1), entry(0, 2), entry(1, 1), entry(1, 2), entry(2, 2)];
}
