/** `npm run bench -- kernels`: each kernel against plain JavaScript and against the machine's multiply-add peak. */

import { loadKernels } from '../src/kernels/load.js';
import { FULL, ProcessorShare, QUICK, ResultHash, type Settings } from './harness.js';
import type { Context } from './kernels/context.js';
import { mathCases } from './kernels/math.js';
import { noiseCases } from './kernels/noise.js';
import { pointMassCases } from './kernels/point-mass.js';
import { valueCases } from './kernels/value.js';
import { weightCases } from './kernels/weights.js';
import { machine } from './machine.js';
import { makePeak } from './peak/peak.js';
import type { Report } from './report.js';

export async function kernels({ seed, quick }: Settings): Promise<Report> {
  const context: Context = {
    kernels: await loadKernels(),
    hash: new ResultHash(),
    peak: makePeak(),
    plan: quick ? QUICK : FULL,
    seed,
  };
  const share = new ProcessorShare();
  const groups = [noiseCases, mathCases, weightCases, valueCases, pointMassCases];
  const results = groups.flatMap((cases) => cases(context));
  return {
    name: 'kernels',
    ...machine(),
    seed,
    resultHash: await context.hash.hex(),
    processorShare: share.end(),
    results,
  };
}
