/** Model-predictive path integral control (Williams et al., 2016), with a terminal value as in eq. 3 of the paper. */

import type { KernelModules } from '../kernels/modules.js';
import type { Task, World } from '../worlds/world.js';
import type { MppiOptions } from './mppi-options.js';
import type { Planner, Proposal, Samples, Theta } from './planner.js';
import type { Rollouts } from './rollouts.js';
import { plannerEngine, SamplingPlanner } from './sampling-planner.js';
import type { Temperature } from './temperature.js';

/** The rule of MPPI: all rollouts have a say, by what they returned. */
class PathIntegral implements Planner {
  constructor(
    private readonly count: number,
    private readonly sigma: Float32Array,
    private readonly temperature: Temperature,
  ) {}

  /** The same noise around the plan, always. */
  propose(): Proposal {
    return { count: this.count, sigma: this.sigma };
  }

  /** u ← Σ w_k u_k, w = softmax(R/λ). */
  update(theta: Theta, samples: Samples): void {
    const { weights } = samples.softmax(this.temperature);
    theta.mean.set(samples.mean(weights));
  }
}

/** MPPI over a task: `plan` a state, take the first action, plan again. */
export class Mppi extends SamplingPlanner {
  /**
   * A planner alone, on the calling thread.
   *
   * @param model a task, or a plain object that can be stepped (see `World`).
   * @param options `module`: a compiled `polo-mpc/polo.wasm`, for runtimes that forbid compiling from bytes; for packed
   *   models `{ kernels, physics }`, with `polo-mpc/physics.wasm` (see `loadKernels`).
   * @throws OptionError naming an option that is unknown or out of its range, or what a world does wrong.
   */
  static async create(
    model: Task | World,
    options: MppiOptions & { module?: WebAssembly.Module | KernelModules } = {},
  ): Promise<Mppi> {
    const { engine, planning } = await plannerEngine(model, options);
    return new Mppi(engine, planning);
  }

  /** @param restingAction that of the world acted in (see `WorldShape`). Default: that of the world rolled out. */
  constructor(engine: Rollouts, options: MppiOptions = {}, restingAction?: ArrayLike<number>) {
    super(
      engine,
      options,
      ({ rollouts, sigma, temperature }) => new PathIntegral(rollouts, sigma, temperature),
      restingAction,
    );
  }
}
