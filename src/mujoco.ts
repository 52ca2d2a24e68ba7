/** The entry `polo-mpc/mujoco`: worlds and tasks that need the optional package `@mujoco/mujoco`. */

export { type HandReorientOptions, handReorient } from './tasks/hand-reorient.js';
export { HandWorld, type HandWorldOptions } from './tasks/hand-world.js';
export { type HumanoidBoxOptions, humanoidBox } from './tasks/humanoid-box.js';
export { type HumanoidGetupOptions, humanoidGetup } from './tasks/humanoid-getup.js';
export { type HumanoidWalkOptions, humanoidWalk } from './tasks/humanoid-walk.js';
export { handXml } from './tasks/models/hand.js';
export { type HumanoidModelOptions, humanoidXml, type Prop } from './tasks/models/humanoid.js';
export { type HumanoidBoxModelOptions, humanoidBoxXml } from './tasks/models/humanoid-box.js';
export { type MujocoTask, type MujocoTaskOptions, mujocoTask } from './tasks/mujoco-task.js';
export type { ModelTask } from './tasks/own-model.js';
export { type PhysicsOptions, packTask } from './tasks/physics.js';
export {
  bodyAcceleration,
  bodyAngularAcceleration,
  bodyAngularVelocity,
  bodyQuaternion,
  bodyVelocity,
  geomAcceleration,
  geomAngularAcceleration,
  geomAngularVelocity,
  geomAxes,
  geomQuaternion,
  geomVelocity,
  siteAcceleration,
  siteAngularAcceleration,
  siteAngularVelocity,
  siteAxes,
  siteQuaternion,
  siteVelocity,
} from './worlds/frame-quantities.js';
export {
  actuatorForce,
  actuatorLength,
  actuatorVelocity,
  bodyCentre,
  contactForce,
  jointActuatorForce,
  previousAction,
  sensor,
  subtreeAngularMomentum,
  subtreeCentre,
  subtreeLinearVelocity,
  tendonLength,
  tendonVelocity,
  time,
} from './worlds/model-quantities.js';
export type { FoundFile, ModelFiles, ModelFolder } from './worlds/mujoco/folder.js';
export { MujocoWorld, type MujocoWorldOptions } from './worlds/mujoco/world.js';
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
} from './worlds/quantities.js';
export type { Axes, Touching } from './worlds/quantity-kinds.js';
export type { StartOptions } from './worlds/start.js';
