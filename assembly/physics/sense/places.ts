// What is read of where things are: points, axes, orientations, directions. Each returns where its vectors are.

import { add, and, broadcast, div, load, mul, splat, store, sub } from '../../vector';
import { bodySlot, qpos, temporary, whole, word } from '../bound.generated';
import {
  P,
  R,
  READ_HIGH,
  READ_INDEX,
  READ_LOW,
  READ_RELATIVE,
  READ_VECTOR,
  READ_ZONE,
} from '../layout.generated';
import { multiplyQuaternions, normalizeQuaternion } from '../rotations';
import { QUATERNION } from '../sizes';
import { rotate, spread3 } from '../spatial';
import {
  alongAxes,
  bodyOf,
  conjugate,
  frameAxes,
  frameOf,
  framePoint,
  frameQuaternion,
  otherBodyOf,
  otherFrameOf,
  subtract3,
} from './frame';
import { insideZone } from './zone';

// In `temporary`.
const OTHER: usize = QUATERNION; // after what is returned
const MATRIX: usize = OTHER + QUATERNION;

/** The frame's point in the world, or in the frame that it is seen from. */
export function readPoint(read: usize): usize {
  const point = temporary;
  framePoint(point, bodyOf(read), frameOf(read));
  if (whole(read, READ_RELATIVE)) seenFrom(point, read);
  else subtract3(point, point, bodySlot(0) + P);
  return point;
}

/** A point, counted from where positions are, in the frame that is looked from. */
function seenFrom(point: usize, read: usize): void {
  const body = otherBodyOf(read);
  const frame = otherFrameOf(read);
  const origin = temporary + OTHER;
  framePoint(origin, body, frame);
  subtract3(point, point, origin);
  alongAxes(point, frameAxes(temporary + MATRIX, body, frame), point);
}

/** The frame's axes in the world, a matrix by rows. */
export function readAxes(read: usize): usize {
  return frameAxes(temporary, bodyOf(read), frameOf(read));
}

/** The frame's orientation, or how it is turned from the other's. */
export function readQuaternion(read: usize): usize {
  const q = frameQuaternion(temporary, bodyOf(read), frameOf(read));
  if (!whole(read, READ_RELATIVE)) return q;
  const other = temporary + OTHER;
  conjugate(other, frameQuaternion(other, otherBodyOf(read), otherFrameOf(read)));
  multiplyQuaternions(temporary, other, q);
  return temporary;
}

/** A vector that is fixed in the body, along the world's axes or the other frame's. */
export function readDirection(read: usize): usize {
  const out = temporary;
  spread3(out, word(read, READ_VECTOR));
  rotate(out, bodyOf(read) + R, out);
  if (!whole(read, READ_RELATIVE)) return out;
  alongAxes(out, frameAxes(temporary + MATRIX, otherBodyOf(read), otherFrameOf(read)), out);
  return out;
}

/** A vector that is fixed in the world, along the frame's axes. */
export function readField(read: usize): usize {
  const out = temporary;
  spread3(out, word(read, READ_VECTOR));
  alongAxes(out, frameAxes(temporary + MATRIX, bodyOf(read), frameOf(read)), out);
  return out;
}

/** 1 where the frame's point is in the zone of the other frame, else 0. */
export function readInside(read: usize): usize {
  const point = temporary;
  framePoint(point, bodyOf(read), frameOf(read));
  seenFrom(point, read);
  const inside = insideZone(whole(read, READ_ZONE), word(read, READ_VECTOR), point);
  store(temporary, and(splat(1), inside));
  return temporary;
}

/** Where the point is in the image of a camera, in pixels: x to the right, y downward; a camera looks along −z. */
export function readProjection(read: usize): usize {
  const point = temporary;
  framePoint(point, bodyOf(read), frameOf(read));
  seenFrom(point, read);
  const depth = load(point, 2);
  const x = mul(broadcast(read, READ_VECTOR), div(load(point, 0), depth));
  const y = mul(broadcast(read, READ_VECTOR + 1), div(load(point, 1), depth));
  store(point, sub(broadcast(read, READ_LOW), x), 0);
  store(point, add(y, broadcast(read, READ_HIGH)), 1);
  return point;
}

/** The quaternion of the state, its length 1. */
export function readRotation(group: usize, read: usize): usize {
  normalizeQuaternion(temporary, qpos(group, whole(read, READ_INDEX)));
  return temporary;
}
