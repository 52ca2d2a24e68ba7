/** Plan Online and Learn Offline: Algorithm 1 of the paper (Lowrey et al., 2018). */

import { loadKernels } from './kernels/load.js';
import type { KernelModules } from './kernels/modules.js';
import { checkInteger, checkKnown } from './options.js';
import { addCounts, TurnTaker } from './planners/pace.js';
import { asTask, checkWorld } from './planners/world-task.js';
import { type PoloOptions, settle } from './polo-options.js';
import { PoloParts } from './polo-parts.js';
import type { StepReport } from './report.js';
import type { TrainedValue } from './value/trained.js';
import { checkSpawn, createRollouts, type SpawnWorker } from './workers/create.js';
import { calling } from './worlds/task-fault.js';
import type { Task, World } from './worlds/world.js';

export type { PhaseSeconds, StepReport } from './report.js';

export interface StepOptions {
  /**
   * Ends the step, also in the middle of a plan: it is rejected with the signal's reason, and the agent is as if the step
   * had not begun (but for a reset of the world, where an episode is to begin). If the action has been taken already,
   * the step ends as it should and the value function is improved at the beginning of the next one. Gradient steps are
   * not interrupted.
   */
  readonly signal?: AbortSignal;
}

export interface RunOptions extends StepOptions {
  /** Control steps to take; default: without end. */
  readonly steps?: number;
}

/** An agent that acts in a world, plans online and learns offline. */
export class Polo extends PoloParts {
  #busy = false;

  /**
   * Makes an agent.
   *
   * @param model a task, or a plain object that can be stepped (see `World`; it runs on one thread).
   * @param options settings of agent, planner and learning (see `PoloOptions`), over the task's own.
   *   `module`: a compiled `polo-mpc/polo.wasm`, for runtimes that forbid compiling from bytes; for packed models
   *   `{ kernels, physics }`, with `polo-mpc/physics.wasm` (see `loadKernels`). `value`: a value function learned elsewhere, which `polo` and `greedy` go on learning (unless `learn` is false) and `mpc` uses as
   *   it is; its sizes, κ, β and γ are then the defaults. `spawn`: starts a worker of the caller's own, whose program
   *   calls `serveTasks` of `polo-mpc/worker`, as a bundled page needs for tasks of its own.
   * @throws OptionError naming the option and what it accepts.
   */
  static async create(
    model: Task | World,
    options: PoloOptions & {
      module?: WebAssembly.Module | KernelModules;
      value?: TrainedValue;
      spawn?: SpawnWorker;
    } = {},
  ): Promise<Polo> {
    const { module, value, spawn, ...rest } = options;
    const task = asTask(model);
    const settings = settle(task, rest, value);
    const kernels = await loadKernels(module);
    const engine = await createRollouts(
      task,
      kernels,
      settings.agent === 'random' ? 1 : (settings.workers ?? 'auto'),
      settings.workerTimeout,
      checkSpawn(spawn),
    );
    let world: World | undefined;
    try {
      world = await calling(task.name, 'createWorld', () => task.createWorld(kernels));
      const guarded = checkWorld(world, task.name);
      if (task.notice) console.warn(task.notice);
      return new Polo(task, settings, engine, guarded, value);
    } catch (error) {
      await engine.close();
      if (typeof world?.close === 'function') world.close();
      throw error;
    }
  }

  /** Lets the agent live on for some steps, or until the signal (see `StepOptions`); then the run ends without an error. */
  async *run(options: RunOptions = {}): AsyncGenerator<StepReport, void, void> {
    checkKnown('run', options, ['steps', 'signal']);
    const { signal } = options;
    const steps = options.steps === undefined ? Infinity : checkInteger('steps', options.steps, { min: 0 });
    const turns = new TurnTaker();
    for (let t = 0; t < steps && !signal?.aborted; t++) {
      try {
        yield await this.step({ signal });
        if (signal) await turns.take();
      } catch (error) {
        if (signal?.aborted && error === signal.reason) return;
        throw error;
      }
    }
  }

