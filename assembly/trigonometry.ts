// Sine and cosine of any angle on four lanes (f32x4). How constants are kept and what holds for NaN: math.ts.

import { add, and, broadcast, mul, mulAdd, sub, xor } from './vector';

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

// In pieces, so that who needs both pays for the reduction once:
//   const turns = quarterTurns4(x); const r = remainder4(x, turns);
//   const s = sinPoly4(r); const c = cosPoly4(r); const swap = swap4(turns, s, c);
//   const sin = pickSin4(turns, s, swap); const cos = pickCos4(turns, c, swap);

/** The number n of quarter turns nearest to x, as n + 1.5 · 2^23: the low bits are the integer n. @inline */
export function quarterTurns4(x: v128): v128 {
  return mulAdd(x, broadcast(C, TWO_OVER_PI), broadcast(C, ROUND));
}

/** x − n π/2, in [−π/4, π/4]. @inline */
export function remainder4(x: v128, turns: v128): v128 {
  const n = sub(turns, broadcast(C, ROUND));
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
