// How far to go along the Newton step p. Let φ(α) be the objective at x + α p. If every row stayed on its side
// (law.ts), φ would be the quadratic whose minimum is at α = 1: φ'(α) = (1 − α) φ'(0), with φ'(0) = −pᵀg where g is
// the negative gradient. A row that has changed its side at α corrects this: with j = J x − aref, rate v = J p and m
// = D (j + α v) let its side at 0 make the push back s₀(m), which is m for a spring, else the bound, and the side at
// α s(m). Then
//
//     φ'(α)  = (1 − α) φ'(0) + Σ over changed rows  v (s(m) − s₀(m))
//     φ''(α) =       − φ'(0) + Σ over changed rows  D v² (spring at α − spring at 0)
//
// which needs no work for the other rows beyond looking at them, and none at all for the mass matrix. The root of φ' is
// sought by Newton's method inside a bracket, one or two steps; the outer iteration forgives the rest.

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
} from '../../vector';
import {
  contactSlot,
  descent,
  dofCount,
  lineSearchLimit,
  linkSlot,
  newtonStep,
  pairRow,
  singleSlot,
  temporary,
  whole,
} from '../bound.generated';
import { edgesOf } from '../constraint/contact-rows';
import {
  CONTACT_DJ,
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_WEIGHT,
  LINK_DJ,
  LINK_HIGH,
  LINK_J,
  LINK_LOW,
  LINK_ROWS,
  LINK_WEIGHT,
  PAIR_CONDIM,
  SINGLE_DJ,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
} from '../layout.generated';
import { addConeTerms, conesBend } from './cones';
import { changesSide, isSpring, pushBack } from './law';

/** Where φ' is small enough, relative to φ'(0). */
const SLOPE_TOLERANCE: f32 = 1e-2;

// Sums over the rows that have changed their side at one α, in `temporary`, vectors.
const SLOPE: usize = 0;
const CURVATURE: usize = 1;

/**
 * Worlds in which no row changes its side along the full step: it ends at the minimum. Leaves the sums at α = 1 to
 * `searchLine`.
 */
export function fullStepEnds(contacts: i32, links: i32, singles: i32): v128 {
  const bent = conesBend(contacts);
  return not(or(bent, sumChangedRows(splat(1), contacts, links, singles)));
}

/** The step length of each world, 1 in the worlds of `exact`. After `fullStepEnds`. */
export function searchLine(exact: v128, contacts: i32, links: i32, singles: i32): v128 {
  let length = splat(1);
  if (all(exact)) return length;

  let start = splat(0); // φ'(0), negative
  for (let d = 0; d < dofCount; d++) {
    start = sub(start, mul(load(newtonStep(d)), load(descent(d))));
  }
  const fall = neg(start);
  const enough = mul(splat(SLOPE_TOLERANCE), fall);
  let low = splat(0);
  let high = splat(1e9);
  for (let i = 0; i < lineSearchLimit; i++) {
    if (i > 0) sumChangedRows(length, contacts, links, singles);
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

/** Sums the terms of the rows that have changed their side at α; returns the lanes that have any. */
function sumChangedRows(length: v128, contacts: i32, links: i32, singles: i32): v128 {
  let changed = splat(0);
  store(temporary, splat(0), SLOPE);
  store(temporary, splat(0), CURVATURE);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const D = load(contact + CONTACT_WEIGHT);
    const edges = edgesOf(whole(pairRow(i32.load(contact + CONTACT_PAIR)), PAIR_CONDIM));
    for (let i = 0; i < edges; i++) {
      const j = load(contact + CONTACT_J, i);
      changed = or(changed, addEdge(length, D, j, load(contact + CONTACT_DJ, i)));
    }
  }
  for (let c = 0; c < links; c++) {
    const link = linkSlot(c);
    const rows = i32.load(link + LINK_ROWS);
    const low = load(link + LINK_LOW);
    const high = load(link + LINK_HIGH);
    for (let i = 0; i < rows; i++) {
      const D = load(link + LINK_WEIGHT, i);
      changed = or(changed, addRow(length, D, load(link + LINK_J, i), load(link + LINK_DJ, i), low, high));
    }
  }
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    const low = load(row + SINGLE_LOW);
    const high = load(row + SINGLE_HIGH);
    const D = load(row + SINGLE_WEIGHT);
    changed = or(changed, addRow(length, D, load(row + SINGLE_J), load(row + SINGLE_DJ), low, high));
  }
  addConeTerms(temporary, length, contacts);
  return changed;
}

/** Adds the terms of an edge of a contact where it has changed its side; returns these lanes. @inline */
function addEdge(length: v128, D: v128, j: v128, rate: v128): v128 {
  const moved = add(j, mul(length, rate));
  const changed = and(signChange(j, moved), gt(D, splat(0)));
  if (any(changed)) {
    // +D where the edge begins to push, −D where it ceases to: the sign bit of j, which says that it pushed at α = 0.
    const signed = and(xor(D, and(j, i32x4.splat(0x80000000))), changed);
    addTerms(mul(mul(signed, rate), moved), mul(mul(signed, rate), rate));
  }
  return changed;
}

/** The same of any row. @inline */
function addRow(length: v128, D: v128, j: v128, rate: v128, low: v128, high: v128): v128 {
  const before = mul(D, j);
  const after = mul(D, add(j, mul(length, rate)));
  const changed = changesSide(before, after, low, high);
  if (any(changed)) {
    const wasSpring = isSpring(before, low, high);
    const asBefore = select(after, pushBack(before, low, high), wasSpring);
    const slope = mul(rate, sub(pushBack(after, low, high), asBefore));
    const square = mul(mul(D, rate), rate);
    const curvature = sub(and(square, isSpring(after, low, high)), and(square, wasSpring));
    addTerms(and(slope, changed), and(curvature, changed));
  }
  return changed;
}

/** @inline */
function addTerms(slope: v128, curvature: v128): void {
  store(temporary, add(load(temporary, SLOPE), slope), SLOPE);
  store(temporary, add(load(temporary, CURVATURE), curvature), CURVATURE);
}

/** Lanes in which one of two numbers is negative and the other is not. @inline */
export function signChange(a: v128, b: v128): v128 {
  return xor(lt(a, splat(0)), lt(b, splat(0)));
}
