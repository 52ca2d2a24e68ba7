/** Reading a compiled MuJoCo model, and the little geometry that packing needs. */

import { type MainModule, type MjModel, type ObjectKind, objectName } from '../../worlds/mujoco/module.js';
import { quaternionAt, quaternionToMatrix } from '../../worlds/quaternion.js';

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

/** Whether an equality constraint is active at the start. Through its accessor, as `isLimited`. */
export function isActive(model: MjModel, equality: number): boolean {
  const accessor = model.eq(equality);
  try {
    return Boolean(accessor.active0);
  } finally {
    accessor.delete();
  }
}

/** Rotational inertia of a body about its centre of mass in its own axes: xx xy xz yy yz zz. */
export function inertiaInBody(model: MjModel, b: number): number[] {
  const R = quaternionToMatrix(quaternionAt(model.body_iquat, 4 * b));
  const principal = numbers(model.body_inertia, 3 * b, 3);
  const entry = (i: number, j: number) =>
    principal.reduce((sum, moment, k) => sum + R[3 * i + k]! * moment * R[3 * j + k]!, 0);
  return [entry(0, 0), entry(0, 1), entry(0, 2), entry(1, 1), entry(1, 2), entry(2, 2)];
}
