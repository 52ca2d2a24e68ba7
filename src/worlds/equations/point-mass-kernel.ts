/** The point mass of assembly/dynamics/point-mass.ts: whole batches of rollouts inside WASM. */

import type { Block } from '../../kernels/arena.js';
import type { Kernels } from '../../kernels/load.js';
import { Struct } from '../../kernels/struct.js';
import { Rollouts } from '../../kernels/structs.generated.js';
import { OptionError } from '../../options.js';
import { type DynamicsRequest, requireNonNegative, requirePositive } from './kernel.js';

export interface PointMassModel {
  /** Seconds in a step. */
  readonly timestep: number;
  /** Force at control 1, in newtons. */
  readonly gear: number;
  /** kg. */
  readonly mass: number;
  /** N·s/m. */
  readonly damping: number;
  /** The plane's limits in metres: xmin, ymin, xmax, ymax. */
  readonly limits: readonly [number, number, number, number];
  /** Walls in metres, [count][xmin, ymin, xmax, ymax], rounded to f32; adjacent ones must overlap to close the seam. */
  readonly walls: Float32Array;
}

/** One model's constants in WASM memory, and the rollouts that read them. */
export class PointMassKernel {
  readonly #kernels: Kernels;
  readonly #parameters: Block;
  readonly #walls: Block;
  readonly #batch: Struct<typeof Rollouts>;

  constructor(kernels: Kernels, model: PointMassModel) {
    requirePositive(model, ['timestep', 'gear', 'mass']);
    requireNonNegative(model, ['damping']);
    const [xmin, ymin, xmax, ymax] = model.limits;
    if (!(xmin < xmax && ymin < ymax)) {
      throw new OptionError(`limits must be xmin, ymin, xmax, ymax, got ${model.limits}`);
    }
    if (model.walls.length % 4 !== 0 || !model.walls.every(Number.isFinite)) {
      throw new OptionError(`walls must hold four finite numbers each, got ${model.walls.length} numbers`);
    }
    this.#kernels = kernels;
    this.#parameters = kernels.arena.f32(7);
    this.#walls = kernels.arena.f32(model.walls.length);
    this.#batch = new Struct(kernels.arena, Rollouts);
    // Implicit damping: m (v' − v) = h (gear u − b v').
    const decay = 1 / (1 + (model.timestep * model.damping) / model.mass);
    const gain = (decay * model.timestep * model.gear) / model.mass;
    this.#parameters.view.set([decay, gain, model.timestep, ...model.limits]);
    this.#walls.view.set(model.walls);
  }

  /** Rolls out groups · 4 worlds; states [x, y, vx, vy], actions [ux, uy]. What is observed is not the kernel's. */
  rollout(request: Omit<DynamicsRequest, 'observations'>): void {
    this.#batch.write({ ...request, observations: 0, parameters: this.#parameters.pointer });
    this.#kernels.exports.pointMassRollouts(this.#batch.pointer, this.#walls.pointer, this.#walls.length / 4);
  }
}
