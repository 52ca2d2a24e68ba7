// exp, log, tanh, sine and cosine on four lanes (f32x4), and over arrays.
//
// Error bounds below were measured over dense ranges (test/kernels/math.test.ts measures them again). The
// coefficients are minimax fits made for this file (Lawson's reweighted least squares in f64, rounded to f32).
// Every function is a fixed sequence of IEEE operations, so the bits are the same in every engine and each lane
// depends on its own input alone. A NaN goes in and a NaN comes out.
//
// Constants: V8 rebuilds a v128 constant with three instructions at each use inside a loop. Here they lie in memory
// instead, and `splat(NAME)` is a single broadcast load, which costs about as much as reading a register; so
// callers need not hold constants in locals.
//
// `pmin(x, limit)` and `pmax(x, limit)` are one instruction each (min and max take four) and, with x as the first
// argument, let a NaN in x through.

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
  // 34: sine and cosine
  0.6366197723675814, // 2 / π
  1.5703125, // π / 2 in three parts: 8 bits, 11 bits, the rest; n times the first two is exact for |n| < 2^13
  0.0004837512969970703,
  7.549789948768648e-8,
  -0.16666655242443085, // 38: (sin r − r) / r³ in r²
  0.008332155644893646,
  -0.0001951463200384751,
  0.04166664555668831, // 41: (cos r − 1 + r²/2) / r⁴ in r²
  -0.001388736185617745,
  2.4437729734927416e-5,
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
const TWO_OVER_PI = 34;
const HALF_PI_1 = 35;
const HALF_PI_2 = 36;
const HALF_PI_3 = 37;
const SIN_POLY = 38;
const COS_POLY = 41;

// @ts-ignore: decorator
@inline
function splat(constant: i32): v128 {
  return v128.load32_splat(C + (<usize>constant << 2));
}

// @ts-ignore: decorator
@inline
function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * e^x. Relative error ≤ 1e-7 for −87 ≤ x ≤ 88; outside, the value at the nearer end (1.6e-38 and 1.7e38), so the
 * result is never zero, denormal or infinite. e^x = 2^n e^r, r = x − n ln 2, |r| ≤ ln 2 / 2.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  return expBelow4(f32x4.pmin(x, splat(EXP_MAX)));
}

/** The same for x ≤ 88 (or NaN). */
// @ts-ignore: decorator
@inline
export function expBelow4(x: v128): v128 {
  const bounded = f32x4.pmax(x, splat(EXP_MIN));
  const shifted = mulAdd(bounded, splat(LOG2_E), splat(ROUND));
  const n = f32x4.sub(shifted, splat(ROUND));
  const r = f32x4.sub(f32x4.sub(bounded, f32x4.mul(n, splat(LN2_HIGH))), f32x4.mul(n, splat(LN2_LOW)));
  let p = mulAdd(splat(EXP_POLY + 4), r, splat(EXP_POLY + 3));
  p = mulAdd(p, r, splat(EXP_POLY + 2));
  p = mulAdd(p, r, splat(EXP_POLY + 1));
  p = mulAdd(p, r, splat(EXP_POLY));
  p = f32x4.add(mulAdd(p, f32x4.mul(r, r), r), splat(ONE));
  // The low bits of `shifted` are n; moved into the exponent field and added to the bits of 1 they make 2^n.
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), splat(ONE)));
}

/**
 * ln x for positive, finite, normal x alone; anything else gives nonsense. Relative error ≤ 1e-7, exactly 0 at 1.
 * x = 2^n (1 + f) with 1 + f in [√½, √2).
 */
