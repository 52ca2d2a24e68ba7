/** Figure 4a: how fast the value function is learned with targets of different length. */

import { mean, spread } from '../../bench/statistics.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { Done, Figure, Verdict } from '../figure.js';
import type { Data, Job } from '../jobs.js';
import { liveEpisodes } from '../life.js';
import { COLORS, meanAndSpread, ORDERED, picture, powersOfTwo } from '../plotting.js';
import { learningStep, QUICK_LIFETIME } from './getup.js';

const HORIZON = 16;
const LENGTHS = [1, 4, 16, 32, 64] as const;
const STEPS = 6_000;

function jobs(quick: boolean): Job[] {
  const list: Job[] = [];
  const steps = quick ? QUICK_LIFETIME : STEPS;
  for (let seed = 1; seed <= (quick ? 1 : 3); seed++) {
    for (const targetHorizon of LENGTHS) {
      list.push({
        id: `n${targetHorizon}-s${seed}`,
        cost: steps * learningStep(HORIZON, targetHorizon),
        async run({ workers }): Promise<Data> {
          const options = { horizon: HORIZON, targetHorizon, seed };
          const { life } = await liveEpisodes({ task: humanoidGetup(), options, steps, workers });
          return { seed, options, life };
        },
      });
    }
  }
  return list;
}

const SERIES = LENGTHS.map((length, i) => ({ name: `N = ${length}`, color: ORDERED[i]!, length }));

function plot(done: readonly Done[]): string {
  const curves = SERIES.flatMap(({ name, length }) =>
    resultsOf(done, length).flatMap(({ life }) =>
      (life.episodes as number[]).map((y, i) => ({ series: name, x: i + 1, y })),
    ),
  );
  const all = { name: 'all N', color: COLORS.blue };
  const ends = LENGTHS.flatMap((x) => means(done, x).map((y) => ({ series: all.name, x, y })));
  const y = { label: 'mean reward of a step', domain: [0, 1] };
  return picture(`Figure 4a: targets of N steps, getup at H = ${HORIZON}`, SERIES, [
    [
      {
        title: 'learning',
        x: { label: 'episode (600 steps, 4.8 s each)' },
        y,
        marks: meanAndSpread(curves, SERIES, 'band'),
      },
      {
        title: 'mean over the whole life',
        x: powersOfTwo('length N of a target (steps)', LENGTHS),
        y,
        marks: meanAndSpread(ends, [all]),
      },
    ],
  ]);
}

function resultsOf(done: readonly Done[], length: number): Data[] {
  return done.map(({ result }) => result).filter(({ options }) => options.targetHorizon === length);
}

/** Mean reward over the life of each seed. */
function means(done: readonly Done[], length: number): number[] {
  return resultsOf(done, length).map(({ life }) => mean(life.episodes));
}

function numbers(done: readonly Done[]): string {
  return [
    '| N | mean reward over the life | last three episodes |',
    '| ---: | ---: | ---: |',
    ...LENGTHS.map((length) => {
      const late = resultsOf(done, length).map(({ life }) => mean(life.episodes.slice(-3)));
      return `| ${length} | ${spread(means(done, length))} | ${spread(late)} |`;
    }),
  ].join('\n');
}

function verdict(done: readonly Done[]): Verdict {
  const tried = LENGTHS.filter((length) => means(done, length).length > 0);
  const average = (lengths: readonly number[]) => mean(lengths.flatMap((length) => means(done, length)));
  const [short, long] = [average(tried.filter((n) => n <= 4)), average(tried.filter((n) => n >= 16))];
  const ordered = tried.every((n, i) => i === 0 || mean(means(done, n)) > mean(means(done, tried[i - 1]!)));
  return {
    outcome: ordered ? 'reproduced' : long > short + 0.05 ? 'partly' : 'not reproduced',
    because: `Mean reward over the life: ${tried.map((n) => `${mean(means(done, n)).toFixed(2)} with N = ${n}`).join(', ')}; N ≤ 4 together ${short.toFixed(2)}, N ≥ 16 ${long.toFixed(2)}.`,
  };
}

export const fig4Nstep: Figure = {
  name: 'fig4-nstep',
  title: 'Longer targets learn faster',
  where: 'figure 4a, section 3.3',
  claim:
    'We observe that as we increase N, the agent learns the value function with fewer interactions with the world.',
  method: `Getup at H = ${HORIZON} (the paper does not say at which), ${STEPS} steps in episodes of 600, targets by 8 rollouts of N steps around the plan stored with each state; beyond the plan’s ${HORIZON} steps the plan goes on with zeros.`,
  jobs,
  plot,
  numbers,
  verdict,
};
