/** Mazes as text: '#' is wall, '.' free, 'S' the free cell where an episode starts. */

import { OptionError } from '../options.js';
import type { Plane } from '../worlds/equations/plane.js';

/** Half the side of the world, metres (an author's code, see src/worlds/equations/point-mass.ts). */
export const HALF_SIDE = 1.4;

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
    halfSide: HALF_SIDE,
    columns,
    rows,
    free,
    start: [
      -HALF_SIDE + ((start % columns) + 0.5) * width,
      HALF_SIDE - (Math.floor(start / columns) + 0.5) * height,
    ],
  };
}

/** An empty plane whose coverage is counted in `cells` × `cells` cells; the start is the middle. */
export function openPlane(cells: number): Plane {
  const free = new Uint8Array(cells * cells).fill(1);
  return {
    halfSide: HALF_SIDE,
    columns: cells,
    rows: cells,
    free,

    start: [0, 0],
  };
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
