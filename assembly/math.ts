// exp, log and tanh on four lanes (f32x4).
//
// Error bounds below were measured over dense ranges (test/kernels/math.test.ts measures them again). The
// coefficients are minimax fits made for this file (Lawson's reweighted least squares in f64, rounded to f32).
// Every function is a fixed sequence of IEEE operations, so the bits are the same in every engine and each lane
// depends on its own input alone. A NaN goes in and a NaN comes out.
//
// Constants: V8 rebuilds a v128 constant with three instructions at each use inside a loop. Here they lie in memory
// instead, and `broadcast(C, NAME)` is a single broadcast load, which costs about as much as reading a register; so
// callers need not hold constants in locals.
//
// `pmin(x, limit)` and `pmax(x, limit)` are one instruction each (min and max take four) and, with x as the first
// argument, let a NaN in x through.

import {
  add,
  and,
  broadcast,
  div,
  eq,
  load,
  lt,
  mul,
  mulAdd,
  ne,
  neg,
  or,
  pmax,
  pmin,
  select,
  splat,
  store,
  sub,
  toFloat,
} from './vector';

const C: usize = memory.data<f32>([
  // 0: exp
  1.4426950408889634, // 1 / ln 2
  12582912.0, // 1.5 · 2^23: adding it leaves the nearest integer in the low mantissa bits
  0.693359375, // ln 2, the first 10 bits, so that n · LN2_HIGH is exact
  -0.00021219444, // ln 2, the rest
  88.0,
  -87.0,
  0.4999999403953552, // 6: (e^r − 1 − r) / r², degree 4
  0.1666651964187622,
  0.04166839271783829,
  0.008368780836462975,
  0.0013814467238262296,
  1.0, // 11
  // 12: log
  0.3333333134651184, // (ln(1 + f) − f + f²/2) / f³, degree 7
  -0.2500082850456238,
  0.20001220703125,
  -0.16623032093048096,
  0.14201650023460388,
  -0.1316349059343338,
  0.12764042615890503,
  -0.07628389447927475,
  0.5, // 20
  1.17549435e-38, // 21: smallest normal number
  8388608.0, // 22: 2^23
  Infinity, // 23
  // 24: tanh
  0.1344374120235443, // x · (1 + Σ p z^k) / (1 + Σ q z^k), z = x²
  0.0035706963390111923,
  2.1879672203795053e-5,
  1.5209137060878675e-8,
  0.46777069568634033, // 28
  0.02616102062165737,
  0.00034098117612302303,
  8.513861189385352e-7,
  8.0, // 32
  -8.0,
]);

/** Of √½, and of the mantissa. */
const BITS: usize = memory.data<u32>([0x3f3504f3, 0x7fffff]);

const LOG2_E = 0;
const ROUND = 1;
const LN2_HIGH = 2;
const LN2_LOW = 3;
const EXP_MAX = 4;
const EXP_MIN = 5;
const EXP_POLY = 6;
const ONE = 11;
const LOG_POLY = 12;
const HALF = 20;
const SMALLEST_NORMAL = 21;
const TWO_23 = 22;
const INFINITE = 23;
const TANH_P = 24;
const TANH_Q = 28;
const TANH_MAX = 32;
const TANH_MIN = 33;

/**
 * e^x. Relative error ≤ 1e-7 for −87 ≤ x ≤ 88; outside, the value at the nearer end (1.6e-38 and 1.7e38), so the
 * result is never zero, denormal or infinite. e^x = 2^n e^r, r = x − n ln 2, |r| ≤ ln 2 / 2.
 * @inline
 */
export function exp4(x: v128): v128 {
  return expBelow4(pmin(x, broadcast(C, EXP_MAX)));
}

/** The same for x ≤ 88 (or NaN). @inline */
export function expBelow4(x: v128): v128 {
  const bounded = pmax(x, broadcast(C, EXP_MIN));
  const shifted = mulAdd(bounded, broadcast(C, LOG2_E), broadcast(C, ROUND));
  const n = sub(shifted, broadcast(C, ROUND));
  const r = sub(sub(bounded, mul(n, broadcast(C, LN2_HIGH))), mul(n, broadcast(C, LN2_LOW)));
  let p = mulAdd(broadcast(C, EXP_POLY + 4), r, broadcast(C, EXP_POLY + 3));
  p = mulAdd(p, r, broadcast(C, EXP_POLY + 2));
  p = mulAdd(p, r, broadcast(C, EXP_POLY + 1));
  p = mulAdd(p, r, broadcast(C, EXP_POLY));
  p = add(mulAdd(p, mul(r, r), r), broadcast(C, ONE));
  // The low bits of `shifted` are n; moved into the exponent field and added to the bits of 1 they make 2^n.
  return mul(p, i32x4.add(i32x4.shl(shifted, 23), broadcast(C, ONE)));
}

