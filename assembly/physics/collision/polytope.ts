// The polytope of the expanding-polytope algorithm (epa.ts): triangles within the Minkowski difference, each with its
// neighbours. A face is told by the foot of the origin on its plane, which is also its normal.

import { convexIterations, convexSlot, faceSlot, polytopeSlot, supportSlot } from '../bound.generated';
import {
  CONVEX_D,
  FACE_CANDIDATE,
  FACE_CORNERS,
  FACE_FOOT,
  FACE_NEIGHBOURS,
  FACE_PLACE,
  FACE_SQUARE,
  POLYTOPE_CANDIDATES,
  POLYTOPE_CENTRE,
  POLYTOPE_EDGES,
  POLYTOPE_FACES,
  POLYTOPE_HORIZON_EDGE,
  POLYTOPE_HORIZON_FACE,
  POLYTOPE_POINTS,
  SUPPORT_POINT,
  SUPPORT_SLOT,
} from '../layout.generated';
import { projectOrigin } from './simplex';
import { at, difference, inner, put, scaleTriple } from './triples';

/** Where the points of the polytope begin among the supports. */
const FIRST_POINT: i32 = 9;
/** Places of a face that is not among the candidates, and of one that was taken away. */
const NO_CANDIDATE: i32 = -1;
const TAKEN_AWAY: i32 = -2;
/** Room for edges of a horizon. */
const HORIZON: i32 = 64;

export function clearPolytope(): void {
  const polytope = polytopeSlot(0);
  i32.store(polytope + POLYTOPE_POINTS, 0);
  i32.store(polytope + POLYTOPE_FACES, 0);
  i32.store(polytope + POLYTOPE_CANDIDATES, 0);
  i32.store(polytope + POLYTOPE_EDGES, 0);
}

/** Support slot of a point of the polytope. @inline */
export function polytopePoint(i: i32): usize {
  return supportSlot(FIRST_POINT + i);
}

/** Where it lies. @inline */
export function placeOf(i: i32): usize {
  return polytopePoint(i) + SUPPORT_POINT;
}

/** Room for one more point, which the caller writes; its number. */
export function newPoint(): i32 {
  const polytope = polytopeSlot(0);
  const i = i32.load(polytope + POLYTOPE_POINTS);
  i32.store(polytope + POLYTOPE_POINTS, i + 1);
  return i;
}

/** Takes over point `i` of the simplex; its number. */
export function takePoint(i: i32): i32 {
  const point = newPoint();
  memory.copy(polytopePoint(point), supportSlot(i), SUPPORT_SLOT);
  return point;
}

/** Corner `i` of a face. @inline */
export function cornerOf(face: i32, i: i32): i32 {
  return i32.load(faceSlot(face) + FACE_CORNERS + ((<usize>i) << 2));
}

/** The face beyond edge `i`. @inline */
function neighbourOf(face: i32, i: i32): i32 {
  return i32.load(faceSlot(face) + FACE_NEIGHBOURS + ((<usize>i) << 2));
}

/** @inline */
export function setNeighbour(face: i32, i: i32, neighbour: i32): void {
  i32.store(faceSlot(face) + FACE_NEIGHBOURS + ((<usize>i) << 2), neighbour);
}

/** Square of the distance of a face's plane from the origin. @inline */
export function squareOf(face: i32): f64 {
  return at(faceSlot(face) + FACE_SQUARE, 0);
}

/** Whether `more` faces find room. */
export function hasRoom(more: i32): bool {
  return more <= 6 * convexIterations - i32.load(polytopeSlot(0) + POLYTOPE_FACES);
}

/**
 * Adds a face with these corners and the faces beyond its edges; the square of its distance, 0 if it has no
 * normal.
 */
export function addFace(a: i32, b: i32, c: i32, beyondAB: i32, beyondBC: i32, beyondCA: i32): f64 {
  const polytope = polytopeSlot(0);
  const number = i32.load(polytope + POLYTOPE_FACES);
  i32.store(polytope + POLYTOPE_FACES, number + 1);
  const face = faceSlot(number);
  i32.store(face + FACE_CORNERS, a);
  i32.store(face + FACE_CORNERS + 4, b);
  i32.store(face + FACE_CORNERS + 8, c);
  setNeighbour(number, 0, beyondAB);
  setNeighbour(number, 1, beyondBC);
  setNeighbour(number, 2, beyondCA);
  i32.store(face + FACE_PLACE, NO_CANDIDATE);
  const foot = face + FACE_FOOT;
  if (!projectOrigin(foot, placeOf(c), placeOf(b), placeOf(a))) {
    put(face + FACE_SQUARE, 0, 0);
    return 0;
  }
  const outward = convexSlot(0) + CONVEX_D;
  difference(outward, placeOf(a), polytope + POLYTOPE_CENTRE);
  if (inner(foot, outward) < 0) scaleTriple(foot, foot, -1);
  const square = inner(foot, foot);
  put(face + FACE_SQUARE, 0, square);
  return square;
}

