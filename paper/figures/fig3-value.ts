/** Figure 3, right: what the learned value alone is worth, with no reward along the way. */

import * as Plot from '@observablehq/plot';
import { mean, round, spread } from '../../bench/statistics.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import { taskWorlds } from '../../src/tasks/physics.js';
import type { Task } from '../../src/worlds/world.js';
import type { Done, Figure, Verdict } from '../figure.js';
import type { Data, Job } from '../jobs.js';
import { learnedValue, liveEpisodes, type Options } from '../life.js';
import { COLORS, picture, type Series } from '../plotting.js';
import { getupTraining } from './fig3-getup.js';
import { EPISODE, planningStep } from './getup.js';

const HORIZON = 64;
/** Horizons that the value functions were learned with. */
const LEARNED = [64, 32] as const;
const EVERY = 4;
const TIMESTEP = 0.008;

/** How the learned value is used. */
const USES = ['value-only', 'value-and-reward', 'greedy-value-only', 'mpc'] as const;
type Use = (typeof USES)[number];

/** The same task, but the planner sees no reward. */
export function withoutRewardInPlans(task: MujocoTask): Task {
  const planning = { ...task.planningModel, reward: () => 0 };
  const { name, measureName, defaults, episode } = task;
  return Object.assign(taskWorlds(name, task.model, planning, {}), { name, measureName, defaults, episode });
}

function jobs(quick: boolean): Job[] {
  const seeds = quick ? [1] : [1, 2, 3];
  return LEARNED.filter((horizon) => !quick || horizon === 32).flatMap((learned) =>
    seeds.flatMap((seed) =>
      USES.filter((use) => use !== 'mpc' || learned === (quick ? 32 : LEARNED[0])).map((use): Job => {
        const training = getupTraining(learned, 1, quick);
        return {
          id: `v${learned}-${use}-s${seed}`,
          cost: EPISODE * planningStep(use === 'greedy-value-only' ? 1 : HORIZON),
          needs: use === 'mpc' ? [] : [{ figure: 'fig3-getup', job: training }],
          async run(context): Promise<Data> {
            const value = use === 'mpc' ? undefined : learnedValue(context, 'fig3-getup', training.id);
            return trace(use, learned, seed, context.workers, value);
          },
        };
      }),
    ),
  );
}

async function trace(
  use: Use,
  learned: number,
  seed: number,
  workers: number,
  value: Options['value'],
): Promise<Data> {
  const getup = humanoidGetup();
  const blind = use === 'value-only' || use === 'greedy-value-only';
  const agent = use === 'mpc' ? 'mpc' : use === 'greedy-value-only' ? 'greedy' : 'polo';
  const heights: number[] = [];
  const { life } = await liveEpisodes({
    task: blind ? withoutRewardInPlans(getup) : getup,
    options: { agent, horizon: HORIZON, seed: 2_000_000 + seed, learn: false, value },
    steps: EPISODE,
    workers,
    watch: ({ step, measure }) => {
      if (step % EVERY === 0) heights.push(round(measure));
    },
  });
  return { use, learned, seed, horizon: agent === 'greedy' ? 1 : HORIZON, every: EVERY, heights, life };
}

const SERIES: Readonly<Record<Use, Series>> = {
  'value-only': { name: `value alone, no reward, H = ${HORIZON}`, color: COLORS.blue },
  'value-and-reward': { name: `POLO with reward, H = ${HORIZON}`, color: COLORS.green, dash: '7,3' },
  'greedy-value-only': { name: 'value alone, greedy, H = 1', color: COLORS.orange },
  mpc: { name: `MPC, reward alone, H = ${HORIZON}`, color: COLORS.black, dash: '2,3' },
};

