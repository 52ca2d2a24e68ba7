/**
 * The one table of settings. From it come the types of the options (`PoloOptions`, `MppiOptions`, `EnsembleOptions`),
 * their defaults and checks, the flags and the help of `polo run`, the fields of the live page, and the README's table.
 *
 * A new setting is a row here and its use in one other file. Its comment is its description everywhere: in editors, in
 * the README, and by its first sentence in `polo run --help`; its last sentence begins with "Default" and says why.
 * Settings of a single planner stand in its file (src/planners/), and are taken in here.
 * `npm run build` takes comments and types into *.generated.ts (scripts/derive-settings.mjs), `npm run settings` into the
 * README. "Chosen" is what the paper leaves open and this project has settled.
 */

import { ABOUT, OWN_SETTINGS, PLANNER_NAMES } from './planners/registry.js';
import {
  choice,
  count,
  countOrAuto,
  flag,
  integer,
  number,
  perAction,
  single,
  text,
  widths,
} from './setting-kinds.js';

/** Control steps ahead, in plans and in targets; more is a mistake and would fill the memory. */
const LONGEST = 100_000;
const MOST_ROLLOUTS = 1_000_000;

/** The agent and what it runs on. */
export const AGENT_SETTINGS = {
  /**
   * Who acts: planner with learned value at its horizon (`polo`), planner alone (`mpc`), polo with horizon 1 (`greedy`), or
   * nobody (`random`). `polo` is Algorithm 1 of the paper; `random` draws actions evenly within their bounds. Default polo
   * (paper).
   */
  agent: choice(['polo', 'mpc', 'greedy', 'random'], { default: 'polo', form: true }),
  /** Name of a set of settings that the task has beside its defaults. `polo tasks` lists them. Default none. */
  preset: text(),
  /**
   * Threads that roll out, the calling one included. `auto` is one for each core (at most 16) where the task can be made
   * again on other threads; where that does not work, or takes more than 60 s, one, and the console says why. Default
   * auto (chosen).
   */
  workers: countOrAuto({ default: 'auto', min: 1, max: 256, form: true, anyBits: true }),
  /**
   * Seconds after which a worker that does not answer is killed and replaced. To start it has 120, always. Default 300
   * (chosen).
   */
  workerTimeout: number({ default: 300, above: 0, max: 2_000_000, anyBits: true }),
  /** Control steps in an episode, after which the world is reset; 0: never. Default the task's, else 0. */
  episode: integer({ min: 0 }),
};

/** What planner and value function both have. */
export const SHARED_SETTINGS = {
  /** Seed of all random numbers. One seed gives the same actions on any number of workers. Default 0 (chosen). */
  seed: integer({ default: 0, min: 0, form: true }, 'an integer in [0, 2^53)'),
};

/** The planner. */
export const PLANNER_SETTINGS = {
  /** How a plan comes of rollouts. Default mppi (paper). */
  planner: choice(PLANNER_NAMES, { default: 'mppi', form: true, about: ABOUT }),
  /** H, control steps of a plan. Default 64 (paper, humanoid). */
  horizon: integer({ default: 64, min: 1, max: LONGEST, form: true }),
  /** K, rollouts of a plan, the noise-free one included. Default 120 (paper, humanoid). */
  rollouts: integer({ default: 120, min: 1, max: MOST_ROLLOUTS, form: true }),
  /**
   * σ, standard deviation of the noise, in units of the action. One for all actions, or one for each. Default 0.2 (paper,
   * humanoid).
   */
  sigma: perAction({ default: 0.2, min: 0, max: 1e30, form: true }), // beyond it noise is no number in f32
  /** ρ, correlation of the noise from step to step; its variance stays σ². Default 0 (white, as in the paper). */
  noiseCorrelation: number({ default: 0, min: 0, below: 1 }),
  ...OWN_SETTINGS, // what single planners have, each in its file
  /** γ, discount of a step. Default 0.99 (paper). */
  gamma: number({ default: 0.99, above: 0, below: 1 }),
  /**
   * What follows the last action when the plan moves on: the world's resting control (`rest`), or that action again
   * (`hold`). `zero` is an older name of `rest`. Default rest (chosen).
   */
  tail: choice(['rest', 'hold'], { default: 'rest' }, { zero: 'rest' }),
  ...SHARED_SETTINGS,
};

