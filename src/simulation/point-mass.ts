/**
 * A point mass in the plane among walls, figure 2 of the paper, as a world to act in and as batched rollouts. Both
 * go through the same WASM kernel (assembly/dynamics/point-mass.ts), so they agree bit for bit.
 *
 * The paper gives no numbers. From an author's public code: two slides, motors of gear 4 with control in [−1, 1],
 * mass 0.52 plus armature 0.01, damping 0.1, timestep 0.02 s, walls at ±1.4 m. Choices of this package: damping 1
 * by default (with 0.1 a random walk drifts through half the box, and planning shows less), a mass without extent
 * that stops dead at walls, velocity not part of the observation, the occupancy grid that is counted.
 */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { PointMassKernel } from '../kernels/point-mass.js';
import type { BatchRequest, BatchWorld, Scene, SceneShape, World } from './world.js';

/** Half the side of the world, metres (author). */
export const HALF_SIDE = 1.4;
/** Newtons at control 1 (author). */
const GEAR = 4;
/** Mass and the motor's armature, kg (author). */
const MASS = 0.52 + 0.01;
/** Seconds (author). */
const TIMESTEP = 0.02;
/** N·s/m (choice; the author's is 0.1). */
export const DAMPING = 1;
/** The observation is the position in units of the half side, times this: the priors then vary over the world (choice). */
const OBSERVATION_SCALE = 5 / HALF_SIDE;

const STATE = 4; // x, y, vx, vy
const DRAWN_RADIUS = 0.04; // metres; the mass itself has no extent
const WALL_HEIGHT = 0.15;

/** Where the mass moves: a grid of cells over the world, row 0 at the top (largest y). */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  /** 1 where a cell is free, [rows][columns]. */
  readonly free: Uint8Array;
  /** Walls in metres, [count][xmin, ymin, xmax, ymax]; see {@link PointMassKernel}. */
  readonly walls: Float32Array;
  /** Where an episode starts, at rest, metres. */
  readonly start: readonly [number, number];
}

function makeKernel(kernels: Kernels, plane: Plane, damping: number): PointMassKernel {
  return new PointMassKernel(kernels, {
    timestep: TIMESTEP,
    gear: GEAR,
    mass: MASS,
    damping,
    limits: [-HALF_SIDE, -HALF_SIDE, HALF_SIDE, HALF_SIDE],
    walls: plane.walls,
  });
}

/**
 * The world an agent acts in. State: x, y (m), vx, vy (m/s); action: two controls in [−1, 1]; observation:
 * (x, y) / 1.4 · 5; reward 0. It remembers the cells it was stepped into, over all episodes.
 */
export class PointMassWorld implements World {
  readonly stateSize = STATE;
  readonly actionSize = 2;
  readonly observationSize = 2;
  readonly actionLow = [-1, -1];
  readonly actionHigh = [1, 1];
  readonly timestep = TIMESTEP;
  readonly #kernel: PointMassKernel;
  readonly #plane: Plane;
  /** The state in all four lanes: f32 [4][x, y, vx, vy]. */
  readonly #state: Block;
  /** One step of actions, f32 [ux, uy][4 lanes]. */
  readonly #action: Block;
  /** Its reward, f32 [4 lanes]. */
  readonly #reward: Block;
  /** 1 where a cell has been visited. */
  readonly #visited: Uint8Array;
  #visitedCount = 0;
  readonly #freeCount: number;

  constructor(kernels: Kernels, plane: Plane, damping: number = DAMPING) {
    this.#plane = plane;
    this.#kernel = makeKernel(kernels, plane, damping);
    this.#state = kernels.arena.f32(4 * STATE);
    this.#action = kernels.arena.f32(2 * 4);
    this.#reward = kernels.arena.f32(4);
    this.#visited = new Uint8Array(plane.columns * plane.rows);
    this.#freeCount = plane.free.reduce((sum, free) => sum + free, 0);
    this.#place(plane.start[0], plane.start[1], 0, 0);
  }

  /** To the start, at rest; nothing is random. */
  reset(): void {
    this.#place(this.#plane.start[0], this.#plane.start[1], 0, 0);
    this.#count();
  }

