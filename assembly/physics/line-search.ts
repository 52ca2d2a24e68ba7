// How far to go along the Newton step p. Let φ(α) be the objective at x + α p. If the set of pushing rows stayed what
// it was at α = 0, φ would be the quadratic whose minimum is at α = 1: φ'(α) = (1 − α) φ'(0), with φ'(0) = −pᵀg where g
// is the negative gradient (GRADIENT). A row that has changed sign at α corrects this: with j = J x − aref and rate
// v = J p a row that began to push adds D (j + α v) v, and one that ceased to push takes that away. So
//
//     φ'(α)  = (1 − α) φ'(0) + Σ over flipped rows  ± D (j + α v) v
//     φ''(α) =       − φ'(0) + Σ over flipped rows  ± D v²
//
// which needs no work for the rows that did not flip beyond looking at them, and none at all for the mass matrix. The
// root of φ' is sought by Newton's method inside a bracket, one or two steps; the outer iteration forgives the rest.

import {
  abs,
  add,
  all,
  and,
  any,
  div,
  ge,
  gt,
  le,
  load,
  lt,
  mul,
  neg,
  not,
  or,
  pmin,
  select,
  splat,
  store,
  sub,
  xor,
} from '../vector';
import {
  dofCount,
  dofSlot,
  limitSlot,
  lineSearchLimit,
  pairSlot,
  planeSlot,
  temporary,
} from './bound.generated';
import {
  CONTACT_DJ,
  CONTACT_J,
  CONTACT_WEIGHT,
  GRADIENT,
  LIMIT_DJ,
  LIMIT_J,
  LIMIT_WEIGHT,
  PAIR_DJ,
  PAIR_J,
  PAIR_WEIGHT,
  STEP,
} from './layout.generated';

/** Where φ' is small enough, relative to φ'(0). */
const SLOPE_TOLERANCE: f32 = 1e-2;

// Sums over the rows that have flipped at one α, in `temporary`, vectors.
const SLOPE: usize = 0;
const CURVATURE: usize = 1;

/**
 * Worlds in which the full step flips no row: it ends at the minimum. Leaves the sums at α = 1 to `searchLine`.
 * @inline
 */
export function fullStepEnds(planeContacts: i32, pairContacts: i32, limits: i32): v128 {
  return not(sumFlippedRows(splat(1), planeContacts, pairContacts, limits));
}

/**
 * The step length of each world, 1 in the worlds of `exact`. After `fullStepEnds`.
 * @inline
 */
export function searchLine(exact: v128, planeContacts: i32, pairContacts: i32, limits: i32): v128 {
  let length = splat(1);
  if (all(exact)) return length;

  let start = splat(0); // φ'(0), negative
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    start = sub(start, mul(load(dof + STEP), load(dof + GRADIENT)));
  }
  const fall = neg(start);
  const enough = mul(splat(SLOPE_TOLERANCE), fall);
  let low = splat(0);
  let high = splat(1e9);
  for (let i = 0; i < lineSearchLimit; i++) {
    if (i > 0) sumFlippedRows(length, planeContacts, pairContacts, limits);
    const rate = add(load(temporary, SLOPE), mul(start, sub(splat(1), length)));
    const descending = lt(rate, splat(0));
    low = select(length, low, descending);
    high = select(high, length, descending);
    let next = sub(length, div(rate, add(load(temporary, CURVATURE), fall)));
    const outside = or(le(next, low), ge(next, high));
    const middle = mul(splat(0.5), add(low, pmin(high, add(low, splat(1)))));
    next = select(middle, next, outside);
    const done = or(exact, le(abs(rate), enough));
    length = select(length, next, done);
    if (all(done)) break;
  }
  return length;
}

/** Sums the terms of the rows that have flipped at α; returns the lanes that have any. */
function sumFlippedRows(length: v128, planeContacts: i32, pairContacts: i32, limits: i32): v128 {
  let flips = splat(0);
  store(temporary, splat(0), SLOPE);
  store(temporary, splat(0), CURVATURE);
  for (let c = 0; c < planeContacts; c++) {
    const contact = planeSlot(c);
    const D = load(contact + CONTACT_WEIGHT);
    for (let i: usize = 0; i < 4; i++) {
      flips = or(
        flips,
        addFlippedRow(length, D, load(contact + CONTACT_J, i), load(contact + CONTACT_DJ, i)),
      );
    }
  }
  for (let c = 0; c < pairContacts; c++) {
    const contact = pairSlot(c);
    const D = load(contact + PAIR_WEIGHT);
    flips = or(flips, addFlippedRow(length, D, load(contact + PAIR_J), load(contact + PAIR_DJ)));
  }
  for (let c = 0; c < limits; c++) {
    const limit = limitSlot(c);
    const D = load(limit + LIMIT_WEIGHT);
    flips = or(flips, addFlippedRow(length, D, load(limit + LIMIT_J), load(limit + LIMIT_DJ)));
  }
  return flips;
}

/** Adds a row's terms where it has flipped; returns these lanes. @inline */
function addFlippedRow(length: v128, D: v128, j: v128, rate: v128): v128 {
  const moved = add(j, mul(length, rate));
  const flipped = and(signChange(j, moved), gt(D, splat(0)));
  if (any(flipped)) {
    // +D where the row begins to push, −D where it ceases to: the sign bit of j, which says that it pushed at α = 0.
    const signed = and(xor(D, and(j, i32x4.splat(0x80000000))), flipped);
    const weighted = mul(signed, rate);
    store(temporary, add(load(temporary, SLOPE), mul(weighted, moved)), SLOPE);
    store(temporary, add(load(temporary, CURVATURE), mul(weighted, rate)), CURVATURE);
  }
  return flipped;
}

/** Lanes in which a row pushes before (j < 0) and not after, or the other way round. @inline */
export function signChange(before: v128, after: v128): v128 {
  const zero = splat(0);
  return xor(lt(before, zero), lt(after, zero));
}
