// Contacts of a height field with a sphere, capsule, ellipsoid, cylinder, box or mesh (MuJoCo's mjc_ConvexHField of
// engine_collision_convex.c). The field is a row of prisms over each row of its grid; those under the other geom are
// each tested by the convex routine and may each have a contact. Four worlds at once as far as to tell which are near
// the field, then those one at a time, in the field's frame.
//
// As MuJoCo does it, and where one might not expect it: a margin raises the ground by all of it and thickens the other
// geom by half of it, and distances are between these; corners of prisms have no number, so that the polytope between a
// prism and a box or a mesh ends where one of their corners comes a second time.

import { abs, add, and, andNot, any, broadcast, dot3, le, load, mul, splat, sub } from '../../vector';
import {
  convexSlot,
  foundCapacity,
  geomRow,
  geomSlot,
  groundSlot,
  heightFieldRow,
  pairRow,
  solidSlot,
  whole,
  word,
} from '../bound.generated';
import {
  CENTRE,
  CONVEX_DIRECTION,
  CONVEX_DISTANCE,
  CONVEX_E,
  CONVEX_NORMAL,
  CONVEX_POINT,
  GEOM_BOUND,
  GEOM_HEIGHT_FIELD_ROW,
  GROUND_CENTRE,
  GROUND_HIGH,
  GROUND_LOW,
  GROUND_ROTATION,
  GROUP_FROZEN,
  HEIGHT_FIELD_COLUMNS,
  HEIGHT_FIELD_ROWS,
  HEIGHT_FIELD_SIZE,
  PAIR_FIRST,
  PAIR_MARGIN,
  PAIR_SECOND,
  ROTATION,
  SOLID_CENTRE,
  SOLID_MARGIN,
  SOLID_ROTATION,
  SOLID_VERTEX,
} from '../layout.generated';
import { writeMiddle } from './convex';
import { addFound, clearFound, keepContact, marginOf, readSolids } from './lanes';
import { NO_CONTACT, penetration } from './penetration';
import { centrePrism, fieldSize, nextEdge, reachesUpTo } from './prism';
import { supportOf } from './support';
import { advance, at, copyTriple, difference, put, setTriple, turn, turnBack } from './triples';

/** A corner of a geom that has none, or whose corners have no number. */
const NO_VERTEX: i32 = -1;

/**
 * Adds the contacts of a pair of a height field and a convex geom, up to 50.
 *
 * @param count contacts of the group so far
 * @param pair row of the pair
 * @returns the new count
 */
export function collideHeightField(count: i32, group: usize, pair: i32): i32 {
  const row = pairRow(pair);
  const first = whole(row, PAIR_FIRST);
  const second = whole(row, PAIR_SECOND);
  const field = heightFieldRow(whole(geomRow(first), GEOM_HEIGHT_FIELD_ROW));
  const near = andNot(meetsBox(row, first, second, field), load(group + GROUP_FROZEN));
  if (!any(near)) return count;
  clearFound();
  const lanes = i32x4.bitmask(near);
  for (let lane = 0; lane < 4; lane++) {
    if (lanes & (1 << lane)) collideFieldInLane(pair, field, lane);
  }
  // What the distance is a difference of is a height above the ground: how wide the field is does not count.
  const heights = fieldSize(field, 2) + <f64>f32.load(word(geomRow(second), GEOM_BOUND));
  return addFound(count, group, pair, heights);
}

/** Lanes in which the sphere around the second geom reaches the box around the field, or nearly so. */
function meetsBox(row: usize, first: i32, second: i32, field: usize): v128 {
  const ROUNDING: f32 = 1.0001;
  const SPREAD: f32 = 1e-6; // of the field's size: rounding of coordinates across it
  const a = geomSlot(first);
  const b = geomSlot(second);
  const dx = sub(load(b + CENTRE), load(a + CENTRE));
  const dy = sub(load(b + CENTRE, 1), load(a + CENTRE, 1));
  const dz = sub(load(b + CENTRE, 2), load(a + CENTRE, 2));
  const R = a + ROTATION;
  const x = dot3(load(R, 0), load(R, 3), load(R, 6), dx, dy, dz);
  const y = dot3(load(R, 1), load(R, 4), load(R, 7), dx, dy, dz);
  const z = dot3(load(R, 2), load(R, 5), load(R, 8), dx, dy, dz);
  const around = mul(
    add(broadcast(geomRow(second), GEOM_BOUND), broadcast(row, PAIR_MARGIN)),
    splat(ROUNDING),
  );
  const radius = add(around, mul(splat(SPREAD), broadcast(geomRow(first), GEOM_BOUND)));
  const withinX = le(abs(x), add(broadcast(field, HEIGHT_FIELD_SIZE), radius));
  const withinY = le(abs(y), add(broadcast(field, HEIGHT_FIELD_SIZE + 1), radius));
  const below = le(z, add(broadcast(field, HEIGHT_FIELD_SIZE + 2), radius));
  const above = le(sub(splat(0), z), add(broadcast(field, HEIGHT_FIELD_SIZE + 3), radius));
  return and(and(withinX, withinY), and(below, above));
}

