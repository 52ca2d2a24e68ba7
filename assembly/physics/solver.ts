// The constrained acceleration (MuJoCo's documentation, Computation: the primal problem, Newton's method):
//
//     minimise over x   ½ (x − x₀)ᵀ M (x − x₀)  +  Σ rows ½ D · min(0, J x − aref)²
//
// with x₀ the unconstrained acceleration, M x₀ = smooth force. The function is convex and piecewise quadratic: as long
// as no row changes sign, one Newton step with the full length ends at the minimum. So the iteration is finished, and
// exactly, when a full step flips no row. The Hessian M + Jᵀ D J is never formed: contacts with the world and limits
// enter the factorisation along the tree (factor.ts), contacts between bodies are corrections of low rank (low-rank.ts). From
// one step to the next the Hessian differs only by the rows that have flipped, so only the bodies they act on, with their
// parents, are factored again; recomputing the others would give the same bits.
//
// The four worlds of a group iterate together until the last has finished. A finished world takes steps of length zero
// from then on, so that its numbers depend on itself alone.

import {
  add,
  all,
  and,
  andNot,
  any,
  broadcast,
  load,
  lt,
  minor,
  mul,
  neg,
  or,
  splat,
  store,
  sub,
} from '../vector';
import { limits, pairRows, planeContacts } from './constraints';
import { ALL_BODIES, expand, factor, reduce, startInertia } from './factor';
import {
  A,
  BODY_DOFS,
  BODY_FIRST_DOF,
  BODY_PARENT,
  BODY_PATH,
  bodyCount,
  bodyRow,
  bodySlot,
  CONTACT_BODY,
  CONTACT_DJ,
  CONTACT_EDGES,
  CONTACT_J,
  CONTACT_POINT,
  CONTACT_WEIGHT,
  DA,
  DIAGONAL,
  DOF_ARMATURE,
  dofCount,
  dofRow,
  dofSlot,
  F,
  GRADIENT,
  GROUP_COUNTERS,
  GROUP_FROZEN,
  I,
  IA,
  iterationLimit,
  LIMIT_BODY,
  LIMIT_DJ,
  LIMIT_DOF,
  LIMIT_J,
  LIMIT_SIGN,
  LIMIT_WEIGHT,
  limitSlot,
  PAIR_ACTIVE,
  PAIR_BODIES,
  PAIR_DJ,
  PAIR_J,
  PAIR_WEIGHT,
  PAIR_WRENCH,
  pairSlot,
  planeSlot,
  S,
  SMOOTH,
  STEP,
  whole,
  word,
  X,
} from './layout';
import { minimal, searchLine, signChange } from './line-search';
import { correctForPairs } from './low-rank';
import { add6, addScaled6, clear6, dot, dot6, inertiaTimes } from './spatial';

/**
 * Leaves the minimum in the X of the degrees of freedom, with the A of the bodies and the J of the rows that belong to
 * it. The iteration starts from x = 0: the last step's result, as a warm start, takes a tenth more iterations, and a step
 * would depend on more than qpos and qvel.
 */
export function solve(group: usize): void {
  for (let d = 0; d < dofCount; d++) store(dofSlot(d) + X, splat(0));
  for (let b = 0; b < bodyCount; b++) clear6(bodySlot(b) + A);
  let finished = load(group + GROUP_FROZEN);
  let iterations = 0;
  changed = ALL_BODIES;
  while (iterations < iterationLimit) {
    newtonStep(iterations === 0);
    const length = andNot(searchLine(finished), finished);
    finished = or(finished, minimal); // in these worlds this was the last step
    changed = 0;
    advance(length);
    iterations++;
    if (all(finished)) break;
  }
  i32.store(group + GROUP_COUNTERS, i32.load(group + GROUP_COUNTERS) + iterations);
}

/** Bodies, with their parents, that a row acts on which has begun or ceased to push in the last step. */
let changed: u64 = 0;

/** STEP = Hessian⁻¹ · negative gradient; DA and the DJ of the rows follow from it. */
function newtonStep(atRest: bool): void {
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
  for (let c = 0; c < pairRows; c++) addPairForce(pairSlot(c));
  gradient();
  for (let c = 0; c < limits; c++) addLimitTerms(limitSlot(c));
  factor(changed);
  reduce(GRADIENT);
  if (pairRows) correctForPairs();
  expand(STEP);
  for (let c = 0; c < planeContacts; c++) planeRates(planeSlot(c));
  for (let c = 0; c < pairRows; c++) pairRate(pairSlot(c));
  for (let c = 0; c < limits; c++) limitRate(limitSlot(c));
}

