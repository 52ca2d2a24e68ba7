/** Every setting of an agent, its default and its source; checked once, when the agent is made. */

import { checkChoice, checkInteger, checkKnown, checkNumber, OptionError, show } from './options.js';
import type { MppiOptions } from './planners/mppi-options.js';
import { checkTail } from './planners/nominal-plan.js';
import { checkTemperature } from './planners/temperature.js';
import type { Task } from './simulation/world.js';
import { TARGET_MODES, type TargetMode } from './value/targets.js';
import type { TrainedValue } from './value/trained.js';

/**
 * - `polo`: planner with the learned value at its horizon (Algorithm 1);
 * - `mpc`: planner alone;
 * - `greedy`: `polo` with horizon 1;
 * - `random`: actions drawn evenly within their bounds.
 */
export type AgentKind = 'polo' | 'mpc' | 'greedy' | 'random';
export const AGENTS: readonly AgentKind[] = ['polo', 'mpc', 'greedy', 'random'];
export type PlannerKind = 'mppi';
export const PLANNERS: readonly PlannerKind[] = ['mppi'];

export interface PoloOptions extends MppiOptions {
  /** Default 'polo'. */
  readonly agent?: AgentKind;
  /** Name of a set of settings that the task has beside its defaults (`polo tasks` lists them). Default: none. */
  readonly preset?: string;
  /** Default 'mppi'. */
  readonly planner?: PlannerKind;
  /**
   * Threads that roll out, the calling one included. Default 'auto': one for each core (at most 16) where the task can be
   * made again on other threads; where that does not work, or takes more than 60 s, one, and the console says why.
   */
  readonly workers?: number | 'auto';
  /** Seconds after which a worker that does not answer is killed and replaced. Default 300. To start it has 120, always. */
  readonly workerTimeout?: number;
  /** Control steps in an episode, after which the world is reset; 0 never resets. Default: the task's, else 0. */
  readonly episode?: number;

  /** Whether the value function is improved. Default: for `polo` and `greedy`; the others never do. */
  readonly learn?: boolean;
  /** K, members of the ensemble. Default 6 (paper). */
  readonly members?: number;
  /** Widths of the hidden layers. Default [16, 16] (paper, humanoid). */
  readonly hidden?: readonly number[];
  /** κ of eq. 6, in units of 1/((1 − γ)·V); 0 is the mean over members. Default 1. */
  readonly kappa?: number;
  /** β, scale of the randomised priors of eq. 5. Default 1. */
  readonly priorScale?: number;
  /** Adam's step size. Default 1e-3 (paper: default parameters). */
  readonly learningRate?: number;
  /** σ of the noise on targets of eq. 5. Default 0. */
  readonly targetNoise?: number;
  /** Weight of the pull toward zero of eq. 5. Default 0. */
  readonly ridge?: number;

  /** Z, control steps between updates of the value function. Default 16 (paper, humanoid). */
  readonly updateEvery?: number;
  /** G, gradient steps of an update. Default 64 (paper, humanoid). */
  readonly gradientSteps?: number;
  /** n, states in a minibatch. Default 32 (paper, humanoid). */
  readonly batchSize?: number;
  /** States kept. Default 12,000, the paper's whole lifetime. */
  readonly bufferCapacity?: number;
  /** How targets are made. Default 'replan'. */
  readonly targets?: TargetMode;
  /** N, steps of a target. Default: the horizon (with `targets: 'planner'` always the horizon). */
  readonly targetHorizon?: number;
  /** S, states that get new targets at each update; those never refreshed come first. Default 64. */
  readonly refreshStates?: number;
  /** M, rollouts for each target of `replan`. Default 8. */
  readonly targetRollouts?: number;
}

export type Settings = Required<Omit<PoloOptions, 'preset' | 'workers' | 'sigma'>> &
  Pick<PoloOptions, 'workers'> & {
    readonly sigma: number | ArrayLike<number>;
  };

const DEFAULTS = {
  agent: 'polo',
  planner: 'mppi',
  workers: 'auto',
  workerTimeout: 300,
  seed: 0,
  horizon: 64,
  rollouts: 120,
  sigma: 0.2,
  noiseCorrelation: 0,
  temperature: 1.25,
  gamma: 0.99,
  tail: 'rest',
  members: 6,
  hidden: [16, 16],
  kappa: 1,
  priorScale: 1,
  learningRate: 1e-3,
  targetNoise: 0,
  ridge: 0,
  updateEvery: 16,
  gradientSteps: 64,
  batchSize: 32,
  bufferCapacity: 12_000,
  targets: 'replan',
  refreshStates: 64,
  targetRollouts: 8,
} as const;

const KNOWN = [...Object.keys(DEFAULTS), 'episode', 'targetHorizon', 'learn'];

