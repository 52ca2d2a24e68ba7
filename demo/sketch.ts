/**
 * Where the plan leads and where some of its rollouts led. The engine keeps no paths, so they are rolled out once more:
 * the noise of a rollout is a function of its numbers, so these are the same rollouts.
 */

import { loadKernels } from '../src/kernels/load.js';
import { loadPhysics } from '../src/kernels/load-physics.js';
import { LaneBatch } from '../src/physics/batch.js';
import { packedModelFromBytes } from '../src/physics/file.js';
import { createLocalRollouts } from '../src/planners/local-rollouts.js';
import type { LocalRollouts } from '../src/planners/rollouts.js';
import type { Polo } from '../src/polo.js';
import { Stream } from '../src/random.js';
import type { MujocoTask } from '../src/tasks/mujoco-task.js';
import { packTask } from '../src/tasks/physics.js';
import { geomPosition, reads } from '../src/worlds/quantities.js';
import { POSE, poseFloats } from '../src/worlds/scene.js';
import type { Task, World } from '../src/worlds/world.js';
import type { Sketched } from './protocol.js';

/** Rollouts drawn: two groups of lanes; few where each is stepped by MuJoCo; many where a step is a few equations. */
const ROLLOUTS = { lanes: 8, mujoco: 4, equations: 16 };
/** Points of a path at most. */
const POINTS = 96;

/** What a plan started from. */
export interface Moment {
  readonly state: Float64Array;
  readonly nominal: Float32Array;
  readonly planNumber: number;
}

/** Takes down the places that rollouts go through, in the order in which they are stepped. */
interface Tracer {
  readonly local: LocalRollouts;
  readonly rollouts: number;
  /** Paths of the rollouts run since the last call. */
  take(rollouts: number, steps: number): Float32Array<ArrayBuffer>[] | undefined;
}

export class Sketch {
  #last: Float32Array;

  private constructor(
    private readonly tracer: Tracer,
    nominal: Float32Array,
  ) {
    this.#last = nominal.slice();
  }

  /** @returns undefined where nothing moves, or nothing is planned */
  static async create(task: Task, agent: Polo): Promise<Sketch | undefined> {
    const scene = agent.world.scene?.();
    const moving = scene?.shapes.filter((shape) => !shape.pose) ?? [];
    if (!scene || moving.length === 0 || agent.settings.agent === 'random') return undefined;
    const followed = scene.shapes[scene.follow ?? -1] ?? moving[0]!;
    const tracer =
      (await tracerInLanes(task, followed.name).catch(() => undefined)) ??
      (await tracerOfWorld(task, Math.max(0, moving.indexOf(followed)), poseFloats(scene)));
    return new Sketch(tracer, agent.planner.nominal);
  }

  before(agent: Polo): Moment {
    const { actionSize } = agent.world;
    const nominal = this.#last.slice();
    if (agent.planner.started) {
      nominal.copyWithin(0, actionSize);
      if (agent.settings.tail !== 'hold')
        nominal.set(agent.planner.restingAction, nominal.length - actionSize);
    }
    return { state: agent.state.slice(), nominal, planNumber: agent.planner.planNumber };
  }

  after({ planner }: Polo): void {
    this.#last.set(planner.nominal);
  }

  draw(agent: Polo, moment: Moment): Sketched {
    const { planner } = agent;
    const { rollouts } = this.tracer;
    const sampled = this.#roll(agent, moment, moment.nominal, rollouts);
    const planned = this.#roll(agent, moment, planner.nominal, 1);
    return { plan: planned[0] ?? new Float32Array(0), rollouts: sampled.slice(1) };
  }

  #roll(agent: Polo, moment: Moment, nominal: Float32Array, rollouts: number): Float32Array<ArrayBuffer>[] {
    const { horizon, gamma, sigma, noiseCorrelation, seed } = agent.planner;
    const request = {
      serial: moment.planNumber,
      states: moment.state,
      nominals: nominal.slice(),
      rolloutsPerPlan: rollouts,
      steps: horizon,
      gamma,
      sigma,
      noiseCorrelation,
      seed,
      stream: Stream.planning,
      firstPlan: moment.planNumber,
    };
    this.tracer.local.run(request, { first: 0, count: rollouts });
    return this.tracer.take(rollouts, horizon)?.map(thin) ?? [];
  }
}

/** Fewer points of a long path, the last one among them. */
function thin(path: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const points = path.length / 3;
  const stride = Math.ceil(points / POINTS);
  if (stride === 1) return path;
  const kept: number[] = [];
  for (let i = 0; i < points; i += stride) kept.push(...path.subarray(3 * i, 3 * i + 3));
  kept.push(...path.subarray(path.length - 3));
  return Float32Array.from(kept);
}

/** The rollouts of a packed model: the reward, which is asked for after each step, is where places are read. */
async function tracerInLanes(task: Task, geom: string): Promise<Tracer | undefined> {
  if (
    !('model' in task) ||
    (task.source?.options as { physics?: string } | undefined)?.physics === 'mujoco'
  ) {
    return undefined;
  }
  const { model } = task as MujocoTask;
  const place = reads({ place: geomPosition(geom) });
  const kernels = await loadPhysics(await loadKernels());
  let seen: number[] = [];
  const batch = new LaneBatch(kernels, packedModelFromBytes(await packTask(task as MujocoTask)), {
    physicsSteps: model.physicsSteps,
    rewardReads: place,
    observationReads: place,
    observationSize: 1,
    observe: (_, out) => out.set([0]),
    reward: (q) => {
      seen.push(q[0]!, q[1]!, q[2]!);
      return 0;
    },
  });
  const local = await createLocalRollouts(
    { name: 'paths', createBatchWorld: () => batch, createWorld: task.createWorld },
    kernels,
  );
  return {
    local,
    rollouts: ROLLOUTS.lanes,
    take(rollouts, steps) {
      const worlds = Math.ceil(rollouts / 4) * 4;
      const all = seen;
      seen = [];
      if (all.length !== worlds * steps * 3) return undefined; // one of them blew up
      return Array.from({ length: rollouts }, (_, world) =>
        Float32Array.from(
          { length: 3 * steps },
          (_, i) => all[(Math.floor(i / 3) * worlds + world) * 3 + (i % 3)]!,
        ),
      );
    },
  };
}

/** The rollouts of any world, one after the other. */
async function tracerOfWorld(task: Task, shape: number, floats: number): Promise<Tracer> {
  const kernels = await loadKernels();
  const world = await (task.createPlanningWorld ?? task.createWorld).call(task, kernels);
  const poses = new Float32Array(floats);
  let paths: number[][] = [];
  const note = () => {
    world.poses?.(poses);
    paths.at(-1)!.push(...poses.subarray(shape * POSE, shape * POSE + 3));
  };
  const traced: World = {
    stateSize: world.stateSize,
    actionSize: world.actionSize,
    observationSize: world.observationSize,
    actionLow: world.actionLow,
    actionHigh: world.actionHigh,
    restingAction: world.restingAction,
    reset: (random) => world.reset(random),
    step: (action) => world.step(action),
    getState: (out) => world.getState(out),
    setState(state) {
      world.setState(state);
      paths.push([]);
      note();
    },
    observe: (out) => world.observe(out),
    reward() {
      note();
      return world.reward();
    },
  };
  return {
    local: await createLocalRollouts({ name: 'paths', createWorld: () => traced }, kernels),
    rollouts: 'model' in task ? ROLLOUTS.mujoco : ROLLOUTS.equations,
    take(rollouts) {
      const all = paths;
      paths = [];
      return all.slice(0, rollouts).map((path) => Float32Array.from(path));
    },
  };
}