/** D where the row pushes (J x < aref), else 0. @inline */
export function pushing(D: v128, j: v128): v128 {
  return and(D, lt(j, splat(0)));
}

/** Gradient of a contact with the plane: the force of its edges that push, with the opposite sign, at the point p. */
function addPlaneForce(contact: usize, body: usize): void {
  const px = load(contact + CONTACT_POINT);
  const py = load(contact + CONTACT_POINT, 1);
  const pz = load(contact + CONTACT_POINT, 2);
  const D = load(contact + CONTACT_WEIGHT);
  let fx = splat(0);
  let fy = splat(0);
  let fz = splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * 48;
    const j = load(contact + CONTACT_J, i);
    const force = mul(pushing(D, j), j);
    fx = add(fx, mul(force, load(edge)));
    fy = add(fy, mul(force, load(edge, 1)));
    fz = add(fz, mul(force, load(edge, 2)));
  }
  accumulate(body, F, minor(py, fz, pz, fy));
  accumulate(body, F + 16, minor(pz, fx, px, fz));
  accumulate(body, F + 32, minor(px, fy, py, fx));
  accumulate(body, F + 48, fx);
  accumulate(body, F + 64, fy);
  accumulate(body, F + 80, fz);
}

/**
 * Hessian of a contact with the plane, of its body alone. With edges d, weights w (D or 0) and K = Σ w d dᵀ, a 3×3
 * stiffness against accelerations of the point p, v_p = a − p × ω, the 6×6 term is
 *
 *     | [p]K[p]ᵀ  [p]K |      [p]: the matrix of p ×
 *     | ·           K  |
 */
function addPlaneStiffness(contact: usize, body: usize): void {
  const px = load(contact + CONTACT_POINT);
  const py = load(contact + CONTACT_POINT, 1);
  const pz = load(contact + CONTACT_POINT, 2);
  const D = load(contact + CONTACT_WEIGHT);
  let kxx = splat(0);
  let kxy = splat(0);
  let kxz = splat(0);
  let kyy = splat(0);
  let kyz = splat(0);
  let kzz = splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * 48;
    const dx = load(edge);
    const dy = load(edge, 1);
    const dz = load(edge, 2);
    const w = pushing(D, load(contact + CONTACT_J, i));
    const wx = mul(w, dx);
    const wy = mul(w, dy);
    const wz = mul(w, dz);
    kxx = add(kxx, mul(wx, dx));
    kxy = add(kxy, mul(wx, dy));
    kxz = add(kxz, mul(wx, dz));
    kyy = add(kyy, mul(wy, dy));
    kyz = add(kyz, mul(wy, dz));
    kzz = add(kzz, mul(wz, dz));
  }
  // B = [p] K, row by row.
  const bxx = minor(py, kxz, pz, kxy);
  const bxy = minor(py, kyz, pz, kyy);
  const bxz = minor(py, kzz, pz, kyz);
  const byx = minor(pz, kxx, px, kxz);
  const byy = minor(pz, kxy, px, kyz);
  const byz = minor(pz, kxz, px, kzz);
  const bzx = minor(px, kxy, py, kxx);
  const bzy = minor(px, kyy, py, kxy);
  const bzz = minor(px, kyz, py, kxz);
  // B [p]ᵀ: row i is p × (row i of B).
  accumulate(body, IA, minor(py, bxz, pz, bxy));
  accumulate(body, IA + 16, minor(pz, bxx, px, bxz));
  accumulate(body, IA + 32, minor(px, bxy, py, bxx));
  accumulate(body, IA + 48, bxx);
  accumulate(body, IA + 64, bxy);
  accumulate(body, IA + 80, bxz);
  accumulate(body, IA + 96, minor(pz, byx, px, byz));
  accumulate(body, IA + 112, minor(px, byy, py, byx));
  accumulate(body, IA + 128, byx);
  accumulate(body, IA + 144, byy);
  accumulate(body, IA + 160, byz);
  accumulate(body, IA + 176, minor(px, bzy, py, bzx));
  accumulate(body, IA + 192, bzx);
  accumulate(body, IA + 208, bzy);
  accumulate(body, IA + 224, bzz);
  accumulate(body, IA + 240, kxx);
  accumulate(body, IA + 256, kxy);
  accumulate(body, IA + 272, kxz);
  accumulate(body, IA + 288, kyy);
  accumulate(body, IA + 304, kyz);
  accumulate(body, IA + 320, kzz);
}

