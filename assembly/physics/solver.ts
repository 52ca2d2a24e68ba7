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

import { limits, pairRows, planeContacts } from './constraints';
import { ALL_BODIES, expand, factor, reduce, startInertia } from './factor';
import { add, at, dot6, minor, mul, put, same, splat, sub } from './lanes';
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
import { add6, addScaled6, clear6, dot, inertiaTimes } from './spatial';

/**
 * Leaves the minimum in the X of the degrees of freedom, with the A of the bodies and the J of the rows that belong to
 * it. The iteration starts from x = 0: the last step's result, as a warm start, takes a tenth more iterations, and a step
 * would depend on more than qpos and qvel.
 */
export function solve(group: usize): void {
  for (let d = 0; d < dofCount; d++) v128.store(dofSlot(d), splat(0), X);
  for (let b = 0; b < bodyCount; b++) clear6(bodySlot(b) + A);
  let finished = v128.load(group + GROUP_FROZEN);
  let iterations = 0;
  changed = ALL_BODIES;
  while (iterations < iterationLimit) {
    newtonStep(iterations === 0);
    const length = v128.andnot(searchLine(finished), finished);
    finished = v128.or(finished, minimal); // in these worlds this was the last step
    changed = 0;
    advance(length);
    iterations++;
    if (i32x4.all_true(finished)) break;
  }
  store<i32>(group + GROUP_COUNTERS, load<i32>(group + GROUP_COUNTERS) + iterations);
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
    const contact = planeSlot(c),
      b = load<i32>(contact + CONTACT_BODY);
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
  return v128.and(D, f32x4.lt(j, splat(0)));
}

/** Gradient of a contact with the plane: the force of its edges that push, with the opposite sign, at the point p. */
function addPlaneForce(contact: usize, body: usize): void {
  const px = v128.load(contact, CONTACT_POINT),
    py = v128.load(contact, CONTACT_POINT + 16),
    pz = v128.load(contact, CONTACT_POINT + 32);
  const D = v128.load(contact, CONTACT_WEIGHT);
  let fx = splat(0),
    fy = splat(0),
    fz = splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * 48;
    const j = at(contact + CONTACT_J, i);
    const force = mul(pushing(D, j), j);
    fx = add(fx, mul(force, v128.load(edge)));
    fy = add(fy, mul(force, v128.load(edge, 16)));
    fz = add(fz, mul(force, v128.load(edge, 32)));
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
  const px = v128.load(contact, CONTACT_POINT),
    py = v128.load(contact, CONTACT_POINT + 16),
    pz = v128.load(contact, CONTACT_POINT + 32);
  const D = v128.load(contact, CONTACT_WEIGHT);
  let kxx = splat(0),
    kxy = splat(0),
    kxz = splat(0),
    kyy = splat(0),
    kyz = splat(0),
    kzz = splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * 48;
    const dx = v128.load(edge),
      dy = v128.load(edge, 16),
      dz = v128.load(edge, 32);
    const w = pushing(D, at(contact + CONTACT_J, i));
    const wx = mul(w, dx),
      wy = mul(w, dy),
      wz = mul(w, dz);
    kxx = add(kxx, mul(wx, dx));
    kxy = add(kxy, mul(wx, dy));
    kxz = add(kxz, mul(wx, dz));
    kyy = add(kyy, mul(wy, dy));
    kyz = add(kyz, mul(wy, dz));
    kzz = add(kzz, mul(wz, dz));
  }
  // B = [p] K, row by row.
  const bxx = minor(py, kxz, pz, kxy),
    bxy = minor(py, kyz, pz, kyy),
    bxz = minor(py, kzz, pz, kyz);
  const byx = minor(pz, kxx, px, kxz),
    byy = minor(pz, kxy, px, kyz),
    byz = minor(pz, kxz, px, kzz);
  const bzx = minor(px, kxy, py, kxx),
    bzy = minor(px, kyy, py, kxy),
    bzz = minor(px, kyz, py, kxz);
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
  v128.store(body + offset, add(v128.load(body + offset), value));
}

/** Gradient of a contact between bodies; its Hessian term waits for low-rank.ts. */
function addPairForce(contact: usize): void {
  const j = v128.load(contact, PAIR_J);
  const w = pushing(v128.load(contact, PAIR_WEIGHT), j);
  v128.store(contact, w, PAIR_ACTIVE);
  const force = mul(w, j);
  const first = load<i32>(contact + PAIR_BODIES),
    second = load<i32>(contact + PAIR_BODIES, 4);
  if (first) addScaled6(bodySlot(first) + F, f32x4.neg(force), contact + PAIR_WRENCH);
  if (second) addScaled6(bodySlot(second) + F, force, contact + PAIR_WRENCH);
}

