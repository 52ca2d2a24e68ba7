/** The raw exports of the physics' module: pointers and sizes, nothing checked. `PhysicsKernel` is the facade. */

/** Pointers are byte addresses; layouts are described in assembly/physics. */
export interface PhysicsExports {
  /** First byte above the module's own data. */
  heapBase(): number;
  physicsLayout(): number;
  physicsScratchBytes(model: number): number;
  physicsGroupBytes(model: number): number;
  physicsStep(
    model: number,
    scratch: number,
    groups: number,
    groupCount: number,
    controls: number,
    controlStride: number,
    steps: number,
    reads: number,
    readCount: number,
    out: number,
    size: number,
  ): void;
  physicsForward(
    model: number,
    scratch: number,
    groups: number,
    groupCount: number,
    controls: number,
    controlStride: number,
    reads: number,
    readCount: number,
    out: number,
    size: number,
  ): void;
  physicsQuantities(
    model: number,
    scratch: number,
    groups: number,
    groupCount: number,
    reads: number,
    readCount: number,
    moved: number,
    out: number,
    size: number,
  ): void;
}
