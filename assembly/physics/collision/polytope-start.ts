// The first polytope around the origin, from what GJK ends with: a tetrahedron; a triangle with a point on either
// side of it; a segment with three points around it. Anything too flat for that is no contact, as in MuJoCo.
//
//       4                 1
//     ╱ │ ╲             ╱ │ ╲
//    1──┼──2  triangle  3─┼─5   segment 1 2
//     ╲ │ ╱             ╲ │ ╱
//       5                 2

import { convexSlot, polytopeSlot, supportSlot } from '../bound.generated';
import {
  CONVEX_A,
  CONVEX_B,
  CONVEX_C,
  CONVEX_D,
  CONVEX_DIRECTION,
  CONVEX_DISTANCE,
  CONVEX_E,
  CONVEX_SIMPLEX,
  CONVEX_TURN,
  CONVEX_WEIGHTS,
  POLYTOPE_CENTRE,
  SUPPORT_POINT,
  SUPPORT_SLOT,
} from '../layout.generated';
import {
  addCandidate,
  addFace,
  clearPolytope,
  newPoint,
  placeOf,
  polytopePoint,
  takePoint,
} from './polytope';
import { combine, weighPoint } from './simplex';
import { supportOfPair } from './support';
import {
  advance,
  at,
  difference,
  divideTriple,
  inner,
  lengthOf,
  outer,
  put,
  rotationAbout,
  scaleTriple,
  setTriple,
  turn,
} from './triples';

/** A face with a smaller square of its distance has the origin on it. */
const ON_FACE: f64 = 1e-30;
const TINY: f64 = 1e-15;
/** Of 120°. */
const SINE: f64 = 0.86602540378;
const COSINE: f64 = -0.5;

/** Makes the polytope; false if there is none. */
export function startPolytope(): bool {
  clearPolytope();
  const count = i32.load(convexSlot(0) + CONVEX_SIMPLEX);
  if (count === 2) return fromSegment();
  return count === 3 ? fromTriangle() : fromTetrahedron();
}

/** Adds the support in a direction that need not have length 1; its number. */
export function addSupport(direction: usize, length: f64): i32 {
  const unit = convexSlot(0) + CONVEX_DIRECTION;
  if (length > TINY) divideTriple(unit, direction, length);
  else setTriple(unit, 1, 0, 0);
  const point = newPoint();
  supportOfPair(polytopePoint(point));
  return point;
}

/** The middle of the simplex. */
function setCentre(count: i32): void {
  const centre = polytopeSlot(0) + POLYTOPE_CENTRE;
  setTriple(centre, 0, 0, 0);
  for (let i = 0; i < count; i++) advance(centre, centre, 1, supportSlot(i) + SUPPORT_POINT);
  scaleTriple(centre, centre, 1 / <f64>count);
}

function allCandidates(count: i32): bool {
  for (let i = 0; i < count; i++) addCandidate(i);
  return true;
}

/** A face with the origin on it takes the place of the simplex. */
function fromFace(a: i32, b: i32, c: i32): bool {
  // Points of the polytope lie behind those of the simplex, none is overwritten before it is read.
  memory.copy(supportSlot(0), polytopePoint(a), SUPPORT_SLOT);
  memory.copy(supportSlot(1), polytopePoint(b), SUPPORT_SLOT);
  memory.copy(supportSlot(2), polytopePoint(c), SUPPORT_SLOT);
  clearPolytope();
  i32.store(convexSlot(0) + CONVEX_SIMPLEX, 3);
  return fromTriangle();
}

function fromTetrahedron(): bool {
  const a = takePoint(0);
  const b = takePoint(1);
  const c = takePoint(2);
  const d = takePoint(3);
  setCentre(4);
  if (addFace(a, b, c, 1, 3, 2) < ON_FACE) return fromFace(a, b, c);
  if (addFace(a, d, b, 2, 3, 0) < ON_FACE) return fromFace(a, d, b);
  if (addFace(a, c, d, 0, 3, 1) < ON_FACE) return fromFace(a, c, d);
  if (addFace(d, c, b, 2, 0, 1) < ON_FACE) return fromFace(d, c, b);
  return holdsOrigin(placeOf(a), placeOf(b), placeOf(c), placeOf(d)) && allCandidates(4);
}

function fromTriangle(): bool {
  const convex = convexSlot(0);
  setCentre(3);
  const normal = convex + CONVEX_B;
  difference(convex + CONVEX_C, supportSlot(1) + SUPPORT_POINT, supportSlot(0) + SUPPORT_POINT);
  difference(convex + CONVEX_D, supportSlot(2) + SUPPORT_POINT, supportSlot(0) + SUPPORT_POINT);
  outer(normal, convex + CONVEX_C, convex + CONVEX_D);
  const length = lengthOf(normal);
  if (!(length >= TINY)) return false;
  const a = takePoint(0);
  const b = takePoint(1);
  const c = takePoint(2);
  scaleTriple(normal, normal, -1);
  const below = addSupport(normal, length);
  scaleTriple(normal, normal, -1);
  const above = addSupport(normal, length);
  if (liesWithin(a, b, c, above) || liesWithin(a, b, c, below)) return false;
  const A = placeOf(a);
  const B = placeOf(b);
  const C = placeOf(c);
  const reached = at(convex + CONVEX_DISTANCE, 0) <= 10 * TINY;
  if (!reached && !holdsOrigin(A, B, C, placeOf(above)) && !holdsOrigin(A, B, C, placeOf(below)))
    return false;
  if (addFace(above, a, b, 1, 3, 2) < ON_FACE) return false;
  if (addFace(above, c, a, 2, 4, 0) < ON_FACE) return false;
  if (addFace(above, b, c, 0, 5, 1) < ON_FACE) return false;
  if (addFace(below, b, a, 5, 0, 4) < ON_FACE) return false;
  if (addFace(below, a, c, 3, 1, 5) < ON_FACE) return false;
  if (addFace(below, c, b, 4, 2, 3) < ON_FACE) return false;
  return allCandidates(6);
}

