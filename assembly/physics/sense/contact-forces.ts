// Forces of contacts as the solver left them, and which contacts a read is about.

import { add, broadcast, load, mul, neg, splat, store, sub } from '../../vector';
import { geomRow, pairRow, temporary, whole, word } from '../bound.generated';
import { isCone } from '../constraint/cone-rows';
import { edgesOf } from '../constraint/contact-rows';
import {
  CONTACT_FRAME,
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_WEIGHT,
  GEOM_BODY,
  PAIR_CONDIM,
  PAIR_CONE,
  PAIR_FIRST,
  PAIR_FRICTION,
  PAIR_SECOND,
  READ_FIRST_INDEX,
  READ_FIRST_KIND,
  READ_SECOND_INDEX,
  READ_SECOND_KIND,
  TOUCHING_ANYTHING,
  TOUCHING_BODY,
  TOUCHING_GEOM,
  TOUCHING_ZONE,
} from '../layout.generated';
import { coneGradient, conePush, shapeCone } from '../solve/cone';
import { edgePush } from '../solve/law';
import { clear6 } from '../spatial';
import { hangsOn } from './subtree';

/** Row of the table of pairs. @inline */
function pairOf(contact: usize): usize {
  return pairRow(i32.load(contact + CONTACT_PAIR));
}

/** The body of the first geom. @inline */
export function firstBody(contact: usize): i32 {
  return whole(geomRow(whole(pairOf(contact), PAIR_FIRST)), GEOM_BODY);
}

/** The body of the second. @inline */
export function secondBody(contact: usize): i32 {
  return whole(geomRow(whole(pairOf(contact), PAIR_SECOND)), GEOM_BODY);
}

/** Room for the shape of a cone, in `temporary` behind what readers keep there. */
const SHAPE: usize = 56 << 4;

/** The shape of an elliptic cone at the contact's rows. @inline */
function shapeOf(contact: usize, pair: usize, condim: i32): usize {
  shapeCone(temporary + SHAPE, contact + CONTACT_J, condim, word(pair, PAIR_CONE));
  return temporary + SHAPE;
}

/**
 * Six numbers: force on the second body along the normal and the tangents, torque about them (MuJoCo's
 * mj_contactForce). Each edge n ± μ t of the pyramid pushes along itself. 0 in lanes without the contact.
 */
export function contactWrench(out: usize, contact: usize): void {
  const pair = pairOf(contact);
  const condim = whole(pair, PAIR_CONDIM);
  const D = load(contact + CONTACT_WEIGHT);
  const edges = contact + CONTACT_J;
  clear6(out);
  if (condim === 1) {
    store(out, neg(edgePush(D, load(edges))));
    return;
  }
  if (isCone(condim)) {
    coneGradient(out, shapeOf(contact, pair, condim), edges, condim);
    for (let i = 0; i < condim; i++) {
      const scale = i === 0 ? broadcast(pair, PAIR_CONE) : broadcast(pair, PAIR_FRICTION + i - 1);
      store(out, neg(mul(mul(scale, D), load(out, i))), i);
    }
    return;
  }
  let normal = splat(0);
  for (let i = 1; i < condim; i++) {
    const plus = edgePush(D, load(edges, 2 * i - 2));
    const minus = edgePush(D, load(edges, 2 * i - 1));
    normal = sub(normal, add(plus, minus));
    store(out, mul(broadcast(pair, PAIR_FRICTION + i - 1), sub(minus, plus)), i);
  }
  store(out, normal);
}

/** Normal force alone. */
export function normalForce(contact: usize): v128 {
  const D = load(contact + CONTACT_WEIGHT);
  const pair = pairOf(contact);
  const condim = whole(pair, PAIR_CONDIM);
  if (isCone(condim)) {
    return neg(mul(mul(broadcast(pair, PAIR_CONE), D), conePush(shapeOf(contact, pair, condim))));
  }
  const edges = edgesOf(condim);
  let sum = splat(0);
  for (let i = 0; i < edges; i++) sum = sub(sum, edgePush(D, load(contact + CONTACT_J, i)));
  return sum;
}

/** out = three numbers along the normal and the tangents of a contact, along the world's axes; out is not `v`. */
export function fromContactFrame(out: usize, contact: usize, v: usize): void {
  const frame = contact + CONTACT_FRAME;
  for (let i: usize = 0; i < 3; i++) {
    const normal = mul(load(frame, i), load(v, 0));
    const tangents = add(mul(load(frame, 3 + i), load(v, 1)), mul(load(frame, 6 + i), load(v, 2)));
    store(out, add(normal, tangents), i);
  }
}

/**
 * Whether a contact is between what a read names: 1, as the read names it, −1 the other way round, 0 not at all. Where
 * both would do, or nothing is named, 1; where one alone is named, it comes first or second as it is named.
 */
export function matchContact(read: usize, contact: usize): i32 {
  const pair = pairOf(contact);
  const firstKind = whole(read, READ_FIRST_KIND);
  const secondKind = whole(read, READ_SECOND_KIND);
  const first = whole(pair, PAIR_FIRST);
  const second = whole(pair, PAIR_SECOND);
  const a = whole(read, READ_FIRST_INDEX);
  const b = whole(read, READ_SECOND_INDEX);
  const asNamed = isNamed(firstKind, a, first) && isNamed(secondKind, b, second);
  const reversed = isNamed(firstKind, a, second) && isNamed(secondKind, b, first);
  if (asNamed) return 1;
  return reversed ? -1 : 0;
}

/** @inline */
function isNamed(kind: i32, index: i32, geom: i32): bool {
  if (kind === TOUCHING_ANYTHING || kind === TOUCHING_ZONE) return true;
  if (kind === TOUCHING_GEOM) return geom === index;
  const body = whole(geomRow(geom), GEOM_BODY);
  return kind === TOUCHING_BODY ? body === index : hangsOn(body, index);
}
