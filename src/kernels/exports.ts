/**
 * The raw exports of the kernels' module: pointers and sizes, nothing checked. The facades beside this file check; nobody
 * else calls them. Structs: assembly/arguments.ts.
 */

/** Raw exports of assembly/noise.ts; pointers are byte addresses, layouts are described there. */
export interface NoiseExports {
  /** Standard normals, out f32 [count]. */
  normals(
    out: number,
    count: number,
    seedLow: number,
    seedHigh: number,
    stream: number,
    substream: number,
  ): void;
  /** nominal + noise, out f32 [groups][steps · actionSize][4 lanes]; `sampling`: a struct `Sampling`. */
  sampleActions(out: number, sampling: number, firstRollout: number, groups: number): void;
  /** clamp(actions, low, high), both f32 [rows / steps][steps · actionSize][4 lanes]. */
  clampActions(
    out: number,
    actions: number,
    low: number,
    high: number,
    rows: number,
    actionSize: number,
  ): void;
}

/** Raw exports of assembly/weights.ts; pointers are byte addresses, layouts are described there. */
export interface WeightsExports {
  /** out f32 [groups · 4], rewards f32 [groups][steps][4 lanes]. */
  discountedReturns(out: number, rewards: number, groups: number, steps: number, gamma: number): void;
  /** out f64 [groups · 4], rewards f64 [groups][steps][4 lanes]. */
  discountedReturns64(out: number, rewards: number, groups: number, steps: number, gamma: number): void;
  /** weights and returns f32 [n rounded up to 4]; gives the effective sample size, 0 if no return is finite. */
  softmaxWeights(weights: number, returns: number, n: number, lambda: number): number;
  /** out f32 [rowLength], actions f32 [groups][rowLength][4 lanes], weights f32 [groups · 4]. */
  averageActions(out: number, actions: number, weights: number, groups: number, rowLength: number): void;
}

/** Raw kernels; pointers are byte addresses, N is n rounded up to 8. The shapes are in the assembly files. */
export interface MlpExports {
  /** Rows f32 [n][size] to columns f32 [size + 1][N]; the last row is 0 for finite samples, NaN for others. */
  batchColumns(out: number, rows: number, n: number, size: number): void;
  /** values = f_k(x) + β·p_k(x); `ensemble`: a struct `Ensemble`. */
  ensembleForward(ensemble: number, n: number): void;
  /** losses = Σe² and gradients = ∂(scale·Σe²)/∂θ, or += if `accumulate`; `ensemble`: a struct `Ensemble`. */
  ensembleGradient(ensemble: number, n: number, scale: number, accumulate: boolean): void;
  /** out f32 [N] = (1/κ)·log(mean over members of exp(κ·values f32 [members][N])). */
  logMeanExp(out: number, values: number, members: number, n: number, kappa: number): void;
  /** One Adam step; `adam`: a struct `Adam`. */
  adamStep(adam: number, stepSize: number, rootScale: number): void;
}

/** Raw exports of assembly/dynamics; `batch`: a struct `Rollouts`. */
export interface DynamicsExports {
  pendulumRollouts(batch: number): void;
  cartPoleRollouts(batch: number): void;
  acrobotRollouts(batch: number): void;
  diffDriveRollouts(batch: number): void;
  /** `observations` is not written; walls f32 [wallCount][xmin, ymin, xmax, ymax]. */
  pointMassRollouts(batch: number, walls: number, wallCount: number): void;
}

export interface KernelExports extends NoiseExports, WeightsExports, MlpExports, DynamicsExports {
  /** First byte above the module's own data. */
  heapBase(): number;
}