  step(action: Float32Array): void {
    const actions = this.#action.view;
    actions.fill(action[0]!, 0, 4);
    actions.fill(action[1]!, 4, 8);
    const state = this.#state.pointer;
    this.#kernel.rollout(state, state, this.#action.pointer, this.#reward.pointer, 1, 1);
    this.#count();
  }

  getState(out: Float64Array): void {
    out.set(this.#state.view.subarray(0, STATE));
  }

  setState(state: Float64Array): void {
    this.#place(state[0]!, state[1]!, state[2]!, state[3]!);
  }

  observe(out: Float32Array): void {
    const state = this.#state.view;
    out[0] = state[0]! * OBSERVATION_SCALE;
    out[1] = state[1]! * OBSERVATION_SCALE;
  }

  /** 0: a world without reward. NaN if the state is not finite. */
  reward(): number {
    return this.#reward.view[0]!;
  }

  /** Share of the free cells visited so far, in [0, 1]. Only `reset` and `step` count, `setState` does not. */
  measure(): number {
    return this.#visitedCount / this.#freeCount;
  }

  /** The cells visited so far, one byte each: what a checkpoint must keep beside the state. */
  getMemory(): Uint8Array {
    return this.#visited.slice();
  }

  /** @param bytes written by `getMemory` of a world with the same cells */
  setMemory(bytes: Uint8Array): void {
    if (bytes.length !== this.#visited.length) {
      throw new RangeError(`memory must have ${this.#visited.length} bytes, got ${bytes.length}`);
    }
    this.#visited.set(bytes);
    this.#visitedCount = bytes.reduce((sum, visited) => sum + visited, 0);
  }

  scene(): Scene {
    const side = HALF_SIDE;
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
    const walls = this.#plane.walls;
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

  poses(out: Float32Array): void {
    const state = this.#state.view;
    out.set([state[0]!, state[1]!, DRAWN_RADIUS, 1, 0, 0, 0]);
  }

  #place(x: number, y: number, vx: number, vy: number): void {
    const state = this.#state.view;
    for (let lane = 0; lane < 4; lane++) state.set([x, y, vx, vy], lane * STATE);
  }

  /** Counts the cell the mass is in. */
  #count(): void {
    const { columns, rows, free } = this.#plane;
    const state = this.#state.view;
    const column = cellOf((state[0]! + HALF_SIDE) / (2 * HALF_SIDE), columns);
    const row = cellOf((HALF_SIDE - state[1]!) / (2 * HALF_SIDE), rows);
    const cell = row * columns + column;
    if (free[cell] && !this.#visited[cell]) {
      this.#visited[cell] = 1;
      this.#visitedCount++;
    }
  }
}

/** The rollouts of {@link PointMassWorld}, four in the lanes. */
export class PointMassBatch implements BatchWorld {
  readonly #kernels: Kernels;
  readonly #kernel: PointMassKernel;
  /** f32 [worlds][x, y, vx, vy]; grows to the largest request seen. */
  #states: Block | undefined;

  constructor(kernels: Kernels, plane: Plane, damping: number = DAMPING) {
    this.#kernels = kernels;
    this.#kernel = makeKernel(kernels, plane, damping);
  }

  rollout(request: BatchRequest): void {
    const { states, plans, rolloutsPerPlan, firstRollout, groups, steps } = request;
    const worlds = groups * 4;
    if (!this.#states || this.#states.length < worlds * STATE) {
      this.#states = this.#kernels.arena.f32(worlds * STATE);
    }
    const view = this.#states.view;
    for (let i = 0; i < worlds; i++) {
      const plan = Math.min(Math.floor((firstRollout + i) / rolloutsPerPlan), plans - 1);
      for (let k = 0; k < STATE; k++) view[i * STATE + k] = states[plan * STATE + k]!;
    }
    const pointer = this.#states.pointer;
    this.#kernel.rollout(pointer, pointer, request.actions, request.rewards, groups, steps);
    const observations = new Float32Array(this.#kernels.memory.buffer, request.observations, worlds * 2);
    for (let i = 0; i < worlds; i++) {
      observations[2 * i] = view[i * STATE]! * OBSERVATION_SCALE;
      observations[2 * i + 1] = view[i * STATE + 1]! * OBSERVATION_SCALE;
    }
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