/** The caller's options over those of a trained value function, a preset, the task and the defaults, all checked. */
export function settle(task: Task, options: PoloOptions, value?: TrainedValue): Settings {
  const { preset, ...own } = options;
  checkKnown('an agent', own, [...KNOWN, 'preset']);
  checkKnown(`defaults of task '${task.name}'`, task.defaults ?? {}, KNOWN);
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const trained = value ? trainedSettings(value) : {};
  const all: PoloOptions = {
    ...DEFAULTS,
    episode: task.episode ?? 0,
    ...task.defaults,
    ...presetSettings(task, preset),
    ...trained,
    ...given,
  };
  const agent = checkChoice('agent', all.agent, AGENTS);
  if (value && agent === 'random') throw new OptionError('value is of no use to the agent random');
  for (const name of ['members', 'hidden', 'priorScale'] as const) {
    const [is, wanted] = [trained[name], all[name]];
    if (is !== undefined && String(is) !== String(wanted))
      throw new OptionError(
        `${name} must be ${show(is)}, as in the value function given, got ${show(wanted)}`,
      );
  }
  const horizon = agent === 'greedy' ? 1 : checkInteger('horizon', all.horizon, { min: 1, max: 100_000 });
  const targets = checkChoice('targets', all.targets, TARGET_MODES);
  const targetHorizon = targets === 'planner' ? horizon : (all.targetHorizon ?? horizon);
  return {
    agent,
    planner: checkChoice('planner', all.planner, PLANNERS),
    workers: all.workers === 'auto' ? 'auto' : checkInteger('workers', all.workers, { min: 1, max: 256 }),
    workerTimeout: checkNumber('workerTimeout', all.workerTimeout, { above: 0, max: 2_000_000 }),
    episode: checkInteger('episode', all.episode, { min: 0 }),
    seed: checkInteger('seed', all.seed, { min: 0 }),
    horizon,
    rollouts: checkInteger('rollouts', all.rollouts, { min: 1, max: 1_000_000 }),
    // A plain list, so that it survives JSON; the planner checks what is in it.
    sigma: typeof all.sigma === 'object' && all.sigma !== null ? Array.from(all.sigma) : all.sigma!,
    noiseCorrelation: checkNumber('noiseCorrelation', all.noiseCorrelation, { min: 0, below: 1 }),
    temperature: checkTemperature(all.temperature),
    gamma: checkNumber('gamma', all.gamma, { above: 0, below: 1 }),
    tail: checkTail(all.tail),
    learn: checkLearn(all.learn, agent),
    members: checkInteger('members', all.members, { min: 1, max: 1000 }),
    hidden: checkHidden(all.hidden),
    kappa: checkNumber('kappa', all.kappa, { min: 0 }),
    priorScale: checkNumber('priorScale', all.priorScale, { min: 0 }),
    learningRate: checkNumber('learningRate', all.learningRate, { above: 0 }),
    targetNoise: checkNumber('targetNoise', all.targetNoise, { min: 0 }),
    ridge: checkNumber('ridge', all.ridge, { min: 0 }),
    updateEvery: checkInteger('updateEvery', all.updateEvery, { min: 1 }),
    gradientSteps: checkInteger('gradientSteps', all.gradientSteps, { min: 0 }),
    batchSize: checkInteger('batchSize', all.batchSize, { min: 1, max: 1_000_000 }),
    bufferCapacity: checkInteger('bufferCapacity', all.bufferCapacity, { min: 1, max: 100_000_000 }),
    targets,
    targetHorizon: checkInteger('targetHorizon', targetHorizon, { min: 1, max: 100_000 }),
    refreshStates: checkInteger('refreshStates', all.refreshStates, { min: 1 }),
    targetRollouts: checkInteger('targetRollouts', all.targetRollouts, { min: 1, max: 1_000_000 }),
  };
}

function presetSettings({ name, presets: all }: Task, preset: unknown): PoloOptions {
  if (preset === undefined) return {};
  const presets = all ?? {};
  const names = Object.keys(presets);
  if (typeof preset !== 'string' || !Object.hasOwn(presets, preset)) {
    const accepted = names.length > 0 ? `be one of ${names.join(', ')}` : 'be left out: there is none';
    throw new OptionError(`preset of task '${name}' must ${accepted}, got ${show(preset)}`);
  }
  checkKnown(`preset '${preset}' of task '${name}'`, presets[preset]!, KNOWN);
  return presets[preset]!;
}

/** What a value function brings along. */
function trainedSettings(value: TrainedValue): PoloOptions {
  const { sizes, members, kappa, priorScale, gamma } = value;
  if (!Array.isArray(sizes) || sizes.length < 3)
    throw new OptionError(`value must be a trained value function, got ${show(value)}`);
  return { members, hidden: sizes.slice(1, -1), kappa, priorScale, gamma };
}

function checkLearn(value: unknown, agent: AgentKind): boolean {
  const learns = agent === 'polo' || agent === 'greedy';
  if (value !== undefined && typeof value !== 'boolean')
    throw new OptionError(`learn must be true or false, got ${show(value)}`);
  if (value && !learns) throw new OptionError(`learn must be false for the agent ${agent}`);
  return value ?? learns;
}

function checkHidden(value: unknown): readonly number[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new OptionError(`hidden must be a list of at least one layer width, got ${show(value)}`);
  }
  return value.map((width, i) => checkInteger(`hidden[${i}]`, width, { min: 1, max: 4096 }));
}
