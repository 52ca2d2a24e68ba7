/** From returns to the next plan in plain JavaScript; action sequences lie in rows, f32 [rollouts][row]. */

/** Softmax weights of returns that are all finite; gives the effective sample size. */
export function softmaxWeights(weights: Float32Array, returns: Float32Array, lambda: number): number {
  let best = -Infinity;
  for (let r = 0; r < returns.length; r++) if (returns[r]! > best) best = returns[r]!;
  let sum = 0;
  let squares = 0;
  for (let r = 0; r < returns.length; r++) {
    const exponential = Math.exp((returns[r]! - best) / lambda);
    const w = exponential < 1e-20 ? 0 : exponential;
    sum += w;
    squares += w * w;
    weights[r] = w;
  }
  const scale = 1 / sum;
  for (let r = 0; r < returns.length; r++) weights[r] = weights[r]! * scale;
  return (sum * sum) / squares;
}

/** out[i] = Σ_r w_r · actions[r][i], one row after the other. */
export function averageActions(out: Float32Array, actions: Float32Array, weights: Float32Array): void {
  const row = out.length;
  out.fill(0);
  for (let r = 0; r < weights.length; r++) {
    const w = weights[r]!;
    const start = r * row;
    for (let i = 0; i < row; i++) out[i] = out[i]! + w * actions[start + i]!;
  }
}

/** The same, eight rows at once: `out` is read and written an eighth as often. The number of rows is a multiple of 8. */
export function averageActionsBlocked(out: Float32Array, actions: Float32Array, weights: Float32Array): void {
  const row = out.length;
  out.fill(0);
  for (let r = 0; r < weights.length; r += 8) {
    const w0 = weights[r]!;
    const w1 = weights[r + 1]!;
    const w2 = weights[r + 2]!;
    const w3 = weights[r + 3]!;
    const w4 = weights[r + 4]!;
    const w5 = weights[r + 5]!;
    const w6 = weights[r + 6]!;
    const w7 = weights[r + 7]!;
    let p = r * row;
    for (let i = 0; i < row; i++, p++) {
      out[i] =
        out[i]! +
        (w0 * actions[p]! +
          w1 * actions[p + row]! +
          w2 * actions[p + 2 * row]! +
          w3 * actions[p + 3 * row]!) +
        (w4 * actions[p + 4 * row]! +
          w5 * actions[p + 5 * row]! +
          w6 * actions[p + 6 * row]! +
          w7 * actions[p + 7 * row]!);
    }
  }
}

/** Σ_t γ^t r_t, rewards f32 [rollouts][steps]. */
export function discountedReturns(returns: Float32Array, rewards: Float32Array, gamma: number): void {
  const steps = rewards.length / returns.length;
  for (let r = 0; r < returns.length; r++) {
    let sum = 0;
    let discount = 1;
    for (let t = 0; t < steps; t++) {
      sum += discount * rewards[r * steps + t]!;
      discount *= gamma;
    }
    returns[r] = sum;
  }
}
