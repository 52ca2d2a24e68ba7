/**
 * `npm run bench -- learning`: what learning brings, and how long it takes. The humanoid gets up from lying, in episodes
 * of 600 steps with the paper's σ, λ and K: POLO and the planner alone at horizons where planning alone only sits (32)
 * or lies (16), and the planner alone at the horizon where it stands (64).
 */

import { Polo } from '../src/polo.js';
import type { AgentKind } from '../src/polo-options.js';
import { humanoidGetup } from '../src/tasks/humanoid-getup.js';
import { ProcessorShare, ResultHash, type Settings } from './harness.js';
import { machine } from './machine.js';
import { number, type Report, type Result } from './report.js';
import { median } from './statistics.js';

const EPISODE = 600;
const WORKERS = 2;
const STANDING = 1.1; // m, the paper's target
const HELD = 50; // steps

interface Case {
  readonly agent: AgentKind;
  readonly horizon: number;
  readonly steps: number;
}

const CASES: readonly Case[] = [
  { agent: 'mpc', horizon: 64, steps: 400 },
  { agent: 'mpc', horizon: 32, steps: 1200 },
  { agent: 'polo', horizon: 32, steps: 1800 },
  { agent: 'mpc', horizon: 16, steps: 1200 },
  { agent: 'polo', horizon: 16, steps: 2400 },
];

interface Life {
  /** Mean reward and last torso height (m) of each episode. */
  readonly episodes: readonly { readonly reward: number; readonly height: number }[];
  /** Steps until 1.1 m had been held for 50 steps in a row; NaN if never. */
  readonly stepsToStand: number;
  readonly secondsToStand: number;
  /** Processor seconds of all threads until then. */
  readonly coreSecondsToStand: number;
  readonly seconds: number;
  readonly shares: { readonly planning: number; readonly targets: number; readonly training: number };
}

export async function learning({ seed, quick }: Settings): Promise<Report> {
  const seeds = quick ? [seed] : [seed, seed + 1, seed + 2];
  const results: Result[] = [];
  const table: string[][] = [
    [
      'agent',
      'H',
      'seed',
      'mean reward of each episode',
      'torso height at its end (m)',
      'stands after',
      'seconds',
    ],
  ];
  const hash = new ResultHash();
  const share = new ProcessorShare();
  for (const each of CASES) {
    const lives: Life[] = [];
    for (const one of seeds) {
      const life = await live(each, one, hash);
      lives.push(life);
      table.push(row(each, one, life));
    }
    results.push(...measured(each, lives));
  }
  return {
    name: 'learning',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare: share.end(),
    results,
    table,
    notes: [inWords(results)],
  };
}

async function live({ agent: kind, horizon, steps }: Case, seed: number, hash: ResultHash): Promise<Life> {
  const agent = await Polo.create(humanoidGetup(), {
    agent: kind,
    horizon,
    seed,
    workers: WORKERS,
    episode: EPISODE,
  });
  const episodes: { reward: number; height: number; steps: number }[] = [];
  let upright = 0;
  let stepsToStand = Number.NaN;
  let secondsToStand = Number.NaN;
  let coreSecondsToStand = Number.NaN;
  const usage = process.cpuUsage();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  for await (const step of agent.run({ steps })) {
    hash.add(step.action);
    episodes[step.episode] ??= { reward: 0, height: 0, steps: 0 };
    const episode = episodes[step.episode]!;
    episode.reward += step.reward;
    episode.steps++;
    episode.height = step.measure;
    upright = step.measure > STANDING ? upright + 1 : 0;
    if (upright === HELD && Number.isNaN(stepsToStand)) {
      stepsToStand = step.step;
      secondsToStand = seconds();
      const { user, system } = process.cpuUsage(usage);
      coreSecondsToStand = (user + system) / 1e6;
    }
  }
  const total = seconds();
  const share = (part: number): number => part / total;
  const { planning, targets, training } = agent.seconds;
  await agent.close();
  return {
    episodes: episodes.map((episode) => ({ reward: episode.reward / episode.steps, height: episode.height })),
    stepsToStand,
    secondsToStand,
    coreSecondsToStand,
    seconds: total,
    shares: { planning: share(planning), targets: share(targets), training: share(training) },
  };
}

function row({ agent, horizon }: Case, seed: number, life: Life): string[] {
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(', ');
  return [
    agent,
    String(horizon),
    String(seed),
    list(life.episodes.map(({ reward }) => reward)),
    list(life.episodes.map(({ height }) => height)),
    Number.isNaN(life.stepsToStand)
      ? 'never'
      : `${life.stepsToStand} steps, ${life.secondsToStand.toFixed(0)} s`,
    life.seconds.toFixed(0),
  ];
}

/** Medians over the seeds; a life in which it never stands counts as endless. */
function measured({ agent, horizon }: Case, lives: readonly Life[]): Result[] {
  const name = `${agent}, horizon ${horizon}`;
  const result = (what: string, unit: string, values: readonly number[]): Result => ({
    case: `${name}: ${what}`,
    unit,
    ours: median(values),
    ratios: {},
  });
  const endless = (value: number): number => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
  const last = lives.map(({ episodes }) => episodes.at(-1)!);
  const results = [
    result(
      'mean reward of the last episode',
      'per step',
      last.map(({ reward }) => reward),
    ),
    result(
      'torso height at its end',
      'm',
      last.map(({ height }) => height),
    ),
  ];
  if (agent === 'polo') {
    results.push(
      result(
        'agent steps until 1.1 m is held',
        'steps',
        lives.map((life) => endless(life.stepsToStand)),
      ),
      result(
        'wall time until then',
        's',
        lives.map((life) => endless(life.secondsToStand)),
      ),
      result(
        'core-seconds until then',
        's',
        lives.map((life) => endless(life.coreSecondsToStand)),
      ),
      result(
        'share of planning',
        '',
        lives.map(({ shares }) => shares.planning),
      ),
      result(
        'share of targets',
        '',
        lives.map(({ shares }) => shares.targets),
      ),
      result(
        'share of training',
        '',
        lives.map(({ shares }) => shares.training),
      ),
    );
  }
  return results;
}

/** How long it takes to learn to stand where planning alone sits. */
function inWords(results: readonly Result[]): string {
  const of = (what: string): number =>
    results.find((each) => each.case === `polo, horizon 32: ${what}`)!.ours;
  const percent = (part: string): string => `${part} ${Math.round(100 * of(`share of ${part}`))} %`;
  const steps = of('agent steps until 1.1 m is held');
  const learned = Number.isFinite(steps)
    ? `1.1 m is held for ${HELD} steps after ${number(steps)} steps, ${number(of('wall time until then'))} s and ${number(of('core-seconds until then'))} core-seconds`
    : `most do not hold 1.1 m for ${HELD} steps`;
  const parts = ['planning', 'targets', 'training'].map(percent).join(', ');
  return `polo at H = 32, medians over the seeds: ${learned}; of the time ${parts}.`;
}