  async step(options: StepOptions = {}): Promise<StepReport> {
    checkKnown('step', options, ['signal']);
    if (this.closed) throw new Error('the agent is closed');
    if (this.#busy) throw new Error('the agent is in the middle of a step; await it before the next');
    this.#busy = true;
    try {
      return await this.#round(options.signal);
    } finally {
      this.#busy = false;
    }
  }

  /** One round of Algorithm 1, t to t + 1. The numbers are its lines. */
  async #round(signal: AbortSignal | undefined): Promise<StepReport> {
    await this.#improve(signal); // what a signal has put off
    this.#begin();
    const action = await this.#selectAction(signal); // 3: a_t by MPC (eq. 3) with the terminal reward V̂ (eq. 6)
    const slot = this.#remember(); // 4: s_t into D
    const report = this.#act(action, slot);
    const { learn, updateEvery } = this.settings;
    this.updateDue = learn && this.steps % updateEvery === 0; // 5: mod(t, Z) = 0
    await this.#improve(signal).catch((error) => {
      if (!signal?.aborted || error !== signal.reason) throw error;
    });
    return report;
  }

  /** Lines 6 to 9, if an update is due. A signal ends them before the gradient steps; then nothing has changed. */
  async #improve(signal: AbortSignal | undefined): Promise<void> {
    const { ensemble, learner, settings } = this;
    if (!this.updateDue || !ensemble) return;
    await learner.renewTargets(ensemble, signal); // 7: targets (eq. 7) of states from D
    for (let g = 0; g < settings.gradientSteps; g++) learner.gradientStep(ensemble); // 6, 8: n of them, eq. 5
    this.updateDue = false;
  }

  /** What comes before an action, once: it stays done if the plan is then given up. */
  #begin(): void {
    if (this.begun) return;
    if (this.settings.episode > 0 && this.episodeStep === this.settings.episode) {
      this.beginEpisode();
    }
    this.acting.letChange(this.steps, this.random.world);
    this.begun = true;
  }

  /** a_t by MPC with the value function at its horizon (eq. 3). */
  async #selectAction(signal: AbortSignal | undefined): Promise<Float32Array> {
    const { actionLow, actionHigh, actionSize } = this.engine.local.shape;
    if (this.settings.agent === 'random') {
      return Float32Array.from({ length: actionSize }, (_, a) =>
        Math.min(this.random.action.uniform(actionLow[a]!, actionHigh[a]!), actionHigh[a]!),
      );
    }
    const started = performance.now();
    const action = await this.planner.plan(this.state, { signal });
    this.count(this.planner.lastRollouts!);
    if (this.planner.failed) this.#tellOfFailure();
    this.seconds.planning += (performance.now() - started) / 1000;
    return action;
  }

  /** Adds s_t and the plan made there to D. @returns its slot; −1 for an agent that does not learn */
  #remember(): number {
    const { planner, ensemble, replay } = this;
    if (!this.settings.learn) return -1;
    const slot = replay.add(this.state, this.observation, planner.nominal, this.episode);
    if (ensemble) this.learner.targetFromPlan(ensemble, slot, planner.lastRollouts!);
    return slot;
  }

  /** Takes a_t in the world. @param slot of s_t in D, or −1 */
  #act(action: Float32Array, slot: number): StepReport {
    const { world, planner } = this;
    const { value, spread } = this.valueHere();
    const started = performance.now();
    const { reward, measure, warnings, diverged } = this.acting.step(action);
    this.seconds.simulation += (performance.now() - started) / 1000;
    this.simulationSteps += world.physicsSteps ?? 1;
    addCounts(this.warnings, warnings);
    if (slot >= 0) this.replay.setReward(slot, reward);
    this.steps++;
    this.episodeStep++;
    this.begun = false;

    const report = {
      step: this.steps,
      time: this.steps * this.timestep,
      episode: this.episode,
      episodeStep: this.episodeStep,
      action,
      reward,
      value,
      valueSpread: spread,
      effectiveSampleSize: planner.effectiveSampleSize,
      temperature: planner.lambda,
      diverged: planner.diverged,
      planFailed: planner.failed,
      measure,
    };
    if (diverged) this.beginEpisode();
    return report;
  }

  #tellOfFailure(): void {
    if (this.failedPlans++ > 0) return;
    console.warn(
      `in step ${this.steps + 1} all ${this.planner.rolloutsDone} rollouts of the plan diverged, and the plan before was kept; physics that blows up so often may need a smaller timestep, or smaller actions (sigma)`,
    );
  }
}
