/**
 * `npm run bench -- tasks`: every task with its sizes, what a physics step costs (processor time of all threads for all
 * that the agent does, by the physics steps it takes), and what planning alone reaches in a stated number of steps: with
 * the paper's horizon, and with short ones where learning has to help.
 *
 * Runs use two threads and the task's defaults (temperatures for other horizons are stated in the row). A full run
 * takes a quarter of an hour on two cores: `--only NAME[,NAME…]` runs some tasks, and keeps the other rows of the file.
 */

import { loadKernels } from '../src/kernels/load.js';
import { Polo } from '../src/polo.js';
import type { PoloOptions } from '../src/polo-options.js';
import { ActionsHash } from '../src/runs/actions-hash.js';
import { addStep, newTotals, type Summary, summarise } from '../src/runs/summary.js';
import { taskEntries } from '../src/tasks/registry.js';
import { ProcessorShare, ResultHash, type Settings } from './harness.js';
import { machine } from './machine.js';
import type { Report, Result } from './report.js';

const SEEDS = 3;

/** What is run of a task, and how its outcome is told. */
interface Plan {
  readonly steps: number;
  /** Settings beside the task's own, one row each. */
  readonly runs: readonly PoloOptions[];
  /** What is reached, in words, from numbers of the summary. */
  readonly outcome: (mean: (of: (summary: Summary) => number) => number) => string;
}

const two = (x: number): string => x.toFixed(2);
const last = ({ measure }: Summary): number => measure.last ?? Number.NaN;
const most = ({ measure }: Summary): number => measure.max ?? Number.NaN;
const reward = ({ meanReward }: Summary): number => meanReward;
const detail =
  (name: string) =>
  ({ details }: Summary): number =>
    details[name] ?? Number.NaN;

const PLANS: Readonly<Record<string, Plan>> = {
  'humanoid-getup': {
    steps: 400,
    runs: [{ horizon: 64 }, { horizon: 32 }, { horizon: 16 }],
    outcome: (mean) => `torso at ${two(mean(last))} m at the end (1.1 is up), reward ${two(mean(reward))}`,
  },
  'humanoid-walk': {
    steps: 300,
    runs: [{ horizon: 64 }, { horizon: 32 }],
    outcome: (mean) =>
      `${two(mean(detail('metresWalked')))} m (2.4 at 1 m/s), ${two(mean(detail('secondsUpright')))} s of 2.4 upright, reward ${two(mean(reward))}`,
  },
  'humanoid-box': {
    steps: 300,
    runs: [{ horizon: 64 }, { horizon: 32 }],
    outcome: (mean) =>
      `box ${two(mean(last))} m from its target (1.0 at the start), reward ${two(mean(reward))}`,
  },
  'hand-reorient': {
    steps: 526, // seven goals of 75 steps, and the step that counts the seventh
    runs: [
      { horizon: 16 },
      { horizon: 16, preset: 'sharp' },
      { horizon: 8, temperature: 0.02 },
      { horizon: 4, temperature: 0.01 },
    ],
    outcome: (mean) =>
      `${two(mean(detail('goalsReached')))} of ${mean(detail('goals'))} goals reached, ${two(mean(detail('drops')))} drops, reward ${two(mean(reward))}`,
  },
  'point-mass-box': {
    steps: 1000,
    runs: [{}],
    outcome: (mean) => `coverage ${two(mean(last))}: nothing to plan for without a value function`,
  },
  'point-mass-maze': {
    steps: 1000,
    runs: [{}],
    outcome: (mean) => `coverage ${two(mean(last))}: nothing to plan for without a value function`,
  },
  'pendulum-swingup': {
    steps: 200,
    runs: [{}, { horizon: 8 }],
    outcome: (mean) => `reward ${two(mean(reward))}`,
  },
  'cart-pole-swingup': {
    steps: 500,
    runs: [{}, { horizon: 16 }],
    outcome: (mean) => `reward ${two(mean(reward))} of 1`,
  },
  'acrobot-swingup': {
    steps: 500,
    runs: [{}, { horizon: 16 }],
    outcome: (mean) => `tip at ${two(mean(most))} m at most, reward ${two(mean(reward))} of 1`,
  },
  'diff-drive': {
    steps: 1600,
    runs: [{}],
    outcome: (mean) => `${two(mean(last))} m from the goal at the end (12.7 at the start)`,
  },
};

