/** Runs the jobs of a figure one after another; what is already done is skipped, so a run can be cut off at any time. */

import { machine } from '../bench/machine.js';
import { CostMeter } from './cost.js';
import type { Figure } from './figure.js';
import { type Job, type Shard, shareOf } from './jobs.js';
import { isDone, valueStore, writeDone } from './store.js';

/** Of the sources that were compiled, whatever changes beside a long run. */
const here = machine();

export interface RunOptions {
  readonly shard: Shard;
  readonly quick: boolean;
  readonly workers: number;
  /** Only jobs whose names match. */
  readonly match: RegExp;
}

/** The jobs of a share whose names match. */
export function chosenJobs(figure: Figure, { quick, shard, match }: RunOptions): Job[] {
  return shareOf(figure.jobs(quick), shard).filter(({ id }) => match.test(id));
}

export async function runFigure(figure: Figure, options: RunOptions): Promise<void> {
  const jobs = chosenJobs(figure, options);
  const left = jobs.filter(({ id }) => !isDone(figure.name, id, options.quick));
  console.error(`${figure.name}: ${jobs.length - left.length} of ${jobs.length} jobs are done`);
  for (const job of left) await runJob(figure.name, job, options);
}

async function runJob(figure: string, job: Job, options: RunOptions): Promise<void> {
  const values = valueStore(options.quick);
  for (const need of job.needs ?? []) {
    if (!values.read(need.figure, need.job.id)) await runJob(need.figure, need.job, options);
  }
  const meter = new CostMeter();
  const result = await job.run({ workers: options.workers, values });
  const cost = meter.end();
  writeDone({ figure, job: job.id, quick: options.quick, ...here, cost, result });
  console.error(`${figure} ${job.id}: ${cost.coreSeconds} core-seconds, ${cost.seconds} s by the clock`);
}
