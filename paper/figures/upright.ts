/** What the figures about walking and about the box share: learning curves beside planning alone. */

import { mean, round, spread } from '../../bench/statistics.js';
import type { Task } from '../../src/worlds/world.js';
import type { Done, Figure, Verdict } from '../figure.js';
import type { Data, Job } from '../jobs.js';
import { liveEpisodes } from '../life.js';
import { COLORS, meanAndSpread, picture, type Series } from '../plotting.js';
import { LIFETIME, learningStep, planningStep, QUICK_LIFETIME } from './getup.js';

/** Below this height of the root, m, it has fallen. */
const FALLEN = 0.7;
const PLANNED_EPISODES = 3;
const LEARNED_HORIZON = 32;
const HORIZONS = [32, 64] as const;

interface Upright {
  readonly name: 'walk' | 'box';
  readonly task: () => Task;
  /** Cost of a physics step in those of the lanes. */
  readonly stepCost: number;
  readonly title: string;
  readonly where: string;
  readonly claim: string;
  readonly method: string;
  readonly measure: { readonly label: string; readonly domain: [number, number] };
  /** Whether an episode that ends with this measure, and falls or not, has done what is asked. */
  readonly solved: (episode: { measure: number; fellAfter: number | null }) => boolean;
  readonly solvedMeans: string;
  /** The same after “an episode that”. */
  readonly does: string;
}

export function uprightFigure(what: Upright): Figure {
  const { name, title, where, claim, method } = what;
  return {
    name,
    title,
    where,
    claim,
    method,
    jobs: (quick) => jobs(what, quick),
    plot: (done) => plot(what, done),
    numbers: (done) => numbers(what, done),
    verdict: (done) => verdict(what, done),
  };
}

function jobs({ task, stepCost }: Upright, quick: boolean): Job[] {
  const list: Job[] = HORIZONS.map((horizon) => ({
    id: `mpc-h${horizon}-s1`,
    cost: stepCost * PLANNED_EPISODES * 600 * planningStep(horizon),
    run: ({ workers }) => life(task(), { agent: 'mpc', horizon, seed: 1 }, PLANNED_EPISODES * 600, workers),
  }));
  const steps = quick ? QUICK_LIFETIME : LIFETIME;
  for (let seed = 1; seed <= (quick ? 1 : 2); seed++) {
    list.push({
      id: `polo-h${LEARNED_HORIZON}-s${seed}`,
      cost: stepCost * steps * learningStep(LEARNED_HORIZON),
      run: ({ workers }) => life(task(), { agent: 'polo', horizon: LEARNED_HORIZON, seed }, steps, workers),
    });
  }
  return list;
}

async function life(
  task: Task,
  options: { agent: 'mpc' | 'polo'; horizon: number; seed: number },
  steps: number,
  workers: number,
): Promise<Data> {
  const fellAfter: (number | null)[] = [];
  const { life } = await liveEpisodes({
    task,
    options,
    steps,
    workers,
    watch: ({ episode, episodeStep }, agent) => {
      if (episodeStep === 1) fellAfter[episode] = null;
      if (agent.state[2]! < FALLEN) fellAfter[episode] ??= episodeStep;
    },
  });
  return { seed: options.seed, options, life, fellAfter };
}

const SERIES: readonly (Series & { job: string })[] = [
  { job: `polo-h${LEARNED_HORIZON}`, name: `POLO, H = ${LEARNED_HORIZON}`, color: COLORS.blue },
  { job: 'mpc-h32', name: 'MPC, H = 32', color: COLORS.red, dash: '6,3' },
  { job: 'mpc-h64', name: 'MPC, H = 64', color: COLORS.black, dash: '2,3' },
];

