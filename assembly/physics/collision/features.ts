// Faces and edges of boxes, cylinders and meshes at the corners on which a contact lies, for collision/manifold.ts.
//
// A corner is told by a number: of a box three bits for the signs of x, y, z; of a mesh its vertex; a cylinder has
// 0 for the rim of its upper end, 1 for the lower. Three corners of a polytope's face are one, two or three
// different ones: a corner, an edge or a face of the geom (`dimension`).

import { edgeRow, featureSlot, hullFaceRow, manifoldSlot, whole, word } from '../bound.generated';
import {
  EDGE_END,
  EDGE_FACE,
  FEATURE_DIRECTION1,
  FEATURE_DIRECTION2,
  FEATURE_END1,
  FEATURE_END2,
  FEATURE_FACE1,
  FEATURE_FACE2,
  GEOM_BOX,
  GEOM_CYLINDER,
  HULL_FACE_NORMAL,
  MANIFOLD_POINTS1,
  MANIFOLD_POINTS2,
  MANIFOLD_TOWARDS1,
  MANIFOLD_TOWARDS2,
  MANIFOLD_VERTICES1,
  MANIFOLD_VERTICES2,
  SOLID_CENTRE,
  SOLID_ROTATION,
  SOLID_SIZE,
  SOLID_TYPE,
  VERTEX_EDGES,
  VERTEX_FIRST_EDGE,
} from '../layout.generated';
import { meshOf, vertexOf, vertexPosition } from './mesh-support';
import {
  advance,
  at,
  copyTriple,
  difference,
  inner,
  lengthOf,
  makeUnit,
  put,
  setTriple,
  triple,
  turn,
  turnBack,
} from './triples';

/** Cosine above which two directions count as one: 5 degrees. */
export const SAME_NORMAL: f64 = 0.996;

// Fields of the first and the second geom: `second` is 0 or 1.

/** Direction of feature `i`. @inline */
export function featureDirection(second: i32, i: i32): usize {
  return featureSlot(i) + (second ? FEATURE_DIRECTION2 : FEATURE_DIRECTION1);
}

/** @inline */
export function featureEnd(second: i32, i: i32): usize {
  return featureSlot(i) + (second ? FEATURE_END2 : FEATURE_END1);
}

/** Number of the face that is feature `i`. @inline */
export function featureFace(second: i32, i: i32): i32 {
  return i32.load(featureSlot(i) + (second ? FEATURE_FACE2 : FEATURE_FACE1));
}

function setFace(second: i32, i: i32, face: i32): void {
  i32.store(featureSlot(i) + (second ? FEATURE_FACE2 : FEATURE_FACE1), face);
}

/** Corner `i` of three. @inline */
function vertexAt(second: i32, i: i32): i32 {
  return i32.load(manifoldSlot(0) + (second ? MANIFOLD_VERTICES2 : MANIFOLD_VERTICES1) + ((<usize>i) << 2));
}

/** Where it is. @inline */
export function pointAt(second: i32, i: i32): usize {
  return triple(manifoldSlot(0) + (second ? MANIFOLD_POINTS2 : MANIFOLD_POINTS1), i);
}

/** How many different corners there are; the second of two is put in the second place. */
export function dimensionOf(second: i32): i32 {
  const a = vertexAt(second, 0);
  const b = vertexAt(second, 1);
  const c = vertexAt(second, 2);
  if (a === b) {
    if (a === c) return 1;
    i32.store(manifoldSlot(0) + (second ? MANIFOLD_VERTICES2 : MANIFOLD_VERTICES1) + 4, c);
    copyTriple(pointAt(second, 1), pointAt(second, 2));
    return 2;
  }
  return c === a || c === b ? 2 : 3;
}

// ---- Faces.

/** Writes normals and numbers of the faces that the corners have in common; how many. */
export function findFaces(solid: usize, second: i32, dimension: i32): i32 {
  const type = i32.load(solid + SOLID_TYPE);
  if (type === GEOM_BOX) return facesOfBox(solid, second, dimension);
  return type === GEOM_CYLINDER
    ? facesOfCylinder(solid, second, dimension)
    : facesOfMesh(solid, second, dimension);
}

/** Face 2 k of a box is the one along axis k, face 2 k + 1 the one against it. */
function addBoxFace(solid: usize, second: i32, i: i32, face: i32): void {
  const normal = featureDirection(second, i);
  setTriple(normal, 0, 0, 0);
  put(normal, face >> 1, face & 1 ? -1 : 1);
  turn(normal, solid + SOLID_ROTATION, normal);
  setFace(second, i, face);
}

function facesOfBox(solid: usize, second: i32, dimension: i32): i32 {
  let count = 0;
  for (let k = 0; k < 3; k++) {
    let above = 0;
    for (let i = 0; i < dimension; i++) above += (vertexAt(second, i) >> k) & 1;
    if (above === 0 || above === dimension) addBoxFace(solid, second, count++, 2 * k + (above === 0 ? 1 : 0));
  }
  if (count === 4 - dimension) return count;
  // Corners across the box: the face whose normal is the contact's, if there is one.
  const local = featureDirection(second, 0);
  const towards = manifoldSlot(0) + (second ? MANIFOLD_TOWARDS2 : MANIFOLD_TOWARDS1);
  turnBack(local, solid + SOLID_ROTATION, towards);
  const length = lengthOf(local);
  for (let face = 0; face < 6; face++) {
    const along = (face & 1 ? -1 : 1) * at(local, face >> 1);
    if (!(along > SAME_NORMAL * length)) continue;
    addBoxFace(solid, second, 0, face);
    return 1;
  }
  return 0;
}

