/**
 * `npm run bench -- planning`: physics steps per second of planning with MuJoCo's physics, for the humanoid's getup and
 * box and for the hand, against a bare loop of `mj_step` over the same states and the same controls in the same
 * process, on 1 to as many threads as there are cores; where the milliseconds of a plan go; and the same for the targets
 * of the value function.
 *
 * Each round plans from the state that the agent has reached, on every number of threads (their plans have the same
 * bits, which is asserted), and replays the controls of that plan in the bare loop (which must end where a world does
 * that finds the planner's returns). All of it is done over again a few times, in turn, and of each the fastest counts: a
 * neighbour on the machine makes one of two runs of the same loop several percent slower, which is more than what is
 * looked for. Then the agent goes on some steps along its plan.
 */

import os from 'node:os';
import { loadKernels } from '../src/kernels/load.js';
import { Random, Stream } from '../src/random.js';
import { ReplayBuffer } from '../src/value/replay-buffer.js';
import { assertThat, ProcessorShare, ResultHash, type Settings, timeOf } from './harness.js';
import { machine } from './machine.js';
import type { Phases } from './planner.js';
import { assertSameRollouts } from './planning/same.js';
import { targets } from './planning/targets.js';
import { type Bed, makeBed, TASKS } from './planning/tasks.js';
import { medians, type RequestTimes } from './planning/watched.js';
import type { Report, Result } from './report.js';
import { median } from './statistics.js';

const STEPS_BETWEEN = 8;
const WARMUP_ROUNDS = 2;
const ROUNDS = 12;
const REPEATS = 3;
const MOST_THREADS = 8;
/** The task of which pages show the phases; the others are in the JSON. */
const DETAILED = 'humanoid-getup';

interface Round {
  /** Milliseconds. */
  readonly bare: number;
  /** On two threads at once, each with half of the rollouts. */
  readonly bareOnTwo: number | undefined;
  /** By number of threads, from 1 on. */
  readonly plans: readonly (Phases & { readonly request: RequestTimes })[];
  /** On one thread, with a clock around the world. */
  readonly timed: Phases & { readonly simulate: number; readonly reward: number; readonly observe: number };
}

export async function planning({ seed, quick, only }: Settings): Promise<Report> {
  const hash = new ResultHash();
  const share = new ProcessorShare();
  const results: Result[] = [];
  const threads = Math.min(os.availableParallelism(), MOST_THREADS);
  for (const name of Object.keys(TASKS)) {
    if (only && !only.includes(name)) continue;
    const bed = await makeBed(name, seed, threads);
    try {
      results.push(...(await measure(name, bed, hash, seed, quick)));
    } finally {
      await bed.close();
    }
  }
  return {
    name: 'planning',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare: share.end(),
    results,
  };
}

async function measure(
  name: string,
  bed: Bed,
  hash: ResultHash,
  seed: number,
  quick: boolean,
): Promise<Result[]> {
  const { engines, settings } = bed;
  const world = await bed.task.createWorld(await loadKernels());
  const checked = await (bed.task.createPlanningWorld ?? bed.task.createWorld)(await loadKernels());
  const { stateSize, actionSize, observationSize } = world;
  const { members, horizon } = settings;
  const random = new Random(seed, Stream.reset);
  const state = new Float64Array(stateSize);
  const planSize = horizon * actionSize;
  const remembered = new ReplayBuffer({ capacity: 256, stateSize, observationSize, planSize, members });
  const rounds: Round[] = [];
  world.reset(random);
  try {
    for (let i = -WARMUP_ROUNDS; i < (quick ? 3 : ROUNDS); i++) {
      world.getState(state);
      const check = (controls: Float64Array) => {
        if (i < 0) assertSameRollouts(bed, checked, state, controls);
      };
      const round = await calmest(bed, i < 0 || quick ? 1 : REPEATS, (repeat) =>
        plan(bed, state, i + repeat, check),
      );
      if (i >= 0) rounds.push(round);
      const { nominal } = engines[0]!.planner.planner;
      hash.add(nominal);
      for (let t = 0; t < STEPS_BETWEEN; t++) {
        world.beforeAction?.((i + WARMUP_ROUNDS) * STEPS_BETWEEN + t, random);
        remember(remembered, world, nominal, t * actionSize);
        world.step(nominal.slice(t * actionSize, (t + 1) * actionSize));
      }
      for (const { planner } of [...engines, bed.timed]) planner.advance(STEPS_BETWEEN - 1);
    }
    return [
      ...throughput(name, bed, rounds),
      ...phases(name, rounds),
      ...(await targets(name, bed, remembered, quick ? 3 : 12, hash)),
    ];
  } finally {
    world.close?.();
    checked.close?.();
  }
}

/** The same round over again, and of everything in it the fastest. */
async function calmest(bed: Bed, repeats: number, once: (repeat: number) => Promise<Round>): Promise<Round> {
  const { engines, timed } = bed;
  const { nominal, planNumber, started } = timed.planner.planner;
  const before = { nominal: nominal.slice(), planNumber, started };
  const all: Round[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { planner } of [...engines, timed]) planner.planner.restore(before);
    all.push(await once(repeat));
  }
  const least = <T>(of: readonly T[], ms: (each: T) => number): T =>
    of.reduce((best, each) => (ms(each) < ms(best) ? each : best));
  return {
    bare: Math.min(...all.map(({ bare }) => bare)),
    bareOnTwo: all[0]!.bareOnTwo && Math.min(...all.map(({ bareOnTwo }) => bareOnTwo!)),
    plans: engines.map((_, i) =>
      least(
        all.map(({ plans }) => plans[i]!),
        ({ total }) => total,
      ),
    ),
    timed: least(
      all.map(({ timed }) => timed),
      ({ total }) => total,
    ),
  };
}

