/** The cart and pole: whole batches of rollouts with their rewards. */

import { ActionSampler } from '../../src/kernels/noise.js';
import { CART_POLE } from '../../src/tasks/cart-pole.js';
import { cartPoleKernel } from '../../src/worlds/equations/cart-pole-kernel.js';
import { assertThat } from '../harness.js';
import { cartPoleRollouts } from '../plain/cart-pole.js';
import type { Result } from '../report.js';
import { type Context, measure } from './context.js';
import { rowsOf } from './noise.js';

const STEPS = 50; // the task's horizon
const ROLLOUTS = [120, 1200, 12_000];
const START = [0.3, Math.PI - 0.1, 0, 0] as const;

export function cartPoleCases(context: Context): Result[] {
  return ROLLOUTS.map((rollouts) => one(context, rollouts));
}

function one(context: Context, rollouts: number): Result {
  const { kernels, seed } = context;
  const { arena } = kernels;
  const groups = rollouts / 4;
  const kernel = cartPoleKernel(kernels, CART_POLE);
  const { maxForce } = CART_POLE;
  const sampler = new ActionSampler(kernels, [-maxForce], [maxForce]);
  sampler.sample({
    nominals: new Float32Array(STEPS),
    rolloutsPerPlan: rollouts,
    steps: STEPS,
    sigma: [maxForce / 2],
    noiseCorrelation: 0.8,
    seed,
    stream: 9,
    firstPlan: 0,
  });
  const states = arena.f32(rollouts * 4);
  const finals = arena.f32(rollouts * 4);
  const observations = arena.f32(rollouts * 5);
  const rewards = arena.f32(rollouts * STEPS);
  for (let r = 0; r < rollouts; r++) states.view.set(START, r * 4);
  const actions = sampler.clamp();
  const ours = () =>
    kernel.rollout({
      states: states.pointer,
      finals: finals.pointer,
      observations: observations.pointer,
      actions: actions.pointer,
      rewards: rewards.pointer,
      groups,
      steps: STEPS,
    });

  const forces = rowsOf(actions.view, rollouts, STEPS);
  const plainFinals = new Float32Array(rollouts * 4);
  const plainRewards = new Float32Array(rollouts * STEPS);
  const plain = () => cartPoleRollouts(plainFinals, plainRewards, CART_POLE, START, forces, rollouts, STEPS);
  ours();
  plain();
  assertMostlyEqual('rewards', rowsOf(rewards.view, rollouts, STEPS), plainRewards);
  assertMostlyEqual('final states', finals.view, plainFinals);
  context.hash.add(finals.view);
  const sweep = rollouts === 12_000;
  return measure(context, {
    name: `cart-pole, ${rollouts.toLocaleString('en-US')} rollouts × ${STEPS} steps`,
    unit: 'M/s',
    amount: rollouts * STEPS,
    ours,
    others: { 'plain-js': plain },
    bars: sweep ? undefined : { 'plain-js': 8 },
    sweep,
  });
}

/** Whether the end of the rail is met a step earlier can hang on the last bit of an f32: one in a hundred may differ. */
function assertMostlyEqual(what: string, actual: Float32Array, expected: Float32Array): void {
  let different = 0;
  for (let i = 0; i < actual.length; i++) if (!(Math.abs(actual[i]! - expected[i]!) < 1e-3)) different++;
  assertThat(
    different <= actual.length / 100,
    `cart-pole, ${what}: ${different} of ${actual.length} numbers differ`,
  );
}
