// Angles of the small worlds, kept in [−π, π].

import { broadcast, mul, nearest, sub } from '../vector';

const C: usize = memory.data<f32>([
  0.15915494309189535, // 1 / 2π
  6.28125, // 2π in two parts; a whole number below 2^14 times the first is exact
  0.0019353071795864768,
  1.0,
]);

const TURNS_PER_RADIAN = 0;
const TURN_1 = 1;
const TURN_2 = 2;
const ONE = 3;

/** 1 in all lanes; a constant of the code itself would be built anew at each use (see math.ts). @inline */
export function one4(): v128 {
  return broadcast(C, ONE);
}

/** The angle in [−π, π]; NaN stays NaN. Rounding at the seam may go past π by one float. @inline */
export function wrapAngle4(angle: v128): v128 {
  const turns = nearest(mul(angle, broadcast(C, TURNS_PER_RADIAN)));
  return sub(sub(angle, mul(turns, broadcast(C, TURN_1))), mul(turns, broadcast(C, TURN_2)));
}
