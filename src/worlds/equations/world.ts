/**
 * Worlds of a few equations inside WASM, as a world to act in and as batched rollouts. Both go through the same kernel,
 * so they agree bit for bit.
 */

import type { Block } from '../../kernels/arena.js';
import type { Kernels } from '../../kernels/load.js';
import type { Random } from '../../random.js';
import type { BatchRequest, BatchWorld, Scene, World } from '../world.js';
import type { DynamicsRollouts } from './kernel.js';

/** What a world is beside its equations. */
export interface WorldModel {
  /** Bounds of each action. */
  readonly actionLow: readonly number[];
  readonly actionHigh: readonly number[];
  /** Seconds in a step. */
  readonly timestep: number;
  /** A start state of an episode, drawn from `random` alone; it is rounded to f32. */
  start(random: Random): ArrayLike<number>;
  /** What a person would call progress. */
  measure?(state: Float32Array, observation: Float32Array): number;
  scene?(): Scene;
  /** Poses of the scene's moving shapes, 7 numbers each. */
  poses?(state: Float32Array, out: Float32Array): void;
}

/** The world an agent acts in: one world, computed in all four lanes. */
export class DynamicsWorld implements World {
  readonly stateSize: number;
  readonly actionSize: number;
  readonly observationSize: number;
  readonly actionLow: readonly number[];
  readonly actionHigh: readonly number[];
  readonly timestep: number;
  readonly #rollouts: DynamicsRollouts;
  readonly #model: WorldModel;
  /** f32 [4][stateSize] */
  readonly #state: Block;
  /** f32 [4][observationSize] */
  readonly #observation: Block;
  /** f32 [actionSize][4 lanes] */
  readonly #action: Block;
  /** f32 [4 lanes] */
  readonly #reward: Block;

  constructor(kernels: Kernels, rollouts: DynamicsRollouts, model: WorldModel) {
    this.stateSize = rollouts.stateSize;
    this.actionSize = rollouts.actionSize;
    this.observationSize = rollouts.observationSize;
    this.actionLow = model.actionLow;
    this.actionHigh = model.actionHigh;
    this.timestep = model.timestep;
    this.#rollouts = rollouts;
    this.#model = model;
    this.#state = kernels.arena.f32(4 * rollouts.stateSize);
    this.#observation = kernels.arena.f32(4 * rollouts.observationSize);
    this.#action = kernels.arena.f32(4 * rollouts.actionSize);
    this.#reward = kernels.arena.f32(4);
  }

  /** The state, f32 [stateSize]; a view for reading. */
  protected get state(): Float32Array {
    return this.#state.view.subarray(0, this.stateSize);
  }

  reset(random: Random): void {
    this.place(this.#model.start(random));
    this.#reward.view.fill(0);
  }

  step(action: Float32Array): void {
    const lanes = this.#action.view;
    for (let a = 0; a < this.actionSize; a++) lanes.fill(action[a]!, 4 * a, 4 * a + 4);
    this.#roll(1);
  }

  getState(out: Float64Array): void {
    out.set(this.state);
  }

  setState(state: Float64Array): void {
    this.place(state);
  }

  observe(out: Float32Array): void {
    out.set(this.#observation.view.subarray(0, this.observationSize));
  }

  /** The reward of the last step, not finite if the state is not. */
  reward(): number {
    return this.#reward.view[0]!;
  }

  measure(): number {
    const observation = this.#observation.view.subarray(0, this.observationSize);
    return this.#model.measure?.(this.state, observation) ?? Number.NaN;
  }

  scene(): Scene {
    return this.#model.scene?.() ?? { shapes: [] };
  }

  poses(out: Float32Array): void {
    this.#model.poses?.(this.state, out);
  }

  /** Goes to a state, rounded to f32. */
  protected place(values: ArrayLike<number>): void {
    const { stateSize } = this;
    const state = this.#state.view;
    for (let i = 0; i < 4 * stateSize; i++) state[i] = values[i % stateSize]!;
    this.#roll(0); // for the observation
  }

  #roll(steps: number): void {
    this.#rollouts.rollout({
      states: this.#state.pointer,
      finals: this.#state.pointer,
      observations: this.#observation.pointer,
      actions: this.#action.pointer,
      rewards: this.#reward.pointer,
      groups: 1,
      steps,
    });
  }
}

/** The rollouts of a {@link DynamicsWorld}, four in the lanes. */
export class DynamicsBatch implements BatchWorld {
  readonly #kernels: Kernels;
  readonly #rollouts: DynamicsRollouts;
  /** f32 [worlds][stateSize]; grows to the largest request seen. */
  #states: Block | undefined;

  constructor(kernels: Kernels, rollouts: DynamicsRollouts) {
    this.#kernels = kernels;
    this.#rollouts = rollouts;
  }

  rollout(request: BatchRequest): void {
    const { states, plans, rolloutsPerPlan, firstRollout, groups } = request;
    const { stateSize } = this.#rollouts;
    const worlds = groups * 4;
    if (!this.#states || this.#states.length < worlds * stateSize) {
      this.#states = this.#kernels.arena.f32(worlds * stateSize);
    }
    const view = this.#states.view;
    for (let world = 0; world < worlds; ) {
      const plan = Math.min(Math.floor((firstRollout + world) / rolloutsPerPlan), plans - 1);
      const next = (plan + 1) * rolloutsPerPlan - firstRollout;
      const end = plan === plans - 1 ? worlds : Math.min(next, worlds);
      repeat(view, states.subarray(plan * stateSize, (plan + 1) * stateSize), world, end);
      world = end;
    }
    const { pointer } = this.#states;
    this.#rollouts.rollout({ ...request, states: pointer, finals: pointer });
  }
}

/** Writes rows [from, end) that are all equal to `row`, without a loop over them: what is there is doubled. */
function repeat(rows: Float32Array, row: Float64Array, from: number, end: number): void {
  const start = from * row.length;
  const stop = end * row.length;
  rows.set(row, start);
  for (let done = start + row.length; done < stop; done += done - start) {
    rows.copyWithin(done, start, Math.min(done, start + stop - done));
  }
}
