/** What each stage of a lane-physics step costs, and its share of the machine's multiply-add peak. */

import type { KernelsWithPhysics } from '../../src/kernels/load-physics.js';
import type { PhysicsExports } from '../../src/kernels/physics-exports.js';
import type { PackedModel } from '../../src/physics/packed.js';
import { assertThat, timeOf } from '../harness.js';
import { makePeak } from '../peak/peak.js';
import type { Result } from '../report.js';
import { median } from '../statistics.js';
import { LaneRun } from './lane-run.js';
import { buildStageModules, type StageExports } from './stage-module.js';

/** In the order of assembly/bench/physics-stages.ts. */
const STAGES = [
  'kinematics',
  'smooth forces',
  'collision',
  'mass matrix',
  'rows',
  'solver',
  'integration',
] as const;
/** The solver is not done again without the rows that it moves. */
const SOLVER = STAGES.indexOf('solver');
const ROWS = STAGES.indexOf('rows');
const LANES = 4;
/** How often a stage is done in a step that tells what it costs. */
const TIMES = 5;

/** Worlds to step: their start, and f32 [rollouts / 4][steps · actuators][4 lanes] of controls. */
export interface StageCase {
  readonly state: Float64Array;
  readonly actions: Float32Array;
}

/**
 * Microseconds of each stage per world and step, over all cases together.
 *
 * @throws if doing a stage again changes the states, which it would if it were not a function of the stages before.
 */
export async function stageCosts(
  packed: PackedModel,
  cases: readonly StageCase[],
  rollouts: number,
  steps: number,
  rounds: number,
): Promise<Result[]> {
  const { timed, counting, counted } = await buildStageModules();
  const run = new StageRun(timed, packed, rollouts, steps);
  const count = new StageRun(counting, packed, rollouts, steps);
  const peak = makePeak();

  const operations = (stage: number, times: number): number => {
    const before = counted();
    for (const each of cases) count.run(each, stage, times);
    return (counted() - before) >>> 0;
  };
  const milliseconds = (stage: number, times: number): number =>
    cases.reduce((sum, each) => sum + timeOf(() => run.run(each, stage, times)), 0);

  for (const each of cases) assertRepeatable(run, count, each);
  const once = operations(0, 1);
  const flops = costs(STAGES.map((_, stage) => operations(stage, TIMES) - once)).map((n) => n * LANES);
  const measured = Array.from({ length: rounds }, () => {
    const once = milliseconds(0, 1);
    return {
      once,
      stages: costs(STAGES.map((_, stage) => milliseconds(stage, TIMES) - once)),
      peak: peak.flops / median(Array.from({ length: 9 }, () => timeOf(() => peak.run()))),
    };
  });

  const worldSteps = cases.length * rollouts * steps;
  const row = (name: string, work: number, time: (round: (typeof measured)[number]) => number): Result => ({
    case: `stages of a step: ${name} (${(work / LANES / (worldSteps / LANES) / 1000).toFixed(1)} k vector operations a group)`,
    unit: 'µs per world and step',
    ours: (1000 * median(measured.map(time))) / worldSteps,
    ratios: {},
    shareOfPeak: median(measured.map((round) => work / time(round) / round.peak)),
  });
  return [
    ...STAGES.map((name, stage) => row(name, flops[stage]!, (round) => round.stages[stage]!)),
    row('all', once * LANES, (round) => round.once),
  ];
}

/** What each stage takes once, of what its repetitions have added. */
function costs(added: readonly number[]): number[] {
  const each = added.map((more) => more / (TIMES - 1));
  return each.map((cost, stage) => (stage === SOLVER ? cost - each[ROWS]! : cost));
}

function assertRepeatable(run: StageRun, count: StageRun, each: StageCase): void {
  run.run(each, 0, 1);
  const expected = String(run.qpos());
  for (const [stage, name] of STAGES.entries()) {
    run.run(each, stage, 2);
    assertThat(String(run.qpos()) === expected, `${name} is not the same when it is done again`);
  }
  count.run(each, 0, 1);
  assertThat(String(count.qpos()) === expected, 'the module that counts steps differently');
}

/** Lane rollouts through `physicsStages` in place of `physicsStep`. */
class StageRun {
  readonly #lanes: LaneRun;
  readonly #actions;
  #stage = 0;
  #times = 1;

  constructor(
    kernels: KernelsWithPhysics,
    packed: PackedModel,
    rollouts: number,
    readonly steps: number,
  ) {
    const { physicsStages } = kernels.physics as unknown as StageExports;
    let saved = 0;
    const physicsStep: PhysicsExports['physicsStep'] = (model, scratch, groups, count, controls, stride) => {
      saved ||= kernels.arena.bytes(kernels.physics.physicsGroupBytes(model)).pointer;
      physicsStages(model, scratch, groups, count, controls, stride, saved, this.#stage, this.#times);
    };
    this.#lanes = new LaneRun({ ...kernels, physics: { ...kernels.physics, physicsStep } }, packed, rollouts);
    this.#actions = kernels.arena.f32(rollouts * steps * packed.info.actuators.length);
  }

  run({ state, actions }: StageCase, stage: number, times: number): void {
    this.#stage = stage;
    this.#times = times;
    this.#actions.view.set(actions);
    this.#lanes.run(state, this.#actions.pointer, this.steps);
  }

  qpos(): Float32Array {
    return this.#lanes.qpos();
  }
}
