/** The ensemble's one value out of its members' values. */

import { exp4, log4 } from './math';
import { abs, add, broadcast, div, load, lt, mul, pmax, pmin, select, splat, store, sub } from './vector';

const LIMITS: usize = memory.data<f32>([0.03, 0.5, 0.16666667]);

/**
 * out[n] = (1/κ)·log(mean_k exp(κ·values[k][n])): paper eq. 6, with the mean over members and 1/κ, which keep the
 * value on the reward's scale. κ > 0 leans toward the largest member, κ < 0 toward the smallest, κ = 0 is the mean.
 *
 * Everything is relative to the extreme member m, so that nothing overflows and equal members give exactly their value:
 * d_k = V_k − m, out = m + log(mean exp(κ·d_k))/κ. Where κ·spread < 0.03 the logarithm would lose its digits to the
 * division; there the first three cumulants are exact enough (next term (κd)³·d/24): m + d̄ + κ/2·μ₂ + κ²/6·μ₃.
 *
 * out f32 [N], values f32 [members][N], n samples, N = n rounded up to 8 (all N are written); 16-byte aligned; out may
 * be the first row of values. A NaN member gives NaN.
 */
export function logMeanExp(out: usize, values: usize, members: i32, n: i32, kappa: f32): void {
  const rowBytes = (<usize>((n + 7) & ~7)) << 2;
  const k4 = splat(kappa);
  const count = splat(<f32>members);
  const zero = splat(0);
  const seriesLimit = broadcast(LIMITS);
  const half = broadcast(LIMITS, 1);
  const sixth = broadcast(LIMITS, 2);
  const pessimistic = kappa < 0;
  for (let c: usize = 0; c < rowBytes; c += 16) {
    const first = values + c;
    let low = load(first);
    let high = low;
    let p = first + rowBytes;
    for (let k = 1; k < members; ++k) {
      const v = load(p);
      low = pmin(low, v);
      high = pmax(high, v);
      p += rowBytes;
    }
    const m = pessimistic ? low : high;

    let sum = zero; // of exp(κ d)
    let offset = zero; // of d
    p = first;
    for (let k = 0; k < members; ++k) {
      const d = sub(load(p), m);
      offset = add(offset, d);
      sum = add(sum, exp4(mul(k4, d)));
      p += rowBytes;
    }
    const mean = div(offset, count);
    const direct = add(m, div(log4(div(sum, count)), k4));

    let second = zero;
    let third = zero;
    p = first;
    for (let k = 0; k < members; ++k) {
      const d = sub(sub(load(p), m), mean);
      const square = mul(d, d);
      second = add(second, square);
      third = add(third, mul(square, d));
      p += rowBytes;
    }
    second = mul(div(second, count), mul(half, k4));
    third = mul(div(third, count), mul(sixth, mul(k4, k4)));
    const series = add(m, add(mean, add(second, third)));

    const close = lt(abs(mul(k4, sub(high, low))), seriesLimit);
    store(out + c, select(series, direct, close));
  }
}
