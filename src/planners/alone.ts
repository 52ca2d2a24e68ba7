/** Planners without an agent, on the calling thread: `plan` a state, take the first action, plan again. */

import { loadKernels } from '../kernels/load.js';
import type { KernelModules } from '../kernels/modules.js';
import { checkChoice, checkKnown } from '../options.js';
import type { Task, World } from '../worlds/world.js';
import { createLocalRollouts } from './local-rollouts.js';
import { PLANNER_OPTIONS, type PlannerOptions, plannerSettings } from './planner-options.js';
import type { Rollouts } from './rollouts.js';
import { SamplingPlanner } from './sampling-planner.js';
import { SingleThread } from './single-thread.js';
import type { Temperature } from './temperature.js';
import { asTask } from './world-task.js';

type Alone<O> = O & { readonly module?: WebAssembly.Module | KernelModules };

/**
 * A planner alone, the one that the option `planner` names.
 *
 * @param model a task, or a plain object that can be stepped (see `World`).
 * @param options `module`: a compiled `polo-mpc/polo.wasm`, for runtimes that forbid compiling from bytes; for packed
 *   models `{ kernels, physics }`, with `polo-mpc/physics.wasm` (see `loadKernels`).
 * @throws OptionError naming an option that is unknown or out of its range, or what a world does wrong.
 */
export async function createPlanner(
  model: Task | World,
  options: Alone<PlannerOptions> = {},
): Promise<SamplingPlanner> {
  const { engine, planning } = await onThisThread(model, options);
  return new SamplingPlanner(engine, planning);
}

/** Settings of MPPI: see the table, settings.ts. */
export interface MppiOptions extends PlannerOptions {
  readonly planner?: 'mppi';
}

/** MPPI over a task. */
export class Mppi extends SamplingPlanner {
  readonly temperature: Temperature;

  /** MPPI alone; see `createPlanner`. */
  static async create(model: Task | World, options: Alone<MppiOptions> = {}): Promise<Mppi> {
    const { engine, planning } = await onThisThread(model, options);
    return new Mppi(engine, planning);
  }

  /** @param restingAction that of the world acted in (see `WorldShape`). Default: that of the world rolled out. */
  constructor(engine: Rollouts, options: MppiOptions = {}, restingAction?: ArrayLike<number>) {
    const settings = plannerSettings(options);
    checkChoice('planner', settings.planner, ['mppi']); // `createPlanner` makes the others
    super(engine, settings, restingAction);
    this.temperature = settings.temperature!;
  }
}

/** An engine on the calling thread, and what of the options is the planner's. */
async function onThisThread<O extends PlannerOptions>(model: Task | World, options: Alone<O>) {
  const { module, ...planning } = options;
  checkKnown('a planner', planning, [...PLANNER_OPTIONS, 'module']);
  const task = asTask(model);
  return { engine: new SingleThread(await createLocalRollouts(task, await loadKernels(module))), planning };
}
