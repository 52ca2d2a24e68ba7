/** What the figures about getting up share. */

import type { Polo, StepReport } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { type HumanoidGetupOptions, humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { Data, JobContext } from '../jobs.js';
import { type Life, learn, learnedValue, trials } from '../life.js';

/** Control steps of the paper's lifetime, and of an episode. */
export const LIFETIME = 12_000;
export const EPISODE = 600;
export const QUICK_LIFETIME = 1_800;
/** Metres above which the root counts as standing, and for how many steps on end. */
export const STANDING = 1.1;
export const HELD = 50;

/** Core-seconds of a learning step at this horizon with N-step targets, and of a planning step: measured, in the lanes. */
export function learningStep(horizon: number, targetHorizon = 32): number {
  return 5e-6 * (120 * horizon + 32 * targetHorizon) + 0.001;
}
export function planningStep(horizon: number): number {
  return 5e-6 * 120 * horizon + 0.001;
}

/** Learns to get up, then shows it in trials with the value function as it is. */
export async function learnAndTry(
  context: JobContext,
  where: { figure: string; job: string },
  setting: {
    task?: HumanoidGetupOptions;
    options: PoloOptions;
    seed: number;
    steps: number;
    trials: number;
  },
): Promise<Data> {
  const task = humanoidGetup(setting.task);
  const options: PoloOptions = { ...setting.options, agent: 'polo', seed: setting.seed };
  const learning = await learn(context, where, { task, options, steps: setting.steps });
  const value = learnedValue(context, where.figure, where.job);
  const tested = await trials(context, {
    task,
    options: { ...options, value, learn: false },
    steps: EPISODE,
    count: setting.trials,
    seed: setting.seed,
  });
  return { seed: setting.seed, options, task: setting.task ?? {}, learning, trials: rewardsOf(tested) };
}

/** The planner alone in trials of one episode. */
export async function tryPlanning(
  context: JobContext,
  setting: { task?: HumanoidGetupOptions; options: PoloOptions; seed: number; trials: number },
): Promise<Data> {
  const options: PoloOptions = { ...setting.options, agent: 'mpc' };
  const task = humanoidGetup(setting.task);
  const tested = await trials(context, {
    task,
    options,
    steps: EPISODE,
    count: setting.trials,
    seed: setting.seed,
  });
  return { seed: setting.seed, options, task: setting.task ?? {}, trials: rewardsOf(tested) };
}

function rewardsOf(lives: readonly Life[]): Data {
  return {
    rewards: lives.map(({ episodes }) => episodes[0]!),
    lastHeights: lives.map(({ lastMeasures }) => lastMeasures[0]!),
    effectiveSampleSizes: lives.map(({ effectiveSampleSize }) => effectiveSampleSize),
  };
}

/** Watches for the first time that the root has been above 1.1 m for 50 steps on end. */
export class StandingWatch {
  /** Steps until the first of those 50; undefined: not yet. */
  stoodUpAfter: number | undefined;
  #held = 0;

  readonly watch = (report: StepReport, _agent: Polo): void => {
    this.#held = report.episodeStep > 1 && report.measure >= STANDING ? this.#held + 1 : 0;
    if (this.#held === HELD) this.stoodUpAfter ??= report.step - HELD + 1;
  };
}