/** One round; the bare loop comes between the planners, another one first each time. */
async function plan(
  bed: Bed,
  state: Float64Array,
  round: number,
  check: (controls: Float64Array) => void,
): Promise<Round> {
  const { engines, timed, bare, bareThread, worldTimes, settings } = bed;
  const plans: Round['plans'][number][] = [];
  const order = engines.map((_, i) => (i + Math.max(0, round)) % engines.length);
  let bareMs = 0;
  let bareOnTwo: number | undefined;
  for (const index of order) {
    const { planner, rollouts } = engines[index]!;
    const phases = await planner.plan(state);
    plans[index] = { ...phases, request: rollouts.times };
    if (index > 0) continue;
    const controls = planner.lastControls();
    check(controls);
    const { rollouts: count, horizon: steps } = settings;
    bareMs = timeOf(() => bare.replay(state, controls, count, steps));
    if (!bareThread) continue;
    const started = performance.now();
    await bareThread.replayHalves(bare, { state, controls, rollouts: count, steps });
    bareOnTwo = performance.now() - started;
  }
  Object.assign(worldTimes, { simulate: 0, reward: 0, observe: 0 });
  const inside = await timed.planner.plan(state);
  const nominal = String(engines[0]!.planner.planner.nominal);
  for (const { planner, rollouts } of [...engines, timed]) {
    assertThat(String(planner.planner.nominal) === nominal, `${rollouts.threads} threads gave another plan`);
  }
  return { bare: bareMs, bareOnTwo, plans, timed: { ...inside, ...worldTimes } };
}

/** Notes where the world is, and the plan from there on. */
function remember(
  buffer: ReplayBuffer,
  world: { getState(out: Float64Array): void; observe(out: Float32Array): void },
  nominal: Float32Array,
  from: number,
): void {
  const { stateSize, observationSize, planSize } = buffer.shape;
  const state = new Float64Array(stateSize);
  const observation = new Float32Array(observationSize);
  const rest = new Float32Array(planSize);
  world.getState(state);
  world.observe(observation);
  rest.set(nominal.subarray(from));
  buffer.add(state, observation, rest, 0);
}

function throughput(name: string, bed: Bed, rounds: readonly Round[]): Result[] {
  const { settings, engines, physicsSteps } = bed;
  const steps = settings.rollouts * settings.horizon * physicsSteps;
  const unit = 'physics steps/s';
  const case_ = `${name}, ${settings.rollouts} × ${settings.horizon}`;
  const perSecond = (ms: (round: Round) => number) =>
    median(rounds.map((round) => (1000 * steps) / ms(round)));
  const ratio = (of: (round: Round) => number) => median(rounds.map(of));
  return [
    { case: `${case_}, bare loop of mj_step`, unit, ours: perSecond(({ bare }) => bare), ratios: {} },
    ...(rounds.every(({ bareOnTwo }) => bareOnTwo)
      ? [
          {
            case: `${case_}, bare loop of mj_step, halves on 2 threads`,
            unit,
            ours: perSecond(({ bareOnTwo }) => bareOnTwo!),
            ratios: { 'one thread': ratio(({ bare, bareOnTwo }) => bare / bareOnTwo!) },
          },
        ]
      : []),
    ...engines.map((_, i): Result => {
      const ms = ({ plans }: Round) => plans[i]!.total;
      const ratios: Record<string, number> = { 'mj-step-loop': ratio((round) => round.bare / ms(round)) };
      if (i > 0) ratios['one thread'] = ratio((round) => round.plans[0]!.total / ms(round));
      if (i === 1) ratios['its halves on 2 threads'] = ratio((round) => round.bareOnTwo! / ms(round));
      return {
        case: `${case_}, planner on ${i + 1} thread${i > 0 ? 's' : ''}`,
        unit,
        ours: perSecond(ms),
        ratios,
        bars: i === 0 ? { 'mj-step-loop': 0.98 } : i === 1 ? { 'one thread': 1.9 } : undefined,
      };
    }),
  ];
}

/** Where the milliseconds of a plan go. */
function phases(name: string, rounds: readonly Round[]): Result[] {
  const phase = (what: string, ms: number): Result => ({
    case: `${name}, one plan, ${what}`,
    unit: 'ms',
    ours: ms,
    ratios: {},
    sweep: name !== DETAILED,
  });
  const one = medians(
    rounds.map(({ timed }) => {
      const { rollouts, simulate, reward, observe } = timed;
      return { ...timed, loop: rollouts - simulate - reward - observe };
    }),
  );
  const results = [
    phase('one thread: all', one.total),
    phase('one thread: noise', one.noise),
    phase('one thread: simulate', one.simulate),
    phase('one thread: reward', one.reward),
    phase('one thread: observe', one.observe),
    phase('one thread: states, actions, returns', one.loop),
    phase('one thread: values at the ends', one.value),
    phase('one thread: weights and average', one.rest),
  ];
  if (rounds[0]!.plans.length < 2) return results;
  const two = medians(
    rounds.map(({ plans }) => {
      const { request, total, value } = plans[1]!;
      return { ...request, value, total, rest: total - request.total - value };
    }),
  );
  return [
    ...results,
    phase('two threads: all', two.total),
    phase('two threads: own rollouts, noise included', two.own),
    phase('two threads: waiting for the other', two.waiting),
    phase('two threads: messages', two.messages),
    phase('two threads: values at the ends', two.value),
    phase('two threads: weights and average, noise of the other’s rollouts', two.rest),
  ];
}
