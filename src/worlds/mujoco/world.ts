/** A world stepped by MuJoCo, from any MJCF. */

import { checkFinite, checkInteger, checkKnown, checkLength, notFinite } from '../../options.js';
import type { Random } from '../../random.js';
import { stepInTurn } from '../follow.js';
import { guardReadout } from '../guarded-world.js';
import { Past, PastOfWorld } from '../past.js';
import type { Readout } from '../quantities.js';
import { quaternionAt, vectorAt } from '../quaternion.js';
import { type PlacedScene, sceneOf, writePoses } from '../scene.js';
import { EpisodeStart, type StartSettings } from '../start.js';
import { refusePromise } from '../task-fault.js';
import type { Nothing, Scene, World } from '../world.js';
import { MujocoDivergence } from './divergence.js';
import { type ModelFiles, modelTitle } from './folder.js';
import { modelJoints } from './joints.js';
import { isClock } from './locate.js';
import { controlRange, refuseHiddenState, setFlags } from './model.js';
import {
  compileModel,
  type DoubleBuffer,
  loadMujoco,
  type MainModule,
  type MjData,
  type MjModel,
} from './module.js';
import { type Freshness, Gather } from './reads.js';
import { modelScene } from './scene.js';
import { modelKeyframes } from './start.js';
import { type DataViews, takeViews } from './views.js';
import { MujocoWarnings } from './warnings.js';

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
 * A MuJoCo world.
 *
 * Its state is qpos, qvel, act and the poses of mocap bodies, what the task reads of the past (past.ts), and nothing else:
 * the solver's warm start is off (as are islands and the mid-phase, which cost more than they bring), so a step depends on
 * the state and the action alone.
 *
 * What is read, and when. After `mj_step` the joint values are those of the new state, everything else still that of
 * the state before. So joint values are read as they are. Forces and accelerations, and the sensors of that stage, are of
 * the physics step just taken, as hardware reports them: they are copied first. What follows from positions and velocities
 * is computed anew, only when something asks: by `mj_kinematics` for places of bodies, geoms and sites, else by the
 * position and velocity stages with their sensors. After `setState` there is no step to report: `mj_forward` with the
 * resting control stands in for it, again only when something asks.
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
  readonly #model: MjModel;
  readonly #data: MjData;
  readonly #six: DoubleBuffer;
  readonly #options: MujocoWorldOptions;
  readonly #forReward: Gather;
  readonly #forObservation: Gather;
  readonly #start: EpisodeStart;
  /** Numbers of a state without the past. */
  readonly #physicsSize: number;
  #action: Float32Array;
  #otherAction: Float32Array;
  readonly #past: PastOfWorld;
  readonly #canRewardLate: boolean;
  /** Whether a subclass steps or rewards differently. */
  readonly #stepsInItsOwnWay: boolean;
  #views: DataViews;
  #scene: PlacedScene | undefined;
  /** What of the present state has been computed. */
  #fresh: Freshness = 'state';
  /** MuJoCo's forces are those of the last step, and have not been overwritten. */
  #forcesThere = false;
  /** They have been copied. */
  #forcesTaken = false;
  readonly #readsForces: boolean;
  /** They are computed before the last physics step, because its own are of another stage. */
  readonly #forcesBefore: boolean;
  readonly #warnings: MujocoWarnings;
  readonly #divergence: MujocoDivergence;
  #closed = false;

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
    this.#warnings = new MujocoWarnings(mujoco);
    this.#model = compileModel(mujoco, options.xml, options.files);
    let data: MjData | undefined;
    let six: DoubleBuffer | undefined;
    try {
      const model = this.#model;
      refuseHiddenState(model);
      setFlags(mujoco, model);
      data = new mujoco.MjData(model);
      this.#data = data;
      this.#divergence = new MujocoDivergence(data, this.#warnings);
      this.#views = takeViews(data);
      const past = new Past([options.rewardReads, options.observationReads], model.nu, (name) => {
        const id = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SENSOR.value, name);
        return id >= 0 && isClock(mujoco, model, id);
      });
      this.#past = new PastOfWorld(past);
      six = new mujoco.DoubleBuffer(6);
      this.#six = six;
      const where = { mujoco, model, data, six };
      this.#forReward = new Gather(where, options.rewardReads, this.#past, 'before');
      this.#forObservation = new Gather(where, options.observationReads, this.#past, 'last');
      this.#physicsSize = model.nq + model.nv + model.na + 7 * model.nmocap;
      this.stateSize = this.#physicsSize + past.size;
      this.actionSize = model.nu;
      this.observationSize = options.observationSize;
      [this.actionLow, this.actionHigh] = controlRange(mujoco, model, modelTitle(options.files));
      this.timestep = model.opt.timestep * this.physicsSteps;
      this.#action = new Float32Array(model.nu);
      this.#otherAction = new Float32Array(model.nu);
      // The stages of RK4 leave behind what is not of the state it started from.
      const staged = model.opt.integrator === mujoco.mjtIntegrator.mjINT_RK4.value;
      const gathers = [this.#forReward, this.#forObservation];
      this.#canRewardLate = this.#forReward.needs !== 'state' && !staged;
      this.#readsForces = gathers.some(({ forces }) => forces);
      this.#forcesBefore = staged && gathers.some(({ forcesBesideSensors }) => forcesBesideSensors);
      this.#stepsInItsOwnWay =
        this.step !== MujocoWorld.prototype.step || this.reward !== MujocoWorld.prototype.reward;
      const whole = new Float64Array(this.stateSize);
      this.getState(whole);
      const initial = whole.subarray(0, this.#physicsSize);
      const { actionSize, actionLow, actionHigh } = this;
      const keyframes = modelKeyframes(mujoco, model);
      const joints = modelJoints(model);
      this.#start = new EpisodeStart(
        { actionSize, actionLow, actionHigh, initial, keyframes, joints, past },
        options,
      );
      this.#action.set(this.restingAction);
    } catch (error) {
      six?.delete();
      data?.delete();
      this.#model.delete();
      throw error;
    }
  }

  /** MuJoCo's compiled model, for reading. */
  get model(): MjModel {
    return this.#model;
  }

  /** MuJoCo's data, for reading. */
  get data(): MjData {
    return this.#data;
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
    this.#simulate(this.physicsSteps);
    this.#divergence.checkArena();
  }

  /**
   * Where rewards read what follows from the state, each is computed one step late: `mj_step` begins with the kinematics of the state it
   * starts from, which `reward()` would have to ask for by itself. Only the last step's reward still does.
   */
  follow(actions: Float32Array, rewards: Float64Array): number {
    if (this.#stepsInItsOwnWay) return stepInTurn(this, actions, rewards);
    const gather = this.#forReward;
    const late = this.#canRewardLate;
    const steps = rewards.length;
    for (let t = 0; t < steps; t++) {
      const rewardsLast = late && t > 0;
      const last = this.#action;
      if (rewardsLast) {
        gather.copyStates(this.#current);
        gather.copyForces(this.#current);
      }
      this.#act(actions, t * this.actionSize);
      this.#simulate(1, this.physicsSteps === 1);
      if (rewardsLast) rewards[t - 1] = this.#options.reward(gather.copyPlaces(this.#current), last);
      this.#simulate(this.physicsSteps - 1);
      this.#divergence.checkArena();
      const isLast = t === steps - 1;
      if (!late || isLast || this.diverged) rewards[t] = this.reward();
      if (this.diverged) return t + 1;
    }
    return steps;
  }

  getState(out: Float64Array): void {
    const { qpos, qvel, act, mocap_pos, mocap_quat } = this.#current();
    checkLength('state', out, this.stateSize);
    let at = 0;
    for (const part of [qpos, qvel, act, mocap_pos, mocap_quat]) {
      out.set(part, at);
      at += part.length;
    }
    this.#past.get(out, at);
  }

  setState(state: Float64Array): void {
    const { qpos, qvel, act, mocap_pos, mocap_quat } = this.#current();
    checkLength('state', state, this.stateSize);
    checkFinite('state', state);
    let at = 0;
    for (const part of [qpos, qvel, act, mocap_pos, mocap_quat]) {
      for (let i = 0; i < part.length; i++) part[i] = state[at++]!;
    }
    this.#past.set(state, at);
    this.#action.set(this.restingAction);
    this.#fresh = 'state';
    this.#forcesThere = this.#forcesTaken = false;
    this.#divergence.clear();
  }

  observe(out: Float32Array): void {
    this.#options.observe(this.#read(this.#forObservation), out);
  }

  reward(): number {
    if (this.diverged) return Number.NaN;
    return this.#options.reward(this.#read(this.#forReward), this.#action);
  }

  get diverged(): boolean {
    return this.#divergence.found;
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
    this.#refresh('places');
    const { xpos, xquat } = this.#current();
    const place = (body: number) => ({
      position: vectorAt(xpos, 3 * body),
      turn: quaternionAt(xquat, 4 * body),
    });
    writePoses(this.#drawn().shapes, place, out);
  }

  takeWarnings(): Readonly<Record<string, number>> {
    this.#current(); // throws if the world is closed
    return this.#warnings.take(this.#model, this.#data);
  }

  /** Frees MuJoCo's memory. The world cannot be used after it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#six.delete();
    this.#data.delete();
    this.#model.delete();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Sets the controls of a step, `actionSize` numbers from an index on. */
  #act(actions: Float32Array, from: number): void {
    const { ctrl } = this.#current();
    const action = this.#otherAction;
    for (let i = 0; i < ctrl.length; i++) {
      const control = actions[from + i]!;
      if (control - control !== 0) throw notFinite('action', control, i);
      ctrl[i] = control;
      action[i] = control;
    }
    this.#otherAction = this.#action;
    this.#action = action;
    this.#past.act(action, 0);
    this.#past.time += this.timestep;
    this.#fresh = 'state';
    this.#forcesThere = true;
    this.#forcesTaken = false;
  }

  /** Takes physics steps, up to one that diverges. */
  #simulate(steps: number, last = true): void {
    for (let i = 0; i < steps && !this.diverged; i++) {
      if (this.#forcesBefore && last && i === steps - 1) {
        this.#mujoco.mj_forward(this.#model, this.#data);
        this.#takeForces();
      }
      this.#mujoco.mj_step(this.#model, this.#data);
      this.#divergence.checkState(this.#current());
    }
  }

  #drawn(): PlacedScene {
    this.#current(); // throws if the world is closed
    this.#scene ??= modelScene(this.#mujoco, this.#model);
    return this.#scene;
  }

  #read(gather: Gather): Float64Array {
    this.#refresh(gather.needs);
    gather.copyStates(this.#current);
    return gather.copyPlaces(this.#current);
  }

  /** Computes what of the present state is needed and not there. What it overwrites of the last step is copied first. */
  #refresh(needs: Freshness): void {
    if (this.#readsForces && !this.#forcesTaken) this.#takeForces();
    if (needs === 'state' || this.#fresh === 'motion' || this.#fresh === needs) return;
    const [mujoco, model, data] = [this.#mujoco, this.#model, this.#data];
    if (needs === 'places') mujoco.mj_kinematics(model, data);
    else {
      this.#forcesThere = false;
      mujoco.mj_fwdPosition(model, data);
      mujoco.mj_fwdVelocity(model, data);
      data.flg_energypos = data.flg_energyvel = data.flg_subtreevel = false;
      mujoco.mj_sensorPos(model, data);
      mujoco.mj_sensorVel(model, data);
    }
    this.#fresh = needs;
  }

  /** Copies what is read of the last step; if none has been taken, of a stand-in. */
  #takeForces(): void {
    if (!this.#forcesThere) {
      this.#current().ctrl.set(this.#action);
      this.#mujoco.mj_forward(this.#model, this.#data);
      this.#forcesThere = true;
    }
    this.#forReward.copyForces(this.#current);
    this.#forObservation.copyForces(this.#current);
    this.#forcesTaken = true;
  }

  /** The views, taken again if MuJoCo's memory has grown since. */
  readonly #current = (): DataViews => {
    if (this.#closed) throw new Error('this MuJoCo world is closed');
    if (this.#views.xpos.length === 0) this.#views = takeViews(this.#data);
    return this.#views;
  };
}
