/**
 * The value function of POLO: an ensemble of tanh networks, each with its own frozen random prior (eq. 5), whose
 * members are joined optimistically (eq. 6). Lowrey et al. 2018, section 2.4.
 */

import type { Block } from '../kernels/arena.js';
import { type Kernels, loadKernels } from '../kernels/load.js';
import { MlpEnsemble, paddedSamples } from '../kernels/mlp.js';
import type { KernelModules } from '../kernels/modules.js';
import { fillNormals } from '../kernels/noise.js';
import { checkFinite, checkInteger, checkKnown, OptionError } from '../options.js';
import { Stream } from '../random.js';
import {
  ENSEMBLE_OPTIONS,
  type EnsembleOptions,
  type EnsembleSettings,
  ensembleSettings,
  rowsOf,
} from './ensemble-options.js';

export type { EnsembleOptions } from './ensemble-options.js';

/** Everything an ensemble has learned and needs to go on learning with the same bits. */
export interface EnsembleState {
  /** Inputs, hidden widths, 1. */
  sizes: number[];
  members: number;
  /** θ, f32 [members][P]; a network's P numbers are, for each layer, W[in][out] then b[out]. */
  weights: Float32Array;
  /** Frozen weights of the priors, as `weights`. */
  priors: Float32Array;
  /** Adam's m and v, as `weights`. */
  firstMoments: Float32Array;
  secondMoments: Float32Array;
  /** Adam steps taken. */
  steps: number;
}

/** Trained networks start smaller than priors, so that the priors' disagreement stands out at first. */
const TRAINED_SCALE = 0.5;
const BIAS_SCALE = 0.5;
/** Pieces of one batch draw their target noise from streams this far apart, beyond all of `Stream`. */
const PIECE_STREAM = 0x100;

export class ValueEnsemble {
  readonly settings: EnsembleSettings;
  /** Inputs, hidden widths, 1. */
  readonly sizes: readonly number[];
  readonly #networks: MlpEnsemble;
  readonly #kernels: Kernels;
  /** Room for the noise of targets, if there is any. */
  readonly #noise: Block | undefined;
  #steps = 0;
  #power1 = 1;
  #power2 = 1;

  /** An ensemble with kernels of its own; `module` is for runtimes that forbid compiling (see `loadKernels`). */
  static async create(
    options: EnsembleOptions & { module?: WebAssembly.Module | KernelModules },
  ): Promise<ValueEnsemble> {
    const { module, ...rest } = options;
    checkKnown('a value ensemble', rest, [...ENSEMBLE_OPTIONS, 'module']);
    return new ValueEnsemble(await loadKernels(module), rest);
  }

