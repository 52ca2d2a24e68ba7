/**
 * Quaternions w x y z and places x y z, w x y z, with + − × ÷ alone: exact to the last bit in every engine. Quaternions
 * that turn something have length 1.
 */

export type Vector = readonly [number, number, number];
export type Quaternion = readonly [number, number, number, number];

/** Hamilton's product a b: the turn b, then the turn a, both about the axes of the world. */
export function multiplyQuaternions(a: Quaternion, b: Quaternion): Quaternion {
  const [aw, ax, ay, az] = a;
  const [bw, bx, by, bz] = b;
  return [
    aw * bw - ax * bx - ay * by - az * bz,
    ax * bw + aw * bx + ay * bz - az * by,
    ay * bw + aw * by + az * bx - ax * bz,
    az * bw + aw * bz + ax * by - ay * bx,
  ];
}

/** Matrix, by rows, of a unit quaternion. */
export function quaternionToMatrix([w, x, y, z]: Quaternion): number[] {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}

/** v turned by a unit quaternion. */
export function rotateVector(quaternion: Quaternion, [x, y, z]: Vector): Vector {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = quaternionToMatrix(quaternion) as unknown as Nine;
  return [xx * x + xy * y + xz * z, yx * x + yy * y + yz * z, zx * x + zy * y + zz * z];
}

type Nine = readonly [number, number, number, number, number, number, number, number, number];

/** Where something is in a frame: its position x y z and its orientation w x y z. */
export interface Place {
  readonly position: Vector;
  readonly turn: Quaternion;
}

/** The place in the world of what has a place in a frame. */
export function placeIn(frame: Place, { position, turn }: Place): Place {
  const [x, y, z] = rotateVector(frame.turn, position);
  const [px, py, pz] = frame.position;
  return { position: [px + x, py + y, pz + z], turn: multiplyQuaternions(frame.turn, turn) };
}

/** Three numbers of an array, from an index on. */
export function vectorAt(array: ArrayLike<number>, at = 0): Vector {
  return [array[at]!, array[at + 1]!, array[at + 2]!];
}

/** Four numbers of an array, from an index on. */
export function quaternionAt(array: ArrayLike<number>, at = 0): Quaternion {
  return [array[at]!, array[at + 1]!, array[at + 2]!, array[at + 3]!];
}
