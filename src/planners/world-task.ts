/** A user's plain world, treated as a task. */

import { checkInteger, checkKnown, checkNumber, checkSpelling, OptionError, show } from '../options.js';
import { checkContract } from '../worlds/contract.js';
import { GuardedWorld } from '../worlds/guarded-world.js';
import { checkRestingAction } from '../worlds/resting-action.js';
import type { Task, World } from '../worlds/world.js';

const WORLD_METHODS = ['reset', 'step', 'getState', 'setState', 'observe', 'reward'] as const;
const OPTIONAL_METHODS: readonly (keyof World)[] = [
  ...(['follow', 'startFrom', 'beforeAction', 'measure', 'details', 'getMemory', 'setMemory'] as const),
  ...(['takeWarnings', 'scene', 'poses', 'close'] as const),
];
const OPTIONAL_VALUES: readonly (keyof World)[] = [
  ...(['timestep', 'physicsSteps', 'stochastic', 'diverged', 'restingAction', 'keyframes'] as const),
];
const TASK: Readonly<Record<keyof Task, true>> = {
  name: true,
  description: true,
  measureName: true,
  source: true,
  defaults: true,
  presets: true,
  episode: true,
  notice: true,
  createWorld: true,
  createPlanningWorld: true,
  createBatchWorld: true,
};
/** What tasks over a MuJoCo model have beside (see `MujocoTask`). */
const MODEL_TASK = ['model', 'planningModel'];
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
      checkShape(world);
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
  // `module: import.meta.url` is undefined in some bundles, which is no obstacle to one thread.
  const named = source && 'module' in source ? (source.module ?? '') : undefined;
  if (source !== undefined && typeof named !== 'string')
    throw new OptionError(`source of task '${name}' must name a module, got ${show(source)}`);
  if (defaults !== undefined && (typeof defaults !== 'object' || defaults === null))
    throw new OptionError(`defaults of task '${name}' must be an object, got ${show(defaults)}`);
  // An object of a class may have whatever it needs.
  if (Object.getPrototypeOf(task) === Object.prototype)
    checkKnown(`task '${name}'`, task, [...Object.keys(TASK), ...MODEL_TASK]);
  for (const method of ['createBatchWorld', 'createPlanningWorld'] as (keyof Task)[]) {
    const value: unknown = task[method];
    if (value !== undefined && typeof value !== 'function')
      throw new OptionError(`${method} of task '${name}' must be a function, got ${show(value)}`);
  }
  return task;
}

const tried = new WeakSet<World>();

/**
 * Checks the sizes, bounds and methods that everything else relies on, and tries whether the world keeps its contract
 * (once for each world).
 *
 * @returns the world with an eye on all that it answers
 */
export function checkWorld(world: World, taskName: string): GuardedWorld {
  checkShape(world);
  const guarded = new GuardedWorld(world, taskName);
  if (!tried.has(world)) checkContract(guarded);
  tried.add(world);
  return guarded;
}

function checkShape(world: World): void {
  if (typeof world !== 'object' || world === null)
    throw new OptionError(`a world must be an object that can be stepped, got ${show(world)}`);
  for (const method of WORLD_METHODS) {
    if (typeof world[method] !== 'function') throw new OptionError(`a world needs a method ${method}()`);
  }
  checkSpelling('a world', world, [...OPTIONAL_METHODS, ...OPTIONAL_VALUES]);
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
  checkRestingAction(world);
  if (world.timestep !== undefined) checkNumber('timestep', world.timestep, { above: 0 });
  if (world.stochastic !== undefined && typeof world.stochastic !== 'boolean')
    throw new OptionError(`stochastic of a world must be true or false, got ${show(world.stochastic)}`);
  if (world.physicsSteps !== undefined) checkInteger('physicsSteps', world.physicsSteps, { min: 1 });
}
