/** What the paper leaves open, one choice at a time, at equal physics: the study behind the defaults. */

import * as Plot from '@observablehq/plot';
import { deviation, mean, round, spread } from '../../bench/statistics.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { pointMassMaze } from '../../src/tasks/point-mass.js';
import type { Done, Figure, Verdict } from '../figure.js';
import type { Data, Job } from '../jobs.js';
import { liveEpisodes } from '../life.js';
import { COLORS, type Panel, picture } from '../plotting.js';
import { learningStep } from './getup.js';

const HORIZON = 16;
const GETUP_STEPS = 3_600;
const MAZE_STEPS = 1_000;

interface Choice {
  readonly name: string;
  readonly options: PoloOptions;
}

/** Of the getup task: the default, then one thing changed. S · M is the same for all targets made by rollouts. */
const GETUP: readonly Choice[] = [
  { name: 'as it is', options: {} },
  { name: 'temperature: 20 % of the rollouts', options: { temperature: { effectiveSampleSize: 0.2 } } },
  { name: 'temperature: 50 % of the rollouts', options: { temperature: { effectiveSampleSize: 0.5 } } },
  { name: 'noise correlation 0.5', options: { noiseCorrelation: 0.5 } },
  { name: 'noise correlation 0.8', options: { noiseCorrelation: 0.8 } },
  { name: '2 rollouts a target, 256 states', options: { targetRollouts: 2, refreshStates: 256 } },
  { name: '32 rollouts a target, 16 states', options: { targetRollouts: 32, refreshStates: 16 } },
  { name: 'targets: planner, 184 rollouts', options: { targets: 'planner', rollouts: 184 } },
  { name: 'targets: returns, 184 rollouts', options: { targets: 'returns', rollouts: 184 } },
  { name: 'κ = 0.01', options: { kappa: 0.01 } },
  { name: 'κ = 10', options: { kappa: 10 } },
  { name: 'β = 0', options: { priorScale: 0 } },
  { name: 'β = 0.3', options: { priorScale: 0.3 } },
  { name: 'β = 3', options: { priorScale: 3 } },
];

const MAZE: readonly Choice[] = [
  { name: 'as it is', options: {} },
  { name: 'temperature: 20 % of the rollouts', options: { temperature: { effectiveSampleSize: 0.2 } } },
  { name: 'temperature: 1.25', options: { temperature: 1.25 } },
  { name: 'noise correlation 0', options: { noiseCorrelation: 0 } },
  { name: 'noise correlation 0.8', options: { noiseCorrelation: 0.8 } },
  { name: '8 rollouts a target, 64 states', options: { targetRollouts: 8, refreshStates: 64 } },
  { name: 'targets: planner, 152 rollouts', options: { targets: 'planner', rollouts: 152 } },
  { name: 'targets: returns, 152 rollouts', options: { targets: 'returns', rollouts: 152 } },
  { name: 'κ = 1', options: { kappa: 1 } },
  { name: 'κ = 3', options: { kappa: 3 } },
  { name: 'κ = 30', options: { kappa: 30 } },
  { name: 'β = 1', options: { priorScale: 1 } },
  { name: 'β = 10', options: { priorScale: 10 } },
];

const STUDIES = { getup: GETUP, maze: MAZE } as const;
type Study = keyof typeof STUDIES;

function jobs(quick: boolean): Job[] {
  const list: Job[] = [];
  const steps = { getup: quick ? 1_200 : GETUP_STEPS, maze: MAZE_STEPS };
  const seeds = { getup: quick ? 1 : 3, maze: quick ? 2 : 10 };
  for (const study of ['maze', 'getup'] as const) {
    for (let seed = 1; seed <= seeds[study]; seed++) {
      for (const choice of STUDIES[study]) {
        list.push({
          id: `${study}-${slug(choice.name)}-s${seed}`,
          cost: study === 'maze' ? 2 : steps.getup * learningStep(HORIZON),
          run: ({ workers }) => tryChoice(study, choice, seed, steps[study], workers),
        });
      }
    }
  }
  return list;
}

async function tryChoice(
  study: Study,
  choice: Choice,
  seed: number,
  steps: number,
  workers: number,
): Promise<Data> {
  const task = study === 'maze' ? pointMassMaze() : humanoidGetup();
  const options = { ...(study === 'getup' && { horizon: HORIZON }), ...choice.options, seed };
  const { life } = await liveEpisodes({ task, options, steps, workers });
  const score = study === 'maze' ? life.lastMeasures.at(-1)! : round(mean(life.episodes));
  return { study, choice: choice.name, seed, options, score, life };
}

