/** The entry `polo-mpc/kernels`: the engine without planner, tasks or workers. */

export * from './arena.js';
export type { KernelExports } from './exports.js';
export * from './load.js';
export * from './math.js';
export * from './mlp.js';
export * from './noise.js';
export * from './point-mass.js';
export * from './weights.js';
