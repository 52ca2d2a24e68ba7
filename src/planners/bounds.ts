/** Bounds of actions as actions are: in f32. */

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The f32 number next to x, upward (1) or downward (−1). */
function next(x: number, direction: 1 | -1): number {
  float[0] = x;
  if (float[0] === 0) bits[0] = direction > 0 ? 1 : 1 | (1 << 31);
  else bits[0]! += float[0]! > 0 === direction > 0 ? 1 : -1;
  return float[0]!;
}

/**
 * Rounds bounds to f32, inward: no action lies outside the bounds as they were given (0.1 itself would become
 * 0.10000000149). Where no f32 number lies between the two, both become the one that is nearest to the lower.
 *
 * @param low finite, length n
 * @param high finite, ≥ low, length n
 */
export function f32Bounds(
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): { readonly low: Float32Array; readonly high: Float32Array } {
  const lows = Float32Array.from(low);
  const highs = Float32Array.from(high);
  for (let a = 0; a < lows.length; a++) {
    if (lows[a]! < low[a]!) lows[a] = next(lows[a]!, 1);
    if (highs[a]! > high[a]!) highs[a] = next(highs[a]!, -1);
    if (lows[a]! > highs[a]!) lows[a] = highs[a] = Math.fround(low[a]!);
  }
  return { low: lows, high: highs };
}