  /**
   * An ensemble in the memory of shared kernels; its memory is held as long as they are.
   *
   * Weights start as N(0, 1/fan-in), biases as 0.5·N(0, 1); those of the trained networks are half as large. They are a
   * function of the seed and the member alone.
   *
   * @throws OptionError naming the option that is out of range
   */
  constructor(kernels: Kernels, options: EnsembleOptions) {
    this.settings = ensembleSettings(options);
    const { observationSize, hidden, members, batchCapacity, priorScale, targetNoise } = this.settings;
    this.#kernels = kernels;
    this.sizes = [observationSize, ...hidden, 1];
    this.#networks = new MlpEnsemble(kernels, {
      sizes: this.sizes,
      members,
      capacity: batchCapacity,
      priorScale,
    });
    const { weights, priors, targets } = this.#networks;
    if (targetNoise > 0) this.#noise = kernels.arena.f32(targets.length);
    this.#initialise(weights, Stream.networks, TRAINED_SCALE);
    this.#initialise(priors, Stream.priors, 1);
  }

  get members(): number {
    return this.settings.members;
  }

  get observationSize(): number {
    return this.settings.observationSize;
  }

  /** P, trained weights of one member. */
  get parameterCount(): number {
    return this.#networks.parameterCount;
  }

  /** Adam steps taken. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * V̂ of each observation, (1/κ)·log(mean_k exp(κ·V_k)) (eq. 6). A sample's value does not depend on the others. One
   * that is not finite gets the value NaN.
   *
   * @param observations f32 [n][observationSize], any n ≥ 0
   * @param out f32, n or more numbers; made new by default
   * @returns `out`
   */
  values(observations: Float32Array, out?: Float32Array): Float32Array {
    const n = rowsOf('observations', observations, this.observationSize);
    const result = output(out, n);
    this.#pieces(observations, n, (from, count) => {
      this.#networks.forward(count);
      this.#networks.logMeanExp(count, this.settings.kappa);
      result.set(this.#networks.values.view.subarray(0, count), from);
    });
    return result;
  }

  /**
   * V_k = f_k + β·p_k of each member. As `values`, but out is f32 [members][n].
   */
  predict(observations: Float32Array, out?: Float32Array): Float32Array {
    const n = rowsOf('observations', observations, this.observationSize);
    const result = output(out, this.members * n);
    this.#pieces(observations, n, (from, count, stride) => {
      this.#networks.forward(count);
      const values = this.#networks.memberValues.view;
      for (let k = 0; k < this.members; k++) {
        result.set(values.subarray(k * stride, k * stride + count), k * n + from);
      }
    });
    return result;
  }

  /**
   * One Adam step of every member on mean_n (V_k(x_n) − y_k,n − noise)² + ridge·‖θ_k‖².
   *
   * @param observations f32 [n][observationSize]; with n = 0 nothing happens
   * @param targets f32 [members][n]
   * @returns the mean squared loss over samples and members before the step, without the ridge term; 0 if n = 0
   * @throws OptionError for other lengths and for numbers that are not finite; nothing is learned then
   */
  train(observations: Float32Array, targets: Float32Array): number {
    const n = rowsOf('observations', observations, this.observationSize);
    if (targets.length !== this.members * n) {
      throw new OptionError(`targets must hold ${this.members} × ${n} numbers, got ${targets.length}`);
    }
    checkFinite('observations', observations);
    checkFinite('targets', targets);
    if (n === 0) return 0;
    const networks = this.#networks;
    this.#pieces(observations, n, (from, count, stride) => {
      const padded = networks.targets.view;
      for (let k = 0; k < this.members; k++) {
        padded.set(targets.subarray(k * n + from, k * n + from + count), k * stride);
      }
      this.#addTargetNoise(padded.subarray(0, this.members * stride), from);
      networks.gradient(count, 1 / n, from > 0);
    });
    this.#advance();
    networks.adam(this.settings, this.#power1, this.#power2);
    return networks.losses.view.reduce((sum, loss) => sum + loss, 0) / (n * this.members);
  }

  /** A copy of everything learned, for a checkpoint or an export. */
  parameters(): EnsembleState {
    const { weights, priors, firstMoments, secondMoments } = this.#networks;
    const length = this.members * this.parameterCount;
    return {
      sizes: [...this.sizes],
      members: this.members,
      weights: weights.view.slice(0, length),
      priors: priors.view.slice(0, length),
      firstMoments: firstMoments.view.slice(0, length),
      secondMoments: secondMoments.view.slice(0, length),
      steps: this.#steps,
    };
  }

  /** Goes on from a state of an ensemble of the same shape. @throws OptionError if it is another's. */
  load(state: EnsembleState): void {
    if (state.members !== this.members || String(state.sizes) !== String(this.sizes)) {
      throw new OptionError(
        `state must be of ${this.members} networks ${this.sizes.join('-')}, got ${state.members} of ${state.sizes?.join('-')}`,
      );
    }
    checkInteger('state.steps', state.steps, { min: 0 });
    const length = this.members * this.parameterCount;
    const names = ['weights', 'priors', 'firstMoments', 'secondMoments'] as const;
    for (const name of names) this.#check(`state.${name}`, state[name], length);
    for (const name of names) this.#networks[name].view.set(state[name]);
    this.#steps = 0;
    this.#power1 = 1;
    this.#power2 = 1;
    while (this.#steps < state.steps && this.#power1 + this.#power2 > 0) this.#advance();
    this.#steps = state.steps;
  }

  /** A copy of the trained weights alone, f32 [members][P]: all that another thread lacks to compute the same values. */
  getWeights(): Float32Array {
    return this.#networks.weights.view.slice(0, this.members * this.parameterCount);
  }

  /** Takes the weights of an ensemble that was made with the same options, as `getWeights` gives them. */
  setWeights(weights: Float32Array): void {
    this.#check('weights', weights, this.members * this.parameterCount);
    this.#networks.weights.view.set(weights);
  }

  /** Calls `use` for each piece of the batch that fits, with its first sample, its size, and its size rounded up. */
  #pieces(
    observations: Float32Array,
    n: number,
    use: (from: number, count: number, stride: number) => void,
  ): void {
    const { capacity } = this.#networks;
    const size = this.observationSize;
    for (let from = 0; from < n; from += capacity) {
      const count = Math.min(capacity, n - from);
      this.#networks.rows.view.set(observations.subarray(from * size, (from + count) * size));
      this.#networks.setBatch(count);
      use(from, count, paddedSamples(count));
    }
  }

  #addTargetNoise(targets: Float32Array, from: number): void {
    const { targetNoise, seed } = this.settings;
    if (!this.#noise) return;
    const stream = Stream.targetNoise + PIECE_STREAM * (from / this.#networks.capacity);
    fillNormals(this.#kernels, this.#noise, { seed, stream, substream: this.#steps }, 0, targets.length);
    const noise = this.#noise.view;
    for (let i = 0; i < targets.length; i++) targets[i]! += targetNoise * noise[i]!;
  }

  #advance(): void {
    this.#steps++;
    this.#power1 *= Math.fround(this.settings.beta1); // the kernel's β is an f32
    this.#power2 *= Math.fround(this.settings.beta2);
  }

  #initialise(block: Block, stream: number, scale: number): void {
    const { seed } = this.settings;
    const count = this.parameterCount;
    for (let k = 0; k < this.members; k++) {
      fillNormals(this.#kernels, block, { seed, stream, substream: k }, k * count, count);
      const weights = block.view.subarray(k * count, (k + 1) * count);
      let i = 0;
      for (let layer = 1; layer < this.sizes.length; layer++) {
        const inputs = this.sizes[layer - 1]!;
        const outputs = this.sizes[layer]!;
        for (const end = i + inputs * outputs; i < end; i++) weights[i] *= scale / Math.sqrt(inputs);
        for (const end = i + outputs; i < end; i++) weights[i] *= scale * BIAS_SCALE;
      }
    }
  }

  #check(name: string, array: Float32Array, length: number): void {
    if (!(array instanceof Float32Array) || array.length !== length) {
      throw new OptionError(`${name} must be a Float32Array of ${length} numbers, got ${array?.length}`);
    }
    checkFinite(name, array);
  }
}

function output(out: Float32Array | undefined, length: number): Float32Array {
  if (out === undefined) return new Float32Array(length);
  if (out.length < length)
    throw new OptionError(`out must hold ${length} or more numbers, got ${out.length}`);
  return out;
}
