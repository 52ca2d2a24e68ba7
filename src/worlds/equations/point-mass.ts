/**
 * A point mass in the plane among walls, figure 2 of the paper, as a world to act in and as batched rollouts. Both
 * go through the same WASM kernel (assembly/dynamics/point-mass.ts), so they agree bit for bit.
 *
 * The paper gives no numbers. From an author's public code: two slides, motors of gear 4 with control in [−1, 1],
 * mass 0.52 plus armature 0.01, damping 0.1, timestep 0.02 s, walls at ±1.4 m. Choices of this package: damping 1
 * by default (with 0.1 a random walk drifts through half the box, and planning shows less), a mass without extent
 * that stops dead at walls, velocity not part of the observation, the occupancy grid that is counted.
 */

import type { Kernels } from '../../kernels/load.js';
import { checkBytes } from '../../options.js';
import type { Scene, SceneShape } from '../world.js';
import type { DynamicsRollouts } from './kernel.js';
import { type Plane, wallsOf } from './plane.js';
import { PointMassKernel } from './point-mass-kernel.js';
import { DynamicsBatch, DynamicsWorld } from './world.js';

/** Newtons at control 1 (author). */
const GEAR = 4;
/** Mass and the motor's armature, kg (author). */
const MASS = 0.52 + 0.01;
/** Seconds (author). */
const TIMESTEP = 0.02;
/** The observation is the position in units of the half side, times this: the priors then vary over the world (choice). */
const OBSERVED_EDGE = 5;

const STATE = 4; // x, y, vx, vy
const DRAWN_RADIUS = 0.04; // metres; the mass itself has no extent
const WALL_HEIGHT = 0.15;

/** The kernel's rollouts, with the observation that belongs to them here. */
function makeRollouts(kernels: Kernels, plane: Plane, damping: number): DynamicsRollouts {
  const { halfSide } = plane;
  const scale = OBSERVED_EDGE / halfSide;
  const kernel = new PointMassKernel(kernels, {
    timestep: TIMESTEP,
    gear: GEAR,
    mass: MASS,
    damping,
    limits: [-halfSide, -halfSide, halfSide, halfSide],
    walls: wallsOf(plane),
  });
  return {
    stateSize: STATE,
    actionSize: 2,
    observationSize: 2,
    rollout(request) {
      kernel.rollout(request);
      const { finals, observations, groups } = request;
      const worlds = groups * 4;
      const ends = new Float32Array(kernels.memory.buffer, finals, worlds * STATE);
      const observed = new Float32Array(kernels.memory.buffer, observations, worlds * 2);
      for (let i = 0; i < worlds; i++) {
        observed[2 * i] = ends[i * STATE]! * scale;
        observed[2 * i + 1] = ends[i * STATE + 1]! * scale;
      }
    },
  };
}

/**
 * The world an agent acts in. State: x, y (m), vx, vy (m/s); action: two controls in [−1, 1]; observation:
 * (x, y) / 1.4 · 5; reward 0, NaN if the state is not finite. It remembers the cells it was stepped into, over all
 * episodes.
 */
export class PointMassWorld extends DynamicsWorld {
  readonly #plane: Plane;
  /** 1 where a cell has been visited. */
  readonly #visited: Uint8Array;
  #visitedCount = 0;
  readonly #freeCount: number;

  constructor(kernels: Kernels, plane: Plane, damping: number) {
    const start = [...plane.start, 0, 0];
    super(kernels, makeRollouts(kernels, plane, damping), {
      actionLow: [-1, -1],
      actionHigh: [1, 1],
      timestep: TIMESTEP,
      start: () => start,
    });
    this.#plane = plane;
    this.#visited = new Uint8Array(plane.columns * plane.rows);
    this.#freeCount = plane.free.reduce((sum, free) => sum + free, 0);
    this.place(start);
  }

