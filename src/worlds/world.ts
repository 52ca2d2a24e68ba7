/** What can be stepped. The interface between any simulation (MuJoCo, WASM, a user's own) and the planner. */

import type { Kernels } from '../kernels/load.js';
import type { Random } from '../random.js';

/** Sizes and bounds of a world. */
export interface WorldShape {
  /** Numbers in a state, all that is needed to go on from it: a rollout starts from nothing else. */
  readonly stateSize: number;
  /** Numbers in an action. */
  readonly actionSize: number;
  /** Numbers in an observation, the input of the value function. */
  readonly observationSize: number;
  /** Lower bound of each action, length `actionSize`. */
  readonly actionLow: ArrayLike<number>;
  /** Upper bound of each action, length `actionSize`. */
  readonly actionHigh: ArrayLike<number>;
  /**
   * The resting control, length `actionSize`, inside the bounds: what the world is controlled with where nobody has
   * planned anything yet, that is from the start of an episode on and beyond the end of a plan. Default: for each action
   * 0, or the bound nearest to it.
   */
  readonly restingAction?: ArrayLike<number>;
}

/**
 * What a method that only does something returns: a promise would never be waited for, an array never read. (A type that
 * is `void` alone would let both pass.)
 */
// biome-ignore lint/suspicious/noConfusingVoidType: `undefined` alone would refuse functions that return nothing
export type Nothing = void | undefined;

/**
 * One world that is stepped, observed and rewarded one control step at a time. A user's own world is a plain object of
 * this shape. All of its methods do their work before they return. Arrays it is given for reading (`setState`, `step`)
 * are its to keep; arrays it is given for writing (`getState`, `observe`) it writes in full.
 *
 * When an agent or a planner is made, each of its worlds is tried for two steps (see `checkContract`): put back into a
 * state it must do the same again.
 */
export interface World extends WorldShape {
  /** Seconds of simulated time in one control step. Default 1. */
  readonly timestep?: number;
  /** Physics steps in one control step, for counting. Default 1. */
  readonly physicsSteps?: number;
  /** Whether the world is meant to be random, so that the same actions from the same state bring something else. Default false. */
  readonly stochastic?: boolean;
  /** Names of the keyframes of the world's model, in order; one without a name is called by its number. */
  readonly keyframes?: readonly string[];

  /** Goes to a start state of an episode, drawn from `random` alone. */
  reset(random: Random): Nothing;
  /**
   * Makes episodes begin at a keyframe of the world's model from now on, instead of where the task has them begin;
   * `restingAction` is then that keyframe's. Present in worlds that have such a model.
   *
   * @param keyframe its name, or its number from 0 on
   * @throws OptionError naming the keyframes that there are
   */
  startFrom?(keyframe: string | number): Nothing;
  /** Takes one control step with the action, length `actionSize`, inside its bounds. */
  step(action: Float32Array): Nothing;
  /**
   * Takes several control steps: what `step` and `reward` in turn would do and bring, where a world can do it in less.
   * The actions are f32 [steps][actionSize]; writes the reward of each step, f64 [steps], and stops after one that
   * diverged, whose reward is NaN. Default: `step` and `reward` in turn.
   *
   * @returns the number of steps taken
   */
  follow?(actions: Float32Array, rewards: Float64Array): number;
  /** Writes the state into `out`, length `stateSize`. */
  getState(out: Float64Array): Nothing;
  /** Goes to a state written by `getState`. */
  setState(state: Float64Array): Nothing;
  /** Writes the observation of the current state into `out`, length `observationSize`, scaled to about [−1, 1]. */
  observe(out: Float32Array): Nothing;
  /** The reward r(s, a) of the step just taken. Not finite means that the step diverged. */
  reward(): number;
  /**
   * Whether the physics has blown up since the state was last set. An agent whose own world says so begins a new
   * episode. In a world without this, a reward that is not finite is an error.
   */
  readonly diverged?: boolean;

  /** Called once before each action that the agent takes in the world (not in rollouts): a task may change its goal here. */
  beforeAction?(step: number, random: Random): Nothing;
  /** What a person would call progress (height, coverage, …), of the world an agent acts in. */
  measure?(): number;
  /** What a summary should tell beside the measure: counts and totals of the run, by a name in camelCase. */
  details?(): Record<string, number>;
  /** What the world remembers beside its state (counters behind `measure`, a goal), to be saved with a run. */
  getMemory?(): Uint8Array;
  /** Goes on with what `getMemory` returned. */
  setMemory?(memory: Uint8Array): Nothing;
  /** What a viewer needs to draw this world. */
  scene?(): Scene;
  /** Writes the pose of each of the scene's moving shapes: 7 numbers each (position x y z, quaternion w x y z). */
  poses?(out: Float32Array): Nothing;
  /** What the simulation has warned of since the last call: how often of each kind, in words. */
  takeWarnings?(): Readonly<Record<string, number>>;
  /** Frees memory outside JavaScript. */
  close?(): Nothing;
}