function plot({ title, measure }: Upright, done: readonly Done[]): string {
  const x = { label: 'episode (600 steps, 4.8 s each)' };
  const curves = (read: (result: Data) => (number | null)[]) =>
    SERIES.flatMap(({ job, name }) => {
      const own = done.filter((one) => one.job.startsWith(`${job}-`));
      return own.flatMap(({ result }) =>
        read(result).map((y, i) => ({ series: name, x: i + 1, y: y ?? 600 })),
      );
    });
  return picture(title, SERIES, [
    [
      {
        title: 'reward',
        x,
        y: { label: 'mean reward of a step' },
        marks: meanAndSpread(
          curves((r) => r.life.episodes),
          SERIES,
        ),
      },
      {
        title: 'at the end of the episode',
        x,
        y: {
          label: `${measure.label}, at most ${measure.domain[1]} drawn`,
          domain: measure.domain,
          clamp: true,
        },
        marks: meanAndSpread(
          curves((r) => r.life.lastMeasures),
          SERIES,
        ),
      },
      {
        title: `steps until it falls below ${FALLEN} m`,
        x,
        y: { label: 'steps (600: never)', domain: [0, 600] },
        marks: meanAndSpread(
          curves((r) => r.fellAfter),
          SERIES,
        ),
      },
    ],
  ]);
}

interface Episode {
  readonly reward: number;
  readonly measure: number;
  readonly fellAfter: number | null;
}

function episodes(done: readonly Done[], job: string): Episode[][] {
  return done
    .filter((one) => one.job.startsWith(`${job}-`))
    .map(({ result }) =>
      (result.life.episodes as number[]).map((reward, i) => ({
        reward,
        measure: result.life.lastMeasures[i],
        fellAfter: result.fellAfter[i],
      })),
    );
}

function numbers(what: Upright, done: readonly Done[]): string {
  const row = (name: string, chosen: readonly Episode[]) => {
    if (chosen.length === 0) return `| ${name} | – | – | – | – |`;
    const fell = chosen.filter(({ fellAfter }) => fellAfter !== null).length;
    const solved = chosen.filter(what.solved).length;
    return `| ${name} | ${spread(chosen.map(({ reward }) => reward))} | ${spread(chosen.map(({ measure }) => measure))} | ${fell} of ${chosen.length} | ${solved} of ${chosen.length} |`;
  };
  const polo = episodes(done, SERIES[0]!.job);
  return [
    `| | mean reward | ${what.measure.label}, at the end | episodes with a fall | ${what.solvedMeans} |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...SERIES.slice(1).map(({ job, name }) => row(name, episodes(done, job).flat())),
    row(
      `${SERIES[0]!.name}, first three episodes`,
      polo.flatMap((life) => life.slice(0, 3)),
    ),
    row(
      `${SERIES[0]!.name}, last five episodes`,
      polo.flatMap((life) => life.slice(-5)),
    ),
  ].join('\n');
}

function verdict(what: Upright, done: readonly Done[]): Verdict {
  const late = episodes(done, SERIES[0]!.job).flatMap((life) => life.slice(-5));
  const alone = episodes(done, 'mpc-h32').flat();
  const share = (chosen: readonly Episode[]) => chosen.filter(what.solved).length / chosen.length;
  if (late.length === 0) return { outcome: 'not run', because: 'Only planning alone has been run.' };
  const [with_, without] = [share(late), share(alone)];
  const seeds = episodes(done, SERIES[0]!.job).length;
  const reward = [late, alone].map((chosen) => round(mean(chosen.map((episode) => episode.reward)), 2));
  return {
    outcome:
      with_ >= 0.6
        ? 'reproduced'
        : with_ > without || reward[0]! > reward[1]! + 0.1
          ? 'partly'
          : 'not reproduced',
    because:
      `An episode that ${what.does}: ${Math.round(100 * with_)} % of POLO’s last episodes at H = 32, ${Math.round(100 * without)} % of those of planning alone; ${seeds} training ${seeds === 1 ? 'seed' : 'seeds'}; ` +
      `mean reward ${reward[0]} against ${reward[1]}.`,
  };
}
