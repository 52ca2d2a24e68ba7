// What rows add to a Newton step: to the gradient, to the Hessian, and how fast they change along the step.

import { add, and, load, lt, minor, mul, neg, splat, store, sub } from '../vector';
import { bodySlot, dofSlot } from './bound.generated';
import {
  CONTACT_BODY,
  CONTACT_DJ,
  CONTACT_EDGES,
  CONTACT_J,
  CONTACT_POINT,
  CONTACT_WEIGHT,
  DA,
  DIAGONAL,
  F,
  GRADIENT,
  IA,
  LIMIT_DJ,
  LIMIT_DOF,
  LIMIT_J,
  LIMIT_SIGN,
  LIMIT_WEIGHT,
  PAIR_ACTIVE,
  PAIR_BODIES,
  PAIR_DJ,
  PAIR_J,
  PAIR_WEIGHT,
  PAIR_WRENCH,
  STEP,
} from './layout.generated';
import { VECTOR3 } from './sizes';
import { accumulate6, addScaled6, dot6 } from './spatial';
import { addEntry } from './symmetric';

/** D where the row pushes (J x < aref), else 0. @inline */
export function pushing(D: v128, j: v128): v128 {
  return and(D, lt(j, splat(0)));
}

/** Gradient of a contact with the plane: the force of its edges that push, with the opposite sign, at the point p. */
export function addPlaneForce(contact: usize, body: usize): void {
  const px = load(contact + CONTACT_POINT);
  const py = load(contact + CONTACT_POINT, 1);
  const pz = load(contact + CONTACT_POINT, 2);
  const D = load(contact + CONTACT_WEIGHT);
  let fx = splat(0);
  let fy = splat(0);
  let fz = splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const edge = contact + CONTACT_EDGES + i * VECTOR3;
    const j = load(contact + CONTACT_J, i);
    const force = mul(pushing(D, j), j);
    fx = add(fx, mul(force, load(edge)));
    fy = add(fy, mul(force, load(edge, 1)));
    fz = add(fz, mul(force, load(edge, 2)));
  }
  accumulate6(body + F, minor(py, fz, pz, fy), minor(pz, fx, px, fz), minor(px, fy, py, fx), fx, fy, fz);
}

/**
 * Hessian of a contact with the plane, of its body alone. With edges d, weights w (D or 0) and K = Σ w d dᵀ, a 3×3
 * stiffness against accelerations of the point p, v_p = a − p × ω, the 6×6 term is
 *
 *     | [p]K[p]ᵀ  [p]K |      [p]: the matrix of p ×
 *     | ·           K  |
 */
export function addPlaneStiffness(contact: usize, body: usize): void {
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
    const edge = contact + CONTACT_EDGES + i * VECTOR3;
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
  const m = body + IA;
  addEntry(m, 0, 0, minor(py, bxz, pz, bxy));
  addEntry(m, 0, 1, minor(pz, bxx, px, bxz));
  addEntry(m, 0, 2, minor(px, bxy, py, bxx));
  addEntry(m, 0, 3, bxx);
  addEntry(m, 0, 4, bxy);
  addEntry(m, 0, 5, bxz);
  addEntry(m, 1, 1, minor(pz, byx, px, byz));
  addEntry(m, 1, 2, minor(px, byy, py, byx));
  addEntry(m, 1, 3, byx);
  addEntry(m, 1, 4, byy);
  addEntry(m, 1, 5, byz);
  addEntry(m, 2, 2, minor(px, bzy, py, bzx));
  addEntry(m, 2, 3, bzx);
  addEntry(m, 2, 4, bzy);
  addEntry(m, 2, 5, bzz);
  addEntry(m, 3, 3, kxx);
  addEntry(m, 3, 4, kxy);
  addEntry(m, 3, 5, kxz);
  addEntry(m, 4, 4, kyy);
  addEntry(m, 4, 5, kyz);
  addEntry(m, 5, 5, kzz);
}

/** Gradient of a contact between bodies; its Hessian term waits for low-rank.ts. */
export function addPairForce(contact: usize): void {
  const j = load(contact + PAIR_J);
  const w = pushing(load(contact + PAIR_WEIGHT), j);
  store(contact + PAIR_ACTIVE, w);
  const force = mul(w, j);
  const first = i32.load(contact + PAIR_BODIES);
  const second = i32.load(contact + PAIR_BODIES, 4);
  if (first) addScaled6(bodySlot(first) + F, neg(force), contact + PAIR_WRENCH);
  if (second) addScaled6(bodySlot(second) + F, force, contact + PAIR_WRENCH);
}

export function addLimitTerms(limit: usize): void {
  const dof = dofSlot(i32.load(limit + LIMIT_DOF));
  const j = load(limit + LIMIT_J);
  const w = pushing(load(limit + LIMIT_WEIGHT), j);
  store(dof + DIAGONAL, add(load(dof + DIAGONAL), w));
  store(dof + GRADIENT, sub(load(dof + GRADIENT), mul(load(limit + LIMIT_SIGN), mul(w, j))));
}

/** DJ of the four rows: edge · (acceleration of the point along the step). */
export function planeRates(contact: usize): void {
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
    const edge = contact + CONTACT_EDGES + i * VECTOR3;
    const rate = add(add(mul(load(edge), ux), mul(load(edge, 1), uy)), mul(load(edge, 2), uz));
    store(contact + CONTACT_DJ, rate, i);
  }
}

export function pairRate(contact: usize): void {
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

export function limitRate(limit: usize): void {
  const step = load(dofSlot(i32.load(limit + LIMIT_DOF)) + STEP);
  store(limit + LIMIT_DJ, mul(load(limit + LIMIT_SIGN), step));
}
