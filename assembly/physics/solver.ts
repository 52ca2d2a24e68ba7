// The constrained acceleration (MuJoCo's documentation, Computation: the primal problem, Newton's method):
//
//     minimise over x   ½ (x − x₀)ᵀ M (x − x₀)  +  Σ rows ½ D · min(0, J x − aref)²
//
// with x₀ the unconstrained acceleration, M x₀ = smooth force. The function is convex and piecewise quadratic: as long
// as no row changes sign, one Newton step with the full length ends at the minimum. So the iteration is finished, and
// exactly, when a full step flips no row. The Hessian M + Jᵀ D J is never formed: contacts with the world and limits
// enter the factorisation along the tree (factor.ts), contacts between bodies are corrections of low rank
// (low-rank.ts). From one step to the next the Hessian differs only by the rows that have flipped, so only the bodies
// they act on, with their parents, are factored again; recomputing the others would give the same bits.
//
// The four worlds of a group iterate together until the last has finished. A finished world takes steps of length zero
// from then on, so that its numbers depend on itself alone.

import { add, all, and, andNot, any, broadcast, load, mul, or, splat, store, sub } from '../vector';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  dofCount,
  dofRow,
  dofSlot,
  iterationLimit,
  limitSlot,
  pairSlot,
  planeSlot,
  whole,
  word,
} from './bound.generated';
import { ALL_BODIES, factor, startInertia } from './factor';
import { inertiaTimes } from './inertia';
import {
  A,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  BODY_PATH,
  CONTACT_BODY,
  CONTACT_DJ,
  CONTACT_J,
  CONTACT_WEIGHT,
  DA,
  DIAGONAL,
  DOF_ARMATURE,
  F,
  GRADIENT,
  GROUP_COUNTERS,
  GROUP_FROZEN,
  I,
  LIMIT_BODY,
  LIMIT_DJ,
  LIMIT_J,
  LIMIT_WEIGHT,
  PAIR_DJ,
  PAIR_J,
  S,
  SMOOTH,
  STEP,
  X,
} from './layout.generated';
import { fullStepEnds, searchLine, signChange } from './line-search';
import { correctForPairs } from './low-rank';
import {
  addLimitTerms,
  addPairForce,
  addPlaneForce,
  addPlaneStiffness,
  limitRate,
  pairRate,
  planeRates,
} from './row-terms';
import { add6, addScaled6, clear6, dot } from './spatial';
import { expand, reduce } from './tree-solve';

/**
 * Leaves the minimum in the X of the degrees of freedom, with the A of the bodies and the J of the rows that belong to
 * it. The iteration starts from x = 0: the last step's result, as a warm start, takes a tenth more iterations, and a
 * step would depend on more than qpos and qvel.
 *
 * @param planeContacts, pairContacts, limits how many rows of each kind there are
 */
export function solve(group: usize, planeContacts: i32, pairContacts: i32, limits: i32): void {
  for (let d = 0; d < dofCount; d++) store(dofSlot(d) + X, splat(0));
  for (let b = 0; b < bodyCount; b++) clear6(bodySlot(b) + A);
  let finished = load(group + GROUP_FROZEN);
  let iterations = 0;
  let changed = ALL_BODIES;
  while (iterations < iterationLimit) {
    newtonStep(changed, iterations === 0, planeContacts, pairContacts, limits);
    const last = or(finished, fullStepEnds(planeContacts, pairContacts, limits)); // in these worlds it is the last step
    const length = searchLine(last, planeContacts, pairContacts, limits);
    changed = advance(andNot(length, finished), planeContacts, pairContacts, limits);
    finished = last;
    iterations++;
    if (all(finished)) break;
  }
  i32.store(group + GROUP_COUNTERS, i32.load(group + GROUP_COUNTERS) + iterations);
}

/**
 * STEP = Hessian⁻¹ · negative gradient; DA and the DJ of the rows follow from it.
 *
 * @param changed a bit for each body whose Hessian differs from that of the last step, as `advance` returns it
 * @param atRest whether x = 0
 */
