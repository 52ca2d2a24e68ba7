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
  le,
  load,
  mul,
  or,
  pmax,
  select,
  splat,
  store,
  sub,
} from '../../vector';
import {
  acceleration,
  contactSlot,
  descent,
  dofCount,
  elliptic,
  iterationLimit,
  linkCapacity,
  linkSlot,
  newtonStep,
  pairRow,
  singleSlot,
  spanRow,
  temporary,
  whole,
} from '../bound.generated';
import { edgesOf } from '../constraint/contact-rows';
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
  LINK_JACOBIAN,
  LINK_LOW,
  LINK_ROWS,
  LINK_SPAN,
  LINK_WEIGHT,
  PAIR_CONDIM,
  SINGLE_DJ,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
} from '../layout.generated';
import { NUMBER } from '../sizes';
import { moveCones } from './cones';
import { gradient, sumEdges } from './gradient';
import {
  changeContact,
  changeSingle,
  factorHessian,
  pushContact,
  settleDescent,
  solveHessian,
} from './hessian';
import { pushSpan } from './joint/span-place';
import { stiffenLink } from './joint/stiffness';
import { changesSide, edgeStiffness, isSpring, pushBack } from './law';
import { fullStepEnds, searchLine } from './line-search';
import { rowRates } from './rates';

/** A step that is smaller, relative to the accelerations, needs no other one after it. */
const SMALL: f32 = 1e-4;
/** At rest no step need be small in relation to what is left of the accelerations. */
const MOST_REFINED: i32 = 5;

/**
 * Leaves the minimum in `acceleration`, with the J of the rows that belong to it. Before: the Hessian as M. The
 * iteration starts from x = 0: the last step's result, as a warm start, takes a tenth more iterations, and a step
 * would depend on more than qpos, qvel and act.
 *
 * Along a step of length α the descent shrinks by 1 − α, but for the rows that change their side: these alone are
 * looked at. What the solves lose is repaired at the end, by the descent computed anew and one more step with the
 * factor that is there.
 *
 * @param sparsity as `beginHessian` returned it
 * @param contacts, links, singles how many of each kind of rows there are
 */
export function solve(group: usize, sparsity: i32, contacts: i32, links: i32, singles: i32): void {
  for (let d = 0; d < dofCount; d++) store(acceleration(d), splat(0));
  const frozen = load(group + GROUP_FROZEN);
  let finished = frozen;
  let iterations = 0;
  moveRows(splat(0), true, contacts, links, singles);
  gradient(true, contacts, links, singles);
  while (iterations < iterationLimit) {
    if (elliptic && iterations) gradient(false, contacts, links, singles);
    findStep(sparsity, contacts, singles);
    rowRates(contacts, links, singles);
    const last = or(finished, fullStepEnds(contacts, links, singles)); // in these worlds it is the last step
    const length = andNot(searchLine(last, contacts, links, singles), finished);
    const left = sub(splat(1), length);
    for (let d = 0; d < dofCount; d++) {
      const x = acceleration(d);
      store(x, add(load(x), mul(length, load(newtonStep(d)))));
      store(descent(d), mul(left, load(descent(d))));
    }
    moveRows(length, false, contacts, links, singles);
    finished = last;
    iterations++;
    if (all(finished)) break;
  }
  let lanes = andNot(finished, frozen);
  const times = linkCapacity > 0 ? MOST_REFINED : 1;
  for (let i = 0; i < times && any(lanes); i++) {
    refine(lanes, sparsity, contacts, links, singles);
    lanes = andNot(lanes, wasSmallStep());
  }
  i32.store(group + GROUP_COUNTERS, i32.load(group + GROUP_COUNTERS) + iterations);
}

/** newtonStep = Hessian⁻¹ · descent. */
function findStep(sparsity: i32, contacts: i32, singles: i32): void {
  for (let d = 0; d < dofCount; d++) store(newtonStep(d), load(descent(d)));
  factorHessian(sparsity, contacts, singles);
  solveHessian(sparsity);
}

/**
 * One more step of full length in the worlds of `lanes`, as small as what the solves have lost. A weld is a thousand
 * times as stiff as what it holds, and more: then a solve in f32 leaves a part of the way, and this another part of
 * that. So models with links go on until the step is small, and may have rows that change their side by it.
 */