// ---- Candidates for the closest face.

export function addCandidate(face: i32): void {
  const polytope = polytopeSlot(0);
  const place = i32.load(polytope + POLYTOPE_CANDIDATES);
  i32.store(polytope + POLYTOPE_CANDIDATES, place + 1);
  i32.store(faceSlot(place) + FACE_CANDIDATE, face);
  i32.store(faceSlot(face) + FACE_PLACE, place);
}

/** The first of the closest candidates; −1: there is none. */
export function closestFace(): i32 {
  const count = i32.load(polytopeSlot(0) + POLYTOPE_CANDIDATES);
  let closest: f64 = Infinity;
  let found = -1;
  for (let i = 0; i < count; i++) {
    const face = i32.load(faceSlot(i) + FACE_CANDIDATE);
    if (squareOf(face) < closest) {
      closest = squareOf(face);
      found = face;
    }
  }
  return found;
}

function takeAway(face: i32): void {
  const polytope = polytopeSlot(0);
  const place = i32.load(faceSlot(face) + FACE_PLACE);
  if (place >= 0) {
    const last = i32.load(polytope + POLYTOPE_CANDIDATES) - 1;
    i32.store(polytope + POLYTOPE_CANDIDATES, last);
    const moved = i32.load(faceSlot(last) + FACE_CANDIDATE);
    i32.store(faceSlot(place) + FACE_CANDIDATE, moved);
    i32.store(faceSlot(moved) + FACE_PLACE, place);
  }
  i32.store(faceSlot(face) + FACE_PLACE, TAKEN_AWAY);
}

// ---- The horizon: the edges between the faces that a new point sees and those that it does not.

/** Face `i` beyond the horizon, and which of its edges that is. @inline */
export function horizonFace(i: i32): i32 {
  return i32.load(polytopeSlot(0) + POLYTOPE_HORIZON_FACE + ((<usize>i) << 2));
}

/** @inline */
export function horizonEdge(i: i32): i32 {
  return i32.load(polytopeSlot(0) + POLYTOPE_HORIZON_EDGE + ((<usize>i) << 2));
}

function addEdge(face: i32, edge: i32): void {
  const polytope = polytopeSlot(0);
  const i = i32.load(polytope + POLYTOPE_EDGES);
  if (i >= HORIZON) return;
  i32.store(polytope + POLYTOPE_EDGES, i + 1);
  i32.store(polytope + POLYTOPE_HORIZON_FACE + ((<usize>i) << 2), face);
  i32.store(polytope + POLYTOPE_HORIZON_EDGE + ((<usize>i) << 2), edge);
}

/**
 * Takes away the face and all that the point sees from there, and writes the horizon in a circle; its number of
 * edges.
 */
export function clearSeen(face: i32, point: usize): i32 {
  const polytope = polytopeSlot(0);
  i32.store(polytope + POLYTOPE_EDGES, 0);
  takeAway(face);
  for (let edge = 0; edge < 3; edge++) crossEdge(face, edge, point);
  return i32.load(polytope + POLYTOPE_EDGES);
}

/** Goes on with the face beyond an edge: if the point does not see it, the edge is part of the horizon. */
function crossEdge(face: i32, edge: i32, point: usize): void {
  const beyond = neighbourOf(face, edge);
  if (i32.load(faceSlot(beyond) + FACE_PLACE) === TAKEN_AWAY) return;
  const from = edgeAt(beyond, cornerOf(face, edge === 2 ? 0 : edge + 1));
  if (!clearFrom(beyond, from, point)) addEdge(beyond, from);
}

/** Takes the face away if the point sees it, and goes on beyond its other edges. */
function clearFrom(face: i32, edge: i32, point: usize): bool {
  const SEEN: f64 = 1e-15;
  if (!(inner(faceSlot(face) + FACE_FOOT, point) - squareOf(face) > SEEN)) return false;
  takeAway(face);
  crossEdge(face, (edge + 1) % 3, point);
  crossEdge(face, (edge + 2) % 3, point);
  return true;
}

/** The edge of a face that begins at a corner. */
function edgeAt(face: i32, corner: i32): i32 {
  if (cornerOf(face, 0) === corner) return 0;
  return cornerOf(face, 1) === corner ? 1 : 2;
}