function fromSegment(): bool {
  const convex = convexSlot(0);
  setCentre(2);
  const along = convex + CONVEX_B;
  difference(along, supportSlot(1) + SUPPORT_POINT, supportSlot(0) + SUPPORT_POINT);
  const a = takePoint(0);
  const b = takePoint(1);
  // Across the segment, from the axis that is furthest from it, and from there twice a third of a circle around.
  let axis = 0;
  for (let k = 1; k < 3; k++) if (abs<f64>(at(along, k)) < abs<f64>(at(along, axis))) axis = k;
  const across = convex + CONVEX_A;
  setTriple(across, 0, 0, 0);
  put(across, axis, 1);
  outer(across, across, along);
  divideTriple(along, along, lengthOf(along));
  rotationAbout(convex + CONVEX_TURN, along, SINE, COSINE);
  const c = addSupport(across, lengthOf(across));
  turn(across, convex + CONVEX_TURN, across);
  const d = addSupport(across, lengthOf(across));
  turn(across, convex + CONVEX_TURN, across);
  const e = addSupport(across, lengthOf(across));
  if (addFace(a, c, d, 1, 3, 2) < ON_FACE) return fromFace(a, c, d);
  if (addFace(a, e, c, 2, 4, 0) < ON_FACE) return fromFace(a, e, c);
  if (addFace(a, d, e, 0, 5, 1) < ON_FACE) return fromFace(a, d, e);
  if (addFace(b, d, c, 5, 0, 4) < ON_FACE) return fromFace(b, d, c);
  if (addFace(b, c, e, 3, 1, 5) < ON_FACE) return fromFace(b, c, e);
  if (addFace(b, e, d, 4, 2, 3) < ON_FACE) return fromFace(b, e, d);
  return pierces(placeOf(a), placeOf(b), placeOf(c), placeOf(d), placeOf(e)) && allCandidates(6);
}

/** Whether a point of the polytope lies in the triangle of three others. */
function liesWithin(a: i32, b: i32, c: i32, point: i32): bool {
  const convex = convexSlot(0);
  const weights = convex + CONVEX_WEIGHTS;
  weighPoint(weights, placeOf(a), placeOf(b), placeOf(c), placeOf(point));
  if (at(weights, 0) < 0 || at(weights, 1) < 0 || at(weights, 2) < 0) return false;
  combine(convex + CONVEX_C, weights, 3, placeOf(a), placeOf(b), placeOf(c), placeOf(c));
  difference(convex + CONVEX_C, convex + CONVEX_C, placeOf(point));
  return lengthOf(convex + CONVEX_C) < TINY;
}

/** Whether a tetrahedron has the origin in it. */
function holdsOrigin(a: usize, b: usize, c: usize, d: usize): bool {
  return sameSide(a, b, c, d) && sameSide(b, c, d, a) && sameSide(c, d, a, b) && sameSide(d, a, b, c);
}

/** Whether the origin is on the side of d of the plane of a, b, c. */
function sameSide(a: usize, b: usize, c: usize, d: usize): bool {
  const convex = convexSlot(0);
  const normal = convex + CONVEX_E;
  difference(convex + CONVEX_C, b, a);
  difference(convex + CONVEX_D, c, a);
  outer(normal, convex + CONVEX_C, convex + CONVEX_D);
  difference(convex + CONVEX_C, d, a);
  const ofCorner = inner(normal, convex + CONVEX_C);
  const ofOrigin = -inner(normal, a);
  return (ofCorner > 0 && ofOrigin > 0) || (ofCorner < 0 && ofOrigin < 0);
}

/** Whether the line from a to b goes through the triangle c d e. */
function pierces(a: usize, b: usize, c: usize, d: usize, e: usize): bool {
  const first = turned(a, b, c, d);
  const second = turned(a, b, d, e);
  const third = turned(a, b, e, c);
  return (first >= 0 && second >= 0 && third >= 0) || (first <= 0 && second <= 0 && third <= 0);
}

/** (p − a) · ((q − a) × (b − a)). */
function turned(a: usize, b: usize, p: usize, q: usize): f64 {
  const convex = convexSlot(0);
  difference(convex + CONVEX_C, b, a);
  difference(convex + CONVEX_D, q, a);
  outer(convex + CONVEX_E, convex + CONVEX_D, convex + CONVEX_C);
  difference(convex + CONVEX_D, p, a);
  return inner(convex + CONVEX_D, convex + CONVEX_E);
}
