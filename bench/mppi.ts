/**
 * `npm run bench -- mppi`: milliseconds of one plan for the two-wheeled robot of MPPI-Generic's comparison (100 steps,
 * goal, heading and obstacle costs, no discount to speak of), on one thread and on two, against MPPI in plain JavaScript
 * in the same process.
 *
 * Before anything is timed: plain JavaScript finds the same return for every rollout of ours, two threads the same plan
 * as one, and the two planners' plans from the same state are worth the same.
 */

import { loadKernels } from '../src/kernels/load.js';
import { Mppi } from '../src/planners/alone.js';
import type { RolloutRequest } from '../src/planners/rollouts.js';
import { DIFF_DRIVE_COMPARISON, diffDrive, diffDriveModel } from '../src/tasks/diff-drive.js';
import { createRollouts } from '../src/workers/create.js';
import { assertClose, assertThat, msPerCall, ProcessorShare, ResultHash, type Settings } from './harness.js';
import { machine } from './machine.js';
import { PUBLISHED, ROLLOUTS, SOURCE } from './mppi/published.js';
import { diffDriveReturns, type PlainDiffDrive, PlainMppi } from './plain/diff-drive.js';
import { asRows } from './planner.js';
import { number, type Report, type Result } from './report.js';
import { median } from './statistics.js';

const STEPS = 100;
const SIGMA = 0.2;
const LAMBDA = 0.01; // 1 in units of cost; rewards are costs / 100
const GAMMA = 1 - 1e-9; // as f32 it is 1
const LOW = -0.35;
const HIGH = 0.5;
/** Where the comparison plans from. */
const STATE = [1, 1, 0];
/** Plans before the first that counts: the plan settles, and the code is compiled. */
const PLANS_BEFORE = 20;
/** Milliseconds of each candidate in a round, at least. */
const SLICE = 25;
/** Of what planning gains over standing still; with few rollouts, much depends on the random numbers. */
const WORTH_TOLERANCE = 0.2;

interface Ours {
  readonly planner: Mppi;
  /** The controls of all rollouts of the last plan, f32 [rollouts][steps][2]; on one thread only. */
  controls(): Float32Array;
}

interface Candidates {
  readonly one: Ours;
  readonly two: Ours;
  readonly plain: PlainMppi;
  close(): Promise<void>;
}

export async function mppi({ seed, quick }: Settings): Promise<Report> {
  const hash = new ResultHash();
  const share = new ProcessorShare();
  const results: Result[] = [];
  for (const rollouts of quick ? [128, 2048] : ROLLOUTS) {
    const candidates = await make(rollouts, seed);
    try {
      await check(candidates);
      hash.add(candidates.one.planner.nominal);
      results.push(...(await time(candidates, rollouts, quick ? 3 : 15)));
    } finally {
      await candidates.close();
    }
  }
  return {
    name: 'mppi',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare: share.end(),
    results,
    table: table(results),
    notes: [
      `Milliseconds of one plan of 100 steps. In italics what others have published, quoted, on their hardware: ${SOURCE}`,
    ],
  };
}

async function make(rollouts: number, seed: number): Promise<Candidates> {
  const one = await makeOurs(rollouts, seed, 1);
  const two = await makeOurs(rollouts, seed, 2);
  const model = diffDriveModel(DIFF_DRIVE_COMPARISON);
  assertThat(
    model.headingDistance === Number.POSITIVE_INFINITY && model.collisionCost === 0 && model.pathWeight === 0,
    'the comparison has other costs than plain JavaScript computes',
  );
  const plain: PlainDiffDrive = { ...model, obstacles: Float64Array.from(model.obstacles.flat()) };
  return {
    one,
    two,
    plain: new PlainMppi(plain, {
      rollouts,
      steps: STEPS,
      sigma: SIGMA,
      lambda: LAMBDA,
      gamma: GAMMA,
      low: LOW,
      high: HIGH,
      seed,
    }),
    close: async () => void (await Promise.all([one.planner.close(), two.planner.close()])),
  };
}

