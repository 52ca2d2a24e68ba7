/** Plan Online and Learn Offline: Algorithm 1 of the paper (Lowrey et al., 2018). */

import { loadKernels } from './kernels/load.js';
import { checkInteger, OptionError, show } from './options.js';
import { Mppi, power } from './planners/mppi.js';
import { addCounts, TurnTaker } from './planners/pace.js';
import type { RolloutResult, Rollouts } from './planners/rollouts.js';
import { asTask, checkWorld } from './planners/world-task.js';
import { type PoloOptions, type Settings, settle } from './polo-options.js';
import { Random, Stream } from './random.js';
import type { Task, World } from './simulation/world.js';
import { type EnsembleState, ValueEnsemble } from './value/ensemble.js';
import { ReplayBuffer } from './value/replay-buffer.js';
import { plannerTargets, realisedTargets, replanTargets } from './value/targets.js';
import type { TrainedValue } from './value/trained.js';
import { createRollouts } from './workers/create.js';

/** What happened in one control step. */
export interface StepReport {
  /** Control steps taken by the agent, this one included. */
  readonly step: number;
  /** Simulated seconds since the start of the run. */
  readonly time: number;
  /** Number of the episode, from 0, and of the step in it, from 1. */
  readonly episode: number;
  readonly episodeStep: number;
  /** The executed action, length actionSize; the receiver's to keep. */
  readonly action: Float32Array;
  readonly reward: number;
  /** V̂ of the state that was planned from, in units of (1 − γ)·V; NaN for an agent without a value function. */
  readonly value: number;
  /** Standard deviation of the members there. */
  readonly valueSpread: number;
  /** (Σw)²/Σw² of the plan's weights, and λ; NaN for `random`. */
  readonly effectiveSampleSize: number;
  readonly temperature: number;
  /** Rollouts of the plan whose physics diverged. */
  readonly diverged: number;
  /** The task's own measure; NaN if it has none. */
  readonly measure: number;
}

