/**
 * `npm run bench -- kernels`: each kernel against plain JavaScript, against TensorFlow.js and
 * ONNX Runtime Web where they have the same, and against the machine's multiply-add peak. With `--only` some parts
 * (noise, math, weights, value, point-mass, cart-pole), for a look.
 */

import { loadKernels } from '../src/kernels/load.js';
import { FULL, ProcessorShare, QUICK, ResultHash, type Settings, timeOf } from './harness.js';
import { cartPoleCases } from './kernels/cart-pole.js';
import type { Context } from './kernels/context.js';
import { mathCases } from './kernels/math.js';
import { noiseCases } from './kernels/noise.js';
import { pointMassCases } from './kernels/point-mass.js';
import { valueCases } from './kernels/value.js';
import { weightCases } from './kernels/weights.js';
import { machine } from './machine.js';
import { makePeak } from './peak/peak.js';
import { number, type Report, type Result } from './report.js';
import { loadRivals } from './rivals/rivals.js';

const PARTS = {
  noise: noiseCases,
  math: mathCases,
  weights: weightCases,
  value: valueCases,
  'point-mass': pointMassCases,
  'cart-pole': cartPoleCases,
};

export async function kernels({ seed, quick, only, previous }: Settings): Promise<Report> {
  const context: Context = {
    kernels: await loadKernels(),
    hash: new ResultHash(),
    peak: makePeak(),
    rivals: await loadRivals(),
    plan: quick ? QUICK : FULL,
    seed,
  };
  const share = new ProcessorShare();
  const results: Result[] = [];
  for (const [part, cases] of Object.entries(PARTS)) {
    if (!only || only.includes(part)) results.push(...(await cases(context)));
  }
  const here = machine();
  return {
    name: 'kernels',
    ...here,
    seed,
    resultHash: await context.hash.hex(),
    processorShare: share.end(),
    results: among(
      only && previous,
      results.map((result) => ({ ...result, bars: barsOn(here.runtime, result) })),
    ),
    notes: notes(context),
  };
}

/** New results at the places of those of the same cases, the others as they were. */
function among(previous: Report | undefined, results: readonly Result[]): readonly Result[] {
  if (!previous) return results;
  const fresh = new Map(results.map((result) => [result.case, result]));
  return previous.results.map((result) => fresh.get(result.case) ?? result);
}

function notes({ rivals, peak }: Context): string[] {
  const times = Array.from({ length: 21 }, () => timeOf(() => peak.run()));
  const gigaflops = peak.flops / (Math.min(...times) * 1e6);
  return [
    `Peak of multiply and add in SIMD128, one thread: ${number(gigaflops)} GFLOP/s; shares of it are by what was measured in the same rounds.`,
    ...rivals.missing,
  ];
}

/** Of other engines than Node's is asked less: only the forward pass has a bar on Deno and Bun, and a lower one. */
function barsOn(runtime: string, { case: name, bars }: Result): Result['bars'] {
  if (runtime.startsWith('Node')) return bars;
  return bars && name.startsWith('ensemble forward') ? { 'plain-js': 12 } : undefined;
}
