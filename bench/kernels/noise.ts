/** Normal numbers and sampled actions. */

import { ActionSampler, fillNormals } from '../../src/kernels/noise.js';
import { seedWords } from '../../src/random.js';
import { assertClose, assertThat } from '../harness.js';
import { philoxNormals, sampleActions, Xoshiro } from '../plain/random.js';
import type { Result } from '../report.js';
import { type Context, measure, PLANNERS } from './context.js';

const STREAM = 3;

export function noiseCases(context: Context): Result[] {
  const sizes = [100, 1_000, 10_000, 100_000, 1_000_000];
  return [
    ...sizes.map((count) => normals(context, count)),
    ...PLANNERS.map((planner) => actions(context, planner)),
  ];
}

function normals(context: Context, count: number): Result {
  const { kernels, seed } = context;
  const words = seedWords(seed);
  const block = kernels.arena.f32(count);
  const ours = () => fillNormals(kernels, block, { seed, stream: STREAM });
  const plain = new Float32Array(count);
  const philox = () => philoxNormals(plain, 0, count, 0, 0, STREAM, ...words);
  const xoshiro = new Xoshiro(seed);

  ours();
  philox();
  // The kernel's number 16 q + 4 w + l is word w of block 4 q + l.
  const whole = count & ~15;
  const reordered = Float32Array.from({ length: whole }, (_, i) => {
    const [q, w, l] = [i >> 4, (i >> 2) & 3, i & 3];
    return plain[4 * (4 * q + l) + w]!;
  });
  assertClose(`${count} normals`, block.view.subarray(0, whole), reordered, 1e-5);
  context.hash.add(block.view);

  const other = new Float32Array(count);
  const fast = () => xoshiro.normals(other, 0, count);
  fast();
  assertStandard(other);
  return measure(context, {
    name: `${count.toLocaleString('en-US')} normals (Philox)`,
    unit: 'M/s',
    amount: count,
    ours,
    others: { 'plain-js': fast, 'plain-js-philox': philox },
    bars: count >= 10_000 ? { 'plain-js': 7 } : undefined,
    sweep: count !== 10_000,
  });
}

/** @throws if numbers are not standard normal, within five standard errors. */
function assertStandard(x: Float32Array): void {
  let sum = 0;
  let squares = 0;
  for (const each of x) {
    sum += each;
    squares += each * each;
  }
  const n = x.length;
  assertThat(Math.abs(sum / n) < 5 / Math.sqrt(n), `normals of plain JavaScript: mean ${sum / n}`);
  assertThat(
    Math.abs(squares / n - 1) < 5 * Math.sqrt(2 / n),
    `normals of plain JavaScript: variance ${squares / n}`,
  );
}

function actions(context: Context, planner: (typeof PLANNERS)[number]): Result {
  const { kernels, seed } = context;
  const { rollouts, steps, actionSize } = planner;
  const row = steps * actionSize;
  const correlation = 0.8;
  const fill = (value: number) => new Float32Array(actionSize).fill(value);
  const [sigma, low, high] = [fill(0.2), fill(-1), fill(1)] as const;
  const nominal = Float32Array.from({ length: row }, (_, i) => 0.9 * Math.sin(i));
  const sampler = new ActionSampler(kernels, low, high);
  const request = {
    nominals: nominal,
    rolloutsPerPlan: rollouts,
    steps,
    sigma,
    noiseCorrelation: correlation,
    seed,
    stream: STREAM,
    firstPlan: 7,
  };
  const ours = () => {
    sampler.sample(request);
    return sampler.clamp();
  };

  const words = seedWords(seed);
  const plain = new Float32Array(rollouts * row);
  const byPhilox = (out: Float32Array, at: number, count: number, rollout: number) =>
    philoxNormals(out, at, count, rollout, 7, STREAM, ...words);
  const philox = () => sampleActions(plain, nominal, sigma, low, high, rollouts, correlation, byPhilox);
  const xoshiro = new Xoshiro(seed);
  const byXoshiro = (out: Float32Array, at: number, count: number) => xoshiro.normals(out, at, count);
  const other = new Float32Array(rollouts * row);
  const fast = () => sampleActions(other, nominal, sigma, low, high, rollouts, correlation, byXoshiro);

  const sampled = ours().view;
  philox();
  assertClose(`actions of the ${planner.name}`, rowsOf(sampled, rollouts, row), plain, 1e-5);
  context.hash.add(sampled);
  return measure(context, {
    name: `sampled actions ${rollouts}×${steps}×${actionSize} (${planner.name}, ρ = ${correlation})`,
    unit: 'M/s',
    amount: rollouts * row,
    ours: () => void ours(),
    others: { 'plain-js': fast, 'plain-js-philox': philox },
  });
}

/** [groups][row][4 lanes] as [rollouts][row]. */
export function rowsOf(quads: Float32Array, rollouts: number, row: number): Float32Array {
  const out = new Float32Array(rollouts * row);
  for (let r = 0; r < rollouts; r++) {
    const group = (r >> 2) * row * 4 + (r & 3);
    for (let i = 0; i < row; i++) out[r * row + i] = quads[group + i * 4]!;
  }
  return out;
}