/** Seconds spent in each phase so far. */
export interface PhaseSeconds {
  /** Plans, their rollouts included; waiting for other threads included. */
  planning: number;
  /** Stepping physics with its rewards and observations, summed over threads. */
  simulation: number;
  /** Targets of the value function, their rollouts included. */
  targets: number;
  /** Gradient steps. */
  training: number;
}

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
  /** Mean squared loss of the last gradient step; NaN before the first. */
  loss = Number.NaN;

  /** s_t, and what is observed there. */
  readonly state: Float64Array;
  readonly observation: Float32Array;

  readonly planner: Mppi;
  /** The value function; absent for `random`, and for `mpc` that was given none. */
  ensemble: ValueEnsemble | undefined;
  readonly replay: ReplayBuffer;
  /** Positions of the random sequences, part of a checkpoint. */
  readonly random: Readonly<Record<'reset' | 'minibatch' | 'refresh' | 'action' | 'world', Random>>;
  /** Number of replanned targets so far; the noise of a target depends on it. */
  targetPlans = 0;
  /** Whether the value function is still to be improved for the last step taken. */
  updateDue = false;
  /** Whether the world is ready for the next step: reset, if an episode begins, and changed from outside. */
  begun = false;
  /** What the simulation warned of, in rollouts and in the agent's own world: how often of each kind. */
  readonly warnings: Record<string, number> = {};

  readonly #targetDiscount: number;
  #closed = false;
  #busy = false;

  /**
   * Makes an agent.
   *
   * @param model a task, or a plain object that can be stepped (see `World`; it runs on one thread).
   * @param options settings of agent, planner and learning (see `PoloOptions`), over the task's own.
   *   `module`: a compiled `polo-mpc/polo.wasm`, for runtimes that forbid compiling from bytes. `value`: a value
   *   function learned elsewhere, which `polo` and `greedy` go on learning (unless `learn` is false) and `mpc` uses as
   *   it is; its sizes, κ, β and γ are then the defaults.
   * @throws OptionError naming the option and what it accepts.
   */
  static async create(
    model: Task | World,
    options: PoloOptions & { module?: WebAssembly.Module; value?: TrainedValue } = {},
  ): Promise<Polo> {
    const { module, value, ...rest } = options;
    const task = asTask(model);
    const settings = settle(task, rest, value);
    const kernels = await loadKernels(module);
    const engine = await createRollouts(
      task,
      kernels,
      settings.agent === 'random' ? 1 : (settings.workers ?? 'auto'),
      settings.workerTimeout,
    );
    try {
      const world = await task.createWorld(kernels);
      checkWorld(world);
      if (task.notice) console.warn(task.notice);
      return new Polo(task, settings, engine, world, value);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  private constructor(
    readonly task: Task,
    readonly settings: Settings,
    private readonly engine: Rollouts,
    /** The world the agent acts in. */
    readonly world: World,
    value: EnsembleState | undefined,
  ) {
    const { seed, agent } = settings;
    this.state = new Float64Array(world.stateSize);
    this.observation = new Float32Array(world.observationSize);
    this.planner = new Mppi(engine, settings);
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
    this.#targetDiscount = power(settings.gamma, settings.targetHorizon);
    this.#reset();
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

  /** One round of Algorithm 1. */
  async step({ signal }: StepOptions = {}): Promise<StepReport> {
    if (this.#closed) throw new Error('the agent is closed');
    if (this.#busy) throw new Error('the agent is in the middle of a step; await it before the next');
    this.#busy = true;
    try {
      await this.#learn(signal); // what a signal has put off
      this.#begin();
      const action = await this.#selectAction(signal); // line 3
      const report = this.#act(action); // line 4
      await this.#learn(signal).catch((error) => {
        if (!signal?.aborted || error !== signal.reason) throw error;
      });
      return report;
    } finally {
      this.#busy = false;
    }
  }

  /** What comes before an action, once: it stays done if the plan is then given up. */
  #begin(): void {
    if (this.begun) return;
    if (this.settings.episode > 0 && this.episodeStep === this.settings.episode) {
      this.episode++;
      this.#reset();
    }
    this.#letWorldChange();
    this.begun = true;
  }

  /** Improves the value function (lines 6 to 9), if it is time for it. */
  async #learn(signal: AbortSignal | undefined): Promise<void> {
    if (!this.updateDue || !this.ensemble) return;
    await this.#improveTargets(this.ensemble, signal); // line 7
    this.#improveValues(this.ensemble);
    this.updateDue = false;
  }

  /** What happens from outside before an action, a new goal for example: the agent sees it, no plan foresaw it. */
  #letWorldChange(): void {
    const { world, state } = this;
    if (!world.beforeAction) return;
    world.setState(state); // after a resume, or a plain object stepped by rollouts
    world.beforeAction(this.steps, this.random.world);
    const before = state.slice();
    world.getState(state);
    if (state.some((value, i) => value !== before[i])) world.observe(this.observation);
  }

  /** a_t by MPC with the value function at its horizon (eq. 3). */
  async #selectAction(signal: AbortSignal | undefined): Promise<Float32Array> {
    const { actionLow, actionHigh, actionSize } = this.world;
    if (this.settings.agent === 'random') {
      return Float32Array.from({ length: actionSize }, (_, a) =>
        this.random.action.uniform(actionLow[a]!, actionHigh[a]!),
      );
    }
    const started = performance.now();
    const action = await this.planner.plan(this.state, { signal });
    this.#count(this.planner.lastRollouts!);
    if (this.planner.diverged === this.planner.rolloutsDone) this.failedPlans++;
    this.seconds.planning += (performance.now() - started) / 1000;
    return action;
  }

  /** Remembers s_t and takes a_t in the world. */
  #act(action: Float32Array): StepReport {
    const { world, planner, ensemble } = this;
    const { value, spread } = this.#valueHere();
    const { gamma, learn, targets } = this.settings;
    const slot = learn ? this.replay.add(this.state, this.observation, planner.nominal, this.episode) : -1;
    if (ensemble && learn && targets === 'planner') {
      this.replay.setTargets(
        slot,
        plannerTargets(ensemble, planner.lastRollouts!, gamma, this.#targetDiscount),
      );
    }

    const started = performance.now();
    world.setState(this.state); // a plain object has been stepped by rollouts in between
    world.step(action);
    const reward = world.reward();
    this.#look();
    this.seconds.simulation += (performance.now() - started) / 1000;
    this.simulationSteps += world.physicsSteps ?? 1;
    this.steps++;
    this.episodeStep++;
    this.begun = false;
    this.updateDue = learn && this.steps % this.settings.updateEvery === 0;
    const warnings = world.takeWarnings?.();
    addCounts(this.warnings, warnings);
    this.#checkFinite(reward, warnings);
    if (learn) this.replay.setReward(slot, reward);

    return {
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
      measure: world.measure?.() ?? Number.NaN,
    };
  }

  /** Targets (eq. 7) for the states that have none yet, and anew for some of the others. */
  async #improveTargets(ensemble: ValueEnsemble, signal: AbortSignal | undefined): Promise<void> {
    const { targets, gamma, targetHorizon, targetRollouts, noiseCorrelation, seed } = this.settings;
    if (targets === 'planner') return;
    signal?.throwIfAborted();
    const started = performance.now();
    const { position } = this.random.refresh;
    const slots = this.#statesToRefresh();
    if (targets === 'returns') {
      realisedTargets(this.replay, slots, ensemble, targetHorizon, gamma);
    } else {
      const { sigma } = this.planner;
      const options = {
        steps: targetHorizon,
        rollouts: targetRollouts,
        gamma,
        sigma,
        noiseCorrelation,
        seed,
      };
      const discount = this.#targetDiscount;
      const result = await replanTargets(
        this.replay,
        slots,
        ensemble,
        this.engine,
        options,
        this.targetPlans,
        discount,
        { signal },
      ).catch((error) => {
        this.random.refresh.position = position; // the next attempt draws the same
        throw error;
      });
      this.targetPlans += slots.length;
      this.#count(result);
    }
    this.seconds.targets += (performance.now() - started) / 1000;
  }

  /** G gradient steps on minibatches of n (eq. 5). */
  #improveValues(ensemble: ValueEnsemble): void {
    const started = performance.now();
    const { batchSize, gradientSteps } = this.settings;
    const { observationSize, members } = this.replay.shape;
    const { observations, targets } = this.replay.arrays;
    const candidates = this.replay.slotsWithTarget();
    if (candidates.length === 0) return;
    const batch = new Float32Array(batchSize * observationSize);
    const batchTargets = new Float32Array(members * batchSize);
    for (let g = 0; g < gradientSteps; g++) {
      for (let i = 0; i < batchSize; i++) {
        const slot = candidates[this.random.minibatch.integer(candidates.length)]!;
        const row = slot * observationSize;
        batch.set(observations.subarray(row, row + observationSize), i * observationSize);
        for (let k = 0; k < members; k++) batchTargets[k * batchSize + i] = targets[slot * members + k]!;
      }
      this.loss = ensemble.train(batch, batchTargets);
    }
    this.seconds.training += (performance.now() - started) / 1000;
  }

  /** The newest states, which have no target, and others at random: S in all, or all there are. */
  #statesToRefresh(): number[] {
    const { size, shape, added } = this.replay;
    const wanted = Math.min(this.settings.refreshStates, size);
    const fresh = Math.min(this.settings.updateEvery, wanted);
    const slots = new Set<number>();
    for (let i = 1; i <= fresh; i++) slots.add((added - i) % shape.capacity);
    if (wanted === size) for (let slot = 0; slot < size; slot++) slots.add(slot);
    while (slots.size < wanted) slots.add(this.random.refresh.integer(size));
    return [...slots];
  }

  #valueHere(): { value: number; spread: number } {
    if (!this.ensemble) return { value: Number.NaN, spread: Number.NaN };
    const members = this.ensemble.predict(this.observation);
    const mean = members.reduce((sum, v) => sum + v, 0) / members.length;
    const variance = members.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / members.length;
    return { value: this.ensemble.values(this.observation)[0]!, spread: Math.sqrt(variance) };
  }

  #reset(): void {
    this.world.reset(this.random.reset);
    this.#look();
    this.#checkFinite(0);
    this.planner.reset();
    this.episodeStep = 0;
  }

  /** Reads s_t and its observation from the world. */
  #look(): void {
    this.world.getState(this.state);
    this.world.observe(this.observation);
  }

  #count(result: RolloutResult): void {
    this.simulationSteps += result.simulationSteps;
    addCounts(this.warnings, result.warnings);
    this.seconds.simulation += result.simulationSeconds;
  }

  /** The agent cannot go on in a world that is no longer a number. */
  #checkFinite(reward: number, warnings: Readonly<Record<string, number>> = {}): void {
    const warned = Object.keys(warnings).map((what) => `; ${what}`);
    const where = `${this.episodeStep === 0 ? 'after its reset' : `after step ${this.steps}`}${warned.join('')}`;
    if (!Number.isFinite(reward)) {
      throw new Error(`the world of task '${this.task.name}' has reward ${show(reward)} ${where}`);
    }
    checkFiniteList(this.state, `the state of task '${this.task.name}'`, where);
    checkFiniteList(this.observation, `the observation of task '${this.task.name}'`, where);
  }

  /** Ends every thread and frees the worlds. Safe to call again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.engine.close();
    this.world.close?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function checkFiniteList(values: ArrayLike<number>, what: string, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new Error(`${what} is ${values[i]} at index ${i} ${where}`);
  }
}
