// The contact of two boxes that meet edge to edge, in one world: midway between the closest points of the two edges
// (as in Ericson, Real-Time Collision Detection, section 5.1.9), with the distance along the axis.

import { boxesSlot, solidSlot } from '../bound.generated';
import {
  BOXES_AXIS,
  BOXES_AXIS_OF_SECOND,
  BOXES_CORNER1,
  BOXES_CORNER2,
  BOXES_NEAR1,
  BOXES_NEAR2,
  BOXES_NORMAL,
  BOXES_POINT,
  BOXES_SECOND,
  BOXES_TURN,
  SOLID_CENTRE,
  SOLID_ROTATION,
  SOLID_SIZE,
} from '../layout.generated';
import { EDGES, edgeAxis } from './box-axes';
import { keepContact } from './lanes';
import { advance, at, difference, following, inner, put, scaleTriple, setTriple, turn } from './triples';

/** Below this component both edges of a face reach equally far along the axis: the closer one is taken. */
const EITHER: f64 = 1e-6;

/** Keeps the contact of the edges of `code` in a lane. */
export function collideEdges(code: i32, lane: i32, limit: f64): void {
  const boxes = boxesSlot(0);
  const first = solidSlot(0);
  const axis = boxes + BOXES_AXIS;
  const seen = boxes + BOXES_AXIS_OF_SECOND;
  const i = (code - EDGES) / 3;
  const j = (code - EDGES) % 3;
  edgeAxis(code);
  if (inner(axis, boxes + BOXES_SECOND) < 0) {
    scaleTriple(axis, axis, -1);
    scaleTriple(seen, seen, -1);
  }
  // Which of the four edges: outermost along the axis. Where a component leaves it open, both are tried.
  const open1 = openComponent(axis, i);
  const open2 = openComponent(seen, j);
  let closest: f64 = Infinity;
  for (let flip1 = 0; flip1 < (open1 < 0 ? 1 : 2); flip1++) {
    outermost(boxes + BOXES_CORNER1, first + SOLID_SIZE, axis, i, 1, flip1 ? open1 : -1);
    for (let flip2 = 0; flip2 < (open2 < 0 ? 1 : 2); flip2++) {
      outermost(boxes + BOXES_CORNER2, solidSlot(1) + SOLID_SIZE, seen, j, -1, flip2 ? open2 : -1);
      turn(boxes + BOXES_CORNER2, boxes + BOXES_TURN, boxes + BOXES_CORNER2);
      advance(boxes + BOXES_CORNER2, boxes + BOXES_CORNER2, 1, boxes + BOXES_SECOND);
      closest = closestOfEdges(i, j, closest);
    }
  }
  const gap = boxes + BOXES_CORNER1;
  difference(gap, boxes + BOXES_NEAR2, boxes + BOXES_NEAR1);
  const distance = inner(gap, axis);
  if (!(distance <= limit)) return;
  const point = boxes + BOXES_POINT;
  advance(point, boxes + BOXES_NEAR1, 0.5, gap);
  turn(point, first + SOLID_ROTATION, point);
  advance(point, point, 1, first + SOLID_CENTRE);
  turn(boxes + BOXES_NORMAL, first + SOLID_ROTATION, axis);
  keepContact(0, lane, distance, point, boxes + BOXES_NORMAL);
}

/** A component other than `i` that is next to nothing; −1: none. */
function openComponent(direction: usize, i: i32): i32 {
  const i1 = following(i);
  const i2 = following(i1);
  if (abs<f64>(at(direction, i1)) < EITHER) return i1;
  return abs<f64>(at(direction, i2)) < EITHER ? i2 : -1;
}

/** Middle of a box's edge along axis `i` that is outermost in sign · direction, mirrored in component `flipped`. */
function outermost(out: usize, size: usize, direction: usize, i: i32, sign: f64, flipped: i32): void {
  for (let k = 0; k < 3; k++) {
    const side = at(direction, k) >= 0 ? sign : -sign;
    put(out, k, k === i ? 0 : (k === flipped ? -side : side) * at(size, k));
  }
}

/**
 * Closest points of the two edges about their middles, edge 1 along axis i of the first box, edge 2 along axis j of
 * the second; written if they are closer than `closest` (a square). Returns the smaller of the two.
 */
function closestOfEdges(i: i32, j: i32, closest: f64): f64 {
  const boxes = boxesSlot(0);
  const direction = boxes + BOXES_NORMAL;
  const point1 = boxes + BOXES_POINT;
  const half1 = at(solidSlot(0) + SOLID_SIZE, i);
  const half2 = at(solidSlot(1) + SOLID_SIZE, j);
  for (let k = 0; k < 3; k++) put(direction, k, at(boxes + BOXES_TURN, 3 * k + j));
  const apart = point1; // for now
  difference(apart, boxes + BOXES_CORNER2, boxes + BOXES_CORNER1);
  const cosine = at(direction, i);
  const along1 = at(apart, i);
  const along2 = inner(direction, apart);
  const sine2 = 1 - cosine * cosine;
  let s = sine2 < 1e-15 ? 0 : (along1 - cosine * along2) / sine2;
  s = within(s, half1);
  const t = within(cosine * s - along2, half2);
  s = within(along1 + cosine * t, half1);
  // apart + t direction − s eᵢ
  advance(apart, apart, t, direction);
  put(apart, i, at(apart, i) - s);
  const square = inner(apart, apart);
  if (!(square < closest)) return closest;
  const corner1 = boxes + BOXES_CORNER1;
  setTriple(boxes + BOXES_NEAR1, at(corner1, 0), at(corner1, 1), at(corner1, 2));
  put(boxes + BOXES_NEAR1, i, at(corner1, i) + s);
  advance(boxes + BOXES_NEAR2, boxes + BOXES_CORNER2, t, direction);
  return square;
}

/** @inline */
function within(x: f64, bound: f64): f64 {
  return max<f64>(-bound, min<f64>(bound, x));
}
