// Contacts of the geoms that MuJoCo leaves to its convex routine (mjc_Convex of engine_collision_convex.c):
// ellipsoids, cylinders and meshes with almost anything. Four worlds at once as far as to tell which are near, then
// those one at a time.
//
// The routine finds one contact. A cylinder that stands needs more: both geoms are turned by a thousandth about the
// contact, against each other, about either tangent and both ways (multiccd); where that finds a contact at another
// place, it is one more, with the distance of the first.

import { add, andNot, any, broadcast, dot3, le, load, mul, splat, sub } from '../../vector';
import {
  convexSlot,
  convexTurns,
  cornerSlot,
  geomRow,
  geomSlot,
  pairRow,
  solidSlot,
  whole,
  word,
} from '../bound.generated';
import {
  CENTRE,
  CONVEX_DISTANCE,
  CONVEX_E,
  CONVEX_FRAME,
  CONVEX_NEAR1,
  CONVEX_NEAR2,
  CONVEX_NORMAL,
  CONVEX_POINT,
  CONVEX_POINTS,
  CONVEX_TURN,
  CORNER_DISTANCE,
  CORNER_NEAR1,
  CORNER_NEAR2,
  GEOM_BOUND,
  GEOM_BOX,
  GEOM_CYLINDER,
  GEOM_ELLIPSOID,
  GEOM_MESH,
  GEOM_SPHERE,
  GROUP_FROZEN,
  PAIR_FIRST,
  PAIR_MARGIN,
  PAIR_SECOND,
  SOLID_CENTRE,
  SOLID_GEOM,
  SOLID_MARGIN,
  SOLID_ROTATION,
  SOLID_TYPE,
  SOLID_VERTEX,
} from '../layout.generated';
import { addFound, clearFound, keepContact, marginOf, readSolids } from './lanes';
import { findManifold } from './manifold';
import { NO_CONTACT, penetration } from './penetration';
import {
  advance,
  at,
  copyTriple,
  difference,
  inner,
  lengthOf,
  makeUnit,
  outer,
  put,
  rotationAbout,
  scaleTriple,
  setTriple,
  triple,
  turn,
} from './triples';

/**
 * Adds the contacts of a pair of convex geoms, up to five.
 *
 * @param count contacts of the group so far
 * @param pair row of the pair
 * @returns the new count
 */
export function collideConvex(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
  const close = boundsMeet(row, whole(row, PAIR_FIRST), whole(row, PAIR_SECOND));
  const near = andNot(close, load(group + GROUP_FROZEN));
  if (!any(near)) return count;
  clearFound();
  const lanes = i32x4.bitmask(near);
  for (let lane = 0; lane < 4; lane++) {
    if (lanes & (1 << lane)) collideConvexInLane(pair, lane);
  }
  return addFound(count, group, pair, boundOf(0) + boundOf(1));
}

/** Mask of the lanes in which the spheres around two geoms are closer than the margin, or nearly so. */
function boundsMeet(row: usize, first: i32, second: i32): v128 {
  const ROUNDING: f32 = 1.0001;
  const a = geomSlot(first) + CENTRE;
  const b = geomSlot(second) + CENTRE;
  const dx = sub(load(b), load(a));
  const dy = sub(load(b, 1), load(a, 1));
  const dz = sub(load(b, 2), load(a, 2));
  const bounds = add(broadcast(geomRow(first), GEOM_BOUND), broadcast(geomRow(second), GEOM_BOUND));
  const reach = mul(add(bounds, broadcast(row, PAIR_MARGIN)), splat(ROUNDING));
  return le(dot3(dx, dy, dz, dx, dy, dz), mul(reach, reach));
}

/** Radius of the sphere around a solid. @inline */
function boundOf(solid: i32): f64 {
  return <f64>f32.load(word(geomRow(i32.load(solidSlot(solid) + SOLID_GEOM)), GEOM_BOUND));
}

function collideConvexInLane(pair: i32, lane: i32): void {
  const margin = marginOf(pair);
  readThickened(pair, lane, margin);
  const face = penetration();
  if (face === NO_CONTACT) return;
  if (convexTurns && isFlat(0) && isFlat(1) && margin === 0) {
    if (face >= 0) {
      const count = findManifold(face);
      for (let i = 0; i < count; i++) keepCorner(i, lane);
      if (count > 0) return;
    }
    keepDeepest(lane, 0);
    return;
  }
  const distance = keepDeepest(lane, margin);
  if (convexTurns && !isRounded(0) && !isRounded(1)) findMore(pair, lane, margin, distance);
}

/** The pair in a lane, each thickened by half of the margin. */
function readThickened(pair: i32, lane: i32, margin: f64): void {
  readSolids(pair, lane);
  for (let i = 0; i < 2; i++) {
    put(solidSlot(i) + SOLID_MARGIN, 0, margin);
    i32.store(solidSlot(i) + SOLID_VERTEX, 0);
  }
}

