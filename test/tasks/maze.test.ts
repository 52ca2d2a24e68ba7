/** Mazes that are drawn, and those that are made from a seed. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { Random, Stream } from '../../src/random.js';
import { MAZES, parseMaze } from '../../src/tasks/maze.js';
import { pointMassMaze } from '../../src/tasks/point-mass.js';
import { randomMaze } from '../../src/tasks/random-maze.js';
import { wallsOf } from '../../src/worlds/equations/plane.js';

/** As `pointMassMaze` draws it. */
const draw = (seed: number, size: number) => randomMaze(new Random(seed, Stream.world, 1), size);

const saying = (text: string) => (error: Error) => error.message.includes(text);

test('one seed, one maze; another seed, another', () => {
  assert.is(draw(7, 15), draw(7, 15));
  const mazes = new Set(Array.from({ length: 50 }, (_, seed) => draw(seed, 15)));
  assert.is(mazes.size, 50);
  assert.is(
    draw(0, 11),
    `###########
#.....#...#
#.###.#.#.#
#.....#...#
#.#.###.#.#
#....S#.#.#
#.#.#.#.#.#
#.#.......#
#.#.#####.#
#.........#
###########`,
  );
});

test('random mazes are closed, have all places free and connected, and few loops', () => {
  for (const size of [5, 7, 11, 21, 41]) {
    for (let seed = 0; seed < 20; seed++) {
      const text = draw(seed, size);
      const lines = text.split('\n');
      assert.is(lines.length, size);
      assert.ok(lines.every((line) => line.length === size && line.startsWith('#') && line.endsWith('#')));
      assert.match(lines[0]! + lines.at(-1)!, /^#+$/);
      const { free } = parseMaze(text); // throws if a free cell cannot be reached
      let places = 0;
      let joints = 0;
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          const isFree = free[row * size + column]!;
          if (row % 2 && column % 2) {
            assert.is(isFree, 1, `the place at row ${row}, column ${column} is wall`);
            places++;
          } else if (row % 2 === 0 && column % 2 === 0) {
            assert.is(isFree, 0, 'posts are walls');
          } else {
            joints += isFree;
          }
        }
      }
      const loops = joints - (places - 1);
      assert.ok(loops >= 0 && loops <= places / 2, `${loops} loops among ${places} places`);
    }
  }
});

test('options of the random maze', async () => {
  const task = pointMassMaze({ map: 'random', mazeSeed: 3, mazeSize: 21 });
  assert.equal(task.source?.options, { map: 'random', mazeSeed: 3, mazeSize: 21 });
  const world = await task.createWorld(await loadKernels());
  world.reset(new Random(1, 0));
  const observation = new Float32Array(2);
  world.observe(observation);
  // The start: row and column 11 of 21 (the middle place, counted from 0), just right of and below the middle.
  assert.ok(Math.abs(observation[0]! - (5 * 1) / 10.5) < 1e-5 && Math.abs(observation[1]! + 5 / 10.5) < 1e-5);
  const walls = wallsOf(parseMaze(draw(3, 21)));
  const drawn = world.scene!().shapes.filter(({ name }) => name.startsWith('wall'));
  assert.equal(
    drawn.map(({ pose }) => pose!.slice(0, 2)),
    Array.from({ length: walls.length / 4 }, (_, w) => {
      const [xmin, ymin, xmax, ymax] = walls.subarray(4 * w) as unknown as number[];
      return [(xmin! + xmax!) / 2, (ymin! + ymax!) / 2];
    }),
    'the maze of its seed and size',
  );
  const refuse = (options: object, text: string) => assert.throws(() => pointMassMaze(options), saying(text));
  refuse({ map: 'random', mazeSeed: 0.5 }, 'mazeSeed must be an integer ≥ 0, got 0.5');
  refuse({ map: 'random', mazeSize: 3 }, 'mazeSize must be an integer ≥ 5 and ≤ 101, got 3');
  refuse({ map: 'random', mazeSize: 12 }, 'mazeSize must be odd, got 12');
  refuse({ mazeSeed: 1 }, "mazeSeed and mazeSize are for map 'random', got map 'corridors'");
  refuse({ map: 'random', seed: 1 }, "has no option 'seed'");
});

test('the U-trap: the way up from the start is closed, and the plane above is reached around the cup', () => {
  const lines = MAZES['u-trap'].trim().split('\n');
  const row = lines.findIndex((line) => line.includes('S'));
  const column = lines[row]!.indexOf('S');
  const above = lines
    .slice(0, row)
    .map((line) => line[column])
    .reverse();
  assert.is(above.indexOf('#'), 1, 'a wall above the start');
  assert.ok(above.slice(2).includes('.'), 'free cells behind it');
  for (const side of [-1, 1]) {
    const beside = [1, 2, 3].map((k) => lines[row]![column + side * k]);
    assert.equal(beside, ['.', '.', '#']);
  }
});

test.run();