// @ts-ignore: decorator
@inline
export function logNormal4(x: v128): v128 {
  const rootHalf = v128.load32_splat(BITS);
  const offset = i32x4.sub(x, rootHalf);
  const n = f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23));
  const mantissa = i32x4.add(v128.and(offset, v128.load32_splat(BITS, 4)), rootHalf);
  const f = f32x4.sub(mantissa, splat(ONE));
  const ff = f32x4.mul(f, f);
  let p = mulAdd(splat(LOG_POLY + 7), f, splat(LOG_POLY + 6));
  p = mulAdd(p, f, splat(LOG_POLY + 5));
  p = mulAdd(p, f, splat(LOG_POLY + 4));
  p = mulAdd(p, f, splat(LOG_POLY + 3));
  p = mulAdd(p, f, splat(LOG_POLY + 2));
  p = mulAdd(p, f, splat(LOG_POLY + 1));
  p = mulAdd(p, f, splat(LOG_POLY));
  // From the smallest term to the largest.
  const small = f32x4.add(
    f32x4.mul(f32x4.mul(p, f), ff),
    f32x4.sub(f32x4.mul(n, splat(LN2_LOW)), f32x4.mul(ff, splat(HALF))),
  );
  return f32x4.add(f32x4.add(small, f), f32x4.mul(n, splat(LN2_HIGH)));
}

/** ln x. Relative error ≤ 1e-7, denormals included; ln 0 = −∞, ln ∞ = ∞, NaN below zero. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, splat(TWO_23)), x, tiny);
  // 23 ln 2 has to come off again where x was scaled up.
  const correction = v128.and(tiny, f32x4.mul(f32x4.splat(23), f32x4.add(splat(LN2_HIGH), splat(LN2_LOW))));
  const finite = f32x4.sub(logNormal4(scaled), correction);
  const zero = f32x4.splat(0);
  const infinite = splat(INFINITE);
  let result = v128.bitselect(f32x4.neg(infinite), finite, f32x4.eq(x, zero));
  result = v128.bitselect(x, result, v128.or(f32x4.eq(x, infinite), f32x4.ne(x, x)));
  return v128.bitselect(f32x4.splat(NaN), result, f32x4.lt(x, zero));
}

/**
 * tanh x. Absolute error ≤ 4e-7 everywhere, relative error ≤ 3e-7 for |x| ≤ ½; |tanh x| < 1 always. An odd rational
 * function of degree 9 over 8 on [−8, 8], its end value outside.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, splat(TANH_MAX)), splat(TANH_MIN));
  const z = f32x4.mul(bounded, bounded);
  let p = mulAdd(splat(TANH_P + 3), z, splat(TANH_P + 2));
  p = mulAdd(p, z, splat(TANH_P + 1));
  p = mulAdd(p, z, splat(TANH_P));
  p = mulAdd(p, z, splat(ONE));
  let q = mulAdd(splat(TANH_Q + 3), z, splat(TANH_Q + 2));
  q = mulAdd(q, z, splat(TANH_Q + 1));
  q = mulAdd(q, z, splat(TANH_Q));
  q = mulAdd(q, z, splat(ONE));
  return f32x4.div(f32x4.mul(bounded, p), q);
}

// Sine and cosine in pieces, so that who needs both pays for the reduction once:
//   const turns = quarterTurns4(x); const r = remainder4(x, turns);
//   const s = sinPoly4(r); const c = cosPoly4(r); const swap = swap4(turns, s, c);
//   const sin = pickSin4(turns, s, swap); const cos = pickCos4(turns, c, swap);

/** The number n of quarter turns nearest to x, as n + 1.5 · 2^23: the low bits are the integer n. */
// @ts-ignore: decorator
@inline
export function quarterTurns4(x: v128): v128 {
  return mulAdd(x, splat(TWO_OVER_PI), splat(ROUND));
}

/** x − n π/2, in [−π/4, π/4]. */
// @ts-ignore: decorator
@inline
export function remainder4(x: v128, turns: v128): v128 {
  const n = f32x4.sub(turns, splat(ROUND));
  const high = f32x4.sub(x, f32x4.mul(n, splat(HALF_PI_1)));
  return f32x4.sub(f32x4.sub(high, f32x4.mul(n, splat(HALF_PI_2))), f32x4.mul(n, splat(HALF_PI_3)));
}

/** sin r for |r| ≤ π/4. */
// @ts-ignore: decorator
@inline
export function sinPoly4(r: v128): v128 {
  const z = f32x4.mul(r, r);
  const p = mulAdd(mulAdd(splat(SIN_POLY + 2), z, splat(SIN_POLY + 1)), z, splat(SIN_POLY));
  return mulAdd(f32x4.mul(p, z), r, r);
}