function refine(lanes: v128, sparsity: i32, contacts: i32, links: i32, singles: i32): void {
  gradient(false, contacts, links, singles);
  for (let d = 0; d < dofCount; d++) store(newtonStep(d), and(load(descent(d)), lanes));
  if (linkCapacity > 0) factorHessian(sparsity, contacts, singles);
  solveHessian(sparsity);
  rowRates(contacts, links, singles);
  for (let d = 0; d < dofCount; d++) {
    const x = acceleration(d);
    store(x, add(load(x), load(newtonStep(d))));
  }
  moveRows(splat(1), false, contacts, links, singles);
}

/** Worlds in which the step that was taken is small. */
function wasSmallStep(): v128 {
  let step = splat(0);
  let size = splat(0);
  for (let d = 0; d < dofCount; d++) {
    step = pmax(step, abs(load(newtonStep(d))));
    size = pmax(size, abs(load(acceleration(d))));
  }
  return le(step, mul(splat(SMALL), size));
}

// In `temporary`, a vector for each row of a contact or link: how its weight in the Hessian changes, and what its
// push back has less than if it had stayed on its side.
const CHANGES: usize = 0;
const RESIDUES: usize = CHANGES + 10 * NUMBER;
const FORCES: usize = RESIDUES + 10 * NUMBER;

/**
 * Moves the rows by a step of the given length, and with those that begin or cease to be springs by it the Hessian
 * and the descent.
 *
 * @param atStart nothing moves; the rows that are springs are put into the Hessian, which is M
 */
function moveRows(length: v128, atStart: bool, contacts: i32, links: i32, singles: i32): void {
  const changes = temporary + CHANGES;
  const residues = temporary + RESIDUES;
  const forces = temporary + FORCES;
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const pair = pairRow(i32.load(contact + CONTACT_PAIR));
    const condim = whole(pair, PAIR_CONDIM);
    const D = load(contact + CONTACT_WEIGHT);
    const edges = edgesOf(condim);
    let some = splat(0);
    for (let i = 0; i < edges; i++) {
      const j = load(contact + CONTACT_J, i);
      let change = edgeStiffness(D, j);
      if (!atStart) {
        const moved = add(j, mul(length, load(contact + CONTACT_DJ, i)));
        store(contact + CONTACT_J, moved, i);
        const before = change;
        change = sub(edgeStiffness(D, moved), before);
        // D (j + α v) where it begins to push, what it would go on to where it ceases to
        store(residues, mul(change, moved), i);
      }
      store(changes, change, i);
      some = or(some, change);
    }
    if (!any(some)) continue;
    changeContact(contact, changes);
    if (atStart) continue;
    sumEdges(forces, residues, pair, condim);
    pushContact(contact, condim, forces);
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
      const place = link + LINK_J + ((<usize>i) << 4);
      const j = load(place);
      const moved = add(j, mul(length, load(link + LINK_DJ, i)));
      const change = weightChange(D, j, moved, atStart, low, high);
      if (!atStart) store(place, moved);
      const residue = residueOf(mul(D, j), mul(D, moved), low, high);
      store(changes, change, i);
      store(residues, residue, i);
      some = or(some, or(change, residue));
    }
    if (!any(some)) continue;
    stiffenLink(link, changes);
    if (atStart) continue;
    pushSpan(spanRow(i32.load(link + LINK_SPAN)), rows, <usize>i32.load(link + LINK_JACOBIAN), residues);
  }
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    const low = load(row + SINGLE_LOW);
    const high = load(row + SINGLE_HIGH);
    const D = load(row + SINGLE_WEIGHT);
    const j = load(row + SINGLE_J);
    const moved = add(j, mul(length, load(row + SINGLE_DJ)));
    const change = weightChange(D, j, moved, atStart, low, high);
    if (any(change)) changeSingle(row, change);
    if (atStart) continue;
    store(row + SINGLE_J, moved);
    const force = descent(i32.load(row + SINGLE_DOF));
    store(force, sub(load(force), residueOf(mul(D, j), mul(D, moved), low, high)));
  }
  if (!atStart) settleDescent();
}

/** How the weight of a row in the Hessian changes by its move from j. @inline */
function weightChange(D: v128, j: v128, moved: v128, atStart: bool, low: v128, high: v128): v128 {
  const before = and(D, isSpring(mul(D, j), low, high));
  if (atStart) return before;
  return sub(and(D, isSpring(mul(D, moved), low, high)), before);
}

/** Its push back after the move, less what it would be if the row had stayed on its side; 0 if it has. @inline */
function residueOf(before: v128, after: v128, low: v128, high: v128): v128 {
  const stayed = select(after, pushBack(before, low, high), isSpring(before, low, high));
  return and(sub(pushBack(after, low, high), stayed), changesSide(before, after, low, high));
}
