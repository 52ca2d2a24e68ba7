/** A world stepped by MuJoCo, from any MJCF. */

import { checkFinite, checkInteger, checkKnown, checkLength } from '../../options.js';
import type { Random } from '../../random.js';
import { stepInTurn } from '../follow.js';
import { guardReadout } from '../guarded-world.js';
import type { Readout } from '../quantities.js';
import { quaternionAt, vectorAt } from '../quaternion.js';
import { type PlacedScene, sceneOf, writePoses } from '../scene.js';
import { EpisodeStart, type StartSettings } from '../start.js';
import { refusePromise } from '../task-fault.js';
import type { Nothing, Scene, World } from '../world.js';
import type { ModelFiles } from './folder.js';
import { modelJoints } from './joints.js';
import { loadMujoco, type MainModule, type MjData, type MjModel } from './module.js';
import { Gather } from './reads.js';
import { modelScene } from './scene.js';
import { MujocoSimulation } from './simulation.js';
import { modelKeyframes } from './start.js';

export interface MujocoWorldOptions extends Readout, StartSettings {
  /** The model, MJCF text. A model without `<size memory>` gets an arena of 1 MB. */
  readonly xml: string;
  /** Files that the model names, by their paths from its folder; or a folder to look them up in. Default: none. */
  readonly files?: ModelFiles;
  /** Physics steps in one control step, the control held. Default 1. */
  readonly physicsSteps?: number;
  /** See `World.beforeAction`. */
  readonly beforeAction?: (world: MujocoWorld, step: number, random: Random) => Nothing;
}

/** The names of the options, for those who refuse others; one that is missing here does not compile. */
export const MUJOCO_WORLD_OPTIONS = Object.keys({
  xml: true,
  files: true,
  physicsSteps: true,
  start: true,
  reset: true,
  restingAction: true,
  beforeAction: true,
  rewardReads: true,
  observationReads: true,
  observationSize: true,
  reward: true,
  observe: true,
  measure: true,
} satisfies Record<keyof MujocoWorldOptions, true>);

/**
 * A world stepped by MuJoCo; what its state is and what is read when, simulation.ts says.
 *
 * A step that diverges makes `reward()` NaN and leaves the world frozen until the next `setState` or `reset`. MuJoCo's
 * own remedy, to go back silently to the model's first pose, is off. So does a step whose contacts found no room in
 * MuJoCo's arena: MuJoCo would go on without any contact force.
 */
export class MujocoWorld implements World {
  readonly stateSize: number;
  readonly actionSize: number;
  readonly observationSize: number;
  readonly actionLow: Float64Array;
  readonly actionHigh: Float64Array;
  readonly timestep: number;
  readonly physicsSteps: number;

  readonly #mujoco: MainModule;
  readonly #simulation: MujocoSimulation;
  readonly #options: MujocoWorldOptions;
  readonly #forReward: Gather;
  readonly #forObservation: Gather;
  readonly #start: EpisodeStart;
  #action: Float32Array;
  #previousAction: Float32Array;
  readonly #canRewardLate: boolean;
  /** Whether a subclass steps or rewards differently. */
  readonly #stepsInItsOwnWay: boolean;
  #scene: PlacedScene | undefined;

  /** @throws if MuJoCo is missing, the model does not compile, or it lacks something the task reads. */
  static async create(options: MujocoWorldOptions): Promise<MujocoWorld> {
    checkKnown('MujocoWorld', options, MUJOCO_WORLD_OPTIONS);
    return new MujocoWorld(await loadMujoco(), options);
  }

