/** What assembly/weights.ts computes, in f64. */

/** rewards [groups][steps][4 lanes] → returns [groups · 4]. */
export function discountedReturns(
  rewards: ArrayLike<number>,
  groups: number,
  steps: number,
  gamma: number,
): number[] {
  return Array.from({ length: groups * 4 }, (_, rollout) => {
    let sum = 0;
    for (let t = 0; t < steps; t++) {
      const reward = rewards[((rollout >> 2) * steps + t) * 4 + (rollout & 3)]!;
      if (!Number.isFinite(reward)) return Number.NaN;
      sum += gamma ** t * reward;
    }
    return sum;
  });
}

export function softmaxWeights(
  returns: readonly number[],
  lambda: number,
): { weights: number[]; sampleSize: number } {
  const largest = Math.max(...returns.filter(Number.isFinite));
  const raw = returns.map((r) => {
    const weight = Number.isFinite(r) ? Math.exp((r - largest) / lambda) : 0;
    return weight < 1e-20 ? 0 : weight;
  });
  const total = raw.reduce((a, b) => a + b, 0);
  if (total === 0) return { weights: raw, sampleSize: 0 };
  const squares = raw.reduce((a, b) => a + b * b, 0);
  return { weights: raw.map((w) => w / total), sampleSize: total ** 2 / squares };
}

/** actions [groups][rowLength][4 lanes], weights [groups · 4] → [rowLength]. */
export function averageActions(
  actions: ArrayLike<number>,
  weights: ArrayLike<number>,
  rowLength: number,
): number[] {
  return Array.from({ length: rowLength }, (_, i) => {
    let sum = 0;
    for (let r = 0; r < weights.length; r++) {
      sum += weights[r]! * actions[((r >> 2) * rowLength + i) * 4 + (r & 3)]!;
    }
    return sum;
  });
}
