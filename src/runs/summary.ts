/** What a run reached, as the command line prints it. */

import type { PhaseSeconds, Polo, StepReport } from '../polo.js';
import type { ActionsHash } from './actions-hash.js';

export interface Summary {
  readonly task: string;
  readonly agent: string;
  readonly planner: string;
  readonly steps: number;
  readonly seed: number;
  readonly workers: number;
  readonly horizon: number;
  readonly rollouts: number;
  readonly meanReward: number;
  readonly lastReward: number;
  readonly measure: { readonly name: string; readonly last: number | null; readonly max: number | null };
  /** What the task tells beside its measure (see `World.details`). */
  readonly details: Readonly<Record<string, number>>;
  readonly actionsHash: string;
  /** Physics steps taken by any thread. */
  readonly simulationSteps: number;
  readonly seconds: { readonly total: number } & PhaseSeconds;
  /** Mean reward of each episode, the unfinished one included. */
  readonly episodes: readonly number[];
  /** Rollouts whose physics diverged, and plans of which all did. */
  readonly divergedRollouts: number;
  readonly failedPlans: number;
  /** What the simulation warned of: how often of each kind. */
  readonly warnings: Readonly<Record<string, number>>;
}

/** Running totals of a run; plain numbers, so that a checkpoint can hold them. */
export interface Totals {
  rewardSum: number;
  lastReward: number;
  lastMeasure: number | null;
  maxMeasure: number | null;
  divergedRollouts: number;
  /** Sum of rewards and steps of each episode. */
  episodes: [sum: number, steps: number][];
  seconds: number;
}

export function newTotals(): Totals {
  return {
    rewardSum: 0,
    lastReward: 0,
    lastMeasure: null,
    maxMeasure: null,
    divergedRollouts: 0,
    episodes: [],
    seconds: 0,
  };
}

export function addStep(totals: Totals, report: StepReport): void {
  totals.rewardSum += report.reward;
  totals.lastReward = report.reward;
  totals.divergedRollouts += report.diverged;
  totals.episodes[report.episode] ??= [0, 0];
  const episode = totals.episodes[report.episode]!;
  episode[0] += report.reward;
  episode[1]++;
  if (Number.isFinite(report.measure)) {
    totals.lastMeasure = report.measure;
    totals.maxMeasure = Math.max(totals.maxMeasure ?? report.measure, report.measure);
  }
}

export async function summarise(agent: Polo, totals: Totals, hash: ActionsHash): Promise<Summary> {
  const { settings, task } = agent;
  return {
    task: task.name,
    agent: settings.agent,
    planner: settings.planner,
    steps: agent.steps,
    seed: settings.seed,
    workers: agent.threads,
    horizon: settings.horizon,
    rollouts: settings.rollouts,
    meanReward: agent.steps > 0 ? totals.rewardSum / agent.steps : 0,
    lastReward: totals.lastReward,
    measure: { name: task.measureName ?? 'none', last: totals.lastMeasure, max: totals.maxMeasure },
    details: agent.guarded.details(),
    actionsHash: await hash.hex(),
    simulationSteps: agent.simulationSteps,
    seconds: { total: totals.seconds, ...agent.seconds },
    episodes: totals.episodes.map(([sum, steps]) => sum / steps),
    divergedRollouts: totals.divergedRollouts,
    failedPlans: agent.failedPlans,
    warnings: agent.warnings,
  };
}
