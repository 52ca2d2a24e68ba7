/**
 * The point mass of figure 2: a world without any reward, a box or a maze. What the agent should do there is to see
 * all of it; its measure is the share of the free cells visited.
 *
 * From the paper: no reward, 1000 steps, a box and a maze, the share of an occupancy grid as measure, six networks of
 * two layers of 16. The paper does not give dynamics (src/worlds/equations/point-mass.ts), maze (maze.ts), grid, nor
 * hyperparameters for this world: those are choices.
 */

import { checkKnown, checkNumber, OptionError, show } from '../options.js';
import { DAMPING, type Plane, PointMassBatch, PointMassWorld } from '../worlds/equations/point-mass.js';
import type { Task } from '../worlds/world.js';
import { MAZES, openPlane, parseMaze } from './maze.js';
import { randomMaze } from './random-maze.js';

/** Cells of the box's grid along each side (choice). */
const BOX_CELLS = 10;

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
  return makeTask(
    'point-mass-box',
    'a point mass explores a box, without reward',
    options,
    openPlane(BOX_CELLS),
  );
}

/** A maze of 2.8 m; coverage is counted in the maze's own free cells. */
export function pointMassMaze(options: PointMassMazeOptions = {}): Task {
  checkKnown('point-mass-maze', options, ['damping', 'map', 'mazeSeed', 'mazeSize']);
  const plane = parseMaze(mapOf(options));
  return makeTask('point-mass-maze', 'a point mass explores a maze, without reward', options, plane);
}

function makeTask(name: string, description: string, options: PointMassOptions, plane: Plane): Task {
  const damping = checkNumber('damping', options.damping ?? DAMPING, { min: 0 });
  return {
    name,
    description,
    measureName: 'coverage of the free cells',
    source: { module: name, options },
    defaults,
    createWorld: (kernels) => new PointMassWorld(kernels, plane, damping),
    createBatchWorld: (kernels) => new PointMassBatch(kernels, plane, damping),
  };
}

function mapOf({ map = 'corridors', mazeSeed, mazeSize }: PointMassMazeOptions): string {
  if (map === 'random') return randomMaze(mazeSeed ?? 0, mazeSize ?? 11);
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
