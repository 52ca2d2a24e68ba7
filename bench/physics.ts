/**
 * `npm run bench -- physics`: the physics in the lanes against MuJoCo's `mj_step`, in the same process, over the same
 * states and controls: a humanoid lying, sitting, standing and falling, under noise of two strengths; what the stages
 * of a step cost; then whole plans.
 *
 * Before it is timed, each case is checked: no world may blow up, and the worlds must end where MuJoCo's do.
 */

import { loadKernels } from '../src/kernels/load.js';
import { loadPhysics } from '../src/kernels/load-physics.js';
import { ActionSampler } from '../src/kernels/noise.js';
import { Random, Stream } from '../src/random.js';
import { handReorient } from '../src/tasks/hand-reorient.js';
import { HUMANOID_DEFAULTS } from '../src/tasks/humanoid.js';
import { humanoidBox } from '../src/tasks/humanoid-box.js';
import { humanoidGetup } from '../src/tasks/humanoid-getup.js';
import { createRollouts } from '../src/workers/create.js';
import { MujocoWorld } from '../src/worlds/mujoco/world.js';
import { BareMujoco } from './bare-mujoco.js';
import { assertThat, ProcessorShare, ResultHash, type Settings, timeOf } from './harness.js';
import { rowsOf } from './kernels/noise.js';
import { machine } from './machine.js';
import { LaneRun } from './physics/lane-run.js';
import { POSES, stateOf } from './physics/poses.js';
import { type StageCase, stageCosts } from './physics/stages.js';
import humanoidInLanes, { pack } from './physics/task.js';
import { makePlanner, type Phases, type TimedPlanner } from './planner.js';
import type { Report, Result } from './report.js';
import { median } from './statistics.js';

const ROLLOUTS = 120;
const STEPS = 64;
const SIGMAS = [0.1, 0.3] as const;
/** Lane runs for each run of MuJoCo, which takes ten times as long. */
const RUNS = 3;
/** RMS of the difference of qpos after 64 steps, median over the worlds; test/physics asks for more. */
const DRIFT = 1e-3;
const STEPS_BETWEEN = 8;
/** Control steps until the hand's die lies on the palm. */
const SETTLE = 40;

export async function physics({ seed, quick }: Settings): Promise<Report> {
  const xml = humanoidGetup().model.xml;
  const bare = await BareMujoco.create(xml);
  const hash = new ResultHash();
  const rounds = quick ? 2 : 7;
  const share = new ProcessorShare();
  try {
    const steps = await stepping(bare, xml, hash, seed, rounds);
    const others = await otherModels(hash, seed, rounds);
    const plans = await planning(hash, seed, quick ? 2 : 10);
    return {
      name: 'physics',
      ...machine(),
      seed,
      resultHash: await hash.hex(),
      processorShare: share.end(),
      results: [...steps, ...others, ...plans],
    };
  } finally {
    bare.close();
  }
}

/** Microseconds of one world's step, by pose and noise. */
async function stepping(
  bare: BareMujoco,
  xml: string,
  hash: ResultHash,
  seed: number,
  rounds: number,
): Promise<Result[]> {
  const kernels = await loadPhysics(await loadKernels());
  const packed = await pack(xml);
  const lanes = new LaneRun(kernels, packed, ROLLOUTS);
  using world = await MujocoWorld.create(humanoidGetup().model);
  const { actionSize } = world;
  const nominals = new Float32Array(STEPS * actionSize);
  const results: Result[] = [];
  const cases: StageCase[] = [];
  for (const [pose, start] of Object.entries(POSES)) {
    for (const sigma of SIGMAS) {
      start(world, seed);
      const state = stateOf(world);
      const sampler = new ActionSampler(kernels, world.actionLow, world.actionHigh);
      sampler.sample({
        nominals,
        rolloutsPerPlan: ROLLOUTS,
        steps: STEPS,
        sigma: new Float32Array(actionSize).fill(sigma),
        noiseCorrelation: 0,
        seed,
        stream: Stream.planning,
        firstPlan: 0,
      });
      const actions = sampler.clamp();
      const controls = Float64Array.from(rowsOf(actions.view, ROLLOUTS, STEPS * actionSize));
      cases.push({ state, actions: actions.view.slice() });
      const ours = () => lanes.run(state, actions.pointer, STEPS);

      ours();
      assertSameEnds(`${pose}, σ ${sigma}`, lanes, bare, state, controls);
      hash.add(lanes.qpos());
      for (let i = 0; i < RUNS; i++) ours();
      const times = Array.from({ length: rounds }, () => {
        const theirs = timeOf(() => bare.replay(state, controls, ROLLOUTS, STEPS));
        return { theirs, ours: median(Array.from({ length: RUNS }, () => timeOf(ours))) };
      });
      const microseconds = (ms: number) => (1000 * ms) / (ROLLOUTS * STEPS);
      results.push({
        case: `${pose}, σ ${sigma} (torso at ${state[2]!.toFixed(2)} m, ${lanes.iterations(STEPS).toFixed(1)} Newton iterations)`,
        unit: 'µs per world and step',
        ours: microseconds(median(times.map((each) => each.ours))),
        ratios: { 'mj-step-loop': median(times.map((each) => each.theirs / each.ours)) },
        bars: { 'mj-step-loop': 8 },
      });
    }
  }
  return [...results, ...(await stageCosts(packed, cases, ROLLOUTS, STEPS, rounds))];
}

/** The paper's hand and box, from where their tasks start. */
const OTHERS = [
  { name: 'hand', task: handReorient(), bar: 6 },
  { name: 'box', task: humanoidBox(), bar: 8 },
] as const;

