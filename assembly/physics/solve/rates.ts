// How fast the rows change along the Newton step: DJ = J step.

import { add, broadcast, load, mul, splat, store, sub } from '../../vector';
import {
  contactSlot,
  elliptic,
  linkSlot,
  newtonStep,
  pairRow,
  singleSlot,
  spanDofRow,
  spanRow,
  whole,
} from '../bound.generated';
import {
  CONTACT_DJ,
  CONTACT_JACOBIAN,
  CONTACT_PAIR,
  CONTACT_RATE,
  LINK_DJ,
  LINK_JACOBIAN,
  LINK_ROWS,
  LINK_SPAN,
  PAIR_CONDIM,
  PAIR_FRICTION,
  PAIR_SPAN,
  SINGLE_DJ,
  SINGLE_DOF,
  SPAN_DOF_DOF,
  SPAN_FIRST,
  SPAN_LENGTH,
} from '../layout.generated';

/** Writes the DJ of all rows. */
export function rowRates(contacts: i32, links: i32, singles: i32): void {
  for (let c = 0; c < contacts; c++) contactRates(contactSlot(c));
  for (let c = 0; c < links; c++) {
    const link = linkSlot(c);
    const span = spanRow(i32.load(link + LINK_SPAN));
    componentRates(span, i32.load(link + LINK_ROWS), <usize>i32.load(link + LINK_JACOBIAN), link + LINK_DJ);
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
  const span = spanRow(whole(pair, PAIR_SPAN));
  const rates = contact + CONTACT_DJ;
  if (condim === 1 || elliptic) {
    componentRates(span, condim, <usize>i32.load(contact + CONTACT_JACOBIAN), rates);
    return;
  }
  const components = contact + CONTACT_RATE;
  componentRates(span, condim, <usize>i32.load(contact + CONTACT_JACOBIAN), components);
  const normal = load(components);
  for (let i = 1; i < condim; i++) {
    const slip = mul(broadcast(pair, PAIR_FRICTION + i - 1), load(components, i));
    store(rates, add(normal, slip), 2 * i - 2);
    store(rates, sub(normal, slip), 2 * i - 1);
  }
}

/** out = J step, [count]. */
function componentRates(span: usize, count: i32, jacobian: usize, out: usize): void {
  const length = whole(span, SPAN_LENGTH);
  const first = whole(span, SPAN_FIRST);
  const steps = newtonStep(0);
  let i = 0;
  for (; i + 2 < count; i += 3) {
    const row = jacobian + ((<usize>(i * length)) << 4);
    let a = splat(0);
    let b = splat(0);
    let c = splat(0);
    for (let k = 0; k < length; k++) {
      const step = load(steps, whole(spanDofRow(first + k), SPAN_DOF_DOF));
      a = add(a, mul(load(row, k), step));
      b = add(b, mul(load(row, length + k), step));
      c = add(c, mul(load(row, 2 * length + k), step));
    }
    store(out, a, i);
    store(out, b, i + 1);
    store(out, c, i + 2);
  }
  for (; i < count; i++) {
    const row = jacobian + ((<usize>(i * length)) << 4);
    let sum = splat(0);
    for (let k = 0; k < length; k++) {
      sum = add(sum, mul(load(row, k), load(steps, whole(spanDofRow(first + k), SPAN_DOF_DOF))));
    }
    store(out, sum, i);
  }
}
