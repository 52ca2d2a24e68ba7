// Rows of contacts, from where they are to what row.ts says a row is. A contact has components: how fast the second
// body moves from the first at its point, along the normal and, with friction, along two tangents (condim 3), about
// the normal (4), about the tangents (6). The rows are the edges of the friction pyramid, normal ± μ_i · component i,
// or with elliptic cones the components (cone-rows.ts).

import { add, broadcast, load, mul, store, sub } from '../../vector';
import { contactSlot, elliptic, pairRow, whole, word } from '../bound.generated';
import {
  CONTACT_DISTANCE,
  CONTACT_J,
  CONTACT_MASK,
  CONTACT_PAIR,
  CONTACT_RATE,
  CONTACT_WEIGHT,
  PAIR_ACTIVE,
  PAIR_CONDIM,
  PAIR_DRIVEN,
  PAIR_FRICTION,
  PAIR_SOFTNESS,
} from '../layout.generated';
import { placeContact } from '../solve/hessian';
import { coneRows, isCone } from './cone-rows';
import { countRows, reference, slackness, weight } from './row';
import { addSurfaceVelocity } from './surface-velocity';

/** Edges of the pyramid of a contact with so many components; an elliptic cone has none. @inline */
export function edgesOf(condim: i32): i32 {
  return condim === 1 ? 1 : elliptic ? 0 : 2 * (condim - 1);
}

/** Makes the rows of all contacts. */
export function contactRows(group: usize, contacts: i32): void {
  let used = 0;
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const pair = pairRow(i32.load(contact + CONTACT_PAIR));
    const condim = whole(pair, PAIR_CONDIM);
    used = placeContact(group, contact, used);
    if (whole(pair, PAIR_DRIVEN)) addSurfaceVelocity(contact, pair, condim);
    const soft = word(pair, PAIR_SOFTNESS);
    const mask = load(contact + CONTACT_MASK);
    const depth = sub(load(contact + CONTACT_DISTANCE), broadcast(pair, PAIR_ACTIVE));
    const slack = slackness(soft, depth);
    store(contact + CONTACT_WEIGHT, weight(soft, slack, mask));
    if (isCone(condim)) {
      coneRows(contact, pair, soft, slack, depth);
      countRows(group, mask, <f32>condim);
      continue;
    }
    const normal = load(contact + CONTACT_RATE);
    if (condim === 1) {
      store(contact + CONTACT_J, reference(soft, normal, slack, depth));
    }
    for (let i = 1; i < condim; i++) {
      const slip = mul(broadcast(pair, PAIR_FRICTION + i - 1), load(contact + CONTACT_RATE, i));
      store(contact + CONTACT_J, reference(soft, add(normal, slip), slack, depth), 2 * i - 2);
      store(contact + CONTACT_J, reference(soft, sub(normal, slip), slack, depth), 2 * i - 1);
    }
    countRows(group, mask, <f32>edgesOf(condim));
  }
}
