// What the kernels' module exports, and nothing else. The physics is a module of its own: physics/index.ts.

export { heapBase } from './memory';
export { philox, normals, sampleActions, clampActions } from './noise';
export { discountedReturns, discountedReturns64, softmaxWeights, averageActions } from './weights';
export { batchColumns, ensembleForward, ensembleGradient } from './mlp';
export { logMeanExp } from './log-mean-exp';
export { adamStep } from './adam';
export { expArray, logArray, tanhArray, sinArray, cosArray } from './math';
export { pointMassRollouts } from './dynamics/point-mass';
export { pendulumRollouts, cartPoleRollouts, acrobotRollouts, diffDriveRollouts } from './dynamics/rollouts';
