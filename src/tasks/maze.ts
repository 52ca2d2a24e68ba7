/** Mazes as text: '#' is wall, '.' free, 'S' the free cell where an episode starts. */

import { OptionError } from '../options.js';
import { HALF_SIDE, type Plane } from '../worlds/equations/point-mass.js';

/**
 * The mazes of this package. The paper shows one in figure 2 but gives no map; these are ours. The outer ring of walls
 * is part of the world's 2.8 m.
 */
export const MAZES = {
  /** 11 × 11, corridors one cell wide, with dead ends and one loop. */
  corridors: `
###########
#.....#...#
#.###.#.#.#
#.#.#...#.#
#.#.#####.#
#.#...S...#
#.###.###.#
#...#.#...#
###.#.#.###
#.....#...#
###########`,
  /** 13 × 13, four rooms with doors two cells wide, one of them with inner walls. */
  rooms: `
#############
#.....#.....#
#.....#.....#
#...........#
#...........#
#.....#.....#
###..####..##
#.....#.....#
#.....#.###.#
#..S....#...#
#.......#.###
#.....#.....#
#############`,
  /** 13 × 13, the start deep in a cup; the way to most of the plane leads away from it first. */
  'u-trap': `
#############
#...........#
#...........#
#..#######..#
#..#.....#..#
#..#..S..#..#
#..#.....#..#
#..#.....#..#
#..#.....#..#
#...........#
#...........#
#...........#
#############`,
} as const;

export type MazeName = keyof typeof MAZES;

/**
 * A text map as a plane over the whole world, ±1.4 m along both axes; row 0 is the top. Blank lines before and after
 * the map are ignored. Without 'S' the first free cell, by rows, is the start.
 *
 * @throws OptionError if the map is not a rectangle of '#', '.', 'S', has no free cell, or has free cells that cannot be
 *   reached from the start (steps along rows and columns).
 */
export function parseMaze(map: string): Plane {
  const lines = map.split('\n').map((line) => line.trim());
  while (lines.length && lines[0] === '') lines.shift();
  while (lines.length && lines.at(-1) === '') lines.pop();
  const rows = lines.length;
  const columns = lines[0]?.length ?? 0;
  const free = new Uint8Array(rows * columns);
  let start = -1;
  lines.forEach((line, row) => {
    if (line.length !== columns) {
      throw new OptionError(
        `map must be a rectangle: row ${row + 1} has ${line.length} cells, not ${columns}`,
      );
    }
    [...line].forEach((cell, column) => {
      if (!'#.S'.includes(cell)) {
        throw new OptionError(`map must be made of '#', '.' and 'S', got '${cell}' in row ${row + 1}`);
      }
      const index = row * columns + column;
      free[index] = cell === '#' ? 0 : 1;
      if (cell === 'S') {
        if (start >= 0) throw new OptionError("map must have at most one 'S'");
        start = index;
      }
    });
  });
  if (start < 0) start = free.indexOf(1);
  if (start < 0) throw new OptionError('map must have a free cell');
  checkReachable(free, columns, start);
  const width = (2 * HALF_SIDE) / columns;
  const height = (2 * HALF_SIDE) / rows;
  return {
    columns,
    rows,
    free,
    walls: wallsOf(free, columns, rows),
    start: [
      -HALF_SIDE + ((start % columns) + 0.5) * width,
      HALF_SIDE - (Math.floor(start / columns) + 0.5) * height,
    ],
  };
}

/** An empty plane whose coverage is counted in `cells` × `cells` cells; the start is the middle. */
export function openPlane(cells: number): Plane {
  const free = new Uint8Array(cells * cells).fill(1);
  return { columns: cells, rows: cells, free, walls: new Float32Array(0), start: [0, 0] };
}

function checkReachable(free: Uint8Array, columns: number, start: number): void {
  const seen = new Set([start]);
  for (const cell of seen) {
    const column = cell % columns;
    const neighbours = [cell - columns, cell + columns];
    if (column > 0) neighbours.push(cell - 1);
    if (column < columns - 1) neighbours.push(cell + 1);
    for (const next of neighbours) if (free[next]) seen.add(next); // a set visits what is added while it is walked
  }
  const unreachable = free.findIndex((isFree, cell) => isFree === 1 && !seen.has(cell));
  if (unreachable >= 0) {
    const row = Math.floor(unreachable / columns) + 1;
    throw new OptionError(
      `map has free cells that the start cannot reach, the first in row ${row}, column ${(unreachable % columns) + 1}`,
    );
  }
}

/** The wall cells as few rectangles: each grows right, then down, over wall cells that no other rectangle has. */
function wallsOf(free: Uint8Array, columns: number, rows: number): Float32Array {
  const taken = Uint8Array.from(free);
  const walls: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken[row * columns + column]) continue;
      let right = column + 1;
      while (right < columns && !taken[row * columns + right]) right++;
      let bottom = row + 1;
      while (
        bottom < rows &&
        taken.subarray(bottom * columns + column, bottom * columns + right).every((t) => !t)
      ) {
        bottom++;
      }
      for (let r = row; r < bottom; r++) taken.fill(1, r * columns + column, r * columns + right);
      const x = (k: number) => Math.fround(-HALF_SIDE + (k * 2 * HALF_SIDE) / columns);
      const y = (k: number) => Math.fround(HALF_SIDE - (k * 2 * HALF_SIDE) / rows);
      // Walls are open rectangles. Moving the lower edges by one float makes neighbours overlap: no seam is left
      // to slip through, and a cell owns its lower edges.
      walls.push(floatBelow(x(column)), floatBelow(y(bottom)), x(right), y(row));
    }
  }
  return Float32Array.from(walls);
}

/** The next f32 below. */
function floatBelow(value: number): number {
  const float = new Float32Array([value]);
  const bits = new Int32Array(float.buffer);
  if (value === 0) return -1.401298464324817e-45;
  bits[0] = bits[0]! + (value > 0 ? -1 : 1);
  return float[0]!;
}
