/**
 * `npm run bench -- settings`: what a physics step costs in each MuJoCo model of the tasks, and what the settings of
 * MuJoCo cost or save: time against MuJoCo as it comes, and how far the same controls lead away from where they led.
 */

import { Random } from '../src/random.js';
import { MujocoWorld } from '../src/simulation/mujoco.js';
import { setFlags } from '../src/simulation/mujoco-model.js';
import type { MainModule, MjModel } from '../src/simulation/mujoco-module.js';
import { handReorient } from '../src/tasks/hand-reorient.js';
import { humanoidBox } from '../src/tasks/humanoid-box.js';
import { humanoidGetup } from '../src/tasks/humanoid-getup.js';
import { humanoidWalk } from '../src/tasks/humanoid-walk.js';
import { HAND_JOINTS } from '../src/tasks/models/hand.js';
import type { MujocoTask } from '../src/tasks/mujoco-task.js';
import { BareMujoco } from './bare-mujoco.js';
import { ProcessorShare, ResultHash, type Settings } from './harness.js';
import { machine } from './machine.js';
import type { Report, Result } from './report.js';
import { median } from './statistics.js';

const STATES = 8;
const ROLLOUTS = 8; // from each state
const STEPS = 64; // physics steps of a rollout
const STREAM = 2000;

type Setting = (mujoco: MainModule, model: MjModel) => void;

const disabled =
  (
    flag: 'mjDSBL_WARMSTART' | 'mjDSBL_ISLAND' | 'mjDSBL_MIDPHASE' | 'mjDSBL_NATIVECCD' | 'mjDSBL_EULERDAMP',
  ): Setting =>
  (mujoco, model) => {
    model.opt.disableflags |= mujoco.mjtDisableBit[flag].value;
  };

/** The settings that the worlds of this package use (`setFlags`), and one thing more. */
const chosenAnd =
  (more: Setting): Setting =>
  (mujoco, model) => {
    setFlags(mujoco, model);
    more(mujoco, model);
  };

const AS_IT_COMES = 'MuJoCo as it comes';
const CHOSEN = 'chosen: those three off';
const HALF = 'chosen, half the timestep (the scale of drift)';

const VARIANTS: Readonly<Record<string, Setting>> = {
  [AS_IT_COMES]: () => {},
  'warm start off': disabled('mjDSBL_WARMSTART'),
  'islands off': disabled('mjDSBL_ISLAND'),
  'mid-phase off': disabled('mjDSBL_MIDPHASE'),
  [CHOSEN]: setFlags,
  'chosen, 10 solver iterations': chosenAnd((_, model) => {
    model.opt.iterations = 10;
  }),
  'chosen, 3 solver iterations': chosenAnd((_, model) => {
    model.opt.iterations = 3;
  }),
  'chosen, solver tolerance 1e-5': chosenAnd((_, model) => {
    model.opt.tolerance = 1e-5;
  }),
  'chosen, CG solver': chosenAnd((mujoco, model) => {
    model.opt.solver = mujoco.mjtSolver.mjSOL_CG.value;
  }),
  'chosen, elliptic cones': chosenAnd((mujoco, model) => {
    model.opt.cone = mujoco.mjtCone.mjCONE_ELLIPTIC.value;
  }),
  'chosen, implicitfast': chosenAnd((mujoco, model) => {
    model.opt.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST.value;
  }),
  'chosen, native collision of convex shapes off': chosenAnd(disabled('mjDSBL_NATIVECCD')),
  [HALF]: chosenAnd((_, model) => {
    model.opt.timestep /= 2;
  }),
};

/** What has been left out of one model alone. */
const OWN_VARIANTS: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  'hand-reorient': {
    "chosen, with the original's joint friction": chosenAnd((_, model) => {
      model.dof_frictionloss.fill(0.001, 0, HAND_JOINTS.length);
    }),
  },
};

const TASKS = [humanoidGetup(), humanoidWalk(), humanoidBox(), handReorient()];

export async function settings({ seed, quick }: Settings): Promise<Report> {
  const hash = new ResultHash();
  const share = new ProcessorShare();
  const measured = new Map<string, Record<string, Figures>>();
  for (const task of TASKS) {
    const figures = await (await Runs.create(task, seed)).measure(quick ? 2 : 7);
    for (const { drifts } of Object.values(figures)) hash.add(Float32Array.from(drifts));
    measured.set(task.name, figures);
  }
  return {
    name: 'settings',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare: share.end(),
    results: [...measured].flatMap(([task, figures]) => results(task, figures)),
    table: table(measured),
  };
}

function results(task: string, figures: Record<string, Figures>): Result[] {
  return Object.entries(figures).map(([name, { microseconds, ratio }]) => ({
    case: `${task}: ${name}`,
    unit: 'µs a physics step',
    ours: microseconds,
    ratios: { [AS_IT_COMES]: ratio },
  }));
}

/** A row for each setting, a column for each task: how many times as fast, and the median drift. */
function table(measured: ReadonlyMap<string, Record<string, Figures>>): string[][] {
  const names = [...new Set([...measured.values()].flatMap((figures) => Object.keys(figures)))];
  const cell = (figures: Figures | undefined, name: string): string => {
    if (!figures) return '';
    const { microseconds, ratio, drifts } = figures;
    if (name === AS_IT_COMES) return `${microseconds.toFixed(0)} µs`;
    return `${ratio.toFixed(2)}×, drift ${median(drifts).toExponential(0)}`;
  };
  return [
    ['settings', ...measured.keys()],
    ...names.map((name) => [name, ...[...measured.values()].map((figures) => cell(figures[name], name))]),
  ];
}