/**
 * ln x for positive, finite, normal x alone; anything else gives nonsense. Relative error ≤ 1e-7, exactly 0 at 1.
 * x = 2^n (1 + f) with 1 + f in [√½, √2).
 * @inline
 */
export function logNormal4(x: v128): v128 {
  const rootHalf = broadcast(BITS);
  const offset = i32x4.sub(x, rootHalf);
  const n = toFloat(i32x4.shr_s(offset, 23));
  const mantissa = i32x4.add(and(offset, broadcast(BITS, 1)), rootHalf);
  const f = sub(mantissa, broadcast(C, ONE));
  const ff = mul(f, f);
  let p = mulAdd(broadcast(C, LOG_POLY + 7), f, broadcast(C, LOG_POLY + 6));
  p = mulAdd(p, f, broadcast(C, LOG_POLY + 5));
  p = mulAdd(p, f, broadcast(C, LOG_POLY + 4));
  p = mulAdd(p, f, broadcast(C, LOG_POLY + 3));
  p = mulAdd(p, f, broadcast(C, LOG_POLY + 2));
  p = mulAdd(p, f, broadcast(C, LOG_POLY + 1));
  p = mulAdd(p, f, broadcast(C, LOG_POLY));
  // From the smallest term to the largest.
  const small = add(mul(mul(p, f), ff), sub(mul(n, broadcast(C, LN2_LOW)), mul(ff, broadcast(C, HALF))));
  return add(add(small, f), mul(n, broadcast(C, LN2_HIGH)));
}

/** ln x. Relative error ≤ 1e-7, denormals included; ln 0 = −∞, ln ∞ = ∞, NaN below zero. @inline */
export function log4(x: v128): v128 {
  const tiny = lt(x, broadcast(C, SMALLEST_NORMAL));
  const scaled = select(mul(x, broadcast(C, TWO_23)), x, tiny);
  // 23 ln 2 has to come off again where x was scaled up.
  const correction = and(tiny, mul(splat(23), add(broadcast(C, LN2_HIGH), broadcast(C, LN2_LOW))));
  const finite = sub(logNormal4(scaled), correction);
  const zero = splat(0);
  const infinite = broadcast(C, INFINITE);
  let result = select(neg(infinite), finite, eq(x, zero));
  result = select(x, result, or(eq(x, infinite), ne(x, x)));
  return select(splat(NaN), result, lt(x, zero));
}

/**
 * tanh x of eight neighbours, f32 [8] from `x` to `out`, which may be the same. Absolute error ≤ 4e-7 everywhere,
 * relative error ≤ 3e-7 for |x| ≤ ½; |tanh x| < 1 always. An odd rational function of degree 9 over 8 on [−8, 8], its
 * end value outside. Two vectors share each constant that is loaded; one by itself would load nearly as often as it
 * computes.
 * @inline
 */
export function tanh8(out: usize, x: usize): void {
  let c = broadcast(C, TANH_MAX);
  let a = pmin(load(x), c);
  let b = pmin(load(x, 1), c);
  c = broadcast(C, TANH_MIN);
  a = pmax(a, c);
  b = pmax(b, c);
  const az = mul(a, a);
  const bz = mul(b, b);
  const one = broadcast(C, ONE);

  c = broadcast(C, TANH_P + 3);
  let d = broadcast(C, TANH_P + 2);
  let ap = mulAdd(c, az, d);
  let bp = mulAdd(c, bz, d);
  c = broadcast(C, TANH_P + 1);
  ap = mulAdd(ap, az, c);
  bp = mulAdd(bp, bz, c);
  c = broadcast(C, TANH_P);
  ap = mulAdd(ap, az, c);
  bp = mulAdd(bp, bz, c);
  ap = mulAdd(ap, az, one);
  bp = mulAdd(bp, bz, one);

  c = broadcast(C, TANH_Q + 3);
  d = broadcast(C, TANH_Q + 2);
  let aq = mulAdd(c, az, d);
  let bq = mulAdd(c, bz, d);
  c = broadcast(C, TANH_Q + 1);
  aq = mulAdd(aq, az, c);
  bq = mulAdd(bq, bz, c);
  c = broadcast(C, TANH_Q);
  aq = mulAdd(aq, az, c);
  bq = mulAdd(bq, bz, c);
  aq = mulAdd(aq, az, one);
  bq = mulAdd(bq, bz, one);

  store(out, div(mul(a, ap), aq));
  store(out, div(mul(b, bp), bq), 1);
}
