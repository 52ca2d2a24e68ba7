/** Decision processes for the lemmas: random ones, and two that are built to lose as much as can be lost. */

import type { Random } from '../../src/random.js';
import type { Mdp } from './tabular.js';

/** Each action leads to `branches` random states with random weights (1: deterministic); rewards uniform in [0, 1). */
export function randomMdp(
  random: Random,
  size: { states: number; actions: number; branches: number; gamma: number },
): Mdp {
  const { states, actions, branches, gamma } = size;
  const rewards = Float64Array.from({ length: states * actions }, () => random.uniform());
  const transitions = new Float64Array(states * actions * states);
  for (let i = 0; i < states * actions; i++) {
    const weights = Array.from({ length: branches }, () => random.uniform(0.05, 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const weight of weights) transitions[i * states + random.integer(states)]! += weight / total;
  }
  return { states, actions, rewards, transitions, gamma };
}

/** V* with an error of ±ε in each state, the sign at random; ε is reached. */
export function wrongValues(optimal: Float64Array, error: number, random: Random): Float64Array {
  return optimal.map((value) => value + (random.word() & 1 ? error : -error));
}

/**
 * A process and a V̂ of error ε on which MPC that plans anew at each step loses `share` of 2γ^H ε / (1 − γ); with
 * H = 1 this is the one for which Lemma 1 is tight.
 *
 *     wait (reward −Δ) ↺ s ─ go (0) → x_0 → x_1 → … → x_{H−1} ↺ (0)
 *
 * with Δ = share · 2γ^H ε. To go at once is optimal: V* = 0 everywhere. V̂ is +ε in the state that is reached in H
 * steps by waiting once and then going (x_{H−2}, or s itself for H = 1), −ε everywhere else. So each plan is to wait
 * once more and then go; since only its first action is taken, the agent waits forever.
 */
export function procrastination(
  gamma: number,
  horizon: number,
  error: number,
  share = 1 - 1e-9,
): { mdp: Mdp; terminal: Float64Array } {
  const states = horizon + 1; // s, then x_0 … x_{H−1}
  const rewards = new Float64Array(states * 2);
  const transitions = new Float64Array(states * 2 * states);
  const lead = (from: number, action: number, to: number) => {
    transitions[(from * 2 + action) * states + to] = 1;
  };
  rewards[0] = -share * 2 * gamma ** horizon * error;
  lead(0, 0, 0);
  lead(0, 1, 1);
  for (let x = 1; x < states; x++) {
    for (const action of [0, 1]) lead(x, action, Math.min(x + 1, states - 1));
  }
  const terminal = new Float64Array(states).fill(-error);
  terminal[horizon - 1] = error;
  return { mdp: { states, actions: 2, rewards, transitions, gamma }, terminal };
}
