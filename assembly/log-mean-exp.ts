/** The ensemble's one value out of its members' values. */

import { exp4, log4 } from './math';

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
  const k4 = f32x4.splat(kappa);
  const count = f32x4.splat(<f32>members);
  const zero = f32x4.splat(0);
  const seriesLimit = v128.load32_splat(LIMITS);
  const half = v128.load32_splat(LIMITS, 4);
  const sixth = v128.load32_splat(LIMITS, 8);
  const pessimistic = kappa < 0;
  for (let c: usize = 0; c < rowBytes; c += 16) {
    const first = values + c;
    let low = v128.load(first);
    let high = low;
    let p = first + rowBytes;
    for (let k = 1; k < members; ++k) {
      const v = v128.load(p);
      low = f32x4.pmin(low, v);
      high = f32x4.pmax(high, v);
      p += rowBytes;
    }
    const m = pessimistic ? low : high;

    let sum = zero; // of exp(κ d)
    let offset = zero; // of d
    p = first;
    for (let k = 0; k < members; ++k) {
      const d = f32x4.sub(v128.load(p), m);
      offset = f32x4.add(offset, d);
      sum = f32x4.add(sum, exp4(f32x4.mul(k4, d)));
      p += rowBytes;
    }
    const mean = f32x4.div(offset, count);
    const direct = f32x4.add(m, f32x4.div(log4(f32x4.div(sum, count)), k4));

    let second = zero;
    let third = zero;
    p = first;
    for (let k = 0; k < members; ++k) {
      const d = f32x4.sub(f32x4.sub(v128.load(p), m), mean);
      const square = f32x4.mul(d, d);
      second = f32x4.add(second, square);
      third = f32x4.add(third, f32x4.mul(square, d));
      p += rowBytes;
    }
    second = f32x4.mul(f32x4.div(second, count), f32x4.mul(half, k4));
    third = f32x4.mul(f32x4.div(third, count), f32x4.mul(sixth, f32x4.mul(k4, k4)));
    const series = f32x4.add(m, f32x4.add(mean, f32x4.add(second, third)));

    const close = f32x4.lt(f32x4.abs(f32x4.mul(k4, f32x4.sub(high, low))), seriesLimit);
    v128.store(out + c, v128.bitselect(series, direct, close));
  }
}
