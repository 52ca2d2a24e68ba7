// How deep two convex geoms penetrate, in one world: the expanding-polytope algorithm (van den Bergen, Proximity
// Queries and Penetration Depth Computation on 3D Game Objects, GDC 2001; steps and limits as in MuJoCo's
// engine_collision_gjk.c). The face of the polytope nearest to the origin gives a depth that is too small; the
// support beyond it one that is too large. As long as they differ, the polytope grows by that support.

import { convexIterations, convexSlot, faceSlot, polytopeSlot } from '../bound.generated';
import {
  CONVEX_DISTANCE,
  CONVEX_NEAR1,
  CONVEX_NEAR2,
  CONVEX_WEIGHTS,
  FACE_FOOT,
  POLYTOPE_CANDIDATES,
  POLYTOPE_FACES,
  POLYTOPE_POINTS,
  SUPPORT_FIRST,
  SUPPORT_SECOND,
  SUPPORT_VERTEX1,
  SUPPORT_VERTEX2,
} from '../layout.generated';
import { bothDiscrete, NOTHING, tolerance } from './gjk';
import {
  addCandidate,
  addFace,
  clearSeen,
  closestFace,
  cornerOf,
  hasRoom,
  horizonEdge,
  horizonFace,
  placeOf,
  polytopePoint,
  setNeighbour,
  squareOf,
} from './polytope';
import { addSupport } from './polytope-start';
import { combine, weighPoint } from './simplex';
import { inner, put } from './triples';

/** No face: the arithmetic has come to an end. */
export const NO_FACE: i32 = -1;

/** Grows the polytope; the face nearest to the origin, or NO_FACE. Writes depth and deepest points. */
export function expandPolytope(): i32 {
  const MOST: i32 = 1000;
  const discrete = bothDiscrete();
  const enough = discrete ? NOTHING : tolerance();
  let upper: f64 = Infinity;
  let face = NO_FACE;
  const rounds = min(convexIterations, MOST);
  for (let k = 0; k < rounds; k++) {
    const before = face;
    const closest = closestFace();
    if (closest >= 0) face = closest;
    const square = closest >= 0 ? squareOf(closest) : Infinity;
    if (square > upper * upper || face < 0) {
      face = before;
      break;
    }
    if (!(square > 0)) break;
    const lower = sqrt<f64>(square);
    const point = addSupport(faceSlot(face) + FACE_FOOT, lower);
    upper = min<f64>(upper, inner(faceSlot(face) + FACE_FOOT, placeOf(point)) / lower);
    if (upper - lower < enough) {
      if (k === 0 && upper < lower - 1e-10) face = NO_FACE;
      break;
    }
    if (discrete && isKnown(point)) break;
    const edges = clearSeen(face, placeOf(point));
    if (edges < 3) {
      face = NO_FACE;
      break;
    }
    if (!hasRoom(edges)) break;
    if (!closeHorizon(point, edges, square, upper * upper)) face = NO_FACE;
    if (face < 0 || i32.load(polytopeSlot(0) + POLYTOPE_CANDIDATES) === 0) break;
  }
  if (face >= 0) deepestPoints(face);
  else put(convexSlot(0) + CONVEX_DISTANCE, 0, 0);
  return face;
}

/** Whether a point has the corners of one that the polytope had before: then it does not grow. */
function isKnown(point: i32): bool {
  const made = polytopePoint(point);
  const vertex1 = i32.load(made + SUPPORT_VERTEX1);
  const vertex2 = i32.load(made + SUPPORT_VERTEX2);
  const last = i32.load(polytopeSlot(0) + POLYTOPE_POINTS) - 1;
  for (let i = 0; i < last; i++) {
    const other = polytopePoint(i);
    if (i32.load(other + SUPPORT_VERTEX1) === vertex1 && i32.load(other + SUPPORT_VERTEX2) === vertex2)
      return true;
  }
  return false;
}

/** Faces from the point to all edges of the horizon. False: one has no normal. */
function closeHorizon(point: i32, edges: i32, lower: f64, upper: f64): bool {
  const first = i32.load(polytopeSlot(0) + POLYTOPE_FACES);
  for (let i = 0; i < edges; i++) {
    const beyond = horizonFace(i);
    const edge = horizonEdge(i);
    const from = cornerOf(beyond, edge);
    const to = cornerOf(beyond, edge === 2 ? 0 : edge + 1);
    setNeighbour(beyond, edge, first + i);
    const previous = first + (i === 0 ? edges - 1 : i - 1);
    const square = addFace(point, to, from, previous, beyond, first + (i + 1 === edges ? 0 : i + 1));
    if (square === 0) return false;
    if (square >= lower && square <= upper) addCandidate(first + i);
  }
  return true;
}

/** The foot of the origin on the face, as a point of either geom. */
function deepestPoints(face: i32): void {
  const convex = convexSlot(0);
  const weights = convex + CONVEX_WEIGHTS;
  const a = cornerOf(face, 0);
  const b = cornerOf(face, 1);
  const c = cornerOf(face, 2);
  weighPoint(weights, placeOf(a), placeOf(b), placeOf(c), faceSlot(face) + FACE_FOOT);
  pointOf(convex + CONVEX_NEAR1, weights, a, b, c, SUPPORT_FIRST);
  pointOf(convex + CONVEX_NEAR2, weights, a, b, c, SUPPORT_SECOND);
  put(convex + CONVEX_DISTANCE, 0, -sqrt<f64>(squareOf(face)));
}

function pointOf(out: usize, weights: usize, a: i32, b: i32, c: i32, field: usize): void {
  const last = polytopePoint(c) + field;
  combine(out, weights, 3, polytopePoint(a) + field, polytopePoint(b) + field, last, last);
}
