// Contacts of two faces, or of a face and an edge: the one is clipped at the sides of the other (Sutherland, Hodgman,
// Reentrant Polygon Clipping, CACM 1974), and of what lies below it the corners are contacts. Of more than four,
// four are kept that span as much area as any.

import { convexSlot, cornerCapacity, cornerSlot, manifoldSlot } from '../bound.generated';
import {
  CONVEX_A,
  CONVEX_B,
  CORNER_CLIPPED,
  CORNER_DISTANCE,
  CORNER_INWARD,
  CORNER_NEAR1,
  CORNER_NEAR2,
  MANIFOLD_ALONG,
  MANIFOLD_NORMAL,
} from '../layout.generated';
import { faceCorner } from './face-corners';
import { fourOfAll, keptCorner, polygonCorner } from './four-corners';
import { NOTHING } from './gjk';
import { advance, copyTriple, difference, inner, makeUnit, outer, put } from './triples';

/** @inline */
function inwardOf(i: i32): usize {
  return cornerSlot(i) + CORNER_INWARD;
}

/**
 * Clips the other's face, of `count` corners, at that of geom `by`, of `sides`, and writes the contacts:
 * `MANIFOLD_NORMAL` is the normal of the face that clips, `MANIFOLD_ALONG` the direction in which its point lies
 * from that of the other. Returns how many; 0 if nothing is left.
 */
export function clipFace(by: i32, sides: i32, count: i32): i32 {
  if (sides < 3) return 0;
  const other = 1 - by;
  const up = convexSlot(0) + CONVEX_A;
  for (let i = 0; i < sides; i++) {
    const inward = inwardOf(i);
    const start = faceCorner(by, i);
    // The normal from the corner and back: rounded as in MuJoCo, see COSINES of face-corners.ts.
    advance(up, start, 1, manifoldSlot(0) + MANIFOLD_NORMAL);
    difference(up, up, start);
    difference(inward, faceCorner(by, i + 1 === sides ? 0 : i + 1), start);
    outer(inward, inward, up);
    makeUnit(inward, inward);
  }
  for (let i = 0; i < count; i++) copyTriple(polygonCorner(i), faceCorner(other, i));
  let left = count;
  for (let i = 0; i < sides; i++) left = clipAt(by, i, left);
  left = keepBelow(by, left);
  if (left > 4) {
    fourOfAll(left);
    for (let i = 0; i < 4; i++) writeContactOf(by, i, keptCorner(i));
    return 4;
  }
  if (count === 2 && left > 2) return keepFurthest(by, left);
  for (let i = 0; i < left; i++) writeContactOf(by, i, i);
  return left;
}

/** Clips the polygon at one side; how many corners are left. */
function clipAt(by: i32, side: i32, corners: i32): i32 {
  const convex = convexSlot(0);
  const along = convex + CONVEX_A;
  const inward = inwardOf(side);
  const start = faceCorner(by, side);
  const offset = inner(inward, start);
  let count = 0;
  for (let i = 0; i < corners; i++) {
    const p = polygonCorner(i);
    const q = polygonCorner(i + 1 === corners ? 0 : i + 1);
    const insideP = isInside(p, start, inward);
    const insideQ = isInside(q, start, inward);
    if (!insideP && !insideQ) continue;
    if (insideP !== insideQ) {
      difference(along, q, p);
      const approach = inner(inward, along);
      const t = (offset - inner(inward, p)) / approach;
      if (approach !== 0 && t >= 0 && t <= 1 && count < 2 * cornerCapacity)
        advance(cornerSlot(count++) + CORNER_CLIPPED, p, t, along);
    }
    if (insideQ && count < 2 * cornerCapacity) copyTriple(cornerSlot(count++) + CORNER_CLIPPED, q);
  }
  for (let i = 0; i < count; i++) copyTriple(polygonCorner(i), cornerSlot(i) + CORNER_CLIPPED);
  return count;
}

function isInside(point: usize, start: usize, inward: usize): bool {
  const from = convexSlot(0) + CONVEX_B;
  difference(from, point, start);
  return inner(from, inward) > -NOTHING;
}

/** Height of a point above the face that clips. */
function heightAbove(by: i32, point: usize): f64 {
  const from = convexSlot(0) + CONVEX_B;
  difference(from, point, faceCorner(by, 0));
  return inner(from, manifoldSlot(0) + MANIFOLD_NORMAL);
}

/** Keeps the corners that lie on the face or below it; how many. */
function keepBelow(by: i32, corners: i32): i32 {
  let count = 0;
  for (let i = 0; i < corners; i++) {
    if (heightAbove(by, polygonCorner(i)) <= 0) copyTriple(polygonCorner(count++), polygonCorner(i));
  }
  return count;
}

/** Contact `i`, at a corner of the polygon. */
function writeContactOf(by: i32, i: i32, corner: i32): void {
  const point = polygonCorner(corner);
  const slot = cornerSlot(i);
  const height = heightAbove(by, point);
  put(slot + CORNER_DISTANCE, 0, height);
  copyTriple(slot + (by === 0 ? CORNER_NEAR2 : CORNER_NEAR1), point);
  const opposite = slot + (by === 0 ? CORNER_NEAR1 : CORNER_NEAR2);
  advance(opposite, point, -abs<f64>(height), manifoldSlot(0) + MANIFOLD_ALONG);
}

/** An edge has two ends: the corners furthest apart. */
function keepFurthest(by: i32, corners: i32): i32 {
  const between = convexSlot(0) + CONVEX_A;
  let a = 0;
  let b = 1;
  let furthest: f64 = 0;
  for (let i = 0; i < corners; i++) {
    for (let j = i + 1; j < corners; j++) {
      difference(between, polygonCorner(j), polygonCorner(i));
      const square = inner(between, between);
      if (!(square > furthest)) continue;
      furthest = square;
      a = i;
      b = j;
    }
  }
  writeContactOf(by, 0, a);
  writeContactOf(by, 1, b);
  return 2;
}