interface Figures {
  readonly microseconds: number;
  /** How many times as fast as MuJoCo as it comes. */
  readonly ratio: number;
  /** RMS over qpos at the end of each rollout, against MuJoCo as it comes (the halved timestep: against the chosen settings). */
  readonly drifts: readonly number[];
}

/** Rollouts with recorded noise from states along a noisy run of the task. */
class Runs {
  static async create(task: MujocoTask, seed: number): Promise<Runs> {
    const random = new Random(seed, STREAM);
    using world = await MujocoWorld.create(task.model);
    const { sigma = 0.2, noiseCorrelation = 0 } = task.defaults as {
      sigma?: number;
      noiseCorrelation?: number;
    };
    const noise = correlatedNoise(random, world.actionSize, sigma, noiseCorrelation);
    world.reset(random);
    const states: Float64Array[] = [];
    for (let i = 0; i < STATES; i++) {
      for (let t = 0; t < 20; t++) world.step(noise());
      const state = new Float64Array(world.stateSize);
      world.getState(state);
      states.push(state.slice(0, world.model.nq + world.model.nv)); // without mocap bodies: nothing touches them
    }
    const held = task.model.physicsSteps ?? 1;
    const controls = states.map(() => {
      const rows = Array.from({ length: (ROLLOUTS * STEPS) / held }, () => [...noise()]);
      return Float64Array.from(rows.flatMap((row) => new Array<number[]>(held).fill(row).flat()));
    });
    return new Runs(task, states, controls);
  }

  private constructor(
    private readonly task: MujocoTask,
    private readonly states: readonly Float64Array[],
    /** Of each state, f64 [rollouts][steps][controls]. */
    private readonly controls: readonly Float64Array[],
  ) {}

  async measure(rounds: number): Promise<Record<string, Figures>> {
    const variants = new Map<string, BareMujoco>();
    for (const [name, set] of Object.entries({ ...VARIANTS, ...OWN_VARIANTS[this.task.name] })) {
      variants.set(name, await BareMujoco.create(this.task.model.xml, set));
    }
    try {
      const times = new Map<string, number[]>([...variants.keys()].map((name) => [name, []]));
      for (let round = -1; round < rounds; round++) {
        for (const [name, bare] of variants) {
          const time = processorTimeOf(() => this.#replay(name, bare));
          if (round >= 0) times.get(name)!.push(time);
        }
      }
      const ends = new Map([...variants].map(([name, bare]) => [name, this.#ends(name, bare)]));
      const reference = times.get(AS_IT_COMES)!;
      return Object.fromEntries(
        [...variants.keys()].map((name) => [
          name,
          {
            microseconds: (1000 * median(times.get(name)!)) / this.#physicsSteps(name),
            ratio: median(
              times.get(name)!.map((time, i) => (reference[i]! / time) * (name === HALF ? 2 : 1)),
            ),
            drifts: drifts(ends.get(name)!, ends.get(name === HALF ? CHOSEN : AS_IT_COMES)!),
          },
        ]),
      );
    } finally {
      for (const bare of variants.values()) bare.close();
    }
  }

  #physicsSteps(name: string): number {
    return STATES * ROLLOUTS * STEPS * (name === HALF ? 2 : 1);
  }

  #replay(name: string, bare: BareMujoco, atEnd?: (qpos: Float64Array) => void): void {
    const factor = name === HALF ? 2 : 1;
    const steps = STEPS * factor;
    this.states.forEach((state, i) => {
      const controls = factor === 1 ? this.controls[i]! : twice(this.controls[i]!, bare.controls);
      const atEachStep =
        atEnd && ((qpos: Float64Array, _: number, step: number) => step === steps - 1 && atEnd(qpos));
      bare.replay(state, controls, ROLLOUTS, steps, atEachStep);
    });
  }

  /** qpos at the end of each rollout. */
  #ends(name: string, bare: BareMujoco): Float64Array[] {
    const ends: Float64Array[] = [];
    this.#replay(name, bare, (qpos) => ends.push(qpos.slice()));
    return ends;
  }
}

/** Milliseconds of processor time: MuJoCo runs on one thread, and what else the machine does is left out. */
function processorTimeOf(what: () => void): number {
  const before = process.cpuUsage();
  what();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Each row of controls two times. */
function twice(controls: Float64Array, size: number): Float64Array {
  const out = new Float64Array(2 * controls.length);
  for (let row = 0; row < controls.length / size; row++) {
    const values = controls.subarray(row * size, (row + 1) * size);
    out.set(values, 2 * row * size);
    out.set(values, (2 * row + 1) * size);
  }
  return out;
}

function drifts(ends: readonly Float64Array[], reference: readonly Float64Array[]): number[] {
  return ends.map((qpos, rollout) => {
    const squares = qpos.reduce((sum, x, i) => sum + (x - reference[rollout]![i]!) ** 2, 0);
    return Math.sqrt(squares / qpos.length);
  });
}

/** Normal noise with unit-variance correlation in time, clipped to ±1, as the planner's. */
function correlatedNoise(
  random: Random,
  size: number,
  sigma: number,
  correlation: number,
): () => Float32Array {
  const last = new Float32Array(size);
  const fresh = Math.sqrt(1 - correlation ** 2);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(random.uniform(2 ** -24, 1))) * Math.cos(2 * Math.PI * random.uniform());
  return () => {
    for (let i = 0; i < size; i++) last[i] = correlation * last[i]! + fresh * normal();
    return last.map((x) => Math.max(-1, Math.min(1, sigma * x)));
  };
}
