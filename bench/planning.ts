/**
 * `npm run bench -- planning`: physics steps per second of planning a humanoid's getup, against a bare loop of
 * `mj_step` over the same states and the same controls in the same process; on one thread and on two.
 *
 * Each round plans from the state that the agent has reached, on one thread and on two (their plans have the same
 * bits, which is asserted), and replays the controls of that plan in the bare loop (whose returns must be those of the
 * planner). Then the agent goes on some steps along its plan.
 */

import { loadKernels } from '../src/kernels/load.js';
import { Random, Stream } from '../src/random.js';
import { HUMANOID_DEFAULTS } from '../src/tasks/humanoid.js';
import { humanoidGetup } from '../src/tasks/humanoid-getup.js';
import { createRollouts } from '../src/workers/create.js';
import { BareMujoco } from './bare-mujoco.js';
import { assertThat, median, ProcessorShare, ResultHash, type Settings, timeOf } from './harness.js';
import { machine } from './machine.js';
import { makePlanner, type Phases, type TimedPlanner } from './planner.js';
import type { Report, Result } from './report.js';

const STEPS_BETWEEN = 8;
const WARMUP_ROUNDS = 2;
const TARGET_HEIGHT = 1.1;

interface Round {
  /** Milliseconds. */
  readonly bare: number;
  readonly one: Phases;
  readonly two: Phases;
}

export async function planning({ seed, quick }: Settings): Promise<Report> {
  const task = humanoidGetup({ physics: 'mujoco' });
  const kernels = await loadKernels();
  const world = await task.createWorld(kernels);
  const one = makePlanner(await createRollouts(task, await loadKernels(), 1), HUMANOID_DEFAULTS, seed);
  const two = makePlanner(await createRollouts(task, await loadKernels(), 2), HUMANOID_DEFAULTS, seed);
  const bare = await BareMujoco.create(task.model.xml);
  const { rollouts, horizon } = one.planner;
  const hash = new ResultHash();
  const state = new Float64Array(world.stateSize);
  world.reset(new Random(seed, Stream.reset));

  const count = quick ? 3 : 15;
  const rounds: Round[] = [];
  let share = new ProcessorShare();
  try {
    for (let i = -WARMUP_ROUNDS; i < count; i++) {
      if (i === 0) share = new ProcessorShare();
      world.getState(state);
      const order: TimedPlanner[] = i % 2 ? [one, two] : [two, one];
      const first = await order[0]!.plan(state);
      const controls = order[0]!.lastControls();
      const bareMs = i < 0 ? 0 : timeOf(() => bare.replay(state, controls, rollouts, horizon));
      const second = await order[1]!.plan(state);
      const action = one.planner.nominal;
      assertThat(String(action) === String(two.planner.nominal), 'two threads gave another plan than one');
      if (i < 0) assertSameReturns(bare, state, controls, one);
      else {
        const [ofOne, ofTwo] = order[0] === one ? [first, second] : [second, first];
        rounds.push({ bare: bareMs, one: ofOne, two: ofTwo });
      }
      hash.add(action);
      for (let t = 0; t < STEPS_BETWEEN; t++) {
        world.step(action.slice(t * bare.controls, (t + 1) * bare.controls));
      }
      for (const each of order) each.advance(STEPS_BETWEEN - 1);
    }
    const name = `humanoid-getup, ${rollouts} × ${horizon}`;
    return {
      name: 'planning',
      ...machine(),
      seed,
      resultHash: await hash.hex(),
      processorShare: share.end(),
      results: [...throughput(name, rollouts * horizon, rounds), ...phases(rounds)],
    };
  } finally {
    bare.close();
    world.close?.();
    await Promise.all([one.close(), two.close()]);
  }
}

function throughput(name: string, steps: number, rounds: readonly Round[]): Result[] {
  const unit = 'physics steps/s';
  const perSecond = (ms: (round: Round) => number) =>
    median(rounds.map((round) => (1000 * steps) / ms(round)));
  const ratio = (of: (round: Round) => number) => median(rounds.map(of));
  return [
    {
      case: `${name}, bare loop of mj_step`,
      unit,
      ours: perSecond((round) => round.bare),
      ratios: {},
    },
    {
      case: `${name}, planner on one thread`,
      unit,
      ours: perSecond(({ one }) => one.total),
      ratios: { 'mj-step-loop': ratio(({ bare, one }) => bare / one.total) },
      bars: { 'mj-step-loop': 0.95 },
    },
    {
      case: `${name}, planner on two threads`,
      unit,
      ours: perSecond(({ two }) => two.total),
      ratios: {
        'mj-step-loop': ratio(({ bare, two }) => bare / two.total),
        'one thread': ratio(({ one, two }) => one.total / two.total),
      },
      bars: { 'one thread': 1.8 },
    },
  ];
}

/** Where the milliseconds of a plan on one thread go. */
function phases(rounds: readonly Round[]): Result[] {
  const phase = (what: string, of: (round: Round) => number): Result => ({
    case: `one plan, one thread: ${what}`,
    unit: 'ms',
    ours: median(rounds.map(of)),
    ratios: {},
  });
  return [
    phase('all', ({ one }) => one.total),
    phase('rollouts (physics, reward, observation)', ({ one }) => one.rollouts),
    phase('noise', ({ one }) => one.noise),
    phase('values at the ends', ({ one }) => one.value),
    phase('weights and average', ({ one }) => one.rest),
  ];
}

/** The bare loop must go through the same states: its returns are those of the planner. */
function assertSameReturns(
  bare: BareMujoco,
  state: Float64Array,
  controls: Float64Array,
  from: TimedPlanner,
): void {
  const { rollouts, horizon, gamma, lastRollouts } = from.planner;
  const returns = new Float64Array(rollouts);
  bare.replay(state, controls, rollouts, horizon, (qpos, rollout, step) => {
    returns[rollout] = returns[rollout]! + gamma ** step * (1 - Math.max(0, TARGET_HEIGHT - qpos[2]!));
  });
  const expected = lastRollouts!.returns;
  for (let r = 0; r < rollouts; r++) {
    assertThat(
      Math.abs(returns[r]! - expected[r]!) < 1e-4 * Math.max(1, Math.abs(expected[r]!)),
      `rollout ${r} has return ${returns[r]} in the bare loop, ${expected[r]} in the planner`,
    );
  }
}
