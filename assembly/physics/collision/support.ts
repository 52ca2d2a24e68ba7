// The point of a geom that reaches furthest in a direction, its support: all that the convex routine knows of a shape
// (Ericson, Real-Time Collision Detection, section 9.5; MuJoCo's engine_collision_convex.c). In the geom's frame,
// with the direction d of length 1:
//
//     ellipsoid    S² d / |S d|, S the diagonal of its sizes
//     cylinder     r (dx, dy) / |(dx, dy)| on the rim, and the end on the side of d
//     capsule      r d from an end                     box    the corner on the side of d
//     mesh         a vertex of its hull, see mesh-support.ts
//
// A geom with a margin is thickened by half of it.

import { convexSlot, solidSlot } from '../bound.generated';
import {
  CONVEX_DIRECTION,
  CONVEX_LOCAL,
  CONVEX_OPPOSITE,
  GEOM_BOX,
  GEOM_CAPSULE,
  GEOM_CYLINDER,
  GEOM_ELLIPSOID,
  GEOM_MESH,
  SOLID_CENTRE,
  SOLID_MARGIN,
  SOLID_ROTATION,
  SOLID_SIZE,
  SOLID_TYPE,
  SOLID_VERTEX,
  SUPPORT_FIRST,
  SUPPORT_POINT,
  SUPPORT_SECOND,
  SUPPORT_VERTEX1,
  SUPPORT_VERTEX2,
} from '../layout.generated';
import { meshSupport } from './mesh-support';
import { advance, at, difference, inner, put, scaleTriple, setTriple, turn, turnBack } from './triples';

/** Types beside MuJoCo's: what is left of a sphere and a capsule without their radius. */
export const POINT_SHAPE: i32 = 16;
export const LINE_SHAPE: i32 = 17;

/** Below this a direction has no length. */
const TINY: f64 = 1e-30;

/**
 * Writes the point of the Minkowski difference that is furthest along the direction `CONVEX_DIRECTION`, of length
 * 1.
 */
export function supportOfPair(support: usize): void {
  const direction = convexSlot(0) + CONVEX_DIRECTION;
  const opposite = convexSlot(0) + CONVEX_OPPOSITE;
  const first = solidSlot(0);
  const second = solidSlot(1);
  scaleTriple(opposite, direction, -1);
  supportOf(support + SUPPORT_FIRST, first, direction);
  supportOf(support + SUPPORT_SECOND, second, opposite);
  difference(support + SUPPORT_POINT, support + SUPPORT_FIRST, support + SUPPORT_SECOND);
  i32.store(support + SUPPORT_VERTEX1, i32.load(first + SOLID_VERTEX));
  i32.store(support + SUPPORT_VERTEX2, i32.load(second + SOLID_VERTEX));
}

/** Writes the support of one geom. */
function supportOf(out: usize, solid: usize, direction: usize): void {
  const type = i32.load(solid + SOLID_TYPE);
  const local = convexSlot(0) + CONVEX_LOCAL;
  if (type === POINT_SHAPE) setTriple(local, 0, 0, 0);
  else {
    turnBack(local, solid + SOLID_ROTATION, direction);
    localSupport(local, solid, type);
  }
  turn(out, solid + SOLID_ROTATION, local);
  advance(out, out, 1, solid + SOLID_CENTRE);
  const margin = at(solid + SOLID_MARGIN, 0);
  if (margin > 0) advance(out, out, 0.5 * margin, direction);
}

/** Support in the geom's frame, in the place of the direction. */
function localSupport(local: usize, solid: usize, type: i32): void {
  const size = solid + SOLID_SIZE;
  const x = at(local, 0);
  const y = at(local, 1);
  const z = at(local, 2);
  const end = z >= 0 ? at(size, 1) : -at(size, 1);
  if (type === LINE_SHAPE) {
    setTriple(local, 0, 0, end);
  } else if (type === GEOM_CAPSULE) {
    scaleTriple(local, local, at(size, 0));
    put(local, 2, at(local, 2) + end);
  } else if (type === GEOM_CYLINDER) {
    const square = x * x + y * y;
    const scale = square >= TINY ? at(size, 0) / sqrt<f64>(square) : 0;
    setTriple(local, scale * x, scale * y, end);
    i32.store(solid + SOLID_VERTEX, z >= 0 ? 0 : 1);
  } else if (type === GEOM_ELLIPSOID) {
    ellipsoidSupport(local, size);
  } else if (type === GEOM_BOX) {
    setTriple(
      local,
      x >= 0 ? at(size, 0) : -at(size, 0),
      y >= 0 ? at(size, 1) : -at(size, 1),
      z >= 0 ? at(size, 2) : -at(size, 2),
    );
    i32.store(solid + SOLID_VERTEX, (x >= 0 ? 1 : 0) | (y >= 0 ? 2 : 0) | (z >= 0 ? 4 : 0));
  } else if (type === GEOM_MESH) {
    meshSupport(local, solid);
  } else {
    scaleTriple(local, local, at(size, 0)); // a sphere
  }
}

function ellipsoidSupport(local: usize, size: usize): void {
  for (let k: usize = 0; k < 3; k++) put(local, k, at(local, k) * at(size, k));
  const square = inner(local, local);
  if (square < TINY) {
    setTriple(local, at(size, 0), 0, 0);
    return;
  }
  const scale = 1 / sqrt<f64>(square);
  for (let k: usize = 0; k < 3; k++) put(local, k, at(local, k) * (scale * at(size, k)));
}
