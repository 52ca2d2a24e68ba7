/** The point mass with walls: whole batches of rollouts. */

import { ActionSampler } from '../../src/kernels/noise.js';
import { MAZES, openPlane, parseMaze } from '../../src/tasks/maze.js';
import { wallsOf } from '../../src/worlds/equations/plane.js';
import { PointMassKernel } from '../../src/worlds/equations/point-mass-kernel.js';
import { assertThat } from '../harness.js';
import { type PlainPointMass, pointMassRollouts } from '../plain/point-mass.js';
import type { Result } from '../report.js';
import { type Context, measure } from './context.js';
import { rowsOf } from './noise.js';

const HALF_SIDE = 1.4;
const MODEL = { timestep: 0.02, gear: 4, mass: 0.53, damping: 1 } as const;
const STEPS = 32;
const ROLLOUTS = [120, 1200, 12_000];

export function pointMassCases(context: Context): Result[] {
  const box = openPlane(10);
  const maze = parseMaze(MAZES.corridors);
  return [
    ...ROLLOUTS.map((rollouts) => one(context, 'box', wallsOf(box), box.start, rollouts)),
    ...ROLLOUTS.map((rollouts) => one(context, 'maze', wallsOf(maze), maze.start, rollouts)),
  ];
}

function one(
  context: Context,
  name: string,
  walls: Float32Array,
  start: readonly [number, number],
  rollouts: number,
): Result {
  const { kernels, seed } = context;
  const { arena } = kernels;
  const groups = rollouts / 4;
  const limits = [-HALF_SIDE, -HALF_SIDE, HALF_SIDE, HALF_SIDE] as const;
  const kernel = new PointMassKernel(kernels, { ...MODEL, limits, walls });
  const sampler = new ActionSampler(kernels, [-1, -1], [1, 1]);
  sampler.sample({
    nominals: new Float32Array(STEPS * 2).map((_, i) => Math.sin(i)),
    rolloutsPerPlan: rollouts,
    steps: STEPS,
    sigma: [0.5, 0.5],
    noiseCorrelation: 0.95,
    seed,
    stream: 8,
    firstPlan: 0,
  });
  const states = arena.f32(rollouts * 4);
  const finals = arena.f32(rollouts * 4);
  const rewards = arena.f32(rollouts * STEPS);
  for (let r = 0; r < rollouts; r++) states.view.set([...start, 0, 0], r * 4);
  const actions = sampler.clamp();
  const ours = () =>
    kernel.rollout({
      states: states.pointer,
      finals: finals.pointer,
      actions: actions.pointer,
      rewards: rewards.pointer,
      groups,
      steps: STEPS,
    });

  const decay = 1 / (1 + (MODEL.timestep * MODEL.damping) / MODEL.mass);
  const gain = (decay * MODEL.timestep * MODEL.gear) / MODEL.mass;
  const plain: PlainPointMass = { decay, gain, timestep: MODEL.timestep, limits, walls };
  const rows = rowsOf(actions.view, rollouts, STEPS * 2);
  const out = new Float32Array(rollouts * 4);
  const others = { 'plain-js': () => pointMassRollouts(out, plain, start, rows, rollouts, STEPS) };
  ours();
  others['plain-js']();
  assertMostlyEqual(finals.view, out);
  context.hash.add(finals.view);
  const sweep = rollouts === 12_000;
  return measure(context, {
    name: `point mass in a ${name}, ${rollouts.toLocaleString('en-US')} rollouts × ${STEPS} steps`,
    unit: 'M/s',
    amount: rollouts * STEPS,
    ours,
    others,
    bars: sweep ? undefined : { 'plain-js': 4 },
    sweep,
  });
}

/** Whether a corner is met or missed can hang on the last bit of an f32: one state in a hundred may differ. */
function assertMostlyEqual(actual: Float32Array, expected: Float32Array): void {
  let different = 0;
  for (let i = 0; i < actual.length; i++) if (!(Math.abs(actual[i]! - expected[i]!) < 1e-4)) different++;
  assertThat(different <= actual.length / 100, `point mass: ${different} of ${actual.length} numbers differ`);
}