/** A row of the table. */
interface Row extends Result {
  readonly task: string;
  /** Mean reward of each seed. */
  readonly rewards: readonly number[];
  readonly processorShare: number;
  readonly cells: readonly string[];
}

const HEADER = [
  'task',
  'state, action, observation',
  'µs a physics step',
  'H',
  'K',
  'steps',
  'planning alone reaches',
];

export async function tasks({ seed, quick, only, previous, save }: Settings): Promise<Report> {
  const wanted = taskEntries.map(({ name }) => name).filter((name) => only?.includes(name) ?? true);
  let rows = ((previous?.results ?? []) as Row[]).filter(({ task }) => only && !wanted.includes(task));
  for (const name of wanted) {
    for (const options of PLANS[name]!.runs) {
      rows.push(await row(name, options, seed, quick));
      rows = taskEntries.flatMap((entry) => rows.filter(({ task }) => task === entry.name));
      await save?.(await report(rows, seed));
    }
  }
  return report(rows, seed);
}

async function report(rows: readonly Row[], seed: number): Promise<Report> {
  const hash = new ResultHash();
  for (const { rewards } of rows) hash.add(Float32Array.from(rewards));
  return {
    name: 'tasks',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare: Math.min(...rows.map((row) => row.processorShare)),
    results: rows,
    table: [HEADER, ...rows.map(({ cells }) => cells)],
  };
}

/** One task with some settings: the mean over the seeds. */
async function row(name: string, options: PoloOptions, seed: number, quick: boolean): Promise<Row> {
  const { steps, outcome } = PLANS[name]!;
  const share = new ProcessorShare();
  const usage = process.cpuUsage();
  const summaries: Summary[] = [];
  const count = quick ? 1 : SEEDS;
  for (let i = 0; i < count; i++)
    summaries.push(await live(name, quick ? Math.ceil(steps / 10) : steps, { ...options, seed: seed + i }));
  const mean = (of: (summary: Summary) => number): number =>
    summaries.reduce((sum, each) => sum + of(each), 0) / count;
  const { user, system } = process.cpuUsage(usage);
  const microseconds = (user + system) / (count * mean(({ simulationSteps }) => simulationSteps));
  const [{ horizon, rollouts }] = summaries as [Summary];
  const { temperature, preset } = options;
  const sizes = await sizesOf(name);
  return {
    task: name,
    case: `${name}, H = ${horizon}${preset ? `, preset ${preset}` : ''}`,
    unit: 'µs a physics step',
    ours: microseconds,
    ratios: {},
    rewards: summaries.map(reward),
    processorShare: share.end(),
    cells: [
      name,
      sizes,
      microseconds < 1 ? microseconds.toFixed(2) : microseconds.toFixed(1),
      [
        `${horizon}`,
        ...(preset ? [`preset ${preset}`] : []),
        ...(temperature ? [`λ = ${temperature}`] : []),
      ].join(', '),
      `${rollouts}`,
      `${steps}`,
      outcome(mean),
    ],
  };
}

async function live(name: string, steps: number, options: PoloOptions): Promise<Summary> {
  const task = await taskEntries.find((entry) => entry.name === name)!.make();
  const agent = await Polo.create(task, { ...options, agent: 'mpc', workers: 2 });
  try {
    const totals = newTotals();
    for await (const step of agent.run({ steps })) addStep(totals, step);
    return await summarise(agent, totals, new ActionsHash());
  } finally {
    await agent.close();
  }
}

async function sizesOf(name: string): Promise<string> {
  const task = await taskEntries.find((entry) => entry.name === name)!.make();
  const world = await task.createWorld(await loadKernels());
  const { stateSize, actionSize, observationSize } = world;
  world.close?.();
  return `${stateSize}, ${actionSize}, ${observationSize}`;
}