/** cos r for |r| ≤ π/4. */
// @ts-ignore: decorator
@inline
export function cosPoly4(r: v128): v128 {
  const z = f32x4.mul(r, r);
  const p = mulAdd(mulAdd(splat(COS_POLY + 2), z, splat(COS_POLY + 1)), z, splat(COS_POLY));
  return f32x4.add(f32x4.sub(f32x4.mul(f32x4.mul(p, z), z), f32x4.mul(z, splat(HALF))), splat(ONE));
}

/** What turns s into c and c into s by an exclusive or, in the lanes whose number of quarter turns is odd. */
// @ts-ignore: decorator
@inline
export function swap4(turns: v128, s: v128, c: v128): v128 {
  return v128.and(v128.xor(s, c), i32x4.shr_s(i32x4.shl(turns, 31), 31));
}

/** sin x from the remainder's sine s: s, c, −s, −c for n = 0, 1, 2, 3 (mod 4). */
// @ts-ignore: decorator
@inline
export function pickSin4(turns: v128, s: v128, swap: v128): v128 {
  return v128.xor(v128.xor(s, swap), i32x4.shl(i32x4.shr_u(turns, 1), 31));
}

/** cos x from the remainder's cosine c: c, −s, −c, s for n = 0, 1, 2, 3 (mod 4). */
// @ts-ignore: decorator
@inline
export function pickCos4(turns: v128, c: v128, swap: v128): v128 {
  const sign = v128.xor(i32x4.shl(turns, 31), i32x4.shl(i32x4.shr_u(turns, 1), 31));
  return v128.xor(v128.xor(c, swap), sign);
}

/** sin x. Absolute error ≤ 1e-7 for |x| ≤ 8192 (radians), meaningless beyond; NaN for ±∞. */
// @ts-ignore: decorator
@inline
export function sin4(x: v128): v128 {
  const turns = quarterTurns4(x);
  const r = remainder4(x, turns);
  const s = sinPoly4(r);
  return pickSin4(turns, s, swap4(turns, s, cosPoly4(r)));
}

/** cos x, as sin4. */
// @ts-ignore: decorator
@inline
export function cos4(x: v128): v128 {
  const turns = quarterTurns4(x);
  const r = remainder4(x, turns);
  const c = cosPoly4(r);
  return pickCos4(turns, c, swap4(turns, sinPoly4(r), c));
}

// ---- Over arrays: out[i] = f(x[i]), f32 [n] each, any n, any 4-byte alignment (16 is faster); out may be x itself.
// The last n mod 4 elements go through `tail`, so nothing is read or written past n.

const tail: usize = memory.data(16, 16);

// @ts-ignore: decorator
@inline
function loadTail(x: usize, count: i32): v128 {
  memory.copy(tail, x, <usize>count << 2);
  return v128.load(tail);
}

// @ts-ignore: decorator
@inline
function storeTail(out: usize, value: v128, count: i32): void {
  v128.store(tail, value);
  memory.copy(out, tail, <usize>count << 2);
}

export function expArray(out: usize, x: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, exp4(v128.load(x)));
  if (n & 3) storeTail(out, exp4(loadTail(x, n & 3)), n & 3);
}

export function logArray(out: usize, x: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, log4(v128.load(x)));
  if (n & 3) storeTail(out, log4(loadTail(x, n & 3)), n & 3);
}

export function tanhArray(out: usize, x: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, tanh4(v128.load(x)));
  if (n & 3) storeTail(out, tanh4(loadTail(x, n & 3)), n & 3);
}

export function sinArray(out: usize, x: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, sin4(v128.load(x)));
  if (n & 3) storeTail(out, sin4(loadTail(x, n & 3)), n & 3);
}

export function cosArray(out: usize, x: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, cos4(v128.load(x)));
  if (n & 3) storeTail(out, cos4(loadTail(x, n & 3)), n & 3);
}