async function makeOurs(rollouts: number, seed: number, threads: number): Promise<Ours> {
  const engine = await createRollouts(diffDrive(DIFF_DRIVE_COMPARISON), await loadKernels(), threads);
  let request: RolloutRequest | undefined;
  const planner = new Mppi(
    {
      local: engine.local,
      threads,
      run: (each, limits) => {
        request = each;
        return engine.run(each, limits);
      },
      close: () => engine.close(),
    },
    { horizon: STEPS, rollouts, sigma: SIGMA, temperature: LAMBDA, gamma: GAMMA, seed },
  );
  return { planner, controls: () => Float32Array.from(asRows(engine.local, request!)) };
}

async function check({ one, two, plain }: Candidates): Promise<void> {
  for (let i = 0; i < PLANS_BEFORE; i++) {
    await one.planner.plan(STATE);
    await two.planner.plan(STATE);
    plain.plan(STATE);
  }
  const { nominal } = one.planner;
  assertThat(String(nominal) === String(two.planner.nominal), 'two threads gave another plan than one');
  const { model } = plain;
  const returns = new Float32Array(one.planner.rollouts);
  diffDriveReturns(returns, model, STATE, one.controls(), plain.options);
  assertClose('returns of our rollouts in plain JavaScript', returns, one.planner.returns, 1e-5);
  const worth = (plan: Float32Array): number => {
    const value = new Float32Array(1);
    diffDriveReturns(value, model, STATE, plan, plain.options);
    return value[0]!;
  };
  const [ours, theirs, idle] = [nominal, plain.nominal, new Float32Array(2 * STEPS)].map(worth);
  // Other random numbers, other plans; but equally good ones.
  assertThat(
    Math.abs(ours! - theirs!) < WORTH_TOLERANCE * (ours! - idle!),
    `our plan is worth ${ours}, that of plain JavaScript ${theirs}, no plan ${idle}`,
  );
}

async function time({ one, two, plain }: Candidates, rollouts: number, rounds: number): Promise<Result[]> {
  const candidates = {
    one: () => one.planner.plan(STATE),
    two: () => two.planner.plan(STATE),
    plain: () => plain.plan(STATE),
  };
  const names = Object.keys(candidates) as (keyof typeof candidates)[];
  const all: Record<keyof typeof candidates, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const ms = { one: 0, two: 0, plain: 0 };
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]!; // none always comes after the same
      ms[name] = await msPerCall(candidates[name], SLICE);
    }
    all.push(ms);
  }
  const middle = (of: (ms: (typeof all)[number]) => number) => median(all.map(of));
  const result = (name: 'one' | 'two'): Result => ({
    case: `${rollouts.toLocaleString('en-US')} rollouts, ${name === 'one' ? 'one thread' : 'two threads'}`,
    unit: 'ms',
    ours: middle((ms) => ms[name]),
    nsPerCall: middle((ms) => ms[name]) * 1e6,
    ratios: {
      'plain-js': middle((ms) => ms.plain / ms[name]),
      ...(name === 'two' ? { 'one thread': middle((ms) => ms.one / ms.two) } : {}),
    },
  });
  return [result('one'), result('two')];
}

/** A line for each number of rollouts, the published figures beside. */
function table(results: readonly Result[]): string[][] {
  const quoted = PUBLISHED.map(({ method, hardware }) => `*${method}, ${hardware}*`);
  const rows = ROLLOUTS.flatMap((rollouts, i) => {
    const of = (threads: string) =>
      results.find((each) => each.case === `${rollouts.toLocaleString('en-US')} rollouts, ${threads}`);
    const [one, two] = [of('one thread'), of('two threads')];
    if (!one || !two) return [];
    return [
      [
        rollouts.toLocaleString('en-US'),
        number(one.ours),
        `${number(one.ratios['plain-js']!)}×`,
        number(two.ours),
        `${number(two.ratios['plain-js']!)}×`,
        ...PUBLISHED.map(({ ms }) => `*${number(ms[i]!)}*`),
      ],
    ];
  });
  return [['rollouts', 'one thread', '× plain-js', 'two threads', '× plain-js', ...quoted], ...rows];
}
