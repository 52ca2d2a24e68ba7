// How fast the rows change along the Newton step: DJ = J step.

import { add, broadcast, load, mul, store, sub } from '../../vector';
import {
  contactSlot,
  elliptic,
  linkSlot,
  newtonStep,
  pairRow,
  singleSlot,
  spanRow,
  whole,
} from '../bound.generated';
import {
  CONTACT_DJ,
  CONTACT_PAIR,
  CONTACT_RATE,
  LINK_DJ,
  LINK_JACOBIAN,
  LINK_ROWS,
  LINK_SPAN,
  PAIR_CONDIM,
  PAIR_FRICTION,
  SINGLE_DJ,
  SINGLE_DOF,
} from '../layout.generated';
import { stepContact } from './hessian';
import { stepOnSpan } from './joint/span-place';

/** Writes the DJ of all rows. */
export function rowRates(contacts: i32, links: i32, singles: i32): void {
  for (let c = 0; c < contacts; c++) contactRates(contactSlot(c));
  for (let c = 0; c < links; c++) {
    const link = linkSlot(c);
    const span = spanRow(i32.load(link + LINK_SPAN));
    stepOnSpan(span, i32.load(link + LINK_ROWS), <usize>i32.load(link + LINK_JACOBIAN), link + LINK_DJ);
  }
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    store(row + SINGLE_DJ, load(newtonStep(i32.load(row + SINGLE_DOF))));
  }
}

/** The rows of a pyramid are normal ± μ · direction. */
function contactRates(contact: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const condim = whole(pair, PAIR_CONDIM);
  const rates = contact + CONTACT_DJ;
  if (condim === 1 || elliptic) {
    stepContact(contact, condim, rates);
    return;
  }
  const components = contact + CONTACT_RATE;
  stepContact(contact, condim, components);
  const normal = load(components);
  for (let i = 1; i < condim; i++) {
    const slip = mul(broadcast(pair, PAIR_FRICTION + i - 1), load(components, i));
    store(rates, add(normal, slip), 2 * i - 2);
    store(rates, sub(normal, slip), 2 * i - 1);
  }
}
