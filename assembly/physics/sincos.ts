// Sine and cosine of one angle, for joints and quaternions: a range reduction to [−π/4, π/4] by multiples of π/2 in two
// parts (Cody and Waite), good to 1 ulp or so for |x| < 1000, and the minimax polynomials of single-precision
// libraries. Absolute error < 1.2e-7. (trigonometry.ts reduces in three parts, for larger angles.)

import { add, broadcast, mul, mulAdd, select, store, sub, xor } from '../vector';

const C: usize = memory.data<f32>([
  0.6366197723675814, // 2 / π
  12582912.0, // 1.5 · 2^23: adding it leaves the nearest integer in the low mantissa bits
  -1.5703125, // −π/2 in two parts
  -4.83826794897e-4,
  -1.9515295891e-4, // 4: (sin y / y − 1) in y², from the highest power
  8.3321608736e-3,
  -1.6666654611e-1,
  1.0, // 7
  2.443315711809948e-5, // 8: (cos y − 1) in y², from the highest power
  -1.388731625493765e-3,
  4.166664568298827e-2,
  -0.5,
]);

const TWO_OVER_PI = 0;
const ROUND = 1;
const HALF_PI_1 = 2;
const HALF_PI_2 = 3;
const SIN_POLY = 4;
const ONE = 7;
const COS_POLY = 8;

/** Writes sin x and cos x to the two vectors at `out`. @inline */
export function sincos(out: usize, x: v128): void {
  const one = broadcast(C, ONE);
  const round = broadcast(C, ROUND);
  const turns = mulAdd(x, broadcast(C, TWO_OVER_PI), round);
  const n = sub(turns, round);
  const y = mulAdd(n, broadcast(C, HALF_PI_2), mulAdd(n, broadcast(C, HALF_PI_1), x));
  const z = mul(y, y);
  let s = mulAdd(z, broadcast(C, SIN_POLY), broadcast(C, SIN_POLY + 1));
  s = mulAdd(z, s, broadcast(C, SIN_POLY + 2));
  s = mul(y, mulAdd(z, s, one));
  let c = mulAdd(z, broadcast(C, COS_POLY), broadcast(C, COS_POLY + 1));
  c = mulAdd(z, c, broadcast(C, COS_POLY + 2));
  c = mulAdd(z, c, broadcast(C, COS_POLY + 3));
  c = add(mul(z, c), one);
  const odd = i32x4.shr_s(i32x4.shl(turns, 31), 31); // quadrants 1 and 3 swap sine and cosine
  const sineSign = i32x4.shl(i32x4.shr_u(turns, 1), 31); // quadrants 2 and 3
  const cosineSign = xor(i32x4.shl(turns, 31), sineSign); // quadrants 1 and 2
  store(out, xor(select(c, s, odd), sineSign));
  store(out, xor(select(s, c, odd), cosineSign), 1);
}