  /** For a MuJoCo module that is loaded already; see {@link MujocoWorld.create}. */
  constructor(mujoco: MainModule, options: MujocoWorldOptions) {
    this.physicsSteps = checkInteger('physicsSteps', options.physicsSteps ?? 1, { min: 1 });
    this.#mujoco = mujoco;
    this.#options = guardReadout(options);
    this.#simulation = new MujocoSimulation(mujoco, options.xml, options.files);
    try {
      const { model, stateSize, actionLow, actionHigh } = this.#simulation;
      this.stateSize = stateSize;
      this.actionSize = model.nu;
      this.observationSize = options.observationSize;
      this.actionLow = actionLow;
      this.actionHigh = actionHigh;
      this.timestep = model.opt.timestep * this.physicsSteps;
      this.#forReward = new Gather(mujoco, model, options.rewardReads);
      this.#forObservation = new Gather(mujoco, model, options.observationReads);
      this.#action = new Float32Array(model.nu);
      this.#previousAction = new Float32Array(model.nu);
      this.#canRewardLate =
        this.#forReward.needs !== 'state' &&
        // Its stages leave poses behind that are not of the state it started from.
        model.opt.integrator !== mujoco.mjtIntegrator.mjINT_RK4.value;
      this.#stepsInItsOwnWay =
        this.step !== MujocoWorld.prototype.step || this.reward !== MujocoWorld.prototype.reward;
      const initial = new Float64Array(stateSize);
      this.getState(initial);
      const keyframes = modelKeyframes(mujoco, model);
      const joints = modelJoints(model);
      this.#start = new EpisodeStart(
        { actionSize: model.nu, actionLow, actionHigh, initial, keyframes, joints },
        options,
      );
      this.#action.set(this.restingAction);
    } catch (error) {
      this.#simulation.close();
      throw error;
    }
  }

  /** MuJoCo's compiled model, for reading. */
  get model(): MjModel {
    return this.#simulation.model;
  }

  /** MuJoCo's data, for reading. */
  get data(): MjData {
    return this.#simulation.data;
  }

  /** See `StartSettings`. */
  get restingAction(): Float64Array {
    return this.#start.restingAction;
  }

  get keyframes(): string[] {
    return this.#start.keyframes;
  }

  startFrom(keyframe: string | number): void {
    this.#start.from(keyframe);
  }

  reset(random: Random): void {
    this.#start.apply(this, random);
  }

  step(action: Float32Array): void {
    checkLength('action', action, this.actionSize);
    this.#act(action, 0);
    this.#simulation.advance(this.physicsSteps);
    this.#simulation.divergence.checkArena();
  }

  /**
   * Where rewards read positions, each is computed one step late: `mj_step` begins with the kinematics of the state it
   * starts from, which `reward()` would have to ask for by itself. Only the last step's reward still does.
   */
  follow(actions: Float32Array, rewards: Float64Array): number {
    if (this.#stepsInItsOwnWay) return stepInTurn(this, actions, rewards);
    const simulation = this.#simulation;
    const gather = this.#forReward;
    const late = this.#canRewardLate;
    const steps = rewards.length;
    for (let t = 0; t < steps; t++) {
      const rewardsLast = late && t > 0;
      if (rewardsLast) gather.copyOthers(simulation.current());
      this.#act(actions, t * this.actionSize);
      simulation.advance(1);
      if (rewardsLast) {
        rewards[t - 1] = this.#options.reward(gather.copyPoses(simulation.current()), this.#previousAction);
      }
      simulation.advance(this.physicsSteps - 1);
      simulation.divergence.checkArena();
      const isLast = t === steps - 1;
      if (!late || isLast || this.diverged) rewards[t] = this.reward();
      if (this.diverged) return t + 1;
    }
    return steps;
  }

  getState(out: Float64Array): void {
    this.#simulation.current(); // throws if the world is closed
    checkLength('state', out, this.stateSize);
    this.#simulation.getState(out);
  }

  setState(state: Float64Array): void {
    this.#simulation.current(); // throws if the world is closed
    checkLength('state', state, this.stateSize);
    checkFinite('state', state);
    this.#simulation.setState(state);
    this.#action.set(this.restingAction);
  }

  observe(out: Float32Array): void {
    this.#options.observe(this.#read(this.#forObservation), out);
  }

  reward(): number {
    if (this.diverged) return Number.NaN;
    return this.#options.reward(this.#read(this.#forReward), this.#action);
  }

  get diverged(): boolean {
    return this.#simulation.divergence.found;
  }

  /** The task's measure; NaN if it has none. */
  measure(): number {
    return this.#options.measure?.(this.#read(this.#forReward)) ?? Number.NaN;
  }

  beforeAction(step: number, random: Random): void {
    refusePromise('beforeAction', this.#options.beforeAction?.(this, step, random));
  }

  scene(): Scene {
    return sceneOf(this.#drawn());
  }

  poses(out: Float32Array): void {
    const { xpos, xquat } = this.#simulation.refresh('kinematics', this.#action);
    const place = (body: number) => ({
      position: vectorAt(xpos, 3 * body),
      turn: quaternionAt(xquat, 4 * body),
    });
    writePoses(this.#drawn().shapes, place, out);
  }

  takeWarnings(): Readonly<Record<string, number>> {
    const { model, data, warnings } = this.#simulation;
    this.#simulation.current(); // throws if the world is closed
    return warnings.take(model, data);
  }

  /** Frees MuJoCo's memory. The world cannot be used after it. */
  close(): void {
    this.#simulation.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Sets the controls of a step, `actionSize` numbers from an index on. */
  #act(actions: Float32Array, from: number): void {
    const action = this.#previousAction;
    this.#simulation.control(actions, from, action);
    this.#previousAction = this.#action;
    this.#action = action;
  }

  #drawn(): PlacedScene {
    this.#simulation.current(); // throws if the world is closed
    this.#scene ??= modelScene(this.#mujoco, this.model);
    return this.#scene;
  }

  #read(gather: Gather): Float64Array {
    return gather.copy(this.#simulation.refresh(gather.needs, this.#action));
  }
}
