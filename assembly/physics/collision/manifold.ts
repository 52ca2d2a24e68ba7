// More contacts of two geoms with flat faces, boxes, cylinders and meshes, in one world: the deepest points lie on
// corners of a face of the polytope, and these tell which faces or edges of the geoms meet (MuJoCo's multicontact of
// engine_collision_gjk.c). Two faces that look at each other, or a face and an edge along it, are clipped against
// each other.

import { convexSlot, manifoldSlot, solidSlot, whole } from '../bound.generated';
import {
  CONVEX_A,
  CONVEX_NEAR1,
  CONVEX_NEAR2,
  GEOM_MESH,
  MANIFOLD_ALONG,
  MANIFOLD_NORMAL,
  MANIFOLD_TOWARDS1,
  MANIFOLD_TOWARDS2,
  MANIFOLD_VERTICES1,
  MANIFOLD_VERTICES2,
  MESH_FACES,
  SOLID_TYPE,
  SUPPORT_FIRST,
  SUPPORT_SECOND,
  SUPPORT_VERTEX1,
  SUPPORT_VERTEX2,
} from '../layout.generated';
import { clipFace } from './clip-face';
import { faceCorner, writeFaceCorners } from './face-corners';
import {
  dimensionOf,
  featureDirection,
  featureEnd,
  featureFace,
  findEdges,
  findFaces,
  isAcross,
  pointAt,
  SAME_NORMAL,
} from './features';
import { meshOf } from './mesh-support';
import { cornerOf, polytopePoint } from './polytope';
import { copyTriple, difference, inner, scaleTriple } from './triples';

/** Two features that meet, as 256 · i + j; NONE: there are none. */
const NONE: i32 = -1;

/** Writes the contacts on a face of the polytope; how many, 0 if the deepest points remain the only one. */
export function findManifold(face: i32): i32 {
  const first = solidSlot(0);
  const second = solidSlot(1);
  const manifold = manifoldSlot(0);
  if (!hasFaces(first) || !hasFaces(second)) return 0;
  takeCorners(face);
  const convex = convexSlot(0);
  difference(manifold + MANIFOLD_TOWARDS1, convex + CONVEX_NEAR1, convex + CONVEX_NEAR2);
  scaleTriple(manifold + MANIFOLD_TOWARDS2, manifold + MANIFOLD_TOWARDS1, -1);
  const dimension1 = dimensionOf(0);
  const dimension2 = dimensionOf(1);
  const faces1 = findFaces(first, 0, dimension1);
  const faces2 = findFaces(second, 1, dimension2);
  const facing = findFacing(faces1, faces2);
  if (facing !== NONE) {
    const i = facing >> 8;
    const j = facing & 255;
    const sides = writeFaceCorners(first, 0, featureFace(0, i));
    const corners = writeFaceCorners(second, 1, featureFace(1, j));
    copyTriple(manifold + MANIFOLD_NORMAL, featureDirection(0, i));
    copyTriple(manifold + MANIFOLD_ALONG, featureDirection(1, j));
    return clipFace(0, sides, corners);
  }
  if (dimension1 < 3 && dimension1 <= dimension2) {
    const count = clipEdge(0, dimension1, faces2);
    // Where nothing is left of an edge of the first, MuJoCo turns its one contact around; so do we.
    if (count === 0) swapDeepest();
    return count === NONE ? 0 : count;
  }
  return dimension2 < 3 ? max(clipEdge(1, dimension2, faces1), 0) : 0;
}

/** Whether the faces of a geom are known. */
function hasFaces(solid: usize): bool {
  return i32.load(solid + SOLID_TYPE) !== GEOM_MESH || whole(meshOf(solid), MESH_FACES) > 0;
}

/** Copies what the polytope has of the corners of its face. */
function takeCorners(face: i32): void {
  const manifold = manifoldSlot(0);
  for (let i = 0; i < 3; i++) {
    const support = polytopePoint(cornerOf(face, i));
    i32.store(manifold + MANIFOLD_VERTICES1 + ((<usize>i) << 2), i32.load(support + SUPPORT_VERTEX1));
    i32.store(manifold + MANIFOLD_VERTICES2 + ((<usize>i) << 2), i32.load(support + SUPPORT_VERTEX2));
    copyTriple(pointAt(0, i), support + SUPPORT_FIRST);
    copyTriple(pointAt(1, i), support + SUPPORT_SECOND);
  }
}

/** The first two faces whose normals are opposite, within 5 degrees. */
function findFacing(faces1: i32, faces2: i32): i32 {
  for (let i = 0; i < faces1; i++) {
    for (let j = 0; j < faces2; j++) {
      if (inner(featureDirection(0, i), featureDirection(1, j)) < -SAME_NORMAL) return (i << 8) | j;
    }
  }
  return NONE;
}

function swapDeepest(): void {
  const convex = convexSlot(0);
  copyTriple(convex + CONVEX_A, convex + CONVEX_NEAR1);
  copyTriple(convex + CONVEX_NEAR1, convex + CONVEX_NEAR2);
  copyTriple(convex + CONVEX_NEAR2, convex + CONVEX_A);
}

/**
 * Clips an edge of geom `owner` at the first of the other's faces that looks at it and along which one lies; NONE: none
 * does.
 */
function clipEdge(owner: i32, dimension: i32, faces: i32): i32 {
  const other = 1 - owner;
  const edges = findEdges(solidSlot(owner), owner, dimension);
  const manifold = manifoldSlot(0);
  const towards = manifold + (other ? MANIFOLD_TOWARDS2 : MANIFOLD_TOWARDS1);
  for (let i = 0; i < faces; i++) {
    const normal = featureDirection(other, i);
    if (!(inner(normal, towards) > 0)) continue; // looks away
    for (let j = 0; j < edges; j++) {
      if (!isAcross(featureDirection(owner, j), normal)) continue;
      copyTriple(faceCorner(owner, 0), pointAt(owner, 0));
      copyTriple(faceCorner(owner, 1), featureEnd(owner, j));
      const sides = writeFaceCorners(solidSlot(other), other, featureFace(other, i));
      copyTriple(manifold + MANIFOLD_NORMAL, normal);
      scaleTriple(manifold + MANIFOLD_ALONG, normal, -1);
      return clipFace(other, sides, 2);
    }
  }
  return NONE;
}
