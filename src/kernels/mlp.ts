/** An ensemble of tanh networks in kernel memory: forward, log-mean-exp, gradient, Adam (assembly/mlp.ts, adam.ts). */

import type { Block } from './arena.js';
import type { Kernels } from './load.js';

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
  readonly #sizes: Block<Int32Array>;
  readonly #columns: Block;
  readonly #work: Block;
  readonly #layers: number;
  readonly #priorScale: number;

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
    this.#layers = sizes.length - 1;
    this.#priorScale = shape.priorScale;
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
    this.#work = arena.f32(
      this.capacity * (hidden.reduce((sum, width) => sum + width, 0) + 2 * Math.max(1, ...hidden)),
    );
    this.#sizes = arena.i32(sizes.length);
    this.#sizes.view.set(sizes);
  }

  /** Takes the first n of `rows`, or n rows f32 [n][inputs] anywhere in kernel memory, as the batch. */
  setBatch(n: number, rows: number = this.rows.pointer): void {
    this.kernels.exports.batchColumns(this.#columns.pointer, rows, n, this.#sizes.view[0]!);
  }

  /** Writes `memberValues` of the batch, n samples. */
  forward(n: number): void {
    this.kernels.exports.ensembleForward(
      this.memberValues.pointer,
      this.#columns.pointer,
      this.weights.pointer,
      this.priors.pointer,
      this.#priorScale,
      this.#sizes.pointer,
      this.#layers,
      this.members,
      n,
      this.#work.pointer,
    );
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
    this.kernels.exports.ensembleGradient(
      this.losses.pointer,
      this.gradients.pointer,
      this.#columns.pointer,
      this.targets.pointer,
      scale,
      this.weights.pointer,
      this.priors.pointer,
      this.#priorScale,
      this.#sizes.pointer,
      this.#layers,
      this.members,
      n,
      accumulate,
      this.#work.pointer,
    );
  }

  /**
   * One Adam step by `gradients`.
   *
   * @param power1 β₁ᵗ
   * @param power2 β₂ᵗ of the step t that this is, from 1 on
   */
  adam(rates: AdamRates, power1: number, power2: number): void {
    this.kernels.exports.adamStep(
      this.weights.pointer,
      this.gradients.pointer,
      this.firstMoments.pointer,
      this.secondMoments.pointer,
      this.members * this.parameterCount,
      rates.learningRate / (1 - power1),
      1 / Math.sqrt(1 - power2),
      rates.beta1,
      rates.beta2,
      rates.epsilon,
      rates.ridge,
    );
  }
}
