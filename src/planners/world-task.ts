/** A user's plain world, treated as a task. */

import { checkInteger, checkNumber, OptionError, show } from '../options.js';
import type { Task, World } from '../simulation/world.js';

const WORLD_METHODS = ['reset', 'step', 'getState', 'setState', 'observe', 'reward'] as const;

/**
 * @returns the task itself, or one around a plain object that can be stepped. Such an object is acted in and rolled
 *   out on the same thread; whoever steps it sets its state first.
 */
export function asTask(model: Task | World): Task {
  if (typeof model === 'object' && model !== null) {
    if (typeof (model as Task).createWorld === 'function') return model as Task;
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

/** Checks the sizes and bounds that everything else relies on. */
export function checkWorld(world: World): void {
  for (const method of WORLD_METHODS) {
    if (typeof world[method] !== 'function') throw new OptionError(`a world needs a method ${method}()`);
  }
  checkInteger('stateSize', world.stateSize, { min: 1 });
  checkInteger('actionSize', world.actionSize, { min: 1 });
  checkInteger('observationSize', world.observationSize, { min: 1 });
  for (const name of ['actionLow', 'actionHigh'] as const) {
    if (world[name]?.length !== world.actionSize) {
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
