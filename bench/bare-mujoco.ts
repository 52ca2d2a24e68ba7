/** The loop that a planner is measured against: `mj_step` over recorded controls, and nothing else. */

import { setFlags } from '../src/worlds/mujoco/model.js';
import {
  compileModel,
  loadMujoco,
  type MainModule,
  type MjData,
  type MjModel,
} from '../src/worlds/mujoco/module.js';

/** The same MuJoCo, model and flags as a `MujocoWorld` in this process. */
export class BareMujoco {
  readonly controls: number;

  /** @param physicsSteps physics steps in a control step, as in a `MujocoWorld`; default 1 */
  static async create(xml: string, physicsSteps = 1): Promise<BareMujoco> {
    const mujoco = await loadMujoco();
    const model = compileModel(mujoco, xml);
    setFlags(mujoco, model);
    return new BareMujoco(mujoco, model, new mujoco.MjData(model), physicsSteps);
  }

  private constructor(
    private readonly mujoco: MainModule,
    private readonly model: MjModel,
    private readonly data: MjData,
    readonly physicsSteps: number,
  ) {
    this.controls = model.nu;
  }

  /**
   * Steps every rollout from the same state.
   *
   * @param state qpos and qvel; what follows is not read
   * @param controls f64 [rollouts][steps][nu]
   * @param afterStep called after each control step; left out where time is measured
   */
  replay(
    state: Float64Array,
    controls: Float64Array,
    rollouts: number,
    steps: number,
    afterStep?: (qpos: Float64Array, rollout: number, step: number) => void,
  ): void {
    const { mujoco, model, data, physicsSteps } = this;
    const { qpos, qvel, ctrl } = data; // views: nothing in the loop allocates in MuJoCo's memory
    const from = state.subarray(0, qpos.length);
    const velocities = state.subarray(qpos.length, qpos.length + qvel.length);
    const nu = ctrl.length;
    let at = 0;
    for (let rollout = 0; rollout < rollouts; rollout++) {
      qpos.set(from);
      qvel.set(velocities);
      for (let step = 0; step < steps; step++) {
        for (let i = 0; i < nu; i++) ctrl[i] = controls[at++]!;
        for (let i = 0; i < physicsSteps; i++) mujoco.mj_step(model, data);
        afterStep?.(qpos, rollout, step);
      }
    }
  }

  close(): void {
    this.data.delete();
    this.model.delete();
  }
}
