// The negative gradient of the objective at the iterate x,  smooth force − M x − Jᵀ (push back of the rows). It is
// computed anew before the first step and after the last, where it repairs what the solves have lost (newton.ts);
// with elliptic cones before every step.

import { add, broadcast, load, mul, splat, store, sub } from '../../vector';
import {
  contactSlot,
  descent,
  dofCount,
  dofSlot,
  elliptic,
  linkSlot,
  pairRow,
  singleSlot,
  spanRow,
  temporary,
  whole,
  word,
} from '../bound.generated';
import { edgesOf } from '../constraint/contact-rows';
import {
  CONTACT_J,
  CONTACT_PAIR,
  CONTACT_WEIGHT,
  LINK_HIGH,
  LINK_J,
  LINK_JACOBIAN,
  LINK_LOW,
  LINK_ROWS,
  LINK_SPAN,
  LINK_WEIGHT,
  PAIR_CONDIM,
  PAIR_CONE,
  PAIR_FRICTION,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
  SMOOTH,
} from '../layout.generated';
import { VECTOR6 } from '../sizes';
import { coneGradient, shapeCone } from './cone';
import { pushContact, pushInertia, settleDescent } from './hessian';
import { pushSpan } from './joint/span-place';
import { edgePush, pushBack } from './law';

/** Writes the descent. `atRest`: x is 0. */
export function gradient(atRest: bool, contacts: i32, links: i32, singles: i32): void {
  const out = descent(0);
  for (let d = 0; d < dofCount; d++) store(out, load(dofSlot(d) + SMOOTH), d);
  if (!atRest) pushInertia();
  for (let c = 0; c < contacts; c++) subtractContact(contactSlot(c));
  for (let c = 0; c < links; c++) subtractLink(linkSlot(c));
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    const force = descent(i32.load(row + SINGLE_DOF));
    const weighted = mul(load(row + SINGLE_WEIGHT), load(row + SINGLE_J));
    store(force, sub(load(force), pushBack(weighted, load(row + SINGLE_LOW), load(row + SINGLE_HIGH))));
  }
  settleDescent();
}

function subtractContact(contact: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const condim = whole(pair, PAIR_CONDIM);
  const D = load(contact + CONTACT_WEIGHT);
  const edges = contact + CONTACT_J;
  const forces = temporary; // of the components
  if (condim === 1) {
    store(forces, edgePush(D, load(edges)));
  } else if (elliptic) {
    const shape = forces + VECTOR6;
    shapeCone(shape, edges, condim, word(pair, PAIR_CONE));
    coneGradient(forces, shape, edges, condim);
    for (let i = 0; i < condim; i++) store(forces, mul(D, load(forces, i)), i);
  } else {
    const pushes = forces + VECTOR6;
    for (let i = 0; i < edgesOf(condim); i++) store(pushes, edgePush(D, load(edges, i)), i);
    sumEdges(forces, pushes, pair, condim);
  }
  pushContact(contact, condim, forces);
}

/** Forces of a contact's components from those of its edges. */
export function sumEdges(forces: usize, edges: usize, pair: usize, condim: i32): void {
  if (condim === 1) {
    store(forces, load(edges));
    return;
  }
  let normal = splat(0);
  for (let i = 1; i < condim; i++) {
    const plus = load(edges, 2 * i - 2);
    const minus = load(edges, 2 * i - 1);
    normal = add(normal, add(plus, minus));
    store(forces, mul(broadcast(pair, PAIR_FRICTION + i - 1), sub(plus, minus)), i);
  }
  store(forces, normal);
}

function subtractLink(link: usize): void {
  const rows = i32.load(link + LINK_ROWS);
  const low = load(link + LINK_LOW);
  const high = load(link + LINK_HIGH);
  const forces = temporary;
  for (let i = 0; i < rows; i++) {
    store(forces, pushBack(mul(load(link + LINK_WEIGHT, i), load(link + LINK_J, i)), low, high), i);
  }
  pushSpan(spanRow(i32.load(link + LINK_SPAN)), rows, <usize>i32.load(link + LINK_JACOBIAN), forces);
}
