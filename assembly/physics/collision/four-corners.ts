// Four corners of a convex polygon with much area, of those that a contact of two faces would have: four carry a
// weight as well as sixteen, with a quarter of the rows. As in MuJoCo: a, b, c, d follow each other around the
// polygon; d moves on as long as that gains area, and c and b after it.

import { convexSlot, cornerSlot, manifoldSlot } from '../bound.generated';
import {
  CONVEX_A,
  CONVEX_B,
  CONVEX_C,
  CORNER_POLYGON,
  MANIFOLD_AREA,
  MANIFOLD_FOUR,
  MANIFOLD_KEPT,
} from '../layout.generated';
import { at, difference, lengthOf, outer, put } from './triples';

/** Corner `i` of the polygon. @inline */
export function polygonCorner(i: i32): usize {
  return cornerSlot(i) + CORNER_POLYGON;
}

/** Which corner was kept as the `i`-th of four. @inline */
export function keptCorner(i: i32): i32 {
  return i32.load(manifoldSlot(0) + MANIFOLD_KEPT + ((<usize>i) << 2));
}

/** @inline */
function ofFour(i: i32): i32 {
  return i32.load(manifoldSlot(0) + MANIFOLD_FOUR + ((<usize>i) << 2));
}

/** @inline */
function setOfFour(i: i32, corner: i32): void {
  i32.store(manifoldSlot(0) + MANIFOLD_FOUR + ((<usize>i) << 2), corner);
}

/** Keeps the four as they are. */
function keepTheseFour(area: f64): void {
  put(manifoldSlot(0) + MANIFOLD_AREA, 0, area);
  memory.copy(manifoldSlot(0) + MANIFOLD_KEPT, manifoldSlot(0) + MANIFOLD_FOUR, 16);
}

/** Begins with the corner and the three after it. */
function startFour(corner: i32, corners: i32): void {
  for (let i = 0; i < 4; i++) setOfFour(i, (corner + i) % corners);
  keepTheseFour(areaOfTheseFour());
}

/** Keeps four of the polygon's corners, one of them this corner. */
export function fourFromCorner(corner: i32, corners: i32): void {
  startFour(corner, corners);
  grow(corners);
}

/** Keeps four of the polygon's corners. */
export function fourOfAll(corners: i32): void {
  startFour(0, corners);
  for (let a = 0; a < corners; a++) {
    setOfFour(0, a);
    grow(corners);
    // The next a may not be b, nor b then c, nor c then d.
    for (let i = 1; i < 4 && ofFour(i) === ofFour(i - 1); i++) setOfFour(i, (ofFour(i) + 1) % corners);
  }
}

function grow(corners: i32): void {
  while (moveOn(3, corners)) {
    while (moveOn(2, corners)) {}
    while (moveOn(1, corners)) {}
  }
}

/** Moves one of the four to the next corner, if that gains area. */
function moveOn(i: i32, corners: i32): bool {
  const before = ofFour(i);
  setOfFour(i, (before + 1) % corners);
  const area = areaOfTheseFour();
  if (area > at(manifoldSlot(0) + MANIFOLD_AREA, 0)) {
    keepTheseFour(area);
    return true;
  }
  setOfFour(i, before);
  return false;
}

/** Area of a quadrilateral: half the product of its diagonals. */
function areaOfTheseFour(): f64 {
  const convex = convexSlot(0);
  difference(convex + CONVEX_A, polygonCorner(ofFour(0)), polygonCorner(ofFour(2)));
  difference(convex + CONVEX_B, polygonCorner(ofFour(1)), polygonCorner(ofFour(3)));
  outer(convex + CONVEX_C, convex + CONVEX_A, convex + CONVEX_B);
  return 0.5 * lengthOf(convex + CONVEX_C);
}
