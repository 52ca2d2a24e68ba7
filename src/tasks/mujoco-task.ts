/** Tasks that are a MuJoCo model and a few functions. */

import { MujocoWorld, type MujocoWorldOptions } from '../simulation/mujoco.js';
import type { Task, TaskSource } from '../simulation/world.js';

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
}

export interface MujocoTask extends Task {
  /** Model, reads, reward, observation and start, from which another physics can make the same task. */
  readonly model: MujocoWorldOptions;
}

/** Makes a task from MJCF, the quantities that are read, and the functions that make reward and observation of them. */
export function mujocoTask(options: MujocoTaskOptions): MujocoTask {
  const { name, description, measureName, source, defaults, episode, ...model } = options;
  return {
    name,
    description,
    measureName,
    source,
    defaults,
    episode,
    model,
    createWorld: () => MujocoWorld.create(model),
  };
}
