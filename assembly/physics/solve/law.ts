// What force answers to a row. One law for all, with D the row's weight and j = J x − aref:
//
//     force = −clamp(D j, low, high)
//
//     an equality                    low = −∞   high = ∞
//     a limit, an edge of a contact  low = −∞   high = 0      (or 0 and ∞: it pushes the other way)
//     dry friction f                 low = −f   high = f
//
// Where D j is within its bounds the row is a spring, quadratic in the objective; else its force is constant (0,
// mostly). A row changes its side when it goes from one to the other.

import { and, andNot, gt, lt, mul, or, select, splat, xor } from '../../vector';

/** −force: D j clamped. @inline */
export function pushBack(weighted: v128, low: v128, high: v128): v128 {
  return select(high, select(low, weighted, lt(weighted, low)), gt(weighted, high));
}

/** Lanes in which the row is a spring. D j = 0 at a bound of 0 is none, and where D is 0 neither. @inline */
export function isSpring(weighted: v128, low: v128, high: v128): v128 {
  return and(gt(weighted, low), lt(weighted, high));
}

/** Lanes in which a row has changed its side between two points. @inline */
export function changesSide(before: v128, after: v128, low: v128, high: v128): v128 {
  return or(xor(isSpring(before, low, high), isSpring(after, low, high)), jumps(before, after, low, high));
}

/** From one bound to the other at once. @inline */
function jumps(before: v128, after: v128, low: v128, high: v128): v128 {
  const up = andNot(gt(after, high), gt(before, high));
  const down = andNot(lt(after, low), lt(before, low));
  return or(and(up, lt(before, low)), and(down, gt(before, high)));
}

/** The same for an edge of a contact, low = −∞ and high = 0. @inline */
export function edgePush(D: v128, j: v128): v128 {
  return and(mul(D, j), lt(j, splat(0)));
}

/** D where an edge pushes, else 0. @inline */
export function edgeStiffness(D: v128, j: v128): v128 {
  return and(D, lt(j, splat(0)));
}
