/** The raw exports of the kernels' module: pointers and sizes, nothing checked. The facades beside this file check. */

import type { DynamicsExports } from './dynamics.js';
import type { MathExports } from './math.js';
import type { MlpExports } from './mlp.js';
import type { NoiseExports } from './noise.js';
import type { PointMassExports } from './point-mass.js';
import type { WeightsExports } from './weights.js';

export interface KernelExports
  extends MathExports,
    NoiseExports,
    WeightsExports,
    MlpExports,
    PointMassExports,
    DynamicsExports {
  /** First byte above the module's own data. */
  heapBase(): number;
}