/** Geoms with flat faces: what touches is found from those, without turning. */
function isFlat(i: i32): bool {
  const type = i32.load(solidSlot(i) + SOLID_TYPE);
  return type === GEOM_BOX || type === GEOM_CYLINDER || type === GEOM_MESH;
}

/** Keeps the contact at the deepest points, the first of a lane; its distance. */
function keepDeepest(lane: i32, margin: f64): f64 {
  const convex = convexSlot(0);
  const distance = margin + at(convex + CONVEX_DISTANCE, 0);
  writeMiddle();
  keepContact(0, lane, distance, convex + CONVEX_POINT, convex + CONVEX_NORMAL);
  return distance;
}

/** Keeps contact `i` of those that are written at corners of faces. */
function keepCorner(i: i32, lane: i32): void {
  const convex = convexSlot(0);
  const corner = cornerSlot(i);
  copyTriple(convex + CONVEX_NEAR1, corner + CORNER_NEAR1);
  copyTriple(convex + CONVEX_NEAR2, corner + CORNER_NEAR2);
  writeMiddle();
  keepContact(i, lane, at(corner + CORNER_DISTANCE, 0), convex + CONVEX_POINT, convex + CONVEX_NORMAL);
}

/** Geoms that touch in one point, whatever they are turned by. */
function isRounded(i: i32): bool {
  const type = i32.load(solidSlot(i) + SOLID_TYPE);
  return type === GEOM_ELLIPSOID || type === GEOM_SPHERE;
}

/** Writes point and normal of a contact: midway between the deepest points, from the first to the second. */
export function writeMiddle(): void {
  const convex = convexSlot(0);
  const point = convex + CONVEX_POINT;
  const normal = convex + CONVEX_NORMAL;
  advance(point, convex + CONVEX_NEAR1, 1, convex + CONVEX_NEAR2);
  scaleTriple(point, point, 0.5);
  difference(normal, convex + CONVEX_NEAR1, convex + CONVEX_NEAR2);
  makeUnit(normal, normal);
}

/** Contacts of the geoms turned a little, kept where they are distinct. */
function findMore(pair: i32, lane: i32, margin: f64, distance: f64): void {
  const SINE: f64 = 0.0009999998333333417; // of an angle of 1e-3
  const COSINE: f64 = 0.9999995000000417;
  const DISTINCT: f64 = 1e-3; // of the smaller bounding radius
  const convex = convexSlot(0);
  const points = convex + CONVEX_POINTS;
  const frame = convex + CONVEX_FRAME;
  copyTriple(points, convex + CONVEX_POINT);
  completeFrame(frame, convex + CONVEX_NORMAL);
  const apart = DISTINCT * min<f64>(boundOf(0), boundOf(1));
  let count = 1;
  for (let i = 0; i < 4; i++) {
    const sine = (i & 1) === 0 ? -SINE : SINE;
    const axis = triple(frame, 1 + (i >> 1));
    readThickened(pair, lane, margin);
    turnAbout(solidSlot(0), points, axis, sine, COSINE);
    turnAbout(solidSlot(1), points, axis, -sine, COSINE);
    if (penetration() === NO_CONTACT) continue;
    writeMiddle();
    if (!isDistinct(points, count, convex + CONVEX_POINT, apart)) continue;
    keepContact(count, lane, distance, convex + CONVEX_POINT, convex + CONVEX_NORMAL);
    copyTriple(triple(points, count), convex + CONVEX_POINT);
    count++;
  }
}

/** Normal and two tangents, as MuJoCo completes a frame: y made level, or z where the normal is within 60° of y. */
function completeFrame(frame: usize, normal: usize): void {
  const tangent = triple(frame, 1);
  copyTriple(frame, normal);
  const alongY = abs<f64>(at(normal, 1)) < 0.5;
  setTriple(tangent, 0, alongY ? 1 : 0, alongY ? 0 : 1);
  advance(tangent, tangent, -inner(normal, tangent), normal);
  makeUnit(tangent, tangent);
  outer(triple(frame, 2), normal, tangent);
}

/** Turns a solid about an axis through a point. */
function turnAbout(solid: usize, point: usize, axis: usize, sine: f64, cosine: f64): void {
  const convex = convexSlot(0);
  const matrix = convex + CONVEX_TURN;
  const column = convex + CONVEX_E;
  const rotation = solid + SOLID_ROTATION;
  rotationAbout(matrix, axis, sine, cosine);
  for (let k = 0; k < 3; k++) {
    setTriple(column, at(rotation, k), at(rotation, 3 + k), at(rotation, 6 + k));
    turn(column, matrix, column);
    for (let r = 0; r < 3; r++) put(rotation, 3 * r + k, at(column, r));
  }
  difference(column, solid + SOLID_CENTRE, point);
  turn(column, matrix, column);
  advance(solid + SOLID_CENTRE, point, 1, column);
}

function isDistinct(points: usize, count: i32, point: usize, apart: f64): bool {
  const between = convexSlot(0) + CONVEX_E;
  for (let i = 0; i < count; i++) {
    difference(between, triple(points, i), point);
    if (lengthOf(between) <= apart) return false;
  }
  return true;
}
