// Contacts with elliptic cones in Newton's method: what cone.ts says of one, for all of them. Their part of the
// objective is not quadratic between top and bottom zone, so that a full step need not end at the minimum. It does
// within rounding where the gradient at its end is what the quadratic had it be:
//
//     |∂s(u + w) − ∂s(u) − ∂²s(u) w| ≤ ROUNDING · c √(|u|² + |aref|²)        w = J step, all scaled
//
// In a bottom or top zone that is left in no component the two are the same. The line search asks for the same
// difference along the step (line-search.ts), at any length α of it.

import { add, and, any, gt, load, mul, neg, or, splat, store, sub } from '../../vector';
import { contactSlot, elliptic, pairRow, temporary, whole, word } from '../bound.generated';
import { isCone } from '../constraint/cone-rows';
import {
  CONTACT_DJ,
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_SIZE,
  CONTACT_WEIGHT,
  PAIR_CONDIM,
  PAIR_CONE,
} from '../layout.generated';
import { VECTOR6 } from '../sizes';
import {
  addConeProduct,
  addConeStiffness,
  coneCurvature,
  coneGradient,
  coneSlope,
  SHAPE_BYTES,
  shapeCone,
} from './cone';
import { stiffenCone } from './joint/stiffness';

/** Relative to the components' size. */
const ROUNDING: f32 = 2e-7;

// In `temporary`, after what the line search has there.
const SUMS: usize = 2 * 16;
const SHAPE: usize = SUMS;
const MOVED_SHAPE: usize = SHAPE + SHAPE_BYTES;
const MOVED: usize = MOVED_SHAPE + SHAPE_BYTES;
const DIFFERENCE: usize = MOVED + VECTOR6;
const STIFFNESS: usize = MOVED + VECTOR6; // in its place

/** Writes u + α w of a contact. @inline */
function moveComponents(contact: usize, length: v128, count: i32): void {
  for (let i = 0; i < count; i++) {
    const u = load(contact + CONTACT_J, i);
    store(temporary + MOVED, add(u, mul(length, load(contact + CONTACT_DJ, i))), i);
  }
}

/** Worlds in which the gradient at the end of the full step is not what the quadratic has it be. */
export function conesBend(contacts: i32): v128 {
  let bent = splat(0);
  if (!elliptic) return bent;
  const shape = temporary + SHAPE;
  const movedShape = temporary + MOVED_SHAPE;
  const moved = temporary + MOVED;
  const difference = temporary + DIFFERENCE;
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const pair = pairRow(i32.load(contact + CONTACT_PAIR));
    const count = whole(pair, PAIR_CONDIM);
    if (!isCone(count)) continue;
    const u = contact + CONTACT_J;
    moveComponents(contact, splat(1), count);
    shapeCone(shape, u, count, word(pair, PAIR_CONE));
    shapeCone(movedShape, moved, count, word(pair, PAIR_CONE));
    coneGradient(difference, movedShape, moved, count);
    const gradient = difference + VECTOR6;
    coneGradient(gradient, shape, u, count);
    let square = splat(0);
    addConeProduct(gradient, splat(1), shape, u, contact + CONTACT_DJ, count);
    for (let i = 0; i < count; i++) {
      const rest = sub(load(difference, i), load(gradient, i));
      square = add(square, mul(rest, rest));
    }
    let size = load(contact + CONTACT_SIZE);
    for (let i = 0; i < count; i++) size = add(size, mul(load(u, i), load(u, i)));
    const present = gt(load(contact + CONTACT_WEIGHT), splat(0));
    bent = or(bent, and(gt(square, mul(splat(ROUNDING * ROUNDING), size)), present));
  }
  return bent;
}

/** Adds to the slope at `sums` and the curvature after it what the cones add at α. */
export function addConeTerms(sums: usize, length: v128, contacts: i32): void {
  if (!elliptic) return;
  const shape = temporary + SHAPE;
  const movedShape = temporary + MOVED_SHAPE;
  const moved = temporary + MOVED;
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const pair = pairRow(i32.load(contact + CONTACT_PAIR));
    const count = whole(pair, PAIR_CONDIM);
    if (!isCone(count)) continue;
    const u = contact + CONTACT_J;
    const w = contact + CONTACT_DJ;
    moveComponents(contact, length, count);
    shapeCone(shape, u, count, word(pair, PAIR_CONE));
    shapeCone(movedShape, moved, count, word(pair, PAIR_CONE));
    const curvature = coneCurvature(shape, u, w, count);
    const start = add(coneSlope(shape, u, w, count), mul(length, curvature));
    const D = load(contact + CONTACT_WEIGHT);
    const slope = sub(coneSlope(movedShape, moved, w, count), start);
    const bend = sub(coneCurvature(movedShape, moved, w, count), curvature);
    store(sums, add(load(sums), mul(D, slope)));
    store(sums, add(load(sums, 1), mul(D, bend)), 1);
  }
}

/**
 * Moves the components of all cones by a step of the given length, and the Hessian with them.
 *
 * @param atStart nothing moves; their stiffness is put into the Hessian
 */
export function moveCones(length: v128, atStart: bool, contacts: i32): void {
  if (!elliptic) return;
  const shape = temporary + SHAPE;
  const K = temporary + STIFFNESS;
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const pair = pairRow(i32.load(contact + CONTACT_PAIR));
    const count = whole(pair, PAIR_CONDIM);
    if (!isCone(count)) continue;
    const u = contact + CONTACT_J;
    const D = load(contact + CONTACT_WEIGHT);
    for (let i = 0; i < count * count; i++) store(K, splat(0), i);
    if (!atStart) {
      shapeCone(shape, u, count, word(pair, PAIR_CONE));
      addConeStiffness(K, neg(D), shape, u, count);
      moveComponents(contact, length, count);
      for (let i = 0; i < count; i++) store(u, load(temporary + MOVED, i), i);
    }
    shapeCone(shape, u, count, word(pair, PAIR_CONE));
    addConeStiffness(K, D, shape, u, count);
    let some = splat(0);
    for (let i = 0; i < count * count; i++) some = or(some, load(K, i));
    if (any(some)) stiffenCone(contact, K);
  }
}
