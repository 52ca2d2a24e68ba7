// Constraint rows (MuJoCo's documentation, Computation: constraint model). A row wants J·qacc ≥ aref; it pushes with
// force D·(aref − J·qacc) where that is positive. For a penetration r ≤ 0 with impedance d(r):
//
//     aref = −B·(J q̇) − K·d·r          D = d / ((1 − d)·diagonal)
//
// A row stores J x − aref, at first for x = 0, where the solver starts. A row exists for the group if any of its four
// worlds has it; in the others its weight D is zero, and so is everything it adds.

import { exp4, log4 } from '../../math';
import {
  abs,
  add,
  and,
  andNot,
  broadcast,
  div,
  le,
  load,
  lt,
  mul,
  pmax,
  pmin,
  select,
  splat,
  store,
  sub,
} from '../../vector';
import { word } from '../bound.generated';
import {
  GROUP_FROZEN,
  GROUP_ROWS,
  SOFT_B,
  SOFT_DIAGONAL,
  SOFT_K,
  SOFT_MIDPOINT,
  SOFT_PER_WIDTH,
  SOFT_POWER,
  SOFT_RANGE,
  SOFT_RISING,
  SOFT_SETTLING,
  SOFT_SLACK,
} from '../layout.generated';

/** A bound that no force reaches. */
export const UNBOUNDED: f32 = 1e30;

/** No rows yet; they are counted as they are made. @inline */
export function clearRows(group: usize): void {
  store(group + GROUP_ROWS, splat(0));
}

/** Adds `count` to the group's number of rows in the lanes of `mask`. @inline */
export function countRows(group: usize, mask: v128, count: f32): void {
  store(group + GROUP_ROWS, add(load(group + GROUP_ROWS), and(splat(count), mask)));
}

/** Lanes in which a constraint at distance `distance` is active: violated, and the world not frozen. @inline */
export function violated(group: usize, distance: v128): v128 {
  return andNot(lt(distance, splat(0)), load(group + GROUP_FROZEN));
}

/**
 * Lanes in which a contact is active. A distance that is within f32's rounding of 0 is one of a pose in which two
 * surfaces are meant to just touch, as many models start: MuJoCo's distance is then 0 or of the size of 1e-17, and
 * where it is not below 0 there is no contact.
 *
 * @param size of the coordinates that the distance is the difference of
 * @inline
 */
export function touches(group: usize, distance: v128, size: v128): v128 {
  const ROUNDING: f32 = 1.2e-7;
  const METRE: f32 = 1; // coordinates are sums of lengths of that size
  return violated(group, add(distance, mul(splat(ROUNDING), add(size, splat(METRE)))));
}

/**
 * 1 − d(r), of the impedance d that SOFT of schema.mjs describes: by what is left to 1, since 1 − d is what the
 * weight is divided by and f32 would not have its digits from d.
 */
export function slackness(soft: usize, distance: v128): v128 {
  const one = splat(1);
  const power = f32.load(word(soft, SOFT_POWER));
  const x = pmin(one, mul(abs(distance), broadcast(soft, SOFT_PER_WIDTH)));
  const rising = sub(one, mul(broadcast(soft, SOFT_RISING), raise(x, power)));
  const settling = mul(broadcast(soft, SOFT_SETTLING), raise(sub(one, x), power));
  const left = select(rising, settling, le(x, broadcast(soft, SOFT_MIDPOINT)));
  return add(broadcast(soft, SOFT_SLACK), mul(left, broadcast(soft, SOFT_RANGE)));
}

/** x^power for x from 0 to 1. @inline */
function raise(x: v128, power: f32): v128 {
  if (power === 2) return mul(x, x);
  if (power === 1) return x;
  const TINY: f32 = 1e-30; // of which the logarithm is a number
  return andNot(exp4(mul(splat(power), log4(pmax(x, splat(TINY))))), le(x, splat(TINY)));
}

/** D of a row, zero outside `mask`. @inline */
export function weight(soft: usize, slack: v128, mask: v128): v128 {
  return and(div(sub(splat(1), slack), mul(slack, broadcast(soft, SOFT_DIAGONAL))), mask);
}

/**
 * J x − aref at x = 0, which is −aref = B·(J q̇) + K·d·r.
 *
 * @param speed J q̇
 * @param slack 1 − d at the distance r
 * @inline
 */
export function reference(soft: usize, speed: v128, slack: v128, r: v128): v128 {
  const d = sub(splat(1), slack);
  return add(mul(broadcast(soft, SOFT_B), speed), mul(mul(broadcast(soft, SOFT_K), d), r));
}