/** @inline */
function accumulate(body: usize, offset: usize, value: v128): void {
  store(body + offset, add(load(body + offset), value));
}

/** Gradient of a contact between bodies; its Hessian term waits for low-rank.ts. */
function addPairForce(contact: usize): void {
  const j = load(contact + PAIR_J);
  const w = pushing(load(contact + PAIR_WEIGHT), j);
  store(contact + PAIR_ACTIVE, w);
  const force = mul(w, j);
  const first = i32.load(contact + PAIR_BODIES);
  const second = i32.load(contact + PAIR_BODIES, 4);
  if (first) addScaled6(bodySlot(first) + F, neg(force), contact + PAIR_WRENCH);
  if (second) addScaled6(bodySlot(second) + F, force, contact + PAIR_WRENCH);
}

/** GRADIENT = smooth force − Sᵀ (Σ forces F below) − armature · x: the negative gradient but for limits. DIAGONAL = armature. */
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

function addLimitTerms(limit: usize): void {
  const dof = dofSlot(i32.load(limit + LIMIT_DOF));
  const j = load(limit + LIMIT_J);
  const w = pushing(load(limit + LIMIT_WEIGHT), j);
  store(dof + DIAGONAL, add(load(dof + DIAGONAL), w));
  store(dof + GRADIENT, sub(load(dof + GRADIENT), mul(load(limit + LIMIT_SIGN), mul(w, j))));
}

/** DJ of the four rows: edge · (acceleration of the point along the step). */
function planeRates(contact: usize): void {
  const body = bodySlot(i32.load(contact + CONTACT_BODY));
  const px = load(contact + CONTACT_POINT);
  const py = load(contact + CONTACT_POINT, 1);
  const pz = load(contact + CONTACT_POINT, 2);
  const ax = load(body + DA);
  const ay = load(body + DA, 1);
  const az = load(body + DA, 2);
  const ux = add(load(body + DA, 3), minor(ay, pz, az, py));
  const uy = add(load(body + DA, 4), minor(az, px, ax, pz));
  const uz = add(load(body + DA, 5), minor(ax, py, ay, px));
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * 48;
    const rate = add(add(mul(load(edge), ux), mul(load(edge, 1), uy)), mul(load(edge, 2), uz));
    store(contact + CONTACT_DJ, rate, i);
  }
}

function pairRate(contact: usize): void {
  const first = bodySlot(i32.load(contact + PAIR_BODIES)) + DA;
  const second = bodySlot(i32.load(contact + PAIR_BODIES, 4)) + DA;
  const w = contact + PAIR_WRENCH;
  const rate = dot6(
    load(w, 0),
    load(w, 1),
    load(w, 2),
    load(w, 3),
    load(w, 4),
    load(w, 5),
    sub(load(second, 0), load(first, 0)),
    sub(load(second, 1), load(first, 1)),
    sub(load(second, 2), load(first, 2)),
    sub(load(second, 3), load(first, 3)),
    sub(load(second, 4), load(first, 4)),
    sub(load(second, 5), load(first, 5)),
  );
  store(contact + PAIR_DJ, rate);
}

function limitRate(limit: usize): void {
  const step = load(dofSlot(i32.load(limit + LIMIT_DOF)) + STEP);
  store(limit + LIMIT_DJ, mul(load(limit + LIMIT_SIGN), step));
}

/** Takes the step with the given length: x, the bodies' accelerations, and the rows; notes what it changes in the Hessian. */
function advance(length: v128): void {
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
  for (let c = 0; c < pairRows; c++) {
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
}

/** Bit mask of a body and those above it. @inline */
function path(b: i32): u64 {
  return <u64>i64.load(word(bodyRow(b), BODY_PATH));
}
