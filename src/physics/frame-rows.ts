/** How a frame that is fixed to a body is written into a row of what to gather. */

import { type Quaternion, quaternionToMatrix } from '../worlds/quaternion.js';
import type { ReadRow } from './read-rows.js';

/** A frame fixed to a body; plain JSON. */
export interface PackedFrame {
  readonly body: number;
  /** In the body's frame. */
  readonly position: readonly number[];
  /** Orientation in the body's frame, w x y z. */
  readonly quaternion: readonly number[];
}

type Fields = Omit<ReadRow, 'kind' | 'count'>;

/** Of the frame that is read. */
export function frameFields({ body, position, quaternion }: PackedFrame): Fields {
  if (isIdentity(quaternion)) return { index: body, point: position };
  const rotation = quaternionToMatrix(quaternion as unknown as Quaternion);
  return { index: body, point: position, turned: 1, rotation, turn: quaternion };
}

/** Of the one that it is seen from. */
export function otherFields({ body, position, quaternion }: PackedFrame): Fields {
  const there = { relative: 1, otherBody: body, otherPoint: position };
  if (isIdentity(quaternion)) return there;
  const otherRotation = quaternionToMatrix(quaternion as unknown as Quaternion);
  return { ...there, otherTurned: 1, otherRotation, otherTurn: quaternion };
}

function isIdentity([w, x, y, z]: readonly number[]): boolean {
  return w === 1 && x === 0 && y === 0 && z === 0;
}
