// What the module of the physics exports. It works in the memory of the kernels, where its own data has a place that
// they leave free (memoryBase in asconfig.json; see src/kernels/regions.ts).

export { heapBase } from '../memory';
export { physicsQuantities } from './sense/gather';
export { physicsForward, physicsGroupBytes, physicsLayout, physicsScratchBytes, physicsStep } from './step';