function newtonStep(changed: u64, atRest: bool, planeContacts: i32, pairContacts: i32, limits: i32): void {
  for (let b = 1; b < bodyCount; b++) {
    const body = bodySlot(b);
    if ((changed >> <u64>b) & 1) startInertia(body);
    if (atRest) clear6(body + F);
    else inertiaTimes(body + F, body + I, body + A);
  }
  for (let c = 0; c < planeContacts; c++) {
    const contact = planeSlot(c);
    const b = i32.load(contact + CONTACT_BODY);
    addPlaneForce(contact, bodySlot(b));
    if ((changed >> <u64>b) & 1) addPlaneStiffness(contact, bodySlot(b));
  }
  for (let c = 0; c < pairContacts; c++) addPairForce(pairSlot(c));
  gradient();
  for (let c = 0; c < limits; c++) addLimitTerms(limitSlot(c));
  factor(changed);
  reduce(GRADIENT);
  if (pairContacts) correctForPairs(pairContacts);
  expand(STEP);
  for (let c = 0; c < planeContacts; c++) planeRates(planeSlot(c));
  for (let c = 0; c < pairContacts; c++) pairRate(pairSlot(c));
  for (let c = 0; c < limits; c++) limitRate(limitSlot(c));
}

/**
 * GRADIENT = smooth force − Sᵀ (Σ forces F below) − armature · x: the negative gradient but for limits. DIAGONAL =
 * armature.
 */
function gradient(): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b);
    const body = bodySlot(b);
    const parent = whole(row, BODY_PARENT);
    if (parent) add6(bodySlot(parent) + F, body + F);
    const first = whole(row, BODY_FIRST_DOF);
    const end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const armature = broadcast(dofRow(d), DOF_ARMATURE);
      const moved = add(dot(dof + S, body + F), mul(armature, load(dof + X)));
      store(dof + GRADIENT, sub(load(dof + SMOOTH), moved));
      store(dof + DIAGONAL, armature);
    }
  }
}

/**
 * Takes the step with the given length: x, the bodies' accelerations, and the rows. Returns what that changes in the
 * Hessian: a bit for each body that a row acts on which begins or ceases to push, and for those above it.
 */
function advance(length: v128, planeContacts: i32, pairContacts: i32, limits: i32): u64 {
  let changed: u64 = 0;
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    store(dof + X, add(load(dof + X), mul(length, load(dof + STEP))));
  }
  for (let b = 1; b < bodyCount; b++) addScaled6(bodySlot(b) + A, length, bodySlot(b) + DA);
  for (let c = 0; c < planeContacts; c++) {
    const contact = planeSlot(c);
    const D = load(contact + CONTACT_WEIGHT);
    let flips = splat(0);
    for (let i: usize = 0; i < 4; i++) {
      const j = load(contact + CONTACT_J, i);
      const moved = add(j, mul(length, load(contact + CONTACT_DJ, i)));
      store(contact + CONTACT_J, moved, i);
      flips = or(flips, and(D, signChange(j, moved)));
    }
    if (any(flips)) changed |= path(i32.load(contact + CONTACT_BODY));
  }
  for (let c = 0; c < pairContacts; c++) {
    const contact = pairSlot(c);
    store(contact + PAIR_J, add(load(contact + PAIR_J), mul(length, load(contact + PAIR_DJ))));
  }
  for (let c = 0; c < limits; c++) {
    const limit = limitSlot(c);
    const j = load(limit + LIMIT_J);
    const moved = add(j, mul(length, load(limit + LIMIT_DJ)));
    store(limit + LIMIT_J, moved);
    if (any(and(load(limit + LIMIT_WEIGHT), signChange(j, moved)))) {
      changed |= path(i32.load(limit + LIMIT_BODY));
    }
  }
  return changed;
}

/** Bit mask of a body and those above it. @inline */
function path(b: i32): u64 {
  return <u64>i64.load(word(bodyRow(b), BODY_PATH));
}
