/** Tasks that are a MuJoCo model and a few functions. */

import type { Kernels } from '../kernels/load.js';
import { MujocoWorld, type MujocoWorldOptions } from '../simulation/mujoco.js';
import type { Task, TaskSource, World } from '../simulation/world.js';

export interface MujocoTaskOptions extends MujocoWorldOptions {
  readonly name: string;
  readonly description?: string;
  /** Name and unit of `measure`. */
  readonly measureName?: string;
  /** How other threads can make this task again; without it the task runs on one thread. */
  readonly source?: TaskSource;
  /** Hyperparameters that differ from the defaults. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Control steps in an episode; 0 never resets. Default 0. */
  readonly episode?: number;
  /**
   * What the planner takes the model to be, MJCF text with the same state and action. Default: `xml`, the planner
   * knows the world.
   */
  readonly planningXml?: string;
}

export interface MujocoTask extends Task {
  /** Model, reads, reward, observation and start, from which another physics can make the same task. */
  readonly model: MujocoWorldOptions;
  /** The same with the model that the planner rolls out, where that is another one. */
  readonly planningModel?: MujocoWorldOptions;
  /** Makes the world that rollouts are stepped in, where that is another one than `createWorld` makes. */
  createPlanningWorld?(kernels: Kernels): World | Promise<World>;
}

/** Makes a task from MJCF, the quantities that are read, and the functions that make reward and observation of them. */
export function mujocoTask(options: MujocoTaskOptions): MujocoTask {
  const { name, description, measureName, source, defaults, episode, planningXml, ...model } = options;
  const planningModel = planningXml === undefined ? undefined : { ...model, xml: planningXml };
  return {
    name,
    description,
    measureName,
    source,
    defaults,
    episode,
    model,
    planningModel,
    createWorld: () => MujocoWorld.create(model),
    createPlanningWorld: planningModel && (() => MujocoWorld.create(planningModel)),
  };
}
