// The point of a geom that reaches furthest in a direction, its support: all that the convex routine knows of a shape
// (Ericson, Real-Time Collision Detection, section 9.5; MuJoCo's engine_collision_convex.c). In the geom's frame,
// with the direction d of length 1:
//
//     ellipsoid    S² d / |S d|, S the diagonal of its sizes
//     cylinder     r (dx, dy) / |(dx, dy)| on the rim, and the end on the side of d
//     box          the corner on the side of d
//     mesh         a vertex of its hull, see mesh-support.ts
//     prism        a corner of a piece of a height field
//
// Spheres and capsules reach r d from their centre or an end; they are done in the world, as only axis z of their
// rotation is known (place.ts). A geom with a margin is thickened by half of it.

import { convexSlot, solidSlot } from '../bound.generated';
import {
  CONVEX_DIRECTION,
  CONVEX_LOCAL,
  CONVEX_OPPOSITE,
  GEOM_BOX,
  GEOM_CAPSULE,
  GEOM_CYLINDER,
  GEOM_ELLIPSOID,
  GEOM_HFIELD,
  GEOM_SPHERE,
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
import { prismSupport } from './prism';
import {
  advance,
  at,
  copyTriple,
  difference,
  inner,
  put,
  scaleTriple,
  setTriple,
  turn,
  turnBack,
} from './triples';

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
export function supportOf(out: usize, solid: usize, direction: usize): void {
  const type = i32.load(solid + SOLID_TYPE);
  if (type === GEOM_HFIELD) {
    prismSupport(out, direction); // never thickened
    return;
  }
  if (type === POINT_SHAPE || type === LINE_SHAPE || type === GEOM_SPHERE || type === GEOM_CAPSULE) {
    roundSupport(out, solid, type, direction);
  } else {
    const local = convexSlot(0) + CONVEX_LOCAL;
    turnBack(local, solid + SOLID_ROTATION, direction);
    localSupport(local, solid, type);
    turn(out, solid + SOLID_ROTATION, local);
    advance(out, out, 1, solid + SOLID_CENTRE);
  }
  const margin = at(solid + SOLID_MARGIN, 0);
  if (margin > 0) advance(out, out, 0.5 * margin, direction);
}

/** Of a sphere or a capsule, or of what is left of them without their radius. */
function roundSupport(out: usize, solid: usize, type: i32, direction: usize): void {
  const R = solid + SOLID_ROTATION;
  const size = solid + SOLID_SIZE;
  copyTriple(out, solid + SOLID_CENTRE);
  if (type === LINE_SHAPE || type === GEOM_CAPSULE) {
    const z = at(R, 2) * at(direction, 0) + at(R, 5) * at(direction, 1) + at(R, 8) * at(direction, 2);
    const end = z >= 0 ? at(size, 1) : -at(size, 1);
    for (let k: usize = 0; k < 3; k++) put(out, k, at(out, k) + end * at(R, 3 * k + 2));
  }
  if (type === GEOM_SPHERE || type === GEOM_CAPSULE) advance(out, out, at(size, 0), direction);
}

/** Support in the geom's frame, in the place of the direction. */
function localSupport(local: usize, solid: usize, type: i32): void {
  const size = solid + SOLID_SIZE;
  const x = at(local, 0);
  const y = at(local, 1);
  const z = at(local, 2);
  const end = z >= 0 ? at(size, 1) : -at(size, 1);
  if (type === GEOM_CYLINDER) {
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
  } else {
    meshSupport(local, solid);
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
