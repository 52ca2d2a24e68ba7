/** What comes after the end of a plan. */

/** The value of being somewhere at the end of a plan, in units of (1 − γ)·V: the discounted average reward. */
export interface TerminalValue {
  /** @param observations [n][observationSize]; @returns [n] */
  values(observations: Float32Array): Float32Array;
}

/**
 * R_k ← R_k + γ^H/(1 − γ) · V̂(s_H). Rollouts without a return, for which there was no time perhaps, need no value.
 *
 * @param returns [n], changed
 * @param observations at the ends, [n][observationSize]
 * @param discountAtEnd γ^H/(1 − γ)
 */
export function addTerminalValues(
  value: TerminalValue,
  returns: Float64Array,
  observations: Float32Array,
  discountAtEnd: number,
): void {
  const size = observations.length / returns.length;
  const rows = Array.from(returns.keys()).filter((k) => !Number.isNaN(returns[k]));
  const isWhole = rows.length === returns.length;
  const packed = isWhole ? observations : new Float32Array(rows.length * size);
  if (!isWhole) {
    rows.forEach((k, i) => {
      packed.set(observations.subarray(k * size, (k + 1) * size), i * size);
    });
  }
  const values = value.values(packed);
  rows.forEach((k, i) => {
    returns[k] = returns[k]! + discountAtEnd * values[i]!;
  });
}
