// Sine and cosine of an angle within half a turn either way, by half the angle:
//
//   sin x = s cos(x/2),   cos x = 1 − s²/2,   s = 2 sin(x/2)
//
// Half the angle lies within a quarter turn, where two polynomials do: no quarter turns are counted and no signs
// picked, as trigonometry.ts must for any angle. Written in z = x², coefficients fitted as in math.ts:
//
//   s = x + x z P(z),   cos(x/2) = 1 + z (−1/8 + z Q(z))

import { broadcast, mul, mulAdd, sub } from './vector';

const C: usize = memory.data<f32>([
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
  let p = mulAdd(broadcast(C, 3), z, broadcast(C, 2));
  p = mulAdd(p, z, broadcast(C, 1));
  p = mulAdd(p, z, broadcast(C, 0));
  return mulAdd(mul(p, z), x, x);
}

/** sin x from s = `twiceHalfSine4(x)`. Absolute error ≤ 2.5e-7. @inline */
export function sinWithin4(x: v128, s: v128): v128 {
  const z = mul(x, x);
  let q = mulAdd(broadcast(C, 7), z, broadcast(C, 6));
  q = mulAdd(q, z, broadcast(C, 5));
  q = mulAdd(q, z, broadcast(C, 4));
  q = mulAdd(mulAdd(q, z, broadcast(C, 8)), z, broadcast(C, 9));
  return mul(s, q);
}

/** cos x from s = `twiceHalfSine4(x)`. Absolute error ≤ 5.1e-7. @inline */
export function cosWithin4(s: v128): v128 {
  return sub(broadcast(C, 9), mul(mul(s, broadcast(C, 10)), s));
}
