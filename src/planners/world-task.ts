/** A user's plain world, treated as a task. */

import { checkInteger, checkNumber, OptionError, show } from '../options.js';
import type { Task, World } from '../simulation/world.js';

const WORLD_METHODS = ['reset', 'step', 'getState', 'setState', 'observe', 'reward'] as const;
const OPTIONAL_METHODS = [
  ...[
    'follow',
    'beforeAction',
    'measure',
    'getMemory',
    'setMemory',
    'takeWarnings',
    'scene',
    'poses',
    'close',
  ],
] as (keyof World)[];
/** Larger sizes are mistakes, and would take gigabytes before anything else could say so. */
const LARGEST = 1_000_000;

/**
 * @returns the task itself, or one around a plain object that can be stepped. Such an object is acted in and rolled
 *   out on the same thread; whoever steps it sets its state first.
 */
export function asTask(model: Task | World): Task {
  if (typeof model === 'object' && model !== null) {
    if (typeof (model as Task).createWorld === 'function') return checkTask(model as Task);
    if (WORLD_METHODS.some((method) => typeof (model as World)[method] === 'function')) {
      const world = model as World;
      checkWorld(world);
      return { name: 'world', createWorld: () => world };
    }
  }
  throw new OptionError(
    `expected a task (with createWorld) or a world (with step, observe, …), got ${show(model)}`,
  );
}

function checkTask(task: Task): Task {
  const { name, source, defaults } = task;
  if (typeof name !== 'string' || name === '')
    throw new OptionError(`name of a task must be a text, got ${show(name)}`);
  if (source !== undefined && typeof source?.module !== 'string')
    throw new OptionError(`source of task '${name}' must name a module, got ${show(source)}`);
  if (defaults !== undefined && (typeof defaults !== 'object' || defaults === null))
    throw new OptionError(`defaults of task '${name}' must be an object, got ${show(defaults)}`);
  for (const method of ['createBatchWorld', 'createPlanningWorld'] as (keyof Task)[]) {
    const value: unknown = task[method];
    if (value !== undefined && typeof value !== 'function')
      throw new OptionError(`${method} of task '${name}' must be a function, got ${show(value)}`);
  }
  return task;
}

/** Checks the sizes and bounds that everything else relies on. */
export function checkWorld(world: World): void {
  if (typeof world !== 'object' || world === null)
    throw new OptionError(`a world must be an object that can be stepped, got ${show(world)}`);
  for (const method of WORLD_METHODS) {
    if (typeof world[method] !== 'function') throw new OptionError(`a world needs a method ${method}()`);
  }
  for (const method of OPTIONAL_METHODS) {
    const value: unknown = world[method];
    if (value !== undefined && typeof value !== 'function')
      throw new OptionError(`${method} of a world must be a method, got ${show(value)}`);
  }
  checkInteger('stateSize', world.stateSize, { min: 1, max: LARGEST });
  checkInteger('actionSize', world.actionSize, { min: 1, max: LARGEST });
  checkInteger('observationSize', world.observationSize, { min: 1, max: LARGEST });
  for (const name of ['actionLow', 'actionHigh'] as const) {
    if (typeof world[name] !== 'object' || world[name]?.length !== world.actionSize) {
      throw new OptionError(
        `${name} must have ${world.actionSize} numbers (actionSize), got ${show(world[name])}`,
      );
    }
  }
  for (let a = 0; a < world.actionSize; a++) {
    checkNumber(`actionLow[${a}]`, world.actionLow[a]);
    checkNumber(`actionHigh[${a}]`, world.actionHigh[a], { min: world.actionLow[a]! });
  }
  if (world.timestep !== undefined) checkNumber('timestep', world.timestep, { above: 0 });
  if (world.physicsSteps !== undefined) checkInteger('physicsSteps', world.physicsSteps, { min: 1 });
}
