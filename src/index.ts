/** polo-mpc: plan online, learn offline. The core: no MuJoCo in here (see `polo-mpc/mujoco`). */

export { type Kernels, loadKernels } from './kernels/load.js';
export type { KernelModules } from './kernels/modules.js';
export { OptionError } from './options.js';
export { createPlanner, Mppi, type MppiOptions } from './planners/alone.js';
export type { PlannerOptions, PlanOptions } from './planners/planner-options.js';
export type { SamplingPlanner } from './planners/sampling-planner.js';
export type { Temperature } from './planners/temperature.js';
export type { TerminalValue } from './planners/terminal-value.js';
export { type PhaseSeconds, Polo, type RunOptions, type StepOptions, type StepReport } from './polo.js';
export type { AgentKind, PoloOptions } from './polo-options.js';
export { Random } from './random.js';
export { ActionsHash } from './runs/actions-hash.js';
export { type AcrobotOptions, acrobotSwingup } from './tasks/acrobot.js';
export { type CartPoleOptions, cartPoleSwingup } from './tasks/cart-pole.js';
export { DIFF_DRIVE_COMPARISON, type DiffDriveOptions, diffDrive } from './tasks/diff-drive.js';
export { type PendulumOptions, pendulumSwingup } from './tasks/pendulum.js';
export { type PointMassOptions, pointMassBox, pointMassMaze } from './tasks/point-mass.js';
export { type EnsembleOptions, type EnsembleState, ValueEnsemble } from './value/ensemble.js';
export type { TargetMode } from './value/targets.js';
export type { TrainedValue } from './value/trained.js';
export { VERSION } from './version.js';
export type { SpawnWorker } from './workers/create.js';
export type {
  BatchRequest,
  BatchWorld,
  Scene,
  SceneShape,
  Task,
  TaskSource,
  World,
} from './worlds/world.js';