/** The same for other models, under noise of the stronger kind. */
async function otherModels(hash: ResultHash, seed: number, rounds: number): Promise<Result[]> {
  const kernels = await loadPhysics(await loadKernels());
  const results: Result[] = [];
  for (const { name, task, bar } of OTHERS) {
    const bare = await BareMujoco.create(task.model.xml);
    const lanes = new LaneRun(kernels, await pack(task.model.xml), ROLLOUTS);
    using world = await MujocoWorld.create(task.model);
    world.reset(new Random(seed, Stream.reset));
    for (let i = 0; i < SETTLE; i++) world.step(Float32Array.from(world.restingAction));
    const { actionSize } = world;
    const sampler = new ActionSampler(kernels, world.actionLow, world.actionHigh);
    sampler.sample({
      nominals: new Float32Array(STEPS * actionSize),
      rolloutsPerPlan: ROLLOUTS,
      steps: STEPS,
      sigma: new Float32Array(actionSize).fill(SIGMAS[1]),
      noiseCorrelation: 0,
      seed,
      stream: Stream.planning,
      firstPlan: 0,
    });
    const actions = sampler.clamp();
    const state = stateOf(world);
    const controls = Float64Array.from(rowsOf(actions.view, ROLLOUTS, STEPS * actionSize));
    const ours = () => lanes.run(state, actions.pointer, STEPS);
    ours();
    assertSameEnds(name, lanes, bare, state, controls);
    hash.add(lanes.qpos());
    for (let i = 0; i < RUNS; i++) ours();
    const times = Array.from({ length: rounds }, () => {
      const theirs = timeOf(() => bare.replay(state, controls, ROLLOUTS, STEPS));
      return { theirs, ours: median(Array.from({ length: RUNS }, () => timeOf(ours))) };
    });
    results.push({
      case: `${name}, σ ${SIGMAS[1]} (${lanes.iterations(STEPS).toFixed(1)} Newton iterations)`,
      unit: 'µs per world and step',
      ours: (1000 * median(times.map((each) => each.ours))) / (ROLLOUTS * STEPS),
      ratios: { 'mj-step-loop': median(times.map((each) => each.theirs / each.ours)) },
      bars: { 'mj-step-loop': bar },
    });
    bare.close();
  }
  return results;
}

function assertSameEnds(
  what: string,
  lanes: LaneRun,
  bare: BareMujoco,
  state: Float64Array,
  controls: Float64Array,
): void {
  assertThat(lanes.frozen() === 0, `${what}: ${lanes.frozen()} worlds blew up in the lanes`);
  const ours = lanes.qpos();
  const size = ours.length / ROLLOUTS;
  const drifts: number[] = [];
  bare.replay(state, controls, ROLLOUTS, STEPS, (qpos, rollout, step) => {
    if (step < STEPS - 1) return;
    let squares = 0;
    for (let i = 0; i < size; i++) squares += (qpos[i]! - ours[rollout * size + i]!) ** 2;
    drifts.push(Math.sqrt(squares / size));
  });
  const drift = median(drifts);
  assertThat(drift < DRIFT, `${what}: half of the worlds end more than ${drift} from where MuJoCo's do`);
}

/** Milliseconds of a plan of the getup task with its rollouts in the lanes and in MuJoCo, values included. */
async function planning(hash: ResultHash, seed: number, rounds: number): Promise<Result[]> {
  const inLanes = humanoidInLanes();
  const make = async (task: typeof inLanes, threads: number) =>
    makePlanner(await createRollouts(task, await loadKernels(), threads), HUMANOID_DEFAULTS, seed);
  const one = await make(inLanes, 1);
  const two = await make(inLanes, 2);
  const mujoco = await make({ ...inLanes, createBatchWorld: undefined }, 1);
  using world = await MujocoWorld.create(inLanes.model);
  world.reset(new Random(seed, Stream.reset));
  const all: { one: Phases; two: Phases; mujoco: Phases }[] = [];
  try {
    for (let i = -2; i < rounds; i++) {
      const state = stateOf(world);
      // From the same plan: in f32 and f64 the plans would part after some steps.
      mujoco.follow(one);
      const theirs = await mujoco.plan(state);
      const times = { mujoco: theirs, one: await one.plan(state), two: await two.plan(state) };
      const nominal = one.planner.nominal;
      assertThat(String(nominal) === String(two.planner.nominal), 'two threads gave another plan than one');
      hash.add(nominal);
      if (i >= 0) all.push(times);
      for (let t = 0; t < STEPS_BETWEEN; t++) {
        world.step(nominal.slice(t * world.actionSize, (t + 1) * world.actionSize));
      }
      for (const each of [one, two] satisfies TimedPlanner[]) each.advance(STEPS_BETWEEN - 1);
    }
  } finally {
    await Promise.all([one.close(), two.close(), mujoco.close()]);
  }
  const name = `plan of ${one.planner.rollouts} × ${one.planner.horizon} in the lanes`;
  const middle = (of: (round: (typeof all)[number]) => number) => median(all.map(of));
  return [
    {
      case: `${name}, one thread`,
      unit: 'ms',
      ours: middle((round) => round.one.total),
      ratios: { 'plan in MuJoCo': middle((round) => round.mujoco.total / round.one.total) },
      atMost: 50,
    },
    {
      case: `${name}, two threads`,
      unit: 'ms',
      ours: middle((round) => round.two.total),
      ratios: {
        'plan in MuJoCo': middle((round) => round.mujoco.total / round.two.total),
        'one thread': middle((round) => round.one.total / round.two.total),
      },
    },
  ];
}
