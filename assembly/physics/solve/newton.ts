// The constrained acceleration (MuJoCo's documentation, Computation: the primal problem, Newton's method):
//
//     minimise over x   ½ (x − x₀)ᵀ M (x − x₀)  +  Σ rows s(J x − aref)
//
// with x₀ the unconstrained acceleration, M x₀ = smooth force, and s' the law of the row (law.ts). The function is
// convex and piecewise quadratic: as long as no row changes its side, one Newton step with the full length ends at
// the minimum. So the iteration is finished, and exactly, when a full step changes no row's side (with elliptic
// cones: and when their gradient bends within rounding, cones.ts). From one step to the next the Hessian M + Jᵀ W J
// differs only by the rows that have.
//
// The four worlds of a group iterate together until the last has finished. A finished world takes steps of length
// zero from then on, so that its numbers depend on itself alone.

import {
  abs,
  add,
  all,
  and,
  andNot,
  any,
  ge,
  le,
  load,
  mul,
  or,
  pmax,
  splat,
  store,
  sub,
} from '../../vector';
import {
  acceleration,
  contactSlot,
  descent,
  dofCount,
  iterationLimit,
  linkCapacity,
  linkSlot,
  newtonStep,
  pairRow,
  singleSlot,
  temporary,
  whole,
} from '../bound.generated';
import { edgesOf } from '../constraint/contact';
import {
  CONTACT_DJ,
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_WEIGHT,
  GROUP_COUNTERS,
  GROUP_FROZEN,
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
import { moveCones } from './cones';
import { ALL_ROWS, factor, solveFactored } from './factor';
import { gradient } from './gradient';
import { edgeStiffness, isSpring } from './law';
import { fullStepEnds, searchLine } from './line-search';
import { rowRates } from './rates';
import {
  changedRows,
  forgetChanges,
  startHessian,
  stiffenContact,
  stiffenLink,
  stiffenSingle,
} from './stiffness';

/** Relative to the accelerations. */
const SMALL: f32 = 1e-4;
/** At rest no step need be small in relation to what is left of the accelerations. */
const MOST_REPEATED: f32 = 4;

/**
 * Worlds in which the step is small. A weld is a thousand times as stiff as what it holds, and more: then a solve in f32
 * leaves a part of the way, which the gradient at its end shows, and the next step goes it. So models with links repeat
 * the last step until it is small; the Hessian is the same, and is not factored again.
 */
function isSmallStep(): v128 {
  let step = splat(0);
  let size = splat(0);
  for (let d = 0; d < dofCount; d++) {
    const p = load(newtonStep(d));
    step = pmax(step, abs(p));
    size = pmax(size, abs(add(p, load(acceleration(d)))));
  }
  return le(step, mul(splat(SMALL), size));
}

/**
 * Leaves the minimum in `acceleration`, with the J of the rows that belong to it. Before: the mass matrix. The
 * iteration starts from x = 0: the last step's result, as a warm start, takes a tenth more iterations, and a step
 * would depend on more than qpos, qvel and act.
 *
 * @param sparsity first row of the Hessian's
 * @param contacts, links, singles how many of each kind of rows there are
 */
export function solve(group: usize, sparsity: i32, contacts: i32, links: i32, singles: i32): void {
  for (let d = 0; d < dofCount; d++) store(acceleration(d), splat(0));
  let finished = load(group + GROUP_FROZEN);
  let iterations = 0;
  let repeated = splat(0); // full steps that have changed no row's side
  startHessian(sparsity);
  moveRows(splat(0), true, contacts, links, singles);
  forgetChanges(ALL_ROWS);
  while (iterations < iterationLimit) {
    gradient(iterations === 0, contacts, links, singles);
    for (let d = 0; d < dofCount; d++) store(newtonStep(d), load(descent(d)));
    factor(sparsity, changedRows(0), changedRows(1));
    forgetChanges(0);
    solveFactored(sparsity, newtonStep(0));
    rowRates(contacts, links, singles);
    const exact = or(finished, fullStepEnds(contacts, links, singles));
    const length = andNot(searchLine(exact, contacts, links, singles), finished);
    let last = exact; // in these worlds it is the last step
    if (linkCapacity > 0) {
      last = or(finished, and(exact, or(isSmallStep(), ge(repeated, splat(MOST_REPEATED)))));
      repeated = add(repeated, and(exact, splat(1)));
    }
    for (let d = 0; d < dofCount; d++) {
      const x = acceleration(d);
      store(x, add(load(x), mul(length, load(newtonStep(d)))));
    }
    moveRows(length, false, contacts, links, singles);
    finished = last;
    iterations++;
    if (all(finished)) break;
  }
  i32.store(group + GROUP_COUNTERS, i32.load(group + GROUP_COUNTERS) + iterations);
}

/**
 * Moves the rows by a step of the given length, and the Hessian with those that begin or cease to be springs by it.
 *
 * @param atStart nothing moves; the rows that are springs are put into the Hessian, which is M
 */
function moveRows(length: v128, atStart: bool, contacts: i32, links: i32, singles: i32): void {
  const changes = temporary; // a vector for each row of a contact or link
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const D = load(contact + CONTACT_WEIGHT);
    const edges = edgesOf(whole(pairRow(i32.load(contact + CONTACT_PAIR)), PAIR_CONDIM));
    let some = splat(0);
    for (let i = 0; i < edges; i++) {
      const j = load(contact + CONTACT_J, i);
      let change = edgeStiffness(D, j);
      if (!atStart) {
        const moved = add(j, mul(length, load(contact + CONTACT_DJ, i)));
        store(contact + CONTACT_J, moved, i);
        change = sub(edgeStiffness(D, moved), change);
      }
      store(changes, change, i);
      some = or(some, change);
    }
    if (any(some)) stiffenContact(contact, changes);
  }
  moveCones(length, atStart, contacts);
  for (let c = 0; c < links; c++) {
    const link = linkSlot(c);
    const low = load(link + LINK_LOW);
    const high = load(link + LINK_HIGH);
    const rows = i32.load(link + LINK_ROWS);
    let some = splat(0);
    for (let i = 0; i < rows; i++) {
      const D = load(link + LINK_WEIGHT, i);
      const change = moveRow(
        D,
        link + LINK_J + ((<usize>i) << 4),
        load(link + LINK_DJ, i),
        length,
        atStart,
        low,
        high,
      );
      store(changes, change, i);
      some = or(some, change);
    }
    if (any(some)) stiffenLink(link, changes);
  }
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    const low = load(row + SINGLE_LOW);
    const high = load(row + SINGLE_HIGH);
    const D = load(row + SINGLE_WEIGHT);
    const change = moveRow(D, row + SINGLE_J, load(row + SINGLE_DJ), length, atStart, low, high);
    if (any(change)) stiffenSingle(row, change);
  }
}

/** Moves the J at `place`; returns how its weight in the Hessian changes. @inline */
function moveRow(
  D: v128,
  place: usize,
  rate: v128,
  length: v128,
  atStart: bool,
  low: v128,
  high: v128,
): v128 {
  const j = load(place);
  const before = and(D, isSpring(mul(D, j), low, high));
  if (atStart) return before;
  const moved = add(j, mul(length, rate));
  store(place, moved);
  return sub(and(D, isSpring(mul(D, moved), low, high)), before);
}
