/** Appendix A.1, the sparse reward: 1 when standing, 0 on the way there. */

import { mean, spread } from '../../bench/statistics.js';
import type { Done, Figure, Verdict } from '../figure.js';
import type { Job } from '../jobs.js';
import { COLORS, meanAndSpread, ORDERED, picture, powersOfTwo, type Series } from '../plotting.js';
import {
  EPISODE,
  LIFETIME,
  learnAndTry,
  learningStep,
  planningStep,
  QUICK_LIFETIME,
  tryPlanning,
} from './getup.js';

const HORIZONS = [32, 64] as const;
const TRIALS = 3;

function jobs(quick: boolean): Job[] {
  const list: Job[] = HORIZONS.map((horizon) => ({
    id: `mpc-h${horizon}-s1`,
    cost: TRIALS * EPISODE * planningStep(horizon),
    run: (context) =>
      tryPlanning(context, { task: { reward: 'sparse' }, options: { horizon }, seed: 1, trials: TRIALS }),
  }));
  const steps = quick ? QUICK_LIFETIME : LIFETIME;
  for (let seed = 1; seed <= (quick ? 1 : 2); seed++) {
    for (const horizon of HORIZONS) {
      const id = `polo-h${horizon}-s${seed}`;
      list.push({
        id,
        cost: steps * learningStep(horizon) + TRIALS * EPISODE * planningStep(horizon),
        run: (context) =>
          learnAndTry(
            context,
            { figure: 'sparse', job: id },
            { task: { reward: 'sparse' }, options: { horizon }, seed, steps, trials: TRIALS },
          ),
      });
    }
  }
  return list;
}

const SERIES = [
  { name: 'POLO, trials after learning', color: COLORS.blue },
  { name: 'MPC', color: COLORS.red, dash: '6,3' },
] as const;

function plot(done: readonly Done[]): string {
  const learning: Series[] = HORIZONS.map((horizon, i) => ({
    name: `learning, H = ${horizon}`,
    color: ORDERED[1 + 2 * i]!,
  }));
  const points = done.flatMap(({ job, result }) =>
    (result.trials.rewards as number[]).map((y) => ({
      series: SERIES[job.startsWith('polo') ? 0 : 1].name,
      x: result.options.horizon as number,
      y,
    })),
  );
  const curves = HORIZONS.flatMap((horizon, i) =>
    learned(done, horizon).flatMap(({ result }) =>
      (result.learning.measures as number[]).map((y, episode) => ({
        series: learning[i]!.name,
        x: episode + 1,
        y,
      })),
    ),
  );
  return picture(
    'Sparse reward: 1 above 1.1 m, else 0',
    [...SERIES, ...learning],
    [
      [
        {
          title: 'trials of 600 steps',
          x: powersOfTwo('planning horizon H (steps)', HORIZONS),
          y: { label: 'share of the time standing', domain: [0, 1] },
          marks: meanAndSpread(points, SERIES),
        },
        {
          title: 'on the way there',
          x: { label: 'episode (600 steps, 4.8 s each)' },
          y: { label: 'mean height of the root (m)', domain: [0, 1.4] },
          marks: meanAndSpread(curves, learning, 'band'),
        },
      ],
    ],
  );
}

function learned(done: readonly Done[], horizon: number): Done[] {
  return done.filter(({ job }) => job.startsWith(`polo-h${horizon}-`));
}

function rewards(done: readonly Done[], agent: string, horizon: number): number[] {
  return done
    .filter(({ job }) => job.startsWith(`${agent}-h${horizon}-`))
    .flatMap(({ result }) => result.trials.rewards as number[]);
}

function numbers(done: readonly Done[]): string {
  return [
    '| H | MPC, share of the time standing | POLO, trials | POLO, last five episodes of learning |',
    '| ---: | ---: | ---: | ---: |',
    ...HORIZONS.map((horizon) => {
      const late = learned(done, horizon).map(({ result }) => mean(result.learning.episodes.slice(-5)));
      return `| ${horizon} | ${spread(rewards(done, 'mpc', horizon))} | ${spread(rewards(done, 'polo', horizon))} | ${spread(late)} |`;
    }),
  ].join('\n');
}

function verdict(done: readonly Done[]): Verdict {
  const tried = HORIZONS.filter((horizon) => rewards(done, 'polo', horizon).length > 0);
  if (tried.length === 0) return { outcome: 'not run', because: 'Only planning alone has been run.' };
  const polo = tried.map((horizon) => mean(rewards(done, 'polo', horizon)));
  const mpc = tried.map((horizon) => mean(rewards(done, 'mpc', horizon)));
  const say = tried.map(
    (horizon, i) => `${polo[i]!.toFixed(2)} against ${mpc[i]!.toFixed(2)} at H = ${horizon}`,
  );
  const works = polo.filter((reward, i) => reward > 0.3 && reward > 2 * mpc[i]!);
  return {
    outcome:
      works.length > 0 && works.length === HORIZONS.length
        ? 'reproduced'
        : works.length > 0
          ? 'partly'
          : 'not reproduced',
    because: `Share of the time standing in the trials, POLO against MPC: ${say.join(', ')}.`,
  };
}

export const sparse: Figure = {
  name: 'sparse',
  title: 'Getting up on a sparse reward',
  where: 'appendix A.1, section 3.2',
  claim:
    'POLO’s exploration allows the agent to escape the local solution, and consolidate the experiences to consistently stand up. (Sparse: R(s) = 1 above 1.1 m, 0 below.)',
  method:
    'Getup from lying with the sparse reward, the same settings as with the dense one: 12,000 steps of learning, then three trials of 600 steps.',
  jobs,
  plot,
  numbers,
  verdict,
};