/** The value function. */
export const VALUE_SETTINGS = {
  /** K, members of the ensemble. Default 6 (paper). */
  members: count({ default: 6, min: 1, most: 1000 }),
  /** Widths of the hidden tanh layers. Default [16, 16] (paper, humanoid). */
  hidden: widths({ default: [16, 16], most: 4096 }),
  /**
   * κ, optimism of the ensemble, in 1 / units of (1 − γ)·V. Equation 6, V̂ = (1/κ)·log(mean exp(κ·V_k)): 0 is the mean,
   * larger leans toward the largest member, below 0 toward the smallest. Default 1 (chosen).
   */
  kappa: single({ default: 1, form: true }),
  /** β, scale of the frozen random priors (equation 5). Default 1 (chosen). */
  priorScale: single({ default: 1, min: 0 }),
  /** Step size of Adam. Default 0.001 (paper: Adam's own). */
  learningRate: single({ default: 1e-3, above: 0 }),
  /** σ of the noise on targets (equation 5), drawn anew for each member, sample and step. Default 0 (chosen). */
  targetNoise: single({ default: 0, min: 0 }),
  /** λ of λ‖θ‖², the pull of the parameters toward zero (equation 5). Default 0 (chosen). */
  ridge: single({ default: 0, min: 0 }),
};

/** How the value function is learned. */
export const LEARNING_SETTINGS = {
  /** Whether the value function is improved. Default true for `polo` and `greedy`; the others never do. */
  learn: flag({ form: true }),
  /** Z, control steps between updates of the value function. Default 16 (paper, humanoid). */
  updateEvery: integer({ default: 16, min: 1 }),
  /** G, gradient steps of an update. Default 64 (paper, humanoid). */
  gradientSteps: integer({ default: 64, min: 0 }),
  /** n, states in a minibatch. Default 32 (paper, humanoid). */
  batchSize: integer({ default: 32, min: 1, max: 1_000_000 }),
  /** States remembered; the oldest make room. Default 12000 (the paper's whole lifetime). */
  bufferCapacity: integer({ default: 12_000, min: 1, max: 100_000_000 }),
  /**
   * How targets are made: rollouts around the plan of a visit (`replan`), the planner's own there (`planner`), or what came
   * of it (`returns`). The rollouts of `replan` have N steps and are made anew at each refresh; `planner` needs no physics,
   * and has H; `returns` is the realised N-step return. Default replan (the paper's equation 7 at an affordable size).
   */
  targets: choice(['replan', 'planner', 'returns'], { default: 'replan' }),
  /** N, steps of a target. Default the horizon (with `targets: 'planner'` always). */
  targetHorizon: integer({ min: 1, max: LONGEST }),
  /** S, states that get new targets at each update; those never refreshed come first. Default 64 (chosen). */
  refreshStates: integer({ default: 64, min: 1 }),
  /** M, rollouts for each target of `replan`. Default 8 (chosen). */
  targetRollouts: integer({ default: 8, min: 1, max: MOST_ROLLOUTS }),
};

/** What an agent decides itself, and a `ValueEnsemble` alone can be told. */
export const ENSEMBLE_SETTINGS = {
  /** Numbers in an observation. Default none: it must be given. */
  observationSize: integer({ min: 1 }),
  /** Decay of Adam's first moment. Default 0.9 (Adam's own). */
  beta1: single({ default: 0.9, min: 0, below: 1 }),
  /** Decay of Adam's second moment. Default 0.999 (Adam's own). */
  beta2: single({ default: 0.999, min: 0, below: 1 }),
  /** Adam's ε. Default 1e-8 (Adam's own). */
  epsilon: single({ default: 1e-8, above: 0 }),
  /**
   * Samples that the kernels take at once; larger batches go through in pieces. Values have the same bits whatever it
   * is; the gradient of a batch that does not fit is summed in another order. Default 128 (chosen).
   */
  batchCapacity: integer({ default: 128, min: 1 }),
};

/** All settings of an agent, in the order in which a person should meet them. */
export const SETTINGS = {
  ...AGENT_SETTINGS,
  ...PLANNER_SETTINGS,
  ...VALUE_SETTINGS,
  ...LEARNING_SETTINGS,
};

/** Those that may differ between two runs with the same bits: they are no part of what a run is. */
export const ANY_BITS: readonly string[] = Object.entries(SETTINGS).flatMap(([name, { anyBits }]) =>
  anyBits ? [name] : [],
);