function slug(name: string): string {
  const plain = name.replace('κ', 'kappa').replace('β', 'beta').replace(/%/g, 'percent');
  return plain
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
}

function plot(done: readonly Done[]): string {
  const panels = (['getup', 'maze'] as const)
    .filter((study) => done.some(({ result }) => result.study === study))
    .map((study): Panel => {
      const names = STUDIES[study].map(({ name }) => name);
      return {
        title:
          study === 'getup' ? `getup, H = ${HORIZON}, ${GETUP_STEPS} steps` : `maze, ${MAZE_STEPS} steps`,
        width: 520,
        height: 90 + 22 * names.length,
        marginLeft: 230,
        x: {
          label:
            study === 'getup' ? 'mean reward of a step, below 0 drawn at 0' : 'share of the cells visited',
          domain: [0, 1],
          clamp: true,
          grid: true,
        },
        y: { label: null, type: 'point', domain: names },
        marks: names.flatMap((name) =>
          rowOf(name, scores(done, study, name), mean(scores(done, study, names[0]!))),
        ),
      };
    });
  return picture('What the paper leaves open: one choice changed at a time', SERIES, [panels]);
}

const SERIES = [
  { name: 'mean and standard deviation over seeds', color: COLORS.blue },
  { name: 'mean of the defaults', color: COLORS.black, dash: '2,3' },
] as const;

function rowOf(name: string, values: readonly number[], reference: number): Plot.Markish[] {
  if (values.length === 0) return [];
  const [centre, half, y] = [mean(values), deviation(values), [name]];
  return [
    Plot.ruleX([reference], { stroke: COLORS.black, strokeDasharray: '2,3', strokeOpacity: 0.5 }),
    Plot.ruleY(y, { y, x1: [centre - half], x2: [centre + half], stroke: COLORS.blue, strokeWidth: 1.5 }),
    Plot.dot(values, {
      x: values,
      y: values.map(() => name),
      stroke: COLORS.blue,
      r: 2.5,
      strokeOpacity: 0.6,
    }),
    Plot.dot(y, { x: [centre], y, fill: COLORS.blue, r: 4 }),
  ];
}

function scores(done: readonly Done[], study: Study, choice: string): number[] {
  return done
    .filter(({ result }) => result.study === study && result.choice === choice)
    .map(({ result }) => result.score as number);
}

function numbers(done: readonly Done[]): string {
  return (['getup', 'maze'] as const)
    .map((study) =>
      [
        `| ${study} | ${study === 'getup' ? 'mean reward' : 'coverage'} |`,
        '| --- | ---: |',
        ...STUDIES[study].map(({ name }) => `| ${name} | ${spread(scores(done, study, name))} |`),
      ].join('\n'),
    )
    .join('\n\n');
}

function verdict(done: readonly Done[]): Verdict {
  const say = (['getup', 'maze'] as const).flatMap((study) => {
    const tried = STUDIES[study].filter(({ name }) => scores(done, study, name).length > 0);
    if (tried.length === 0) return [];
    const sorted = [...tried].sort(
      (a, b) => mean(scores(done, study, b.name)) - mean(scores(done, study, a.name)),
    );
    const at = (name: string) => mean(scores(done, study, name)).toFixed(2);
    const best = sorted.slice(0, 3).map(({ name }) => `${name} (${at(name)})`);
    const worst = sorted.slice(-3).map(({ name }) => `${name} (${at(name)})`);
    return [`On ${study} best: ${best.join(', ')}; worst: ${worst.join(', ')}; as it is ${at('as it is')}.`];
  });
  return { outcome: 'study', because: say.join(' ') };
}

export const choices: Figure = {
  name: 'choices',
  title: 'The open choices',
  where: 'left open in appendix A and section 2.4',
  claim:
    'The paper gives no κ, no β, no correlation of the noise, no number of rollouts for a target; its temperature of 1.25 makes the plan nearly an average of all rollouts here.',
  method: `One choice changed at a time from the defaults, at about equal physics: getup at H = ${HORIZON} over ${GETUP_STEPS} steps (mean reward over this life, so what counts is to learn fast), and the maze over ${MAZE_STEPS} steps. Getup’s reward has no bound below: one leap metres high can cost a whole life more than it has earned, as with a noise correlation of 0.8.`,
  jobs,
  plot,
  numbers,
  verdict,
};