/** The end of a cylinder, where all three are on its rim. */
function facesOfCylinder(solid: usize, second: i32, dimension: i32): i32 {
  if (dimension !== 1) return 0;
  const lower = vertexAt(second, 0);
  const normal = featureDirection(second, 0);
  setTriple(normal, 0, 0, lower ? -1 : 1);
  turn(normal, solid + SOLID_ROTATION, normal);
  setFace(second, 0, lower);
  return 1;
}

function facesOfMesh(solid: usize, second: i32, dimension: i32): i32 {
  const mesh = meshOf(solid);
  const row = vertexOf(mesh, vertexAt(second, 0));
  const first = whole(row, VERTEX_FIRST_EDGE);
  const around = whole(row, VERTEX_EDGES);
  let count = 0;
  let shared = 0; // of the first two corners; an edge has two faces
  for (let i = 0; i < around; i++) {
    const face = whole(edgeRow(first + i), EDGE_FACE);
    if (dimension > 1) {
      if (!isAround(mesh, vertexAt(second, 1), face)) continue;
      if (++shared > 2) break;
      if (dimension > 2 && !isAround(mesh, vertexAt(second, 2), face)) continue;
    }
    const normal = featureDirection(second, count);
    const faceRow = hullFaceRow(face);
    for (let k: usize = 0; k < 3; k++) put(normal, k, <f64>f32.load(word(faceRow, HULL_FACE_NORMAL + k)));
    turn(normal, solid + SOLID_ROTATION, normal);
    setFace(second, count++, face);
    if (dimension > 2) break;
  }
  return count;
}

/** Whether a face is one of those around a vertex. */
function isAround(mesh: usize, vertex: i32, face: i32): bool {
  const row = vertexOf(mesh, vertex);
  const first = whole(row, VERTEX_FIRST_EDGE);
  for (let i = whole(row, VERTEX_EDGES) - 1; i >= 0; i--) {
    if (whole(edgeRow(first + i), EDGE_FACE) === face) return true;
  }
  return false;
}

// ---- Edges.

/** Writes directions and ends of the edges that begin at the first corner; how many. */
export function findEdges(solid: usize, second: i32, dimension: i32): i32 {
  const type = i32.load(solid + SOLID_TYPE);
  if (type === GEOM_CYLINDER) return edgeOfCylinder(solid, second);
  if (dimension === 2) {
    copyTriple(featureEnd(second, 0), pointAt(second, 1));
    directEdge(second, 0);
    return 1;
  }
  return type === GEOM_BOX ? edgesOfBox(solid, second) : edgesOfMesh(solid, second);
}

function directEdge(second: i32, i: i32): void {
  const direction = featureDirection(second, i);
  difference(direction, featureEnd(second, i), pointAt(second, 0));
  makeUnit(direction, direction);
}

/** The line along the side of a cylinder, to its other end. */
function edgeOfCylinder(solid: usize, second: i32): i32 {
  const direction = featureDirection(second, 0);
  setTriple(direction, 0, 0, vertexAt(second, 0) ? 1 : -1);
  turn(direction, solid + SOLID_ROTATION, direction);
  advance(featureEnd(second, 0), pointAt(second, 0), 2 * at(solid + SOLID_SIZE, 1), direction);
  return 1;
}

/** A point in a geom's frame, in the world. */
export function placePoint(out: usize, solid: usize): void {
  turn(out, solid + SOLID_ROTATION, out);
  advance(out, out, 1, solid + SOLID_CENTRE);
}

/** Writes a corner of a box. */
export function boxCorner(out: usize, solid: usize, corner: i32): void {
  for (let k = 0; k < 3; k++) put(out, k, ((corner >> k) & 1 ? 1 : -1) * at(solid + SOLID_SIZE, k));
  placePoint(out, solid);
}

function edgesOfBox(solid: usize, second: i32): i32 {
  for (let k = 0; k < 3; k++) {
    boxCorner(featureEnd(second, k), solid, vertexAt(second, 0) ^ (1 << k));
    directEdge(second, k);
  }
  return 3;
}

function edgesOfMesh(solid: usize, second: i32): i32 {
  const mesh = meshOf(solid);
  const row = vertexOf(mesh, vertexAt(second, 0));
  const first = whole(row, VERTEX_FIRST_EDGE);
  const around = whole(row, VERTEX_EDGES);
  for (let i = 0; i < around; i++) {
    const end = featureEnd(second, i);
    vertexPosition(end, vertexOf(mesh, whole(edgeRow(first + i), EDGE_END)));
    placePoint(end, solid);
    directEdge(second, i);
  }
  return around;
}

/** Whether two directions are perpendicular, within 5 degrees. */
export function isAcross(a: usize, b: usize): bool {
  const ACROSS: f64 = 0.0888;
  return abs<f64>(inner(a, b)) < ACROSS;
}
