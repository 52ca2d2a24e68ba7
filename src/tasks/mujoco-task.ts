/** Tasks that are a MuJoCo model and a few functions. */

import { checkInteger, checkKnown, OptionError, show } from '../options.js';
import { MUJOCO_WORLD_OPTIONS, type MujocoWorldOptions } from '../worlds/mujoco/world.js';
import type { Task } from '../worlds/world.js';
import { PHYSICS_OPTIONS, type PhysicsOptions, taskWorlds } from './physics.js';

/** What a task says of itself, passed on as it is. */
type Passed = 'name' | 'description' | 'measureName' | 'source' | 'defaults' | 'presets' | 'episode';

export interface MujocoTaskOptions extends MujocoWorldOptions, PhysicsOptions, Pick<Task, Passed> {
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
