/**
 * `npm run bench -- savings`: where physics steps could be saved, for nearly all of a plan is physics. How many steps
 * belong to rollouts that are beyond hope, and what reward fewer or other rollouts reach for the physics they take.
 * Rewards and counts are not times, so it does not matter what else the machine does meanwhile.
 */

import { ProcessorShare, ResultHash, type Settings } from './harness.js';
import { machine } from './machine.js';
import type { Report, Result } from './report.js';
import { GROUPS, live, type Variant } from './savings/equal-physics.js';
import { hopelessShares, NOTHING } from './savings/hopeless.js';

const SEEDS = 3;
const WORKERS = 2;
const GETUP_STEPS = 300;

export async function savings({ seed, quick }: Settings): Promise<Report> {
  const hash = new ResultHash();
  const share = new ProcessorShare();
  const results: Result[] = [];
  const table: string[][] = [['getup', 'mean reward', 'physics steps a control step', 'against the first']];
  for (const [group, variants] of Object.entries(GROUPS)) {
    let first: number | undefined;
    for (const variant of variants) {
      const outcome = await measured(variant, quick ? 1 : SEEDS, quick ? 50 : variant.steps, seed, hash);
      first ??= outcome.physics;
      table.push([
        `${group}: ${variant.name}`,
        `${outcome.mean.toFixed(2)} (${outcome.rewards.map((each) => each.toFixed(2)).join(', ')})`,
        Math.round(outcome.physics).toLocaleString('en-US'),
        `${(outcome.physics / first).toFixed(2)}`,
      ]);
      results.push({
        case: `${group}: ${variant.name}, ${Math.round(outcome.physics)} physics steps a control step`,
        unit: 'mean reward',
        ours: outcome.mean,
        ratios: {},
      });
    }
  }
  for (const [horizon, adaptive] of [
    [64, false],
    [32, false],
    [32, true],
  ] as const) {
    const { shares, lambda } = await hopelessShares(horizon, adaptive, quick ? 20 : GETUP_STEPS, seed);
    for (const [i, nothing] of NOTHING.entries()) {
      const name = `steps after the weight is below ${nothing} for certain, H = ${horizon}, λ ${adaptive ? 'adapted, on average' : '='} ${lambda.toFixed(2)}`;
      const percent = `${(100 * shares[i]!).toFixed(2)} %`;
      table.push([name, '', percent, '']);
      results.push({ case: name, unit: 'share of the physics', ours: shares[i]!, ratios: {} });
    }
  }
  return {
    name: 'savings',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare: share.end(),
    results,
    table,
  };
}

async function measured(variant: Variant, seeds: number, steps: number, seed: number, hash: ResultHash) {
  const rewards: number[] = [];
  let physics = 0;
  for (let i = 0; i < seeds; i++) {
    const outcome = await live({ ...variant, steps }, seed + i, WORKERS, hash);
    rewards.push(outcome.reward);
    physics += outcome.physicsSteps / seeds;
  }
  return { rewards, physics, mean: rewards.reduce((sum, each) => sum + each, 0) / seeds };
}
