/** From rewards to the next plan. */

import { fillNormals } from '../../src/kernels/noise.js';
import { DiscountedReturns } from '../../src/kernels/returns.js';
import { SoftmaxWeights, WeightedAverage } from '../../src/kernels/weights.js';
import { assertClose } from '../harness.js';
import * as plain from '../plain/weights.js';
import type { Result } from '../report.js';
import { type Context, measure, PLANNERS } from './context.js';
import { rowsOf } from './noise.js';

const LAMBDA = 1.25;
const GAMMA = 0.99;

export function weightCases(context: Context): Result[] {
  const sweep = ROLLOUTS.map((rollouts) => ({ name: 'sweep', rollouts, steps: 64, actionSize: 21 }));
  return [...PLANNERS, ...sweep].flatMap((planner: Planner) => [
    discount(context, planner),
    softmax(context, planner),
    ...average(context, planner),
  ]);
}

/** A decade below and two above the paper's numbers; the largest has to come from memory. */
const ROLLOUTS = [12, 1_200, 12_000];

interface Planner {
  readonly name: string;
  readonly rollouts: number;
  readonly steps: number;
  readonly actionSize: number;
}

const isSweep = ({ name }: Planner): boolean => name === 'sweep';

/** Rewards in place, and their discounted returns. */
function make({ kernels, seed }: Context, { rollouts, steps }: Planner) {
  const ours = new DiscountedReturns(kernels);
  const { pointer } = ours.rewards(rollouts / 4, steps);
  const drawn = kernels.arena.f32(rollouts * steps);
  fillNormals(kernels, drawn, { seed, stream: 5 });
  new Float32Array(kernels.memory.buffer, pointer, drawn.length).set(drawn.view);
  const discount = () => ours.discount(GAMMA, 'f32');
  const returns = Float32Array.from(discount()); // the memory has grown to its size
  return { rewards: drawn.view, discount, returns };
}

/** Returns in place. */
function makeSoftmax(context: Context, planner: Planner): SoftmaxWeights {
  const { returns } = make(context, planner);
  const softmax = new SoftmaxWeights(context.kernels, planner.rollouts);
  softmax.returns.view.set(returns);
  return softmax;
}

function discount(context: Context, planner: Planner): Result {
  const { rollouts, steps } = planner;
  const ours = make(context, planner);
  const rewards = rowsOf(ours.rewards, rollouts, steps);
  const returns = new Float32Array(rollouts);
  const others = { 'plain-js': () => plain.discountedReturns(returns, rewards, GAMMA) };
  others['plain-js']();
  assertClose('discounted returns', ours.returns, returns, 1e-5);
  context.hash.add(ours.returns);
  return measure(context, {
    name: `discounted returns ${rollouts}×${steps} (${planner.name})`,
    unit: 'M/s',
    amount: rollouts * steps,
    ours: () => void ours.discount(),
    others,
    sweep: isSweep(planner),
  });
}

function softmax(context: Context, planner: Planner): Result {
  const { rollouts } = planner;
  const ours = makeSoftmax(context, planner);
  const returns = ours.returns.view.slice();
  const weights = new Float32Array(rollouts);
  const others = { 'plain-js': () => void plain.softmaxWeights(weights, returns, LAMBDA) };
  const effective = ours.softmax(rollouts, LAMBDA);
  assertClose('effective sample size', [plain.softmaxWeights(weights, returns, LAMBDA)], [effective], 1e-5);
  assertClose('softmax weights', ours.weights.view, weights, 1e-6);
  context.hash.add(ours.weights.view);
  return measure(context, {
    name: `softmax of ${rollouts} returns (${planner.name})`,
    unit: 'M/s',
    amount: rollouts,
    ours: () => void ours.softmax(rollouts, LAMBDA),
    others,
    sweep: isSweep(planner),
  });
}

/** The average, and the same with returns so far apart that most weights would be denormal. */
function average(context: Context, planner: Planner): Result[] {
  const { rollouts, steps, actionSize } = planner;
  const row = steps * actionSize;
  const actions = context.kernels.arena.f32(rollouts * row);
  fillNormals(context.kernels, actions, { seed: context.seed, stream: 6 });
  const ordinary = makeSoftmax(context, planner);
  ordinary.softmax(rollouts, LAMBDA);
  const extreme = makeSoftmax(context, planner);
  // e^-87 is the last normal number; these reach from there to far below.
  extreme.returns.view.forEach((_, r, view) => {
    view[r] = -100 * LAMBDA * (r / rollouts);
  });
  extreme.softmax(rollouts, LAMBDA);
  const average = new WeightedAverage(context.kernels);
  const averageOf = ({ weights }: SoftmaxWeights) => average.of(actions, weights.view, row);

  const rows = rowsOf(actions.view, rollouts, row);
  const w = ordinary.weights.view.slice();
  const out = new Float32Array(row);
  const simple = () => plain.averageActions(out, rows, w);
  const blocked = () => plain.averageActionsBlocked(out, rows, w);
  const averaged = averageOf(ordinary).slice();
  const others: Record<string, () => void> = { 'plain-js': simple };
  if (rollouts % 8 === 0) others['plain-js-blocked'] = blocked;
  for (const each of Object.values(others)) {
    each();
    assertClose('weighted average', averaged, out, 1e-5);
  }
  context.hash.add(averaged);
  const size = `${rollouts}×${row} (${planner.name})`;
  const amount = rollouts * row * 4;
  const unit = 'GB/s';
  return [
    measure(context, {
      name: `weighted average ${size}`,
      unit,
      amount,
      ours: () => void averageOf(ordinary),
      others,
      bars: isSweep(planner) ? undefined : { 'plain-js': 15 },
      sweep: isSweep(planner),
    }),
    measure(context, {
      name: `weighted average ${size}, extreme returns`,
      unit,
      amount,
      ours: () => void averageOf(extreme),
      others: { 'ordinary returns': () => void averageOf(ordinary) },
      bars: isSweep(planner) ? undefined : { 'ordinary returns': 0.95 },
      sweep: isSweep(planner),
    }),
  ];
}
