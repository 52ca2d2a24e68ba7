/** Tasks that are a MuJoCo model and a few functions. */

import { checkInteger, checkKnown, OptionError, show } from '../options.js';
import { MUJOCO_WORLD_OPTIONS, type MujocoWorldOptions } from '../simulation/mujoco.js';
import type { Task, TaskSource } from '../simulation/world.js';
import { PHYSICS_OPTIONS, type PhysicsOptions, taskWorlds } from './physics.js';

export interface MujocoTaskOptions extends MujocoWorldOptions, PhysicsOptions {
  readonly name: string;
  readonly description?: string;
  /** Name and unit of `measure`. */
  readonly measureName?: string;
  /** How other threads can make this task again; without it the task runs on one thread. */
  readonly source?: TaskSource;
  /** Hyperparameters that differ from the defaults. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Other hyperparameters, in named sets over the defaults. */
  readonly presets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
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
  /** The same with the model that the planner rolls out; `model` itself unless there is another. */
  readonly planningModel: MujocoWorldOptions;
}

const OPTIONS = [
  ...MUJOCO_WORLD_OPTIONS,
  ...PHYSICS_OPTIONS,
  ...Object.keys({
    name: true,
    description: true,
    measureName: true,
    source: true,
    defaults: true,
    presets: true,
    episode: true,
    planningXml: true,
  } satisfies Record<
    Exclude<keyof MujocoTaskOptions, keyof MujocoWorldOptions | keyof PhysicsOptions>,
    true
  >),
];

/** @throws OptionError naming what of a readout is missing or of the wrong kind */
export function checkReadout(value: object): void {
  const task = value as Record<string, unknown>;
  checkInteger('observationSize', task.observationSize, { min: 1 });
  for (const name of ['reward', 'observe'] as const) {
    if (typeof task[name] !== 'function')
      throw new OptionError(`${name} must be a function, got ${show(task[name])}`);
  }
  for (const name of ['rewardReads', 'observationReads'] as const) {
    if (!Array.isArray((task[name] as { list?: unknown } | undefined)?.list)) {
      throw new OptionError(`${name} must be made by reads({ … }), got ${show(task[name])}`);
    }
  }
}

/**
 * Makes a task from MJCF, the quantities that are read, and the functions that make reward and observation of them.
 *
 * @throws OptionError naming an option that is unknown, missing or of the wrong kind.
 */
export function mujocoTask(options: MujocoTaskOptions): MujocoTask {
  checkKnown('mujocoTask', options, OPTIONS);
  checkReadout(options);
  const { name, description, measureName, source, defaults, presets, episode, planningXml, ...rest } =
    options;
  const { physics, world, packed, ...model } = rest;
  const planningModel = planningXml === undefined ? model : { ...model, xml: planningXml };
  const worlds = taskWorlds(name, model, planningModel, { physics, world, packed });
  return Object.assign(worlds, {
    name,
    description,
    measureName,
    source,
    defaults,
    presets,
    episode,
    model,
    planningModel,
  });
}
