/** Reward reached for the physics spent: the humanoid gets up with fewer or other rollouts. */

import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import type { ResultHash } from '../harness.js';
import { withKnots } from './knots.js';

export interface Variant {
  readonly name: string;
  readonly options: PoloOptions;
  readonly steps: number;
  /** Actions on straight lines between every so many steps. */
  readonly knots?: number;
}

const few = (rollouts: number): Variant => ({
  name: `K = ${rollouts}`,
  options: { agent: 'mpc', horizon: 64, rollouts },
  steps: 400,
});
const short = (name: string, options: PoloOptions): Variant => ({
  name,
  options: { agent: 'mpc', horizon: 32, ...options },
  steps: 400,
});
const learned = (name: string, options: PoloOptions): Variant => ({
  name,
  options: { agent: 'polo', horizon: 32, ...options },
  steps: 1200,
});

/** The first of a group is what the paper does (and what comes by default); the others change one thing. */
export const GROUPS: Readonly<
  Record<string, { readonly name: string; readonly variants: readonly Variant[] }>
> = {
  'mpc-h64': {
    name: 'planner alone, H = 64',
    variants: [
      few(120),
      few(60),
      few(32),
      few(16),
      { ...few(32), name: 'K = 32, ρ = 0.5', options: { ...few(32).options, noiseCorrelation: 0.5 } },
      {
        ...few(32),
        name: 'K = 32, λ for 20 %',
        options: { ...few(32).options, temperature: { effectiveSampleSize: 0.2 } },
      },
    ],
  },
  'mpc-h32': {
    name: 'planner alone, H = 32',
    variants: [
      short('K = 120', {}),
      short('K = 240', { rollouts: 240 }),
      short('K = 60', { rollouts: 60 }),
      short('ρ = 0.5', { noiseCorrelation: 0.5 }),
      short('ρ = 0.8', { noiseCorrelation: 0.8 }),
      short('λ for 20 % of the rollouts', { temperature: { effectiveSampleSize: 0.2 } }),
      short('ρ = 0.5, λ for 20 % (preset sharp)', { preset: 'sharp' }),
      short('K = 32, ρ = 0.5, λ for 20 % (preset light)', { preset: 'light' }),
      short('plan goes on with its last action', { tail: 'hold' }),
      { ...short('a knot every 4 steps', {}), knots: 4 },
      { ...short('a knot every 8 steps', {}), knots: 8 },
      {
        ...short('a knot every 4 steps, λ for 20 %', { temperature: { effectiveSampleSize: 0.2 } }),
        knots: 4,
      },
      {
        ...short('a knot every 8 steps, λ for 20 %', { temperature: { effectiveSampleSize: 0.2 } }),
        knots: 8,
      },
    ],
  },
  'mpc-h16': {
    name: 'planner alone, H = 16',
    variants: [
      short('K = 120', { horizon: 16 }),
      short('preset sharp', { horizon: 16, preset: 'sharp' }),
      {
        ...short('a knot every 4 steps, λ for 20 %', {
          horizon: 16,
          temperature: { effectiveSampleSize: 0.2 },
        }),
        knots: 4,
      },
    ],
  },
  'mpc-h8': {
    name: 'planner alone, H = 8',
    variants: [short('K = 120', { horizon: 8 }), short('preset sharp', { horizon: 8, preset: 'sharp' })],
  },
  'polo-h8': {
    name: 'POLO, H = 8',
    variants: [learned('K = 120', { horizon: 8 }), learned('preset sharp', { horizon: 8, preset: 'sharp' })],
  },
  'polo-h32': {
    name: 'POLO, H = 32',
    variants: [
      learned('K = 120', {}),
      learned('K = 60', { rollouts: 60 }),
      learned('K = 32', { rollouts: 32 }),
      learned('ρ = 0.5', { noiseCorrelation: 0.5 }),
      learned('λ for 20 % of the rollouts', { temperature: { effectiveSampleSize: 0.2 } }),
      learned('preset light', { preset: 'light' }),
    ],
  },
};

export interface Outcome {
  readonly reward: number;
  readonly physicsSteps: number;
}

export async function live(
  { options, steps, knots }: Variant,
  seed: number,
  workers: number,
  hash: ResultHash,
): Promise<Outcome> {
  const task = humanoidGetup({ physics: 'lanes' });
  const agent = knots
    ? await Polo.create(withKnots(task, knots), { ...options, seed, workers: 1 })
    : await Polo.create(task, { ...options, seed, workers });
  let reward = 0;
  try {
    for await (const step of agent.run({ steps })) {
      reward += step.reward / steps;
      hash.add(step.action);
    }
    return { reward, physicsSteps: agent.simulationSteps / steps };
  } finally {
    await agent.close();
  }
}
