/** Lives of agents: what every figure but `lemma` is made of. */

import { means, round, rounded } from '../bench/statistics.js';
import { Polo, type StepReport } from '../src/polo.js';
import type { PoloOptions } from '../src/polo-options.js';
import { decodeValue, encodeValue } from '../src/runs/saved-value.js';
import type { TrainedValue } from '../src/value/trained.js';
import type { Task } from '../src/worlds/world.js';
import { type Steps, stepsOf } from './cost.js';
import type { Data, JobContext } from './jobs.js';

export type Options = PoloOptions & { readonly value?: TrainedValue };

/** Lets an agent live for some steps, watched. @returns what its steps cost, and its value function as a file. */
export async function live(
  task: Task,
  options: Options,
  steps: number,
  watch: (report: StepReport, agent: Polo) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<{ steps: Steps; value: Uint8Array | undefined }> {
  const agent = await Polo.create(task, options);
  try {
    for await (const report of agent.run({ steps, signal })) await watch(report, agent);
    return { steps: stepsOf(agent), value: encodeValue(agent) };
  } finally {
    await agent.close();
  }
}

/** Numbers of a life with episodes. */
export interface Life {
  /** Mean reward of each episode. */
  readonly episodes: number[];
  /** Mean of the task's measure, and the last one, of each episode. */
  readonly measures: number[];
  readonly lastMeasures: number[];
  /** Mean effective sample size of the plans. */
  readonly effectiveSampleSize: number;
  readonly steps: Steps;
}

export interface LifeRequest {
  readonly task: Task;
  readonly options: Options;
  readonly steps: number;
  readonly workers: number;
  readonly watch?: (report: StepReport, agent: Polo) => void;
}

/** A life cut into its episodes (pieces of 600 steps where the task never resets). */
export async function liveEpisodes(
  request: LifeRequest,
): Promise<{ life: Life; value: Uint8Array | undefined }> {
  const { task, options, steps, workers, watch } = request;
  const rewards: number[] = [];
  const measures: number[] = [];
  const sizes: number[] = [];
  const length = (options.episode ?? task.episode) || 600;
  const end = await live(task, { workers, ...options }, steps, (report, agent) => {
    rewards.push(report.reward);
    measures.push(report.measure);
    sizes.push(report.effectiveSampleSize);
    watch?.(report, agent);
  });
  const episodes = rounded(means(rewards, length), 4);
  const life: Life = {
    episodes,
    measures: rounded(means(measures, length)),
    lastMeasures: rounded(episodes.map((_, i) => measures[Math.min((i + 1) * length, measures.length) - 1]!)),
    effectiveSampleSize: round(means(sizes, sizes.length)[0]!, 1),
    steps: end.steps,
  };
  return { life, value: end.value };
}

/** The value function that a job has learned. */
export function learnedValue(context: JobContext, figure: string, job: string): TrainedValue {
  const bytes = context.values.read(figure, job);
  if (!bytes) throw new Error(`the value function of ${figure} ${job} is not there; run that job first`);
  return decodeValue(bytes);
}

/** Learns for `steps`, keeps the value function, and says how it went. */
export async function learn(
  context: JobContext,
  where: { figure: string; job: string },
  request: Omit<LifeRequest, 'workers'>,
): Promise<Life> {
  const { life, value } = await liveEpisodes({ ...request, workers: context.workers });
  if (value) context.values.write(where.figure, where.job, value);
  return life;
}

/** Trials, each with a seed of its own far from those of training; what an agent remembers is not changed by them. */
export async function trials(
  context: JobContext,
  request: Omit<LifeRequest, 'workers'> & { readonly count: number; readonly seed: number },
): Promise<Life[]> {
  const lives: Life[] = [];
  for (let i = 0; i < request.count; i++) {
    const options = { ...request.options, seed: TRIAL_SEED + 100 * request.seed + i };
    const { life } = await liveEpisodes({ ...request, options, workers: context.workers });
    lives.push(life);
  }
  return lives;
}

const TRIAL_SEED = 1_000_000;

/** Settings worth writing down with a result. */
export function described(options: Options): Data {
  const { value, ...rest } = options;
  return { ...rest, ...(value ? { value: 'learned' } : {}) };
}