function plot(done: readonly Done[]): string {
  const panels = LEARNED.filter((learned) =>
    done.some(({ result }) => result.learned === learned && result.use !== 'mpc'),
  ).map((learned) => ({
    title: `value learned with H = ${learned}`,
    x: { label: 'time (s)' },
    y: { label: 'height of the root (m)', domain: [0, 1.7] },
    marks: USES.flatMap((use) => {
      const rows = resultsOf(done, use, learned).flatMap(({ heights, seed }) =>
        (heights as number[]).map((height, i) => ({ seed, height, time: (i + 1) * EVERY * TIMESTEP })),
      );
      const { color, dash } = SERIES[use];
      const style = { stroke: color, strokeDasharray: dash, strokeWidth: 1.6 };
      return Plot.lineY(rows, { x: 'time', y: 'height', z: 'seed', ...style });
    }),
  }));
  return picture('Figure 3, right: the value function alone (one line a seed)', Object.values(SERIES), [
    panels,
  ]);
}

function resultsOf(done: readonly Done[], use: Use, learned: number): Data[] {
  return done
    .map(({ result }) => result)
    .filter((r) => r.use === use && (use === 'mpc' || r.learned === learned));
}

/** Mean height over the last second of the episode. */
function finalHeights(done: readonly Done[], use: Use, learned: number): number[] {
  const count = Math.round(1 / TIMESTEP / EVERY);
  return resultsOf(done, use, learned).map(({ heights }) => mean(heights.slice(-count)));
}

function numbers(done: readonly Done[]): string {
  return [
    `| planner | height at the end (m), value learned with H = ${LEARNED[0]} | H = ${LEARNED[1]} |`,
    '| --- | ---: | ---: |',
    ...USES.map((use) => {
      const cells = LEARNED.map((learned) => spread(finalHeights(done, use, learned)));
      return `| ${SERIES[use].name} | ${cells.join(' | ')} |`;
    }),
    '',
    'Lying is 0.1 m, standing 1.1 m and more; mean of the last second of 600 steps.',
  ].join('\n');
}

function verdict(done: readonly Done[]): Verdict {
  const tried = LEARNED.map((learned) => ({
    learned,
    alone: finalHeights(done, 'value-only', learned),
    greedy: finalHeights(done, 'greedy-value-only', learned),
  })).filter(({ alone }) => alone.length > 0);
  const raised = tried.filter(({ alone }) => Math.min(...alone) > 0.5);
  const greedyFails = tried.every(
    ({ alone, greedy }) => greedy.length === 0 || mean(greedy) < 0.7 * mean(alone),
  );
  const say = tried.map(
    ({ learned, alone, greedy }) =>
      `with the value learned at H = ${learned} the root ends at ${mean(alone).toFixed(2)} m, greedily at ${mean(greedy).toFixed(2)} m`,
  );
  const complete = tried.length === LEARNED.length;
  const untried = LEARNED.filter((learned) => !tried.some((one) => one.learned === learned));
  return {
    outcome:
      complete && raised.length === tried.length && greedyFails
        ? 'reproduced'
        : raised.length > 0
          ? 'partly'
          : 'not reproduced',
    because:
      `Planning ${HORIZON} steps on the value alone: ${say.join('; ')} (${tried[0]?.alone.length ?? 0} seeds of the planner).` +
      untried.map((learned) => ` The value learned with H = ${learned} has not been tried.`).join(''),
  };
}

export const fig3Value: Figure = {
  name: 'fig3-value',
  title: 'The learned value without reward',
  where: 'figure 3, right, section 3.2',
  claim:
    'We take the value function trained with POLO, and use it with MPC without any intermediate rewards. […] Even in this case, the humanoid is able to consistently increase its height from the floor indicating that the value function has captured task relevant details. We note that a greedy optimization procedure with this value function does not yield good results.',
  method:
    'The networks of fig3-getup after 12,000 steps (training seed 1), as they are. In the plans the reward is 0 and the value after 64 steps all there is; greedy is the same with one step. Three seeds of the planner.',
  jobs,
  plot,
  numbers,
  verdict,
};
