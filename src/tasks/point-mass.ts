/**
 * The point mass of figure 2: a world without any reward, a box or a maze. What the agent should do there is to see
 * all of it; its measure is the share of the free cells visited.
 *
 * From the paper: no reward, 1000 steps, a box and a maze, the share of an occupancy grid as measure, six networks of
 * two layers of 16. The paper does not give dynamics (src/worlds/equations/point-mass.ts), maze (maze.ts), grid, nor
 * hyperparameters for this world: those are choices.
 */

import { checkInteger, checkKnown, checkNumber, OptionError, show } from '../options.js';
import { Random, Stream } from '../random.js';
import type { Plane } from '../worlds/equations/plane.js';
import type { Task } from '../worlds/world.js';
import { MAZES, openPlane, parseMaze } from './maze.js';

/** N·s/m (choice; an author's code has 0.1, with which a random walk drifts through half the box). */
const DAMPING = 1;
/** Loaded when the first world is made. */
const load = () => import('../worlds/equations/point-mass.js');
/** Cells of the box's grid along each side (choice). */
const BOX_CELLS = 10;
/** A random maze is drawn apart from what a world draws from the same seed. */
const MAZE_SUBSTREAM = 1;

const defaults = {
  // Networks, minibatches and rollouts are those of the table, the paper's for the humanoid. Choices of ours, found by
  // experiment on a prototype:
  horizon: 32,
  targetHorizon: 32,
  gamma: 0.95,
  priorScale: 3, // without reward the prior is all there is to explore
  kappa: 10, // optimism: 1 covers much less
  temperature: { spread: 0.1 }, // values have no natural scale here, so λ is relative to the spread of the returns
  sigma: 0.5,
  noiseCorrelation: 0.95, // to get anywhere within a rollout
  learningRate: 0.003,
  refreshStates: 256, // fewer leave the targets stale
  targetRollouts: 2, // the best of many would be biased up
} as const;

export interface PointMassOptions {
  /** Damping in N·s/m, > 0 or 0. Default 1; an author's code has 0.1. */
  readonly damping?: number;
}

export interface PointMassMazeOptions extends PointMassOptions {
  /**
   * Name of a maze, `corridors` (11 × 11), `rooms` or `u-trap` (13 × 13); `random`, one drawn from `mazeSeed`; or a text
   * map: lines of '#' (wall), '.' (free) and at most one 'S' (start). Default `corridors`.
   */
  readonly map?: string;
  /** Seed of the random maze, an integer in [0, 2^53). Default 0. */
  readonly mazeSeed?: number;
  /** Cells along each side of the random maze, odd, from 5 to 101. Default 11. */
  readonly mazeSize?: number;
}

/** A box of 2.8 m without obstacles; coverage is counted in 10 × 10 cells; the start is the middle. */
export function pointMassBox(options: PointMassOptions = {}): Task {
  checkKnown('point-mass-box', options, ['damping']);
  return makeTask('point-mass-box', 'a point mass explores a box, without reward', options, () =>
    openPlane(BOX_CELLS),
  );
}

/** A maze of 2.8 m; coverage is counted in the maze's own free cells. */
export function pointMassMaze(options: PointMassMazeOptions = {}): Task {
  checkKnown('point-mass-maze', options, ['damping', 'map', 'mazeSeed', 'mazeSize']);
  const description = 'a point mass explores a maze, without reward';
  return makeTask('point-mass-maze', description, options, planeOf(options));
}

type MakePlane = () => Plane | Promise<Plane>;

function makeTask(name: string, description: string, options: PointMassOptions, plane: MakePlane): Task {
  const damping = checkNumber('damping', options.damping ?? DAMPING, { min: 0 });
  return {
    name,
    description,
    measureName: 'coverage of the free cells',
    source: { module: name, options },
    defaults,
    createWorld: async (kernels) => new (await load()).PointMassWorld(kernels, await plane(), damping),
    createBatchWorld: async (kernels) => new (await load()).PointMassBatch(kernels, await plane(), damping),
  };
}

/** Checks the maze at once; a random one is drawn when a world is made. */
function planeOf(options: PointMassMazeOptions): MakePlane {
  if (options.map !== 'random') {
    const plane = parseMaze(mapOf(options));
    return () => plane;
  }
  const seed = checkInteger('mazeSeed', options.mazeSeed ?? 0, { min: 0 });
  const size = checkInteger('mazeSize', options.mazeSize ?? 11, { min: 5, max: 101 });
  if (size % 2 === 0) throw new OptionError(`mazeSize must be odd, got ${size}`);
  return async () => {
    const { randomMaze } = await import('./random-maze.js');
    return parseMaze(randomMaze(new Random(seed, Stream.world, MAZE_SUBSTREAM), size));
  };
}

function mapOf({ map = 'corridors', mazeSeed, mazeSize }: PointMassMazeOptions): string {
  if (mazeSeed !== undefined || mazeSize !== undefined) {
    throw new OptionError(`mazeSeed and mazeSize are for map 'random', got map ${show(map)}`);
  }
  if (typeof map === 'string') {
    if (Object.hasOwn(MAZES, map)) return MAZES[map as keyof typeof MAZES];
    if (/[#.]/.test(map)) return map;
  }
  throw new OptionError(
    `map must be ${Object.keys(MAZES).join(', ')}, random or a text map of '#' and '.', got ${show(map)}`,
  );
}
