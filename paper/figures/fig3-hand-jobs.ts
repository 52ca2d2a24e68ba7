/** The jobs of figure 3, middle: planning alone and POLO on the hand, and what was tried to make learning help. */

import type { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { handReorient } from '../../src/tasks/hand-reorient.js';
import type { HandWorld } from '../../src/tasks/hand-world.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import type { Task, World } from '../../src/worlds/world.js';
import type { Data, Job, JobContext } from '../jobs.js';
import { learnedValue, liveEpisodes, type Options } from '../life.js';

export const HORIZONS = [4, 8, 16, 32] as const;
const LEARNING = 2_500;
const TEST = 1_000;
/** Core-seconds of a rollout's step with MuJoCo. */
const STEP = 1.55e-4;

/**
 * `adaptive`: λ such that the effective sample size is a fifth of the rollouts, at every horizon alike.
 * `scaled`: the paper's temperature (read as 1/λ = 10) at H = 16, and in proportion to the horizon, as returns are.
 */
const SETTINGS = {
  adaptive: { seeds: 3, temperature: () => ({ effectiveSampleSize: 0.2 }) },
  scaled: { seeds: 1, temperature: (horizon: number) => (0.1 * horizon) / 16 },
} as const;
export type Setting = keyof typeof SETTINGS;
export const NAMES = ['adaptive', 'scaled'] as const;

/** What was tried to make learning help at the shortest horizon, adaptive λ: 16 gradient steps of 16 samples are few. */
const MORE = { gradientSteps: 128, batchSize: 64 } as const;
export const TRIED = {
  'more-learning': { title: '128 gradient steps of 64 samples instead of 16 of 16', options: MORE },
  'no-optimism': { title: 'the same, κ = 0', options: { ...MORE, kappa: 0 } },
  'shorter-sight': { title: 'the same, κ = 0, γ = 0.9', options: { ...MORE, kappa: 0, gamma: 0.9 } },
  'small-inputs': {
    title: 'the same, κ = 0, γ = 0.9, angles and velocities a tenth as large, orientations a third',
    options: { ...MORE, kappa: 0, gamma: 0.9 },
    scales: [
      [48, 0.1], // the hand's angles and velocities
      [3, 1], // the die's place
      [6, 0.1], // its velocities
      [12, 0.3], // axes of die and goal
      [4, 1], // the turn that is left
    ],
  },
} satisfies Record<string, { title: string; options: PoloOptions; scales?: Scales }>;
export const TRIED_HORIZON = 4;

function optionsAt(setting: Setting, horizon: number): PoloOptions {
  return { horizon, targetHorizon: 16, temperature: SETTINGS[setting].temperature(horizon) };
}

export function jobs(quick: boolean): Job[] {
  const lengths = quick ? ([750, 300] as const) : ([LEARNING, TEST] as const);
  const list: Job[] = [];
  for (const setting of quick ? (['adaptive'] as const) : NAMES) {
    for (let seed = 1; seed <= (quick ? 1 : SETTINGS[setting].seeds); seed++) {
      for (const horizon of [4, 8, 16, 32]) list.push(...pair(setting, horizon, seed, lengths));
    }
  }
  if (!quick) list.push(...tried(lengths));
  return list;
}

/** Factors of an observation's numbers: how many of them, and by what. */
type Scales = readonly (readonly [count: number, factor: number])[];

/** The task with another scale of what the value function is given; for the calling thread alone. */
function withScaledObservation(task: MujocoTask, scales: Scales): Task {
  const factors = scales.flatMap(([count, factor]) => new Array<number>(count).fill(factor));
  const scaled = async (making: World | Promise<World>): Promise<World> => {
    const world = await making;
    const observe = world.observe.bind(world);
    world.observe = (out) => {
      observe(out);
      factors.forEach((factor, i) => {
        out[i]! *= factor;
      });
    };
    return world;
  };
  const { createWorld, createPlanningWorld } = task;
  return {
    ...task,
    source: undefined,
    createWorld: (kernels) => scaled(createWorld(kernels)),
    createPlanningWorld: (kernels) => scaled((createPlanningWorld ?? createWorld)(kernels)),
  };
}

function tried([learning, test]: readonly [number, number]): Job[] {
  const perStep = STEP * 80 * TRIED_HORIZON;
  return Object.entries<{ options: PoloOptions; scales?: Scales }>(TRIED).map(([name, what]) => {
    const { options: more, scales } = what;
    const id = `tried-${name}-polo-h${TRIED_HORIZON}-s1`;
    const options = { ...optionsAt('adaptive', TRIED_HORIZON), ...more };
    return {
      id,
      cost: learning * (perStep + STEP * 330 + 0.01) + test * perStep,
      run: (context) => {
        const task = scales ? withScaledObservation(handReorient(), scales) : handReorient();
        return learnAndTest(context, id, { setting: 'tried', options, seed: 1, learning, test, task });
      },
    };
  });
}

/** MPC and POLO in the same setting. */
function pair(
  setting: Setting,
  horizon: number,
  seed: number,
  [learning, test]: readonly [number, number],
): Job[] {
  const options = optionsAt(setting, horizon);
  const perStep = STEP * 80 * horizon;
  const id = `${setting}-polo-h${horizon}-s${seed}`;
  return [
    {
      id: `${setting}-mpc-h${horizon}-s${seed}`,
      cost: test * perStep,
      run: async (context) => {
        return {
          setting,
          seed,
          options,
          test: await trial(context, { ...options, agent: 'mpc' }, seed, test),
        };
      },
    },
    {
      id,
      cost: learning * (perStep + STEP * 330) + test * perStep,
      run: (context) => learnAndTest(context, id, { setting, options, seed, learning, test }),
    },
  ];
}

async function learnAndTest(
  context: JobContext,
  job: string,
  what: {
    setting: Setting | 'tried';
    options: PoloOptions;
    seed: number;
    learning: number;
    test: number;
    task?: Task;
  },
): Promise<Data> {
  const { setting, options, seed, learning, test, task = handReorient() } = what;
  const { life, value } = await liveEpisodes({
    task,
    options: { ...options, seed },
    steps: learning,
    workers: context.workers,
  });
  context.values.write('fig3-hand', job, value!);
  const learned = learnedValue(context, 'fig3-hand', job);
  const tested = await trial(context, { ...options, value: learned, learn: false }, seed, test, task);
  return { setting, seed, options, learning: life, test: tested };
}

/** A life without learning, the same goals for every agent of a seed. */
async function trial(
  context: JobContext,
  options: Options,
  seed: number,
  steps: number,
  task: Task = handReorient(),
): Promise<Data> {
  let agent: Polo | undefined;
  let goals = { goals: 0, goalsReached: 0, drops: 0 };
  const { life } = await liveEpisodes({
    task,
    options: { ...options, seed: 4_000_000 + seed },
    steps,
    workers: context.workers,
    watch: (_report, watched) => {
      agent = watched;
      const { goals: set, goalsReached, drops } = agent.world as HandWorld;
      goals = { goals: set, goalsReached, drops };
    },
  });
  const reward = weighted(life.episodes, steps);
  return { reward, error: weighted(life.measures, steps), ...goals, steps: life.steps };
}

/** Mean over pieces of 600 steps, of which the last may be shorter. */
function weighted(pieces: readonly number[], steps: number): number {
  const lengths = pieces.map((_, i) => Math.min(600, steps - 600 * i));
  return pieces.reduce((sum, piece, i) => sum + piece * lengths[i]!, 0) / steps;
}
