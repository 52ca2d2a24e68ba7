/** An ensemble of tanh networks in kernel memory: forward, log-mean-exp, gradient, Adam (assembly/mlp.ts, adam.ts). */

import type { Block } from './arena.js';
import type { Kernels } from './load.js';
import { Struct } from './struct.js';
import { Adam, Ensemble } from './structs.generated.js';

export interface MlpShape {
  /** Inputs, hidden widths, 1. */
  readonly sizes: readonly number[];
  readonly members: number;
  /** Samples in one call at most; rounded up to 8. */
  readonly capacity: number;
  /** β, weight of the frozen priors; 0 leaves them out. */
  readonly priorScale: number;
}

export interface AdamRates {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** λ of the term λ‖θ‖² in the loss. */
  readonly ridge: number;
}

/** Weights in one network of these sizes: for each layer [in][out], then [out] biases. */
export function networkParameterCount(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, outputs, layer) => sum + (sizes[layer]! + 1) * outputs, 0);
}

/** N: samples rounded up to the eight that two vectors hold. */
export function paddedSamples(n: number): number {
  return (n + 7) & ~7;
}

/** The blocks of an ensemble and its kernels. Shapes are trusted; `ValueEnsemble` checks them. */
export class MlpEnsemble {
  readonly members: number;
  readonly capacity: number;
  /** P, parameters of one network. */
  readonly parameterCount: number;
  /** θ, f32 [members][P], and a padding of zeros to a multiple of four, as in the next three. */
  readonly weights: Block;
  readonly firstMoments: Block;
  readonly secondMoments: Block;
  readonly gradients: Block;
  /** Frozen weights of the priors, f32 [members][P]. */
  readonly priors: Block;
  /** Observations to `setBatch`, f32 [capacity][inputs]. */
  readonly rows: Block;
  /** Targets, f32 [members][N]. */
  readonly targets: Block;
  /** Values of the members, f32 [members][N]. */
  readonly memberValues: Block;
  /** Values over the members, f32 [N]. */
  readonly values: Block;
  /** Σe² of each member, f32 [members]. */
  readonly losses: Block;
  readonly #columns: Block;
  readonly #inputs: number;
  readonly #ensemble: Struct<typeof Ensemble>;
  readonly #adam: Struct<typeof Adam>;

  constructor(
    private readonly kernels: Kernels,
    shape: MlpShape,
  ) {
    const { arena } = kernels;
    const { sizes, members } = shape;
    const hidden = sizes.slice(1, -1);
    this.members = members;
    this.capacity = paddedSamples(shape.capacity);
    this.parameterCount = networkParameterCount(sizes);
    this.#inputs = sizes[0]!;
    const count = (members * this.parameterCount + 3) & ~3;
    this.weights = arena.f32(count);
    this.firstMoments = arena.f32(count);
    this.secondMoments = arena.f32(count);
    this.gradients = arena.f32(count);
    this.priors = arena.f32(count);
    this.rows = arena.f32(this.capacity * sizes[0]!);
    this.targets = arena.f32(members * this.capacity);
    this.memberValues = arena.f32(members * this.capacity);
    this.values = arena.f32(this.capacity);
    this.losses = arena.f32(members);
    this.#columns = arena.f32(this.capacity * (sizes[0]! + 1));
    const work = arena.f32(
      this.capacity * (hidden.reduce((sum, width) => sum + width, 0) + 2 * Math.max(1, ...hidden)),
    );
    const layerSizes = arena.i32(sizes.length);
    layerSizes.view.set(sizes);
    this.#adam = new Struct(arena, Adam);
    this.#ensemble = new Struct(arena, Ensemble);
    this.#ensemble.write({
      members,
      layers: sizes.length - 1,
      sizes: layerSizes.pointer,
      parameters: this.weights.pointer,
      priors: this.priors.pointer,
      priorScale: shape.priorScale,
      batch: this.#columns.pointer,
      targets: this.targets.pointer,
      values: this.memberValues.pointer,
      losses: this.losses.pointer,
      gradients: this.gradients.pointer,
      work: work.pointer,
    });
  }

  /** Takes the first n of `rows`, or n rows f32 [n][inputs] anywhere in kernel memory, as the batch. */
  setBatch(n: number, rows: number = this.rows.pointer): void {
    this.kernels.exports.batchColumns(this.#columns.pointer, rows, n, this.#inputs);
  }

  /** Writes `memberValues` of the batch, n samples. */
  forward(n: number): void {
    this.kernels.exports.ensembleForward(this.#ensemble.pointer, n);
  }

  /** Writes `values` from `memberValues`. */
  logMeanExp(n: number, kappa: number): void {
    this.kernels.exports.logMeanExp(this.values.pointer, this.memberValues.pointer, this.members, n, kappa);
  }

  /**
   * Writes `losses` and, times `scale`, `gradients`.
   *
   * @param accumulate whether the batch is a further piece of one that has begun: both are then added to what is there
   */
  gradient(n: number, scale: number, accumulate: boolean): void {
    this.kernels.exports.ensembleGradient(this.#ensemble.pointer, n, scale, accumulate);
  }

  /**
   * One Adam step by `gradients`.
   *
   * @param power1 β₁ᵗ
   * @param power2 β₂ᵗ of the step t that this is, from 1 on
   */
  adam(rates: AdamRates, power1: number, power2: number): void {
    this.#adam.write({
      weights: this.weights.pointer,
      gradients: this.gradients.pointer,
      first: this.firstMoments.pointer,
      second: this.secondMoments.pointer,
      count: this.members * this.parameterCount,
      ...rates,
    });
    const stepSize = rates.learningRate / (1 - power1);
    this.kernels.exports.adamStep(this.#adam.pointer, stepSize, 1 / Math.sqrt(1 - power2));
  }
}
