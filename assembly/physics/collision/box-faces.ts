// The contacts of two boxes that meet with a face, in one world. The reference box owns the face; the face of the
// other box that lies most against it is clipped at the four sides of the reference face (Sutherland, Hodgman,
// Reentrant Polygon Clipping, CACM 1974). Each corner that is left and below the margin is a contact, eight at most.
//
//              ┌───────────┐  other box
//        ──────┼───┐       │              height z of a corner above the reference face = its distance;
//          z   ×   │       │              the point is halfway between corner and face
//     reference└───┼───────┘

import { boxesSlot, solidSlot } from '../bound.generated';
import {
  BOXES_CLIPPED,
  BOXES_FIRST,
  BOXES_NORMAL,
  BOXES_POINT,
  BOXES_POLYGON,
  BOXES_SECOND,
  BOXES_TURN,
  BOXES_TURN_BACK,
  SOLID_CENTRE,
  SOLID_ROTATION,
  SOLID_SIZE,
} from '../layout.generated';
import { keepContact, MOST_CONTACTS } from './lanes';
import { advance, at, copyTriple, following, put, setTriple, triple, turn } from './triples';

/** Room for corners; four clipped by four sides are eight at most. */
const CORNERS: i32 = 12;
/**
 * Corners closer than this part of the face, squared, are one: rounding of f32 poses that clipping has made two
 * of.
 */
const SAME_CORNER: f64 = 1e-10;

/** Keeps the contacts of the face of `code` in a lane. */
export function collideFaces(code: i32, lane: i32, margin: f64): void {
  const boxes = boxesSlot(0);
  const ofFirst = code < 3;
  const a = ofFirst ? code : code - 3;
  const ax = following(a);
  const ay = following(ax);
  const reference = solidSlot(ofFirst ? 0 : 1);
  const size = reference + SOLID_SIZE;
  const side: f64 = at(boxes + (ofFirst ? BOXES_SECOND : BOXES_FIRST), a) >= 0 ? 1 : -1;
  otherFace(ofFirst, a, side);
  const corners = clipToFace(boxes, at(size, ax), at(size, ay));
  const polygon = boxes + BOXES_POLYGON;
  const normal = boxes + BOXES_NORMAL;
  const sign = ofFirst ? side : -side;
  for (let k = 0; k < 3; k++) put(normal, k, sign * at(reference + SOLID_ROTATION, 3 * k + a));
  const point = boxes + BOXES_POINT;
  const same = SAME_CORNER * (at(size, ax) * at(size, ax) + at(size, ay) * at(size, ay));
  let count = 0;
  for (let c = 0; c < corners && count < MOST_CONTACTS; c++) {
    const corner = triple(polygon, c);
    const height = at(corner, 2);
    if (!(height <= margin) || amongFirst(polygon, count, corner, same)) continue;
    put(point, ax, at(corner, 0));
    put(point, ay, at(corner, 1));
    put(point, a, side * (at(size, a) + 0.5 * height));
    turn(point, reference + SOLID_ROTATION, point);
    advance(point, point, 1, reference + SOLID_CENTRE);
    keepContact(count, lane, height, point, normal);
    copyTriple(triple(polygon, count), corner); // what is kept moves to the front
    count++;
  }
}

/**
 * Writes the polygon: the other box's face that lies most against the reference face, as (x, y) along that and z
 * above it, its four corners in a circle.
 */
function otherFace(ofFirst: bool, a: i32, side: f64): void {
  const boxes = boxesSlot(0);
  const size = solidSlot(ofFirst ? 1 : 0) + SOLID_SIZE;
  const centre = boxes + (ofFirst ? BOXES_SECOND : BOXES_FIRST);
  const axes = boxes + (ofFirst ? BOXES_TURN : BOXES_TURN_BACK); // columns: the other's axes
  let b = 0;
  for (let k = 1; k < 3; k++) {
    if (abs<f64>(at(axes, 3 * a + k)) > abs<f64>(at(axes, 3 * a + b))) b = k;
  }
  const u = following(b);
  const v = following(u);
  const against: f64 = side * at(axes, 3 * a + b) > 0 ? -1 : 1;
  const height = at(solidSlot(ofFirst ? 0 : 1) + SOLID_SIZE, a);
  for (let c = 0; c < 4; c++) {
    const alongU: f64 = c === 0 || c === 3 ? 1 : -1;
    const alongV: f64 = c < 2 ? 1 : -1;
    const corner = triple(boxes + BOXES_POLYGON, c);
    let row = a;
    for (let k = 0; k < 3; k++) {
      row = following(row); // x, y, and last the axis of the face
      const middle = at(centre, row) + against * at(size, b) * at(axes, 3 * row + b);
      const x =
        middle + alongU * at(size, u) * at(axes, 3 * row + u) + alongV * at(size, v) * at(axes, 3 * row + v);
      put(corner, k, k === 2 ? side * x - height : x);
    }
  }
}

/** Whether one of the first corners of a polygon is, seen from above, the same. */
function amongFirst(polygon: usize, count: i32, corner: usize, same: f64): bool {
  for (let q = 0; q < count; q++) {
    const dx = at(triple(polygon, q), 0) - at(corner, 0);
    const dy = at(triple(polygon, q), 1) - at(corner, 1);
    if (dx * dx + dy * dy < same) return true;
  }
  return false;
}

/** Clips the polygon to |x| ≤ width, |y| ≤ depth; how many corners are left. */
function clipToFace(boxes: usize, width: f64, depth: f64): i32 {
  let corners = 4;
  for (let k = 0; k < 4; k++) {
    const axis = k >> 1;
    corners = clipAtSide(boxes, corners, axis, (k & 1) === 0 ? 1 : -1, axis === 0 ? width : depth);
  }
  return corners;
}

/** Clips the polygon to sign · x ≤ limit, x its coordinate `axis`. A polygon that lies within is left as it is. */
function clipAtSide(boxes: usize, corners: i32, axis: i32, sign: f64, limit: f64): i32 {
  const polygon = boxes + BOXES_POLYGON;
  const clipped = boxes + BOXES_CLIPPED;
  let count = 0;
  let outside = false;
  for (let c = 0; c < corners; c++) outside = outside || sign * at(triple(polygon, c), axis) > limit;
  if (!outside) return corners;
  for (let c = 0; c < corners; c++) {
    const p = triple(polygon, c);
    const q = triple(polygon, c + 1 === corners ? 0 : c + 1);
    const beyondP = sign * at(p, axis) - limit;
    const beyondQ = sign * at(q, axis) - limit;
    if (beyondP <= 0 && count < CORNERS) copyTriple(triple(clipped, count++), p);
    if (!((beyondP < 0 && beyondQ > 0) || (beyondP > 0 && beyondQ < 0)) || count === CORNERS) continue;
    const t = beyondP / (beyondP - beyondQ);
    const crossing = triple(clipped, count++);
    setTriple(
      crossing,
      at(p, 0) + t * (at(q, 0) - at(p, 0)),
      at(p, 1) + t * (at(q, 1) - at(p, 1)),
      at(p, 2) + t * (at(q, 2) - at(p, 2)),
    );
  }
  for (let c = 0; c < count; c++) copyTriple(triple(polygon, c), triple(clipped, c));
  return count;
}
