// A piece of a height field: the prism over half a cell of its grid, a triangle of heights above and the same triangle
// at the bottom of the field's base. Its corners are in the field's frame.
//
//     1───3───5 …    row r + 1: new corners alternate between the rows, so that any three that follow each other
//     │ ╲ │ ╲ │      are a triangle
//     0───2───4 …    row r
//
// (MuJoCo begins with row r + 1: addPrismVert of engine_collision_convex.c.)

import { groundSlot, heightRow, solidSlot, whole, word } from '../bound.generated';
import {
  GROUND_PRISM,
  HEIGHT_FIELD_COLUMNS,
  HEIGHT_FIELD_FIRST_HEIGHT,
  HEIGHT_FIELD_ROWS,
  HEIGHT_FIELD_SIZE,
  SOLID_CENTRE,
} from '../layout.generated';
import { advance, at, copyTriple, inner, scaleTriple, setTriple, triple } from './triples';

/** Corners at the bottom, and as many at the top. */
const SIDES: i32 = 3;

/** Corner `i`: three at the bottom, then those above them. @inline */
function prismCorner(i: i32): usize {
  return triple(groundSlot(0) + GROUND_PRISM, i);
}

/** Number `i` of a field's sizes. @inline */
export function fieldSize(field: usize, i: usize): f64 {
  return <f64>f32.load(word(field, HEIGHT_FIELD_SIZE + i));
}

/** Moves the prism on: its first edge goes, one at a point of the grid comes. The top is raised by `margin`. */
export function nextEdge(field: usize, row: i32, column: i32, margin: f64): void {
  const columns = whole(field, HEIGHT_FIELD_COLUMNS);
  const width = fieldSize(field, 0);
  const length = fieldSize(field, 1);
  const x = ((2 * width) / <f64>(columns - 1)) * <f64>column - width;
  const y = ((2 * length) / <f64>(whole(field, HEIGHT_FIELD_ROWS) - 1)) * <f64>row - length;
  const height = heightRow(whole(field, HEIGHT_FIELD_FIRST_HEIGHT) + row * columns + column);
  for (let i = 0; i < SIDES - 1; i++) {
    copyTriple(prismCorner(i), prismCorner(i + 1));
    copyTriple(prismCorner(SIDES + i), prismCorner(SIDES + i + 1));
  }
  setTriple(prismCorner(SIDES - 1), x, y, -fieldSize(field, 3));
  setTriple(prismCorner(2 * SIDES - 1), x, y, <f64>f32.load(height) * fieldSize(field, 2) + margin);
}

/** Whether some corner of the top is as high as `z`. */
export function reachesUpTo(z: f64): bool {
  for (let i = SIDES; i < 2 * SIDES; i++) if (at(prismCorner(i), 2) >= z) return true;
  return false;
}

/** Makes the middle of its corners the centre of the first solid, where GJK begins. */
export function centrePrism(): void {
  const centre = solidSlot(0) + SOLID_CENTRE;
  setTriple(centre, 0, 0, 0);
  for (let i = 0; i < 2 * SIDES; i++) advance(centre, centre, 1, prismCorner(i));
  scaleTriple(centre, centre, 1 / <f64>(2 * SIDES));
}

/** Writes the corner that reaches furthest in a direction: of the top if it points up. */
export function prismSupport(out: usize, direction: usize): void {
  const first = at(direction, 2) < 0 ? 0 : SIDES;
  let best = first;
  let furthest = inner(prismCorner(first), direction);
  for (let i = first + 1; i < first + SIDES; i++) {
    const reached = inner(prismCorner(i), direction);
    if (!(reached > furthest)) continue;
    furthest = reached;
    best = i;
  }
  copyTriple(out, prismCorner(best));
}
