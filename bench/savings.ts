/**
 * `npm run bench -- savings`: where physics steps could be saved, for nearly all of a plan is physics. How many steps
 * belong to rollouts that are beyond hope, and what reward fewer or other rollouts reach for the physics they take.
 * Rewards and counts are not times, so it does not matter what else the machine does meanwhile. With `--only` some parts
 * (mpc-h64, mpc-h32, mpc-h16, mpc-h8, polo-h8, polo-h32, hopeless).
 */

import { ProcessorShare, ResultHash, type Settings } from './harness.js';
import { machine } from './machine.js';
import type { Report, Result } from './report.js';
import { GROUPS, live, type Variant } from './savings/equal-physics.js';
import { hopelessShares, NOTHING } from './savings/hopeless.js';

const SEEDS = 3;
const WORKERS = 2;
const GETUP_STEPS = 300;
/** Plans whose rollouts are looked through. */
const PLANS = [
  { horizon: 64, adaptive: false },
  { horizon: 32, adaptive: false },
  { horizon: 32, adaptive: true },
] as const;

const HOPELESS = 'physics of rollouts beyond hope';

/** A line of the table and what stands in the JSON for it. */
interface Row {
  readonly cells: readonly string[];
  readonly results: readonly Result[];
}

export async function savings({ seed, quick, only, previous, save }: Settings): Promise<Report> {
  const hash = new ResultHash();
  const share = new ProcessorShare();
  const rows: Row[] = [];
  const report = async (processorShare: number): Promise<Report> => ({
    name: 'savings',
    ...machine(),
    seed,
    resultHash: await hash.hex(),
    processorShare,
    results: rows.flatMap(({ results }) => results),
    table: [['getup', 'mean reward', 'physics steps a control step'], ...rows.map(({ cells }) => cells)],
  });
  for (const [part, { name: group, variants }] of Object.entries(GROUPS)) {
    if (only && !only.includes(part)) {
      rows.push(...kept(group, previous));
      continue;
    }
    for (const variant of variants) {
      rows.push(await reached(group, variant, quick, seed, hash));
      await save?.(await report(1));
    }
  }
  if (only && !only.includes('hopeless')) rows.push(...kept(HOPELESS, previous));
  for (const { horizon, adaptive } of only && !only.includes('hopeless') ? [] : PLANS) {
    rows.push(await beyondHope(horizon, adaptive, quick ? 20 : GETUP_STEPS, seed));
  }
  return report(share.end());
}

/** The rows of a part as they were. */
function kept(part: string, previous: Report | undefined): Row[] {
  const { table = [], results = [] } = previous ?? {};
  return table
    .filter(([name]) => name?.startsWith(part))
    .map((cells) => {
      const [name, , spent] = cells;
      const own = ({ case: what }: Result) =>
        what === `${name}, ${spent} physics steps a control step` || what.startsWith(`${name}, weight <`);
      return { cells, results: results.filter(own) };
    });
}

async function reached(
  group: string,
  variant: Variant,
  quick: boolean,
  seed: number,
  hash: ResultHash,
): Promise<Row> {
  const rewards: number[] = [];
  let physics = 0;
  const seeds = quick ? 1 : SEEDS;
  const steps = quick ? 50 : variant.steps;
  for (let i = 0; i < seeds; i++) {
    const outcome = await live({ ...variant, steps }, seed + i, WORKERS, hash);
    rewards.push(outcome.reward);
    physics += outcome.physicsSteps / seeds;
  }
  const mean = rewards.reduce((sum, each) => sum + each, 0) / seeds;
  const name = `${group}: ${variant.name}`;
  const spent = Math.round(physics).toLocaleString('en-US');
  return {
    cells: [name, `${mean.toFixed(2)} (${rewards.map((each) => each.toFixed(2)).join(', ')})`, spent],
    results: [
      { case: `${name}, ${spent} physics steps a control step`, unit: 'mean reward', ours: mean, ratios: {} },
    ],
  };
}

async function beyondHope(horizon: number, adaptive: boolean, steps: number, seed: number): Promise<Row> {
  const { shares, lambda } = await hopelessShares(horizon, adaptive, steps, seed);
  const name = `${HOPELESS}, H = ${horizon}, λ ${adaptive ? 'adapted, on average' : '='} ${lambda.toFixed(2)}`;
  const percents = shares.map((each, i) => `${(100 * each).toFixed(2)} % (weight < ${NOTHING[i]})`);
  return {
    cells: [name, '', percents.join(', ')],
    results: shares.map((each, i) => ({
      case: `${name}, weight < ${NOTHING[i]}`,
      unit: 'share',
      ours: each,
      ratios: {},
    })),
  };
}