  /** To the start, at rest; nothing is random. */
  override reset(): void {
    this.place([...this.#plane.start, 0, 0]);
    this.#count();
  }

  override step(action: Float32Array): void {
    super.step(action);
    this.#count();
  }

  /** Share of the free cells visited so far, in [0, 1]. Only `reset` and `step` count, `setState` does not. */
  override measure(): number {
    return this.#visitedCount / this.#freeCount;
  }

  /** The cells visited so far, one byte each: what a checkpoint must keep beside the state. */
  getMemory(): Uint8Array {
    return this.#visited.slice();
  }

  /** @param bytes written by `getMemory` of a world with the same cells */
  setMemory(bytes: Uint8Array): void {
    checkBytes('memory', bytes, this.#visited.length);
    this.#visited.set(bytes);
    this.#visitedCount = bytes.reduce((sum, visited) => sum + visited, 0);
  }

  override scene(): Scene {
    const side = this.#plane.halfSide;
    const rim = 0.02; // half thickness of the drawn outer walls
    const shapes: SceneShape[] = [
      shape('floor', 'plane', [side, side, 0], [0.85, 0.87, 0.9], [0, 0, 0]),
      shape('left', 'box', [rim, side + 2 * rim, WALL_HEIGHT / 2], WALL_COLOR, [
        -side - rim,
        0,
        WALL_HEIGHT / 2,
      ]),
      shape('right', 'box', [rim, side + 2 * rim, WALL_HEIGHT / 2], WALL_COLOR, [
        side + rim,
        0,
        WALL_HEIGHT / 2,
      ]),
      shape('bottom', 'box', [side, rim, WALL_HEIGHT / 2], WALL_COLOR, [0, -side - rim, WALL_HEIGHT / 2]),
      shape('top', 'box', [side, rim, WALL_HEIGHT / 2], WALL_COLOR, [0, side + rim, WALL_HEIGHT / 2]),
    ];
    const walls = wallsOf(this.#plane);
    for (let w = 0; w < walls.length; w += 4) {
      const [xmin, ymin, xmax, ymax] = walls.subarray(w, w + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const half: Triple = [(xmax - xmin) / 2, (ymax - ymin) / 2, WALL_HEIGHT / 2];
      const centre: Triple = [(xmin + xmax) / 2, (ymin + ymax) / 2, WALL_HEIGHT / 2];
      shapes.push(shape(`wall ${w / 4}`, 'box', half, WALL_COLOR, centre));
    }
    shapes.push({
      name: 'mass',
      kind: 'sphere',
      size: [DRAWN_RADIUS, DRAWN_RADIUS, DRAWN_RADIUS],
      color: [0.9, 0.3, 0.1],
    });
    return { shapes };
  }

  override poses(out: Float32Array): void {
    const { state } = this;
    out.set([state[0]!, state[1]!, DRAWN_RADIUS, 1, 0, 0, 0]);
  }

  /** Counts the cell the mass is in. */
  #count(): void {
    const { halfSide, columns, rows, free } = this.#plane;
    const { state } = this;
    const column = cellOf((state[0]! + halfSide) / (2 * halfSide), columns);
    const row = cellOf((halfSide - state[1]!) / (2 * halfSide), rows);
    const cell = row * columns + column;
    if (free[cell] && !this.#visited[cell]) {
      this.#visited[cell] = 1;
      this.#visitedCount++;
    }
  }
}

/** The rollouts of {@link PointMassWorld}, four in the lanes. */
export class PointMassBatch extends DynamicsBatch {
  constructor(kernels: Kernels, plane: Plane, damping: number) {
    super(kernels, makeRollouts(kernels, plane, damping));
  }
}

type Triple = readonly [number, number, number];
const WALL_COLOR: Triple = [0.35, 0.4, 0.5];

function shape(name: string, kind: SceneShape['kind'], size: Triple, color: Triple, at: Triple): SceneShape {
  return { name, kind, size, color, pose: [...at, 1, 0, 0, 0] };
}

/** Index of the cell at a place in [0, 1]; the far edge belongs to the last cell. */
function cellOf(place: number, cells: number): number {
  return Math.min(Math.max(Math.floor(place * cells), 0), cells - 1);
}
