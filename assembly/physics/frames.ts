// Into and out of frames: of bodies, given by a matrix of vectors, and of what is fixed to bodies, given by a matrix in
// a table row. Matrices are by rows; an output may be the vector that is read.

import { add, broadcast, dot3, load, store, sub } from '../vector';
import { P, R } from './layout.generated';
import { rotate } from './spatial';

/** out = the arm to a point from the point that motions and forces of a body are about, its position. @inline */
export function fromReference(out: usize, body: usize, point: usize): void {
  for (let i: usize = 0; i < 3; i++) store(out, sub(load(point, i), load(body + P, i)), i);
}

/** out = Rᵀ v. @inline */
export function rotateBack(out: usize, R: usize, v: usize): void {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  store(out, dot3(load(R, 0), load(R, 3), load(R, 6), x, y, z), 0);
  store(out, dot3(load(R, 1), load(R, 4), load(R, 7), x, y, z), 1);
  store(out, dot3(load(R, 2), load(R, 5), load(R, 8), x, y, z), 2);
}

/** out = Aᵀ v with A a table's: a vector along the axes that are its columns. @inline */
export function toAxes(out: usize, axes: usize, v: usize): void {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  store(out, dot3(broadcast(axes, 0), broadcast(axes, 3), broadcast(axes, 6), x, y, z), 0);
  store(out, dot3(broadcast(axes, 1), broadcast(axes, 4), broadcast(axes, 7), x, y, z), 1);
  store(out, dot3(broadcast(axes, 2), broadcast(axes, 5), broadcast(axes, 8), x, y, z), 2);
}

/** out = A v with A a table's. @inline */
export function fromAxes(out: usize, axes: usize, v: usize): void {
  const x = load(v, 0);
  const y = load(v, 1);
  const z = load(v, 2);
  store(out, dot3(broadcast(axes, 0), broadcast(axes, 1), broadcast(axes, 2), x, y, z), 0);
  store(out, dot3(broadcast(axes, 3), broadcast(axes, 4), broadcast(axes, 5), x, y, z), 1);
  store(out, dot3(broadcast(axes, 6), broadcast(axes, 7), broadcast(axes, 8), x, y, z), 2);
}

/** out = a point in the frame (position and axes of a table) of what is fixed to a body. */
export function intoFrame(out: usize, body: usize, position: usize, axes: usize, point: usize): void {
  for (let i: usize = 0; i < 3; i++) store(out, sub(load(point, i), load(body + P, i)), i);
  rotateBack(out, body + R, out);
  for (let i: usize = 0; i < 3; i++) store(out, sub(load(out, i), broadcast(position, i)), i);
  toAxes(out, axes, out);
}

/** The inverse of `intoFrame`. */
export function outOfFrame(out: usize, body: usize, position: usize, axes: usize, point: usize): void {
  fromAxes(out, axes, point);
  for (let i: usize = 0; i < 3; i++) store(out, add(load(out, i), broadcast(position, i)), i);
  rotate(out, body + R, out);
  for (let i: usize = 0; i < 3; i++) store(out, add(load(out, i), load(body + P, i)), i);
}
