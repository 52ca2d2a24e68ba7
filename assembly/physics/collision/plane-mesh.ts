// Contacts of a plane and a mesh, as MuJoCo makes them (mjc_PlaneConvex of engine_collision_convex.c), in one world
// at a time: the deepest vertex of the hull, and of the face there that looks most at the plane, up to three
// corners more.

import { add, andNot, any, broadcast, dot3, le, load, sub } from '../../vector';
import {
  convexSlot,
  edgeRow,
  geomRow,
  geomSlot,
  hullCornerRow,
  hullFaceRow,
  pairRow,
  solidSlot,
  whole,
  word,
} from '../bound.generated';
import {
  CENTRE,
  CONVEX_A,
  CONVEX_DIRECTION,
  CONVEX_LOCAL,
  CONVEX_NORMAL,
  CONVEX_POINT,
  EDGE_FACE,
  GEOM_BOUND,
  GROUP_FROZEN,
  HULL_CORNER_VERTEX,
  HULL_FACE_CORNERS,
  HULL_FACE_FIRST_CORNER,
  HULL_FACE_NORMAL,
  PAIR_FIRST,
  PAIR_MARGIN,
  PAIR_SECOND,
  ROTATION,
  SOLID_CENTRE,
  SOLID_ROTATION,
  SOLID_VERTEX,
  VERTEX_EDGES,
  VERTEX_FIRST_EDGE,
} from '../layout.generated';
import { placePoint } from './features';
import { fourFromCorner, keptCorner, polygonCorner } from './four-corners';
import { addFound, clearFound, keepContact, marginOf, readSolids } from './lanes';
import { meshOf, meshSupport, vertexOf, vertexPosition } from './mesh-support';
import { advance, at, copyTriple, difference, inner, scaleTriple, setTriple, turnBack } from './triples';

/**
 * Adds the contacts of a pair of a plane and a mesh, up to four.
 *
 * @param count contacts of the group so far
 * @param pair row of the pair
 * @returns the new count
 */
export function planeMesh(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
  const second = whole(row, PAIR_SECOND);
  const plane = geomSlot(whole(row, PAIR_FIRST));
  const centre = geomSlot(second) + CENTRE;
  const height = dot3(
    load(plane + ROTATION, 2),
    load(plane + ROTATION, 5),
    load(plane + ROTATION, 8),
    sub(load(centre), load(plane + CENTRE)),
    sub(load(centre, 1), load(plane + CENTRE, 1)),
    sub(load(centre, 2), load(plane + CENTRE, 2)),
  );
  const close = le(height, add(broadcast(geomRow(second), GEOM_BOUND), broadcast(row, PAIR_MARGIN)));
  const near = andNot(close, load(group + GROUP_FROZEN));
  if (!any(near)) return count;
  clearFound();
  const lanes = i32x4.bitmask(near);
  for (let lane = 0; lane < 4; lane++) {
    if (lanes & (1 << lane)) planeMeshInLane(pair, lane);
  }
  return addFound(count, group, pair, <f64>f32.load(word(geomRow(second), GEOM_BOUND)));
}

function planeMeshInLane(pair: i32, lane: i32): void {
  const margin = marginOf(pair);
  readSolids(pair, lane);
  const plane = solidSlot(0);
  const solid = solidSlot(1);
  const convex = convexSlot(0);
  const normal = convex + CONVEX_NORMAL;
  const point = convex + CONVEX_POINT;
  setTriple(
    normal,
    at(plane + SOLID_ROTATION, 2),
    at(plane + SOLID_ROTATION, 5),
    at(plane + SOLID_ROTATION, 8),
  );
  scaleTriple(convex + CONVEX_DIRECTION, normal, -1);
  turnBack(point, solid + SOLID_ROTATION, convex + CONVEX_DIRECTION);
  i32.store(solid + SOLID_VERTEX, 0);
  meshSupport(point, solid);
  placePoint(point, solid);
  const height = heightAbovePlane(point);
  if (!(height <= margin)) return;
  keepAbovePlane(0, lane, height);
  const vertex = i32.load(solid + SOLID_VERTEX);
  const face = lowestFace(vertex);
  if (face >= 0) keepFaceCorners(face, vertex, lane, margin);
}

/** Height of a point above the plane. */
function heightAbovePlane(point: usize): f64 {
  const from = convexSlot(0) + CONVEX_A;
  difference(from, point, solidSlot(0) + SOLID_CENTRE);
  return inner(convexSlot(0) + CONVEX_NORMAL, from);
}

/** Keeps a contact at `CONVEX_POINT`, halfway to the plane. */
function keepAbovePlane(i: i32, lane: i32, height: f64): void {
  const convex = convexSlot(0);
  advance(convex + CONVEX_POINT, convex + CONVEX_POINT, -0.5 * height, convex + CONVEX_NORMAL);
  keepContact(i, lane, height, convex + CONVEX_POINT, convex + CONVEX_NORMAL);
}

/** The face around a vertex whose normal points most against the plane's; −1: the mesh has no faces. */
function lowestFace(vertex: i32): i32 {
  const solid = solidSlot(1);
  const normal = convexSlot(0) + CONVEX_LOCAL;
  turnBack(normal, solid + SOLID_ROTATION, convexSlot(0) + CONVEX_NORMAL);
  const row = vertexOf(meshOf(solid), vertex);
  const first = whole(row, VERTEX_FIRST_EDGE);
  const around = whole(row, VERTEX_EDGES);
  let lowest: f64 = 1;
  let found = -1;
  for (let i = 0; i < around; i++) {
    const face = whole(edgeRow(first + i), EDGE_FACE);
    let cosine: f64 = 0;
    for (let k: usize = 0; k < 3; k++)
      cosine += <f64>f32.load(word(hullFaceRow(face), HULL_FACE_NORMAL + k)) * at(normal, k);
    if (!(cosine < lowest)) continue;
    lowest = cosine;
    found = face;
  }
  return found;
}

/** Contacts at corners of the face other than the vertex, as far as they are near and below the mesh's centre. */
function keepFaceCorners(face: i32, vertex: i32, lane: i32, margin: f64): void {
  const solid = solidSlot(1);
  const mesh = meshOf(solid);
  const point = convexSlot(0) + CONVEX_POINT;
  const row = hullFaceRow(face);
  const first = whole(row, HULL_FACE_FIRST_CORNER);
  const corners = whole(row, HULL_FACE_CORNERS);
  let start = 0;
  for (let i = 0; i < corners; i++) {
    const number = whole(hullCornerRow(first + i), HULL_CORNER_VERTEX);
    vertexPosition(polygonCorner(i), vertexOf(mesh, number));
    if (number === vertex) start = i;
  }
  if (corners > 4) fourFromCorner(start, corners);
  let count = 1;
  for (let i = 1; i < min(corners, 4); i++) {
    copyTriple(point, polygonCorner(corners > 4 ? keptCorner(i) : (start + i) % corners));
    placePoint(point, solid);
    const height = heightAbovePlane(point);
    const fromCentre = convexSlot(0) + CONVEX_A;
    difference(fromCentre, point, solid + SOLID_CENTRE);
    if (!(height <= margin) || inner(convexSlot(0) + CONVEX_NORMAL, fromCentre) > 0) continue;
    keepAbovePlane(count++, lane, height);
  }
}
