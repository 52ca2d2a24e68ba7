// What the module exports of the physics.

export { physicsQuantities } from './quantities';
export { physicsForward, physicsGroupBytes, physicsLayout, physicsScratchBytes, physicsStep } from './step';
