/** The entry `polo-mpc/mujoco`: worlds and tasks that need the optional package `@mujoco/mujoco`. */

export { MujocoWorld, type MujocoWorldOptions } from './simulation/mujoco.js';
export type { ModelFiles } from './simulation/mujoco-module.js';
export {
  bodyAxes,
  bodyPosition,
  geomPosition,
  type JointType,
  jointPosition,
  jointVelocity,
  type Numbers,
  type Quantity,
  type QuantityKind,
  type Readout,
  type Reads,
  reads,
  type Start,
  type StartableWorld,
  sitePosition,
  touch,
} from './simulation/quantities.js';
export { type HumanoidGetupOptions, humanoidGetup } from './tasks/humanoid-getup.js';
export { type HumanoidModelOptions, humanoidXml } from './tasks/models/humanoid.js';
export { type MujocoTask, type MujocoTaskOptions, mujocoTask } from './tasks/mujoco-task.js';
