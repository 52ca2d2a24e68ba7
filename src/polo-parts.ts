/** What an agent is made of and where it stands, which is what a checkpoint keeps. What it does is polo.ts. */

import { OptionError } from './options.js';
import { addCounts } from './planners/pace.js';
import type { RolloutResult, Rollouts } from './planners/rollouts.js';
import { SamplingPlanner } from './planners/sampling-planner.js';
import type { Settings } from './polo-options.js';
import { Random, Stream } from './random.js';
import type { PhaseSeconds } from './report.js';
import { type EnsembleState, ValueEnsemble } from './value/ensemble.js';
import { Learner } from './value/learner.js';
import { ReplayBuffer } from './value/replay-buffer.js';
import { ActingWorld } from './worlds/acting-world.js';
import type { GuardedWorld } from './worlds/guarded-world.js';
import type { Task, World } from './worlds/world.js';

export class PoloParts {
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

  protected readonly acting: ActingWorld;
  protected closed = false;

  protected constructor(
    readonly task: Task,
    readonly settings: Settings,
    protected readonly engine: Rollouts,
    world: GuardedWorld,
    value: EnsembleState | undefined,
  ) {
    const { seed, agent } = settings;
    this.world = world.world;
    this.guarded = world;
    this.acting = new ActingWorld(world);
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
      count: (result) => this.count(result),
    });
    this.reset();
  }

  /** s_t. */
  get state(): Float64Array {
    return this.acting.state;
  }

  /** What is observed in s_t. */
  get observation(): Float32Array {
    return this.acting.observation;
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

  /** V̂ of what is observed, and how far its members are apart; NaN without a value function. */
  protected valueHere(): { value: number; spread: number } {
    if (!this.ensemble) return { value: Number.NaN, spread: Number.NaN };
    const members = this.ensemble.predict(this.observation);
    const mean = members.reduce((sum, v) => sum + v, 0) / members.length;
    const variance = members.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / members.length;
    return { value: this.ensemble.values(this.observation)[0]!, spread: Math.sqrt(variance) };
  }

  protected beginEpisode(): void {
    this.episode++;
    this.reset();
  }

  protected reset(): void {
    this.acting.reset(this.random.reset);
    this.planner.reset();
    this.episodeStep = 0;
  }

  /** Adds what rollouts took to the totals. */
  protected count(result: RolloutResult): void {
    this.simulationSteps += result.simulationSteps;
    addCounts(this.warnings, result.warnings);
    this.seconds.simulation += result.simulationSeconds;
  }

  /** Ends every thread and frees the worlds. Safe to call again. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
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
