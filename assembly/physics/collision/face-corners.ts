// The corners of faces of boxes, cylinders and meshes, in the world and clockwise as seen from outside.

import { cornerSlot, hullCornerRow, hullFaceRow, whole } from '../bound.generated';
import {
  CORNER_FACE1,
  CORNER_FACE2,
  GEOM_BOX,
  GEOM_CYLINDER,
  HULL_CORNER_VERTEX,
  HULL_FACE_CORNERS,
  HULL_FACE_FIRST_CORNER,
  SOLID_SIZE,
  SOLID_TYPE,
} from '../layout.generated';
import { boxCorner, placePoint } from './features';
import { meshOf, vertexOf, vertexPosition } from './mesh-support';
import { at, setTriple } from './triples';

/** Corners that stand for the rim of a cylinder's end. */
const RIM: i32 = 16;
/**
 * Cosine and sine of their angles with the 15 digits of MuJoCo: so many areas of four of these corners are equal
 * that the last digit decides which are kept.
 */
const COSINES: usize = memory.data<f64>([
  1, 0.923879532511287, 0.707106781186548, 0.38268343236509, 0, -0.38268343236509, -0.707106781186547,
  -0.923879532511287, -1, -0.923879532511287, -0.707106781186548, -0.38268343236509, 0, 0.38268343236509,
  0.707106781186547, 0.923879532511287,
]);
const SINES: usize = memory.data<f64>([
  0, 0.38268343236509, 0.707106781186548, 0.923879532511287, 1, 0.923879532511287, 0.707106781186548,
  0.38268343236509, 0, -0.38268343236509, -0.707106781186547, -0.923879532511287, -1, -0.923879532511287,
  -0.707106781186548, -0.38268343236509,
]);

/** Corner `i` of the face of the first or the second geom. @inline */
export function faceCorner(second: i32, i: i32): usize {
  return cornerSlot(i) + (second ? CORNER_FACE2 : CORNER_FACE1);
}

/** Writes the corners of a face; how many. */
export function writeFaceCorners(solid: usize, second: i32, face: i32): i32 {
  const type = i32.load(solid + SOLID_TYPE);
  if (type === GEOM_BOX) {
    const corners = boxFaceCorners(face);
    for (let i = 0; i < 4; i++) boxCorner(faceCorner(second, i), solid, (corners >> (4 * i)) & 7);
    return 4;
  }
  return type === GEOM_CYLINDER ? writeRim(solid, second, face) : writeHullFace(solid, second, face);
}

/** Four corners of a box's face, the first in the lowest four bits. */
function boxFaceCorners(face: i32): i32 {
  switch (face) {
    case 0:
      return 0x5137;
    case 1:
      return 0x0462;
    case 2:
      return 0x6732;
    case 3:
      return 0x0154;
    case 4:
      return 0x4576;
  }
  return 0x1023;
}

function writeRim(solid: usize, second: i32, lower: i32): i32 {
  const radius = at(solid + SOLID_SIZE, 0);
  const side: f64 = lower ? -1 : 1;
  for (let i = 0; i < RIM; i++) {
    const corner = faceCorner(second, i);
    setTriple(
      corner,
      at(COSINES, i) * radius,
      -at(SINES, i) * radius * side,
      side * at(solid + SOLID_SIZE, 1),
    );
    placePoint(corner, solid);
  }
  return RIM;
}

function writeHullFace(solid: usize, second: i32, face: i32): i32 {
  const mesh = meshOf(solid);
  const row = hullFaceRow(face);
  const corners = whole(row, HULL_FACE_CORNERS);
  const last = whole(row, HULL_FACE_FIRST_CORNER) + corners - 1;
  for (let i = 0; i < corners; i++) {
    const corner = faceCorner(second, i);
    vertexPosition(corner, vertexOf(mesh, whole(hullCornerRow(last - i), HULL_CORNER_VERTEX)));
    placePoint(corner, solid);
  }
  return corners;
}
