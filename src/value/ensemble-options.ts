/** Checks of the value ensemble's options and arrays, each with one clear line. */

import { gigabytes, OptionError, show } from '../options.js';

export interface EnsembleOptions {
  /** Numbers in an observation. */
  observationSize: number;
  /** Widths of the hidden tanh layers, at least one. Default [16, 16], the paper's humanoid. */
  hidden?: readonly number[];
  /** Number of networks. Default 6 (paper). */
  members?: number;
  /**
   * κ of eq. 6, in 1 / units of the values: V̂ = (1/κ)·log(mean exp(κ·V_k)). 0 is the mean, larger leans toward the
   * largest member. Default 1; the paper does not give it.
   */
  kappa?: number;
  /** β, weight of each member's frozen random prior (eq. 5). Default 1; the paper does not give it. */
  priorScale?: number;
  /** Adam's step size. Default 0.001 (Adam's own, as in the paper). */
  learningRate?: number;
  /** Decay of Adam's first moment, in [0, 1). Default 0.9. */
  beta1?: number;
  /** Decay of Adam's second moment, in [0, 1). Default 0.999. */
  beta2?: number;
  /** Adam's ε. Default 1e-8. */
  epsilon?: number;
  /** σ of the normal noise on targets (eq. 5), drawn anew for each member, sample and step. Default 0. */
  targetNoise?: number;
  /** λ of the term λ‖θ‖² added to each member's mean squared loss (eq. 5). Default 0. */
  ridge?: number;
  /**
   * Samples that the kernels take at once; larger batches go through in pieces. Values have the same bits whatever it
   * is; the gradient of a batch that does not fit is summed in another order. Default 128.
   */
  batchCapacity?: number;
  /** Seed of the initial weights, the priors and the target noise, an integer in [0, 2^53). Default 0. */
  seed?: number;
}

export type EnsembleSettings = Readonly<Required<EnsembleOptions>>;

/** The names of the options, for those who refuse others. */
export const ENSEMBLE_OPTIONS: readonly (keyof EnsembleOptions)[] = [
  ...([
    'observationSize',
    'hidden',
    'members',
    'kappa',
    'priorScale',
    'learningRate',
    'beta1',
    'beta2',
  ] as const),
  ...(['epsilon', 'targetNoise', 'ridge', 'batchCapacity', 'seed'] as const),
];

/** Fills in the defaults. @throws OptionError naming the option that is out of range. */
export function ensembleSettings(options: EnsembleOptions): EnsembleSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings: EnsembleSettings = {
    hidden: [16, 16],
    members: 6,
    kappa: 1,
    priorScale: 1,
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    targetNoise: 0,
    ridge: 0,
    batchCapacity: 128,
    seed: 0,
    ...(given as unknown as EnsembleOptions),
  };
  integerFrom('observationSize', settings.observationSize, 1);
  const { hidden } = settings;
  if (!Array.isArray(hidden) || hidden.length === 0 || !hidden.every((w) => Number.isInteger(w) && w >= 1)) {
    throw new OptionError(`hidden must be a list of one or more integers ≥ 1, got ${show(hidden)}`);
  }
  integerFrom('members', settings.members, 1);
  fitsMemory(settings);
  inRange('kappa', settings.kappa, Number.isFinite, 'a finite number');
  atLeastZero('priorScale', settings.priorScale);
  aboveZero('learningRate', settings.learningRate);
  inRange('beta1', settings.beta1, isDecay, 'a number in [0, 1)');
  inRange('beta2', settings.beta2, isDecay, 'a number in [0, 1)');
  aboveZero('epsilon', settings.epsilon);
  atLeastZero('targetNoise', settings.targetNoise);
  atLeastZero('ridge', settings.ridge);
  integerFrom('batchCapacity', settings.batchCapacity, 1);
  inRange('seed', settings.seed, (x) => Number.isSafeInteger(x) && x >= 0, 'an integer in [0, 2^53)');
  return settings;
}

/** Weights, priors, gradients and Adam's two moments must fit into the 4 GiB of WASM. */
function fitsMemory({ observationSize, hidden, members }: EnsembleSettings): void {
  const sizes = [observationSize, ...hidden, 1];
  let parameters = 0;
  for (let i = 1; i < sizes.length; i++) parameters += (sizes[i - 1]! + 1) * sizes[i]!;
  const bytes = 5 * 4 * members * parameters;
  if (!(bytes < 2 ** 31)) {
    throw new OptionError(
      `members × hidden is too large: ${members} networks ${sizes.join('-')} need ${gigabytes(bytes)}, 2 GB is the most`,
    );
  }
}

/** Number of rows of the given size in `array`. @throws OptionError if there is no whole number of them. */
export function rowsOf(name: string, array: Float32Array, size: number): number {
  const rows = array.length / size;
  if (!Number.isInteger(rows)) {
    throw new OptionError(`${name} must hold a multiple of ${size} numbers, got ${array.length}`);
  }
  return rows;
}

/** @throws OptionError naming the first number that is not finite. */
export function requireFinite(name: string, array: Float32Array): void {
  for (let i = 0; i < array.length; i++) {
    if (!Number.isFinite(array[i])) throw new OptionError(`${name} must be finite, got ${array[i]} at ${i}`);
  }
}

function isDecay(x: number): boolean {
  return x >= 0 && Math.fround(x) < 1; // kernels work in f32
}

function aboveZero(name: string, value: number): void {
  inRange(name, value, (x) => Number.isFinite(x) && Math.fround(x) > 0, 'a number > 0');
}

function atLeastZero(name: string, value: number): void {
  inRange(name, value, (x) => Number.isFinite(x) && x >= 0, 'a number ≥ 0');
}

function integerFrom(name: string, value: number, from: number): void {
  inRange(name, value, (x) => Number.isSafeInteger(x) && x >= from, `an integer ≥ ${from}`);
}

function inRange(name: string, value: number, holds: (value: number) => boolean, what: string): void {
  if (typeof value !== 'number' || !holds(value))
    throw new OptionError(`${name} must be ${what}, got ${show(value)}`);
}
