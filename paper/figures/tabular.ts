/**
 * Exact dynamic programming on small tables, to try the lemmas of the paper on: everything in f64, solved to rounding
 * error. States 0 … states − 1, actions 0 … actions − 1; where an action leads is a distribution over states.
 */

export interface Mdp {
  readonly states: number;
  readonly actions: number;
  /** r(s, a), [states][actions]. */
  readonly rewards: Float64Array;
  /** P(s' | s, a), [states][actions][states]. */
  readonly transitions: Float64Array;
  readonly gamma: number;
}

/** Q(s, a) = r(s, a) + γ Σ P(s' | s, a) V(s'), [states][actions]. */
export function actionValues(mdp: Mdp, values: Float64Array): Float64Array {
  const { states, actions, rewards, transitions, gamma } = mdp;
  const out = new Float64Array(states * actions);
  for (let i = 0; i < states * actions; i++) {
    let next = 0;
    for (let s = 0; s < states; s++) next += transitions[i * states + s]! * values[s]!;
    out[i] = rewards[i]! + gamma * next;
  }
  return out;
}

/** B V: the best action value of each state. */
export function bellman(mdp: Mdp, values: Float64Array): Float64Array {
  const q = actionValues(mdp, values);
  const { actions } = mdp;
  return Float64Array.from({ length: mdp.states }, (_, s) =>
    Math.max(...q.subarray(s * actions, (s + 1) * actions)),
  );
}

/** B^H V: H steps of optimal feedback control, then V. */
export function bellmanSteps(mdp: Mdp, values: Float64Array, steps: number): Float64Array {
  let out: Float64Array = Float64Array.from(values);
  for (let h = 0; h < steps; h++) out = bellman(mdp, out);
  return out;
}

/** The best action of each state by V; of equals the first. */
export function greedy(mdp: Mdp, values: Float64Array): Int32Array {
  const q = actionValues(mdp, values);
  const { actions } = mdp;
  return Int32Array.from({ length: mdp.states }, (_, s) => {
    let best = 0;
    for (let a = 1; a < actions; a++) if (q[s * actions + a]! > q[s * actions + best]!) best = a;
    return best;
  });
}

/** V*, by value iteration until nothing changes any more but the last bits. */
export function optimalValues(mdp: Mdp): Float64Array {
  let values: Float64Array = new Float64Array(mdp.states);
  const sweeps = Math.ceil(Math.log(1e-17) / Math.log(mdp.gamma));
  for (let i = 0; i < sweeps; i++) values = bellman(mdp, values);
  return policyCycleValues(mdp, [greedy(mdp, values)]);
}

/** V of the policy that takes the action `policies[t mod length][s]` at time t: exact, from its linear equations. */
export function policyCycleValues(mdp: Mdp, policies: readonly Int32Array[]): Float64Array {
  const { states, actions, rewards, transitions, gamma } = mdp;
  // One round as an affine map V ← c + M V, built backwards from its end.
  let constant = new Float64Array(states);
  let matrix = new Float64Array(states * states);
  for (let s = 0; s < states; s++) matrix[s * states + s] = 1;
  for (const policy of [...policies].reverse()) {
    const nextConstant = new Float64Array(states);
    const nextMatrix = new Float64Array(states * states);
    for (let s = 0; s < states; s++) {
      const row = s * actions + policy[s]!;
      nextConstant[s] = rewards[row]!;
      for (let via = 0; via < states; via++) {
        const p = gamma * transitions[row * states + via]!;
        if (p === 0) continue;
        nextConstant[s] += p * constant[via]!;
        for (let to = 0; to < states; to++) nextMatrix[s * states + to] += p * matrix[via * states + to]!;
      }
    }
    constant = nextConstant;
    matrix = nextMatrix;
  }
  return solveFixedPoint(matrix, constant);
}

/**
 * MPC with horizon H and V̂ at its end, which plans anew at each step: greedy with respect to B^{H−1} V̂.
 * @returns V of that policy
 */
export function replanningValues(mdp: Mdp, terminal: Float64Array, horizon: number): Float64Array {
  return policyCycleValues(mdp, [greedy(mdp, bellmanSteps(mdp, terminal, horizon - 1))]);
}

/** The same, but each plan is carried out to its end before the next is made. @returns V of that policy */
export function committedValues(mdp: Mdp, terminal: Float64Array, horizon: number): Float64Array {
  const plan = Array.from({ length: horizon }, (_, t) =>
    greedy(mdp, bellmanSteps(mdp, terminal, horizon - 1 - t)),
  );
  return policyCycleValues(mdp, plan);
}

/** max |a − b|. */
export function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

/** The most that a policy loses in any state: the worst start distribution of the lemmas. */
export function worstLoss(optimal: Float64Array, achieved: Float64Array): number {
  return optimal.reduce((worst, value, s) => Math.max(worst, value - achieved[s]!), 0);
}

/** 2γ^H ε / (1 − γ^H), eq. 4; with H = 1 eq. 2. */
export function lemmaBound(gamma: number, horizon: number, error: number): number {
  const discount = gamma ** horizon;
  return (2 * discount * error) / (1 - discount);
}

/** 2γ^H ε / (1 − γ): Lemma 1 for the value B^{H−1} V̂, whose error is γ^{H−1} ε at most. */
export function replanningBound(gamma: number, horizon: number, error: number): number {
  return (2 * gamma ** horizon * error) / (1 - gamma);
}

/** x = c + M x, by elimination with partial pivoting. */
function solveFixedPoint(matrix: Float64Array, constant: Float64Array): Float64Array {
  const n = constant.length;
  const a = matrix.map((value, i) => (i % (n + 1) === 0 ? 1 : 0) - value);
  const b = Float64Array.from(constant);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row;
    }
    if (pivot !== column) {
      for (let j = 0; j < n; j++) {
        [a[column * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[column * n + j]!];
      }
      [b[column], b[pivot]] = [b[pivot]!, b[column]!];
    }
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column]! / a[column * n + column]!;
      if (factor === 0) continue;
      for (let j = column; j < n; j++) a[row * n + j] -= factor * a[column * n + j]!;
      b[row] -= factor * b[column]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let j = row + 1; j < n; j++) b[row] -= a[row * n + j]! * b[j]!;
    b[row] /= a[row * n + row]!;
  }
  return b;
}
