// Sine and cosine of one angle at once, for joints and quaternions: a member of the family of ../trigonometry.ts, which
// counts the quarter turns and picks the signs. They are taken away in two parts (Cody and Waite), good to 1 ulp or so
// for |x| < 1000, and the polynomials are the minimax ones of single-precision libraries. Absolute error < 1.2e-7.

import { pickCos4, pickSin4, quarterTurns4, swap4, wholeTurns4 } from '../trigonometry';
import { broadcast, mul, mulAdd, store } from '../vector';

const C: usize = memory.data<f32>([
  -1.5703125, // −π/2 in two parts
  -4.83826794897e-4,
  -1.9515295891e-4, // 2: (sin y / y − 1) in y², from the highest power
  8.3321608736e-3,
  -1.6666654611e-1,
  1.0, // 5
  2.443315711809948e-5, // 6: (cos y − 1) in y², from the highest power
  -1.388731625493765e-3,
  4.166664568298827e-2,
  -0.5,
]);

const HALF_PI_1 = 0;
const HALF_PI_2 = 1;
const SIN_POLY = 2;
const ONE = 5;
const COS_POLY = 6;

/** Writes sin x and cos x to the two vectors at `out`. @inline */
export function sincos(out: usize, x: v128): void {
  const one = broadcast(C, ONE);
  const turns = quarterTurns4(x);
  const n = wholeTurns4(turns);
  const y = mulAdd(n, broadcast(C, HALF_PI_2), mulAdd(n, broadcast(C, HALF_PI_1), x));
  const z = mul(y, y);
  let s = mulAdd(z, broadcast(C, SIN_POLY), broadcast(C, SIN_POLY + 1));
  s = mulAdd(z, s, broadcast(C, SIN_POLY + 2));
  s = mul(y, mulAdd(z, s, one));
  let c = mulAdd(z, broadcast(C, COS_POLY), broadcast(C, COS_POLY + 1));
  c = mulAdd(z, c, broadcast(C, COS_POLY + 2));
  c = mulAdd(z, c, broadcast(C, COS_POLY + 3));
  c = mulAdd(z, c, one);
  const swap = swap4(turns, s, c);
  store(out, pickSin4(turns, s, swap));
  store(out, pickCos4(turns, c, swap), 1);
}
