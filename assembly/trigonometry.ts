// Sine and cosine, all of them: four f32 lanes each, as the 4 in their names says. How constants are kept and what
// holds for NaN: math.ts. Four ways, from the widest range to the narrowest; each takes no more work than its range
// needs:
//
//   sin4, cos4        any angle up to 8192        quarter turns in three parts, error ≤ 1e-7
//   physics/sincos    any angle up to 1000        quarter turns in two parts, error < 1.2e-7; both at once
//   sinWithin4, …     within half a turn          by half the angle, error ≤ 5.1e-7; no quarter turns
//   sinHalfTurn4, …   π u within a quarter turn   polynomials alone, error ≤ 2e-7; no reduction

import { add, and, broadcast, mul, mulAdd, sub, xor } from './vector';

// ---- Any angle, in pieces, so that who needs both pays for the reduction once:
//
//   const turns = quarterTurns4(x); const r = remainder4(x, turns);
//   const s = sinPoly4(r); const c = cosPoly4(r); const swap = swap4(turns, s, c);
//   const sin = pickSin4(turns, s, swap); const cos = pickCos4(turns, c, swap);

const C: usize = memory.data<f32>([
  12582912.0, // 1.5 · 2^23: adding it leaves the nearest integer in the low mantissa bits
  0.6366197723675814, // 2 / π
  1.5703125, // π / 2 in three parts: 8 bits, 11 bits, the rest; n times the first two is exact for |n| < 2^13
  0.0004837512969970703,
  7.549789948768648e-8,
  -0.16666655242443085, // 5: (sin r − r) / r³ in r²
  0.008332155644893646,
  -0.0001951463200384751,
  0.04166664555668831, // 8: (cos r − 1 + r²/2) / r⁴ in r²
  -0.001388736185617745,
  2.4437729734927416e-5,
  0.5,
  1.0,
]);

const ROUND = 0;
const TWO_OVER_PI = 1;
const HALF_PI_1 = 2;
const HALF_PI_2 = 3;
const HALF_PI_3 = 4;
const SIN_POLY = 5;
const COS_POLY = 8;
const HALF = 11;
const ONE = 12;

/** The number n of quarter turns nearest to x, as n + 1.5 · 2^23: the low bits are the integer n. @inline */
export function quarterTurns4(x: v128): v128 {
  return mulAdd(x, broadcast(C, TWO_OVER_PI), broadcast(C, ROUND));
}

/** n itself, from `quarterTurns4`. @inline */
export function wholeTurns4(turns: v128): v128 {
  return sub(turns, broadcast(C, ROUND));
}

/** x − n π/2, in [−π/4, π/4]. @inline */
export function remainder4(x: v128, turns: v128): v128 {
  const n = wholeTurns4(turns);
  const high = sub(x, mul(n, broadcast(C, HALF_PI_1)));
  return sub(sub(high, mul(n, broadcast(C, HALF_PI_2))), mul(n, broadcast(C, HALF_PI_3)));
}

/** sin r for |r| ≤ π/4. @inline */
export function sinPoly4(r: v128): v128 {
  const z = mul(r, r);
  const p = mulAdd(
    mulAdd(broadcast(C, SIN_POLY + 2), z, broadcast(C, SIN_POLY + 1)),
    z,
    broadcast(C, SIN_POLY),
  );
  return mulAdd(mul(p, z), r, r);
}

/** cos r for |r| ≤ π/4. @inline */
export function cosPoly4(r: v128): v128 {
  const z = mul(r, r);
  const p = mulAdd(
    mulAdd(broadcast(C, COS_POLY + 2), z, broadcast(C, COS_POLY + 1)),
    z,
    broadcast(C, COS_POLY),
  );
  return add(sub(mul(mul(p, z), z), mul(z, broadcast(C, HALF))), broadcast(C, ONE));
}

/** What turns s into c and c into s by an exclusive or, in the lanes whose number of quarter turns is odd. @inline */
export function swap4(turns: v128, s: v128, c: v128): v128 {
  return and(xor(s, c), i32x4.shr_s(i32x4.shl(turns, 31), 31));
}

/** sin x from the remainder's sine s: s, c, −s, −c for n = 0, 1, 2, 3 (mod 4). @inline */
export function pickSin4(turns: v128, s: v128, swap: v128): v128 {
  return xor(xor(s, swap), i32x4.shl(i32x4.shr_u(turns, 1), 31));
}

/** cos x from the remainder's cosine c: c, −s, −c, s for n = 0, 1, 2, 3 (mod 4). @inline */
export function pickCos4(turns: v128, c: v128, swap: v128): v128 {
  const sign = xor(i32x4.shl(turns, 31), i32x4.shl(i32x4.shr_u(turns, 1), 31));
  return xor(xor(c, swap), sign);
}

