// What the kernels' module exports, and nothing else. The physics is a module of its own: physics/index.ts.

export { adamStep } from './adam';
export { pointMassRollouts } from './dynamics/point-mass';
export { acrobotRollouts, cartPoleRollouts, diffDriveRollouts, pendulumRollouts } from './dynamics/rollouts';
export { logMeanExp } from './log-mean-exp';
export { heapBase } from './memory';
export { batchColumns, ensembleForward, ensembleGradient } from './mlp';
export { clampActions, normals, sampleActions } from './noise';
export { averageActions, discountedReturns, discountedReturns64, softmaxWeights } from './weights';