/** GRADIENT = smooth force − Sᵀ (Σ forces F below) − armature · x: the negative gradient but for limits. DIAGONAL = armature. */
function gradient(): void {
  for (let b = bodyCount - 1; b > 0; b--) {
    const row = bodyRow(b),
      body = bodySlot(b),
      parent = whole(row, BODY_PARENT);
    if (parent) add6(bodySlot(parent) + F, body + F);
    const first = whole(row, BODY_FIRST_DOF),
      end = first + whole(row, BODY_DOFS);
    for (let d = first; d < end; d++) {
      const dof = dofSlot(d);
      const armature = same(dofRow(d), DOF_ARMATURE);
      const moved = add(dot(dof + S, body + F), mul(armature, v128.load(dof, X)));
      v128.store(dof, sub(v128.load(dof, SMOOTH), moved), GRADIENT);
      v128.store(dof, armature, DIAGONAL);
    }
  }
}

function addLimitTerms(limit: usize): void {
  const dof = dofSlot(load<i32>(limit + LIMIT_DOF));
  const j = v128.load(limit, LIMIT_J);
  const w = pushing(v128.load(limit, LIMIT_WEIGHT), j);
  v128.store(dof, add(v128.load(dof, DIAGONAL), w), DIAGONAL);
  v128.store(dof, sub(v128.load(dof, GRADIENT), mul(v128.load(limit, LIMIT_SIGN), mul(w, j))), GRADIENT);
}

/** DJ of the four rows: edge · (acceleration of the point along the step). */
function planeRates(contact: usize): void {
  const body = bodySlot(load<i32>(contact + CONTACT_BODY));
  const px = v128.load(contact, CONTACT_POINT),
    py = v128.load(contact, CONTACT_POINT + 16),
    pz = v128.load(contact, CONTACT_POINT + 32);
  const ax = v128.load(body, DA),
    ay = v128.load(body, DA + 16),
    az = v128.load(body, DA + 32);
  const ux = add(v128.load(body, DA + 48), minor(ay, pz, az, py));
  const uy = add(v128.load(body, DA + 64), minor(az, px, ax, pz));
  const uz = add(v128.load(body, DA + 80), minor(ax, py, ay, px));
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * 48;
    const rate = add(
      add(mul(v128.load(edge), ux), mul(v128.load(edge, 16), uy)),
      mul(v128.load(edge, 32), uz),
    );
    put(contact + CONTACT_DJ, i, rate);
  }
}

function pairRate(contact: usize): void {
  const first = bodySlot(load<i32>(contact + PAIR_BODIES)) + DA,
    second = bodySlot(load<i32>(contact + PAIR_BODIES, 4)) + DA;
  const w = contact + PAIR_WRENCH;
  const rate = dot6(
    at(w, 0),
    at(w, 1),
    at(w, 2),
    at(w, 3),
    at(w, 4),
    at(w, 5),
    sub(at(second, 0), at(first, 0)),
    sub(at(second, 1), at(first, 1)),
    sub(at(second, 2), at(first, 2)),
    sub(at(second, 3), at(first, 3)),
    sub(at(second, 4), at(first, 4)),
    sub(at(second, 5), at(first, 5)),
  );
  v128.store(contact, rate, PAIR_DJ);
}

function limitRate(limit: usize): void {
  const step = v128.load(dofSlot(load<i32>(limit + LIMIT_DOF)), STEP);
  v128.store(limit, mul(v128.load(limit, LIMIT_SIGN), step), LIMIT_DJ);
}

/** Takes the step with the given length: x, the bodies' accelerations, and the rows; notes what it changes in the Hessian. */
function advance(length: v128): void {
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    v128.store(dof, add(v128.load(dof, X), mul(length, v128.load(dof, STEP))), X);
  }
  for (let b = 1; b < bodyCount; b++) addScaled6(bodySlot(b) + A, length, bodySlot(b) + DA);
  for (let c = 0; c < planeContacts; c++) {
    const contact = planeSlot(c);
    const D = v128.load(contact, CONTACT_WEIGHT);
    let flips = splat(0);
    for (let i: usize = 0; i < 4; i++) {
      const j = at(contact + CONTACT_J, i);
      const moved = add(j, mul(length, at(contact + CONTACT_DJ, i)));
      put(contact + CONTACT_J, i, moved);
      flips = v128.or(flips, v128.and(D, signChange(j, moved)));
    }
    if (v128.any_true(flips)) changed |= path(load<i32>(contact + CONTACT_BODY));
  }
  for (let c = 0; c < pairRows; c++) {
    const contact = pairSlot(c);
    v128.store(contact, add(v128.load(contact, PAIR_J), mul(length, v128.load(contact, PAIR_DJ))), PAIR_J);
  }
  for (let c = 0; c < limits; c++) {
    const limit = limitSlot(c);
    const j = v128.load(limit, LIMIT_J);
    const moved = add(j, mul(length, v128.load(limit, LIMIT_DJ)));
    v128.store(limit, moved, LIMIT_J);
    if (v128.any_true(v128.and(v128.load(limit, LIMIT_WEIGHT), signChange(j, moved)))) {
      changed |= path(load<i32>(limit + LIMIT_BODY));
    }
  }
}

/** Bit mask of a body and those above it. @inline */
function path(b: i32): u64 {
  return load<u64>(word(bodyRow(b), BODY_PATH));
}
