// What the module exports, and nothing else.

export { philox, normals, sampleActions } from './noise';
export { discountedReturns, softmaxWeights, averageActions } from './weights';
