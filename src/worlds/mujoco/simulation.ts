/** MuJoCo's model and data: what a step does to them, and what must be computed before something is read. */

import { notFinite } from '../../options.js';
import { MujocoDivergence } from './divergence.js';
import { type ModelFiles, modelTitle } from './folder.js';
import { controlRange, refuseHiddenState, setFlags } from './model.js';
import { compileModel, type MainModule, type MjData, type MjModel } from './module.js';
import { type DataViews, type Freshness, takeViews } from './reads.js';
import { MujocoWarnings } from './warnings.js';

/**
 * Its state is qpos, qvel, act and the poses of mocap bodies, and nothing else: the solver's warm start is off (as are
 * islands and the mid-phase, which cost more than they bring), so a step depends on the state and the controls alone.
 *
 * What is fresh, and when. After `mj_step` the joint values are those of the new state, everything else still that of
 * the state before. So joint values are read as they are; positions of bodies, geoms and sites after `mj_kinematics`,
 * called only when something asks; and touch sensors report the physics step just taken, as hardware does. After
 * `setState` there is no such step: `mj_forward` with the controls in force stands in for it, again only when something
 * asks.
 */
export class MujocoSimulation {
  readonly stateSize: number;
  readonly actionLow: Float64Array;
  readonly actionHigh: Float64Array;
  readonly model: MjModel;
  readonly data: MjData;
  readonly warnings: MujocoWarnings;
  readonly divergence: MujocoDivergence;
  #views: DataViews;
  #kinematicsFresh = false;
  #sensorsFresh = false;
  #closed = false;

  /** @throws if the model does not compile, or keeps a state that is not among those above. */
  constructor(
    private readonly mujoco: MainModule,
    xml: string,
    files: ModelFiles | undefined,
  ) {
    this.warnings = new MujocoWarnings(mujoco);
    this.model = compileModel(mujoco, xml, files);
    let data: MjData | undefined;
    try {
      const { model } = this;
      refuseHiddenState(model);
      setFlags(mujoco, model);
      data = new mujoco.MjData(model);
      this.data = data;
      this.divergence = new MujocoDivergence(data, this.warnings);
      this.#views = takeViews(data);
      this.stateSize = model.nq + model.nv + model.na + 7 * model.nmocap;
      [this.actionLow, this.actionHigh] = controlRange(mujoco, model, modelTitle(files));
    } catch (error) {
      data?.delete();
      this.model.delete();
      throw error;
    }
  }

  /** The views, taken again if MuJoCo's memory has grown since. @throws if the simulation is closed */
  current(): DataViews {
    if (this.#closed) throw new Error('this MuJoCo world is closed');
    if (this.#views.xpos.length === 0) this.#views = takeViews(this.data);
    return this.#views;
  }

  getState(out: Float64Array): void {
    let at = 0;
    for (const part of stateParts(this.current())) {
      out.set(part, at);
      at += part.length;
    }
  }

  setState(state: Float64Array): void {
    let at = 0;
    for (const part of stateParts(this.current())) {
      for (let i = 0; i < part.length; i++) part[i] = state[at++]!;
    }
    this.#kinematicsFresh = false;
    this.#sensorsFresh = false;
    this.divergence.clear();
  }

  /** Sets the controls of a step, copied to `action` too: as many numbers as it has, from an index on. */
  control(actions: Float32Array, from: number, action: Float32Array): void {
    const { ctrl } = this.current();
    for (let i = 0; i < ctrl.length; i++) {
      const control = actions[from + i]!;
      if (control - control !== 0) throw notFinite('action', control, i);
      ctrl[i] = control;
      action[i] = control;
    }
    this.#kinematicsFresh = false;
    this.#sensorsFresh = true;
  }

  /** Takes physics steps, up to one that diverges. */
  advance(steps: number): void {
    for (let i = 0; i < steps && !this.divergence.found; i++) {
      this.mujoco.mj_step(this.model, this.data);
      this.divergence.checkState(this.current());
    }
  }

  /** Computes what is needed and is not fresh. @param action the controls in force, for sensors after `setState` */
  refresh(needs: Freshness, action: Float32Array): DataViews {
    const views = this.current();
    if (needs === 'state') return views;
    if (needs === 'sensors' && !this.#sensorsFresh) {
      views.ctrl.set(action);
      this.mujoco.mj_forward(this.model, this.data);
      this.#sensorsFresh = true;
      this.#kinematicsFresh = true;
    }
    if (!this.#kinematicsFresh) {
      this.mujoco.mj_kinematics(this.model, this.data);
      this.#kinematicsFresh = true;
    }
    return this.current();
  }

  /** Frees MuJoCo's memory. Safe to call again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.data.delete();
    this.model.delete();
  }
}

function stateParts({ qpos, qvel, act, mocap_pos, mocap_quat }: DataViews): readonly Float64Array[] {
  return [qpos, qvel, act, mocap_pos, mocap_quat];
}
