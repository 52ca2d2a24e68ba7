/** Mazes drawn at random, as text: the same numbers and size give the same maze everywhere. */

import type { Random } from '../random.js';

/** One wall in so many between corridors is opened after all corridors are joined: a few loops, few dead ends less. */
const LOOPS = 8;

/** Steps to the next place of the maze, two cells on: right, down, left, up. */
const STEPS = [
  [0, 2],
  [2, 0],
  [0, -2],
  [-2, 0],
] as const;

/**
 * A maze of corridors one cell wide; every free cell is reached from the start, which is near the middle.
 *
 * Places lie at odd rows and columns. A walk from the middle digs to a random place not yet reached, and goes back where
 * there is none (randomised depth-first search), which makes long corridors; then some walls between places are opened.
 *
 * @param size cells along each side, odd, from 5 to 101; point-mass.ts has the checks
 */
export function randomMaze(random: Random, size: number): string {
  const grid = Array.from({ length: size }, () => new Array<string>(size).fill('#'));
  const middle = 2 * Math.floor(size / 4) + 1;
  dig(grid, middle, random);
  openLoops(grid, random);
  grid[middle]![middle] = 'S';
  return grid.map((row) => row.join('')).join('\n');
}

function dig(grid: string[][], middle: number, random: Random): void {
  const walk: [number, number][] = [[middle, middle]];
  grid[middle]![middle] = '.';
  for (let here = walk.at(-1); here; here = walk.at(-1)) {
    const [row, column] = here;
    const ways = STEPS.filter(([down, right]) => grid[row + down]?.[column + right] === '#');
    if (ways.length === 0) {
      walk.pop();
      continue;
    }
    const [down, right] = ways[random.integer(ways.length)]!;
    grid[row + down / 2]![column + right / 2] = '.';
    grid[row + down]![column + right] = '.';
    walk.push([row + down, column + right]);
  }
}

function openLoops(grid: string[][], random: Random): void {
  const last = grid.length - 1;
  for (let row = 1; row < last; row++) {
    for (let column = 1; column < last; column++) {
      const between = row % 2 !== column % 2; // a wall between two places, or the corridor that joins them
      if (between && grid[row]![column] === '#' && random.integer(LOOPS) === 0) grid[row]![column] = '.';
    }
  }
}
