/** The entry `polo-mpc/kernels`: the engine without planner, tasks or workers. */

export * from './acrobot.js';
export * from './arena.js';
export * from './cart-pole.js';
export * from './diff-drive.js';
export * from './dynamics.js';
export type { KernelExports } from './exports.js';
export * from './load.js';
export { type KernelsWithPhysics, loadPhysics } from './load-physics.js';
export * from './math.js';
export * from './mlp.js';
export type { KernelModules } from './modules.js';
export * from './noise.js';
export * from './pendulum.js';
export type { PhysicsExports } from './physics-exports.js';
export * from './point-mass.js';
export * from './weights.js';