/** Shapes for a viewer; sizes in metres, colours as r g b in [0, 1]. */
export interface Scene {
  readonly shapes: readonly SceneShape[];
  /** Index of the shape that a camera should follow. */
  readonly follow?: number;
}

export interface SceneShape {
  readonly name: string;
  readonly kind: 'plane' | 'sphere' | 'capsule' | 'cylinder' | 'box' | 'ellipsoid';
  /** MuJoCo's sizes: sphere radius; capsule and cylinder radius, half length (along z); box and ellipsoid half extents; plane half extents (0 = endless). */
  readonly size: readonly [number, number, number];
  readonly color: readonly [number, number, number];
  /** Fixed shapes carry their pose here and have no slot in `poses`; moving ones have one, in order. */
  readonly pose?: readonly number[];
  /** Triangles to draw instead; the shape is then the box around them. */
  readonly mesh?: Mesh;
}

export interface Mesh {
  /** x y z of each corner, metres, in the shape's frame. */
  readonly vertices: readonly number[];
  /** Numbers of the three corners of each triangle, anticlockwise from outside. */
  readonly faces: readonly number[];
}

/** Many copies of a world that are rolled out inside WASM, four in the four lanes of a vector. */
export interface BatchWorld {
  /** Sizes and bounds; without them a `World` of the same task is made to tell. */
  readonly shape?: WorldShape;
  /**
   * Rolls out some groups of four worlds, synchronously.
   */
  rollout(request: BatchRequest): Nothing;
  /** What `BatchRequest.rewards` is to hold. Default f32, enough for rewards that lie near 0. */
  readonly rewardType?: 'f32' | 'f64';
  /**
   * A world to step one rollout after the other instead, for start states that this cannot roll out well enough;
   * undefined: it can, or there is no other way. A function of the states and steps alone, so that every thread decides
   * alike. Default: never.
   *
   * @param states start states of the whole request, [plans][stateSize]
   * @param steps control steps
   * @param rollouts how many of the request's rollouts are asked for here
   */
  instead?(states: Float64Array, steps: number, rollouts: number): World | undefined;
  /** See `World.takeWarnings`. */
  takeWarnings?(): Readonly<Record<string, number>>;
  /** Physics steps in one control step. Default 1. */
  readonly physicsSteps?: number;
  /** Frees memory outside JavaScript. */
  close?(): Nothing;
}

export interface BatchRequest {
  /** Start states [plans][stateSize]; rollout r starts from plan ⌊r / rolloutsPerPlan⌋, the last one if r runs over. */
  readonly states: Float64Array;
  readonly plans: number;
  readonly rolloutsPerPlan: number;
  /** First rollout, a multiple of 4, and number of groups of four rollouts. */
  readonly firstRollout: number;
  readonly groups: number;
  /** Control steps. */
  readonly steps: number;
  /** Byte address of the actions, within their bounds, f32 [groups][steps · actionSize][4 lanes]. */
  readonly actions: number;
  /** Byte address of the rewards to write, `BatchWorld.rewardType` [groups][steps][4 lanes]. NaN marks a diverged step. */
  readonly rewards: number;
  /** Byte address of the observations at the end to write, f32 [groups · 4][observationSize]. */
  readonly observations: number;
}

/** How another thread can make the same task: a factory exported by a module, and its (JSON) options. */
export interface TaskSource {
  /**
   * Name of a task of this package, the URL of a module, or the name of a factory that a worker of one's own serves
   * (`serveTasks` of `polo-mpc/worker`).
   */
  readonly module: string;
  /** Name of the module's export that makes the task. Default `default`. */
  readonly export?: string;
  /** The factory's argument; must survive JSON. */
  readonly options?: unknown;
  /** Keyframe at which episodes begin, instead of where the task has them begin (see `World.startFrom`). */
  readonly keyframe?: string;
}

/** A world to act in, and all an agent should know to start on it. */
export interface Task {
  readonly name: string;
  /** One line for a person. */
  readonly description?: string;
  /** Name and unit of `World.measure`, for example `torso height (m)`. */
  readonly measureName?: string;
  /** Present: the task can be made again on other threads. Absent: it runs on the calling thread alone. */
  readonly source?: TaskSource;
  /** Hyperparameters that differ from the defaults (see `PoloOptions`). */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Other hyperparameters, in named sets over the defaults (see `PoloOptions.preset`). */
  readonly presets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Control steps in an episode; 0 never resets. Default 0. */
  readonly episode?: number;
  /** Something a person should be told once the task's worlds have been made, such as a slower way that was taken. */
  readonly notice?: string;
  /** Makes the world that the agent acts in. */
  createWorld(kernels: Kernels): World | Promise<World>;
  /** Makes a world for a thread that rolls out step by step. Default: `createWorld`. */
  createPlanningWorld?(kernels: Kernels): World | Promise<World>;
  /** Makes batched rollouts inside WASM; absent or undefined: rollouts step a `World`. */
  createBatchWorld?(kernels: Kernels): BatchWorld | undefined | Promise<BatchWorld | undefined>;
}
