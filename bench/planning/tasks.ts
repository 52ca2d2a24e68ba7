/** The tasks whose planning is timed, as a user gets them but for the physics, which is MuJoCo's step by step. */

import { loadKernels } from '../../src/kernels/load.js';
import { type Settings, settle } from '../../src/polo-options.js';
import { handReorient } from '../../src/tasks/hand-reorient.js';
import { humanoidBox } from '../../src/tasks/humanoid-box.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { MujocoTask } from '../../src/tasks/mujoco-task.js';
import { createRollouts } from '../../src/workers/create.js';
import { BareMujoco } from '../bare-mujoco.js';
import { assertThat } from '../harness.js';
import { makePlanner, type TimedPlanner } from '../planner.js';
import { BareThread } from './bare-thread.js';
import { timedTask, type WatchedRollouts, type WorldTimes, watched } from './watched.js';

export const TASKS: Readonly<Record<string, () => MujocoTask>> = {
  'humanoid-getup': () => humanoidGetup({ physics: 'mujoco' }),
  'humanoid-box': () => humanoidBox({ physics: 'mujoco' }),
  'hand-reorient': () => handReorient(),
};

export interface Engine {
  readonly rollouts: WatchedRollouts;
  readonly planner: TimedPlanner;
}

/** Everything that is timed for a task. */
export interface Bed {
  readonly task: MujocoTask;
  readonly settings: Settings;
  readonly physicsSteps: number;
  readonly bare: BareMujoco;
  /** The bare loop on another thread; none on a machine that has but one. */
  readonly bareThread: BareThread | undefined;
  /** By number of threads, from 1 on. */
  readonly engines: readonly Engine[];
  /** One thread with a clock around its world. */
  readonly timed: Engine;
  readonly worldTimes: WorldTimes;
  close(): Promise<void>;
}

export async function makeBed(name: string, seed: number, threads: number): Promise<Bed> {
  const task = TASKS[name]!();
  assertThat(
    (await task.createBatchWorld?.(await loadKernels())) === undefined,
    `${name} is not rolled out with MuJoCo`,
  );
  const settings = settle(task, { seed });
  const { model } = task;
  const physicsSteps = model.physicsSteps ?? 1;
  const engine = async (each: typeof task | ReturnType<typeof timedTask>, count: number): Promise<Engine> => {
    const rollouts = watched(await createRollouts(each, await loadKernels(), count));
    return { rollouts, planner: makePlanner(rollouts, settings, seed, physicsSteps) };
  };
  const engines: Engine[] = [];
  for (let count = 1; count <= threads; count++) engines.push(await engine(task, count));
  const worldTimes = { simulate: 0, reward: 0, observe: 0 };
  const timed = await engine(timedTask(task, worldTimes), 1);
  const bare = await BareMujoco.create(model.xml, physicsSteps);
  const bareThread = threads > 1 ? await BareThread.create(model.xml, physicsSteps) : undefined;
  return {
    task,
    settings,
    physicsSteps,
    bare,
    bareThread,
    engines,
    timed,
    worldTimes,
    async close() {
      bare.close();
      await bareThread?.close();
      await Promise.all([...engines, timed].map((each) => each.rollouts.close()));
    },
  };
}
