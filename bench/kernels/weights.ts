/** From rewards to the next plan. */

import { fillNormals } from '../../src/kernels/noise.js';
import { RolloutWeights } from '../../src/kernels/weights.js';
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

function make(context: Context, { rollouts, steps, actionSize }: Planner): RolloutWeights {
  const weights = new RolloutWeights(context.kernels, rollouts, steps, actionSize);
  fillNormals(context.kernels, weights.rewards, context.seed, 5);
  weights.discount(GAMMA);
  return weights;
}

function discount(context: Context, planner: Planner): Result {
  const { rollouts, steps } = planner;
  const ours = make(context, planner);
  const rewards = rowsOf(ours.rewards.view, rollouts, steps);
  const returns = new Float32Array(rollouts);
  const others = { 'plain-js': () => plain.discountedReturns(returns, rewards, GAMMA) };
  others['plain-js']();
  assertClose('discounted returns', ours.returns.view, returns, 1e-5);
  context.hash.add(ours.returns.view);
  return measure(context, {
    name: `discounted returns ${rollouts}×${steps} (${planner.name})`,
    unit: 'M/s',
    amount: rollouts * steps,
    ours: () => ours.discount(GAMMA),
    others,
    sweep: isSweep(planner),
  });
}

function softmax(context: Context, planner: Planner): Result {
  const ours = make(context, planner);
  const returns = ours.returns.view.slice();
  const weights = new Float32Array(planner.rollouts);
  const others = { 'plain-js': () => void plain.softmaxWeights(weights, returns, LAMBDA) };
  const effective = ours.softmax(LAMBDA);
  assertClose('effective sample size', [plain.softmaxWeights(weights, returns, LAMBDA)], [effective], 1e-5);
  assertClose('softmax weights', ours.weights.view, weights, 1e-6);
  context.hash.add(ours.weights.view);
  return measure(context, {
    name: `softmax of ${planner.rollouts} returns (${planner.name})`,
    unit: 'M/s',
    amount: planner.rollouts,
    ours: () => void ours.softmax(LAMBDA),
    others,
    sweep: isSweep(planner),
  });
}

/** The average, and the same with returns so far apart that most weights would be denormal. */
function average(context: Context, planner: Planner): Result[] {
  const { rollouts, steps, actionSize } = planner;
  const row = steps * actionSize;
  const actions = context.kernels.arena.f32(rollouts * row);
  fillNormals(context.kernels, actions, context.seed, 6);
  const ordinary = make(context, planner);
  ordinary.softmax(LAMBDA);
  const extreme = make(context, planner);
  // e^-87 is the last normal number; these reach from there to far below.
  extreme.returns.view.forEach((_, r, view) => {
    view[r] = -100 * LAMBDA * (r / rollouts);
  });
  extreme.softmax(LAMBDA);

  const rows = rowsOf(actions.view, rollouts, row);
  const w = ordinary.weights.view.slice();
  const out = new Float32Array(row);
  const simple = () => plain.averageActions(out, rows, w);
  const blocked = () => plain.averageActionsBlocked(out, rows, w);
  ordinary.averageOf(actions.pointer);
  const others: Record<string, () => void> = { 'plain-js': simple };
  if (rollouts % 8 === 0) others['plain-js-blocked'] = blocked;
  for (const each of Object.values(others)) {
    each();
    assertClose('weighted average', ordinary.average.view, out, 1e-5);
  }
  context.hash.add(ordinary.average.view);
  const size = `${rollouts}×${row} (${planner.name})`;
  const amount = rollouts * row * 4;
  const unit = 'GB/s';
  return [
    measure(context, {
      name: `weighted average ${size}`,
      unit,
      amount,
      ours: () => void ordinary.averageOf(actions.pointer),
      others,
      bars: isSweep(planner) ? undefined : { 'plain-js': 15 },
      sweep: isSweep(planner),
    }),
    measure(context, {
      name: `weighted average ${size}, extreme returns`,
      unit,
      amount,
      ours: () => void extreme.averageOf(actions.pointer),
      others: { 'ordinary returns': () => void ordinary.averageOf(actions.pointer) },
      bars: isSweep(planner) ? undefined : { 'ordinary returns': 0.95 },
      sweep: isSweep(planner),
    }),
  ];
}