/** sin x. Absolute error ≤ 1e-7 for |x| ≤ 8192 (radians), meaningless beyond; NaN for ±∞. @inline */
export function sin4(x: v128): v128 {
  const turns = quarterTurns4(x);
  const r = remainder4(x, turns);
  const s = sinPoly4(r);
  return pickSin4(turns, s, swap4(turns, s, cosPoly4(r)));
}

/** cos x, as sin4. @inline */
export function cos4(x: v128): v128 {
  const turns = quarterTurns4(x);
  const r = remainder4(x, turns);
  const c = cosPoly4(r);
  return pickCos4(turns, c, swap4(turns, sinPoly4(r), c));
}

// ---- An angle within half a turn either way, by half of it:
//
//   sin x = s cos(x/2),   cos x = 1 − s²/2,   s = 2 sin(x/2)
//
// Half the angle lies within a quarter turn, where two polynomials do. Written in z = x², coefficients fitted as in
// math.ts:
//
//   s = x + x z P(z),   cos(x/2) = 1 + z (−1/8 + z Q(z))

const WITHIN: usize = memory.data<f32>([
  -0.04166664183139801, // P
  0.0005208135116845369,
  -3.094773092016112e-6,
  1.0155871699168983e-8,
  0.0026041660457849503, // 4: Q
  -2.1700887373299338e-5,
  9.6754845912983e-8,
  -2.5578597573350237e-10,
  -0.125, // 8
  1.0,
  0.5,
]);

/** 2 sin(x/2) for |x| ≤ π. @inline */
export function twiceHalfSine4(x: v128): v128 {
  const z = mul(x, x);
  let p = mulAdd(broadcast(WITHIN, 3), z, broadcast(WITHIN, 2));
  p = mulAdd(p, z, broadcast(WITHIN, 1));
  p = mulAdd(p, z, broadcast(WITHIN, 0));
  return mulAdd(mul(p, z), x, x);
}

/** sin x from s = `twiceHalfSine4(x)`. Absolute error ≤ 2.5e-7. @inline */
export function sinWithin4(x: v128, s: v128): v128 {
  const z = mul(x, x);
  let q = mulAdd(broadcast(WITHIN, 7), z, broadcast(WITHIN, 6));
  q = mulAdd(q, z, broadcast(WITHIN, 5));
  q = mulAdd(q, z, broadcast(WITHIN, 4));
  q = mulAdd(mulAdd(q, z, broadcast(WITHIN, 8)), z, broadcast(WITHIN, 9));
  return mul(s, q);
}

/** cos x from s = `twiceHalfSine4(x)`. Absolute error ≤ 5.1e-7. @inline */
export function cosWithin4(s: v128): v128 {
  return sub(broadcast(WITHIN, 9), mul(mul(s, broadcast(WITHIN, 10)), s));
}

// ---- sin(π u) and cos(π u) for |u| ≤ ½, in u² (minimax fits made for this file, good to 4e-9 and 3e-10;
// the rest of the error is rounding).

const HALF_TURN: usize = memory.data<f32>([
  3.141592502593994, // sin(π u) / u, degree 4
  -5.1677069664001465,
  2.5500314235687256,
  -0.5980451703071594,
  0.0772201269865036,
  1.0, // 5: cos(π u), degree 5
  -4.934802055358887,
  4.058709144592285,
  -1.3352121114730835,
  0.23493756353855133,
  -0.02439672313630581,
]);

/** sin(π u) for |u| ≤ ½. @inline */
export function sinHalfTurn4(u: v128): v128 {
  const z = mul(u, u);
  let s = mulAdd(broadcast(HALF_TURN, 4), z, broadcast(HALF_TURN, 3));
  s = mulAdd(s, z, broadcast(HALF_TURN, 2));
  s = mulAdd(s, z, broadcast(HALF_TURN, 1));
  return mul(mulAdd(s, z, broadcast(HALF_TURN)), u);
}

/** cos(π u) for |u| ≤ ½. @inline */
export function cosHalfTurn4(u: v128): v128 {
  const z = mul(u, u);
  let c = mulAdd(broadcast(HALF_TURN, 10), z, broadcast(HALF_TURN, 9));
  c = mulAdd(c, z, broadcast(HALF_TURN, 8));
  c = mulAdd(c, z, broadcast(HALF_TURN, 7));
  c = mulAdd(c, z, broadcast(HALF_TURN, 6));
  return mulAdd(c, z, broadcast(HALF_TURN, 5));
}
