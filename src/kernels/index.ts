/** The entry `polo-mpc/kernels`: the engine without planner, tasks or workers. */

export * from '../worlds/equations/acrobot-kernel.js';
export * from '../worlds/equations/cart-pole-kernel.js';
export * from '../worlds/equations/diff-drive-kernel.js';
export * from '../worlds/equations/kernel.js';
export * from '../worlds/equations/pendulum-kernel.js';
export * from '../worlds/equations/point-mass-kernel.js';
export * from './arena.js';
export type { KernelExports } from './exports.js';
export * from './load.js';
export { type KernelsWithPhysics, loadPhysics } from './load-physics.js';
export * from './mlp.js';
export type { KernelModules } from './modules.js';
export * from './noise.js';
export type { PhysicsExports } from './physics-exports.js';
export * from './returns.js';
export * from './weights.js';