function collideFieldInLane(pair: i32, field: usize, lane: i32): void {
  const ground = groundSlot(0);
  const margin = marginOf(pair);
  readSolids(pair, lane);
  enterFieldFrame();
  boxAround();
  const low = ground + GROUND_LOW;
  const high = ground + GROUND_HIGH;
  const width = fieldSize(field, 0);
  const length = fieldSize(field, 1);
  const over =
    at(low, 0) - margin <= width &&
    at(high, 0) + margin >= -width &&
    at(low, 1) - margin <= length &&
    at(high, 1) + margin >= -length &&
    at(low, 2) - margin <= fieldSize(field, 2) &&
    at(high, 2) + margin >= -fieldSize(field, 3);
  if (!over) return;
  put(solidSlot(1) + SOLID_MARGIN, 0, margin);
  const columns = whole(field, HEIGHT_FIELD_COLUMNS);
  const rows = whole(field, HEIGHT_FIELD_ROWS);
  const firstColumn = lineBelow(at(low, 0), width, columns);
  const lastColumn = lineAbove(at(high, 0), width, columns);
  const lastRow = lineAbove(at(high, 1), length, rows);
  let found = 0;
  for (let row = lineBelow(at(low, 1), length, rows); row < lastRow; row++) {
    found = collideRow(found, field, row, firstColumn, lastColumn, margin, lane);
  }
}

/** Line of a grid of `count` lines from −half to half at or before a coordinate, the first if it is before all. */
function lineBelow(x: f64, half: f64, count: i32): i32 {
  const last = <f64>(count - 1);
  return <i32>min<f64>(last, max<f64>(0, floor<f64>(((x + half) / (2 * half)) * last)));
}

/** At or after it, the last if it is after all. */
function lineAbove(x: f64, half: f64, count: i32): i32 {
  const last = <f64>(count - 1);
  return <i32>max<f64>(0, min<f64>(last, ceil<f64>(((x + half) / (2 * half)) * last)));
}

/** Keeps the contacts of the prisms between two rows of the grid; how many there are then. */
function collideRow(
  before: i32,
  field: usize,
  row: i32,
  firstColumn: i32,
  lastColumn: i32,
  margin: f64,
  lane: i32,
): i32 {
  let found = before;
  for (let column = firstColumn; column <= lastColumn; column++) {
    for (let i = 0; i < 2; i++) {
      nextEdge(field, row + 1 - i, column, margin);
      if (column === firstColumn || found >= foundCapacity) continue;
      if (!reachesUpTo(at(groundSlot(0) + GROUND_LOW, 2))) continue;
      centrePrism();
      if (penetration() !== NO_CONTACT) keepOnGround(found++, lane);
    }
  }
  return found;
}

/** Places the second geom in the frame of the first, the field, and makes that a prism in its own frame. */
function enterFieldFrame(): void {
  const ground = groundSlot(0);
  const rotation = ground + GROUND_ROTATION;
  const column = convexSlot(0) + CONVEX_E;
  copyTriple(ground + GROUND_CENTRE, solidSlot(0) + SOLID_CENTRE);
  memory.copy(rotation, solidSlot(0) + SOLID_ROTATION, 72);
  put(solidSlot(0) + SOLID_MARGIN, 0, 0);
  i32.store(solidSlot(0) + SOLID_VERTEX, NO_VERTEX);
  const other = solidSlot(1);
  difference(other + SOLID_CENTRE, other + SOLID_CENTRE, ground + GROUND_CENTRE);
  turnBack(other + SOLID_CENTRE, rotation, other + SOLID_CENTRE);
  const axes = other + SOLID_ROTATION;
  for (let k = 0; k < 3; k++) {
    setTriple(column, at(axes, k), at(axes, 3 + k), at(axes, 6 + k));
    turnBack(column, rotation, column);
    for (let r = 0; r < 3; r++) put(axes, 3 * r + k, at(column, r));
  }
  put(other + SOLID_MARGIN, 0, 0);
  i32.store(other + SOLID_VERTEX, 0);
}

/** Writes the box around the second geom, by its furthest points along the field's axes. */
function boxAround(): void {
  const ground = groundSlot(0);
  const direction = convexSlot(0) + CONVEX_DIRECTION;
  const point = convexSlot(0) + CONVEX_POINT;
  for (let k = 0; k < 3; k++) {
    setTriple(direction, 0, 0, 0);
    put(direction, k, 1);
    supportOf(point, solidSlot(1), direction);
    put(ground + GROUND_HIGH, k, at(point, k));
    put(direction, k, -1);
    supportOf(point, solidSlot(1), direction);
    put(ground + GROUND_LOW, k, at(point, k));
  }
}

/** Keeps contact `i`, back in the world's frame. */
function keepOnGround(i: i32, lane: i32): void {
  const ground = groundSlot(0);
  const convex = convexSlot(0);
  const point = convex + CONVEX_POINT;
  const normal = convex + CONVEX_NORMAL;
  writeMiddle();
  turn(point, ground + GROUND_ROTATION, point);
  advance(point, point, 1, ground + GROUND_CENTRE);
  turn(normal, ground + GROUND_ROTATION, normal);
  keepContact(i, lane, at(convex + CONVEX_DISTANCE, 0), point, normal);
}
