/** The small worlds of assembly/dynamics/rollouts.ts: whole batches of rollouts inside WASM. */

import type { Block } from '../../kernels/arena.js';
import type { DynamicsExports } from '../../kernels/exports.js';
import type { Kernels } from '../../kernels/load.js';
import { Struct } from '../../kernels/struct.js';
import { Rollouts } from '../../kernels/structs.generated.js';
import { checkNumber } from '../../options.js';

/** Numbers in a state, an action and an observation. */
export interface DynamicsShape {
  readonly stateSize: number;
  readonly actionSize: number;
  readonly observationSize: number;
}

/** A batch of groups · 4 worlds and where its numbers are: byte addresses, 16-aligned. */
export interface DynamicsRequest {
  /** f32 [groups · 4][stateSize]. */
  readonly states: number;
  /** f32 [groups · 4][stateSize], written; may be `states`. */
  readonly finals: number;
  /** f32 [groups · 4][observationSize], written: what is observed at the end. */
  readonly observations: number;
  /** f32 [groups][steps][actionSize][4 lanes]. */
  readonly actions: number;
  /** f32 [groups][steps][4 lanes], written; not finite where a state is not. */
  readonly rewards: number;
  readonly groups: number;
  /** With 0, states are observed as they are. */
  readonly steps: number;
}

/** Rollouts of a world inside WASM, four at a time. */
export interface DynamicsRollouts extends DynamicsShape {
  rollout(request: DynamicsRequest): void;
}

/** The kernels that need nothing but the model's constants. */
type EquationsName = Exclude<keyof DynamicsExports, 'pointMassRollouts'>;

/** One model's constants in WASM memory, and the rollouts that read them. */
export class DynamicsKernel implements DynamicsRollouts {
  readonly stateSize: number;
  readonly actionSize: number;
  readonly observationSize: number;
  readonly #kernels: Kernels;
  readonly #name: EquationsName;
  readonly #parameters: Block;
  readonly #batch: Struct<typeof Rollouts>;

  /** @param parameters in the order of the world's file in assembly/dynamics; the facades of the worlds make them. */
  constructor(kernels: Kernels, name: EquationsName, shape: DynamicsShape, parameters: readonly number[]) {
    this.stateSize = shape.stateSize;
    this.actionSize = shape.actionSize;
    this.observationSize = shape.observationSize;
    this.#kernels = kernels;
    this.#name = name;
    this.#parameters = kernels.arena.f32(parameters.length);
    this.#parameters.view.set(parameters);
    this.#batch = new Struct(kernels.arena, Rollouts);
  }

  rollout(request: DynamicsRequest): void {
    this.#batch.write({ ...request, parameters: this.#parameters.pointer });
    this.#kernels.exports[this.#name](this.#batch.pointer);
  }
}

/** @throws OptionError naming the first of the model's numbers that is not finite and positive. */
export function requirePositive<M extends object>(model: M, names: readonly (keyof M & string)[]): void {
  for (const name of names) checkNumber(name, model[name], { above: 0 });
}

/** @throws OptionError naming the first of the model's numbers that is not finite, or negative. */
export function requireNonNegative<M extends object>(model: M, names: readonly (keyof M & string)[]): void {
  for (const name of names) checkNumber(name, model[name], { min: 0 });
}
