/** Plan Online and Learn Offline: Algorithm 1 of the paper (Lowrey et al., 2018). */

import { loadKernels } from './kernels/load.js';
import type { KernelModules } from './kernels/modules.js';
import { checkInteger, checkKnown, OptionError } from './options.js';
import { addCounts, TurnTaker } from './planners/pace.js';
import type { RolloutResult, Rollouts } from './planners/rollouts.js';
import { SamplingPlanner } from './planners/sampling-planner.js';
import { asTask, checkWorld } from './planners/world-task.js';
import { type PoloOptions, type Settings, settle } from './polo-options.js';
import { Random, Stream } from './random.js';
import type { PhaseSeconds, StepReport } from './report.js';
import { type EnsembleState, ValueEnsemble } from './value/ensemble.js';
import { Learner } from './value/learner.js';
import { ReplayBuffer } from './value/replay-buffer.js';
import type { TrainedValue } from './value/trained.js';
import { checkSpawn, createRollouts, type SpawnWorker } from './workers/create.js';
import { ActingWorld } from './worlds/acting-world.js';
import type { GuardedWorld } from './worlds/guarded-world.js';
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
export class Polo {
  readonly seconds: PhaseSeconds = { planning: 0, simulation: 0, targets: 0, training: 0 };
  /** Physics steps taken by any thread, the agent's own included. */
  simulationSteps = 0;
  /** Control steps taken. */
  steps = 0;
  episode = 0;
  episodeStep = 0;
  /** Plans of which every rollout diverged, and which were therefore kept as they were. */
  failedPlans = 0;

  /** The world the agent acts in. */
  readonly world: World;
  /** The same with an eye on what it answers, for all that calls it. */
  readonly guarded: GuardedWorld;
  readonly planner: SamplingPlanner;
  /** The value function; absent for `random`, and for `mpc` that was given none. */
  ensemble: ValueEnsemble | undefined;
  readonly replay: ReplayBuffer;
  /** Positions of the random sequences, part of a checkpoint. */
  readonly random: Readonly<Record<'reset' | 'minibatch' | 'refresh' | 'action' | 'world', Random>>;
  /** What improves the value function. */
  readonly learner: Learner;
  /** Whether the value function is still to be improved for the last step taken. */
  updateDue = false;
  /** Whether the world is ready for the next step: reset, if an episode begins, and changed from outside. */
  begun = false;
  /** What the simulation warned of, in rollouts and in the agent's own world: how often of each kind. */
  readonly warnings: Record<string, number> = {};

  readonly #acting: ActingWorld;
  #closed = false;
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

  private constructor(
    readonly task: Task,
    readonly settings: Settings,
    private readonly engine: Rollouts,
    world: GuardedWorld,
    value: EnsembleState | undefined,
  ) {
    const { seed, agent } = settings;
    this.world = world.world;
    this.guarded = world;
    this.#acting = new ActingWorld(world);
    this.planner = new SamplingPlanner(engine, settings, world.restingAction);
    if (agent === 'polo' || agent === 'greedy') this.ensemble = this.#makeEnsemble();
    if (value) this.useValue(value);
    this.replay = new ReplayBuffer({
      capacity: settings.bufferCapacity,
      stateSize: world.stateSize,
      observationSize: world.observationSize,
      planSize: settings.horizon * world.actionSize,
      members: settings.members,
    });
    this.random = {
      reset: new Random(seed, Stream.reset),
      minibatch: new Random(seed, Stream.minibatch),
      refresh: new Random(seed, Stream.refresh),
      action: new Random(seed, Stream.randomAgent),
      world: new Random(seed, Stream.world),
    };
    this.learner = new Learner(settings, {
      replay: this.replay,
      engine,
      sigma: this.planner.sigma,
      rest: this.planner.restingAction,
      random: this.random,
      seconds: this.seconds,
      count: (result) => this.#count(result),
    });
    this.#reset();
  }

  /** s_t. */
  get state(): Float64Array {
    return this.#acting.state;
  }

  /** What is observed in s_t. */
  get observation(): Float32Array {
    return this.#acting.observation;
  }

  /** Mean squared loss of the last gradient step; NaN before the first. */
  get loss(): number {
    return this.learner.loss;
  }

  /** Threads that roll out, the calling one included. */
  get threads(): number {
    return this.engine.threads;
  }

  /** Seconds of simulated time in a control step. */
  get timestep(): number {
    return this.world.timestep ?? 1;
  }

  /**
   * Plans from now on with this value function at the horizon.
   *
   * @param state networks of the shape that the settings say
   * @throws RangeError if they are of another shape or take other observations than this agent makes
   */
  useValue(state: EnsembleState): void {
    const { observationSize } = this.world;
    if (state.sizes[0] !== observationSize) {
      throw new OptionError(
        `value must be a function of ${observationSize} numbers, the observation of task '${this.task.name}'; got one of ${state.sizes[0]}`,
      );
    }
    this.ensemble ??= this.#makeEnsemble();
    this.ensemble.load(state);
  }

  #makeEnsemble(): ValueEnsemble {
    const { observationSize } = this.world;
    const ensemble = new ValueEnsemble(this.engine.local.kernels, { ...this.settings, observationSize });
    this.planner.terminalValue = ensemble;
    return ensemble;
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
    if (this.#closed) throw new Error('the agent is closed');
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
      this.#beginEpisode();
    }
    this.#acting.letChange(this.steps, this.random.world);
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
    this.#count(this.planner.lastRollouts!);
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
    const { value, spread } = this.#valueHere();
    const started = performance.now();
    const { reward, measure, warnings, diverged } = this.#acting.step(action);
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
    if (diverged) this.#beginEpisode();
    return report;
  }

  #tellOfFailure(): void {
    if (this.failedPlans++ > 0) return;
    console.warn(
      `in step ${this.steps + 1} all ${this.planner.rolloutsDone} rollouts of the plan diverged, and the plan before was kept; physics that blows up so often may need a smaller timestep, or smaller actions (sigma)`,
    );
  }

  #valueHere(): { value: number; spread: number } {
    if (!this.ensemble) return { value: Number.NaN, spread: Number.NaN };
    const members = this.ensemble.predict(this.observation);
    const mean = members.reduce((sum, v) => sum + v, 0) / members.length;
    const variance = members.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / members.length;
    return { value: this.ensemble.values(this.observation)[0]!, spread: Math.sqrt(variance) };
  }

  #beginEpisode(): void {
    this.episode++;
    this.#reset();
  }

  #reset(): void {
    this.#acting.reset(this.random.reset);
    this.planner.reset();
    this.episodeStep = 0;
  }

  #count(result: RolloutResult): void {
    this.simulationSteps += result.simulationSteps;
    addCounts(this.warnings, result.warnings);
    this.seconds.simulation += result.simulationSeconds;
  }

  /** Ends every thread and frees the worlds. Safe to call again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.engine.close();
    } finally {
      this.guarded.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
