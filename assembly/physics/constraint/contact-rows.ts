// Rows of contacts, from where they are to what row.ts says a row is. A contact has components: how fast the second body
// moves from the first at its point, along the normal and, with friction, along two tangents (condim 3), about the normal
// (4), about the tangents (6). Their Jacobian over the contact's span of degrees of freedom is kept. The rows are the
// edges of the friction pyramid, normal ± μ_i · component i, or with elliptic cones the components (cone-rows.ts).

import { add, broadcast, dot3, load, minor, mul, splat, store, sub } from '../../vector';
import {
  bodySlot,
  contactSlot,
  dofRow,
  dofSlot,
  elliptic,
  jacobianRow,
  pairRow,
  qvel,
  spanDofRow,
  spanRow,
  whole,
  word,
} from '../bound.generated';
import {
  CONTACT_DISTANCE,
  CONTACT_FRAME,
  CONTACT_J,
  CONTACT_JACOBIAN,
  CONTACT_MASK,
  CONTACT_PAIR,
  CONTACT_POINT,
  CONTACT_RATE,
  CONTACT_WEIGHT,
  DOF_BODY,
  P,
  PAIR_ACTIVE,
  PAIR_CONDIM,
  PAIR_DRIVEN,
  PAIR_FRICTION,
  PAIR_SOFTNESS,
  PAIR_SPAN,
  S,
  SPAN_DOF_DOF,
  SPAN_DOF_SIGN,
  SPAN_FIRST,
  SPAN_LENGTH,
} from '../layout.generated';
import { coneRows, isCone } from './cone-rows';
import { countRows, reference, slackness, weight } from './row';
import { addSurfaceVelocity } from './surface-velocity';

/** Edges of the pyramid of a contact with so many components; an elliptic cone has none. @inline */
export function edgesOf(condim: i32): i32 {
  return condim === 1 ? 1 : elliptic ? 0 : 2 * (condim - 1);
}

/** Makes the rows of all contacts; returns how many numbers of Jacobians that took. */
export function contactRows(group: usize, contacts: i32): i32 {
  let used = 0;
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const pair = pairRow(i32.load(contact + CONTACT_PAIR));
    const condim = whole(pair, PAIR_CONDIM);
    const span = spanRow(whole(pair, PAIR_SPAN));
    const jacobian = jacobianRow(used);
    used += condim * whole(span, SPAN_LENGTH);
    i32.store(contact + CONTACT_JACOBIAN, <i32>jacobian);
    for (let i = 0; i < condim; i++) store(contact + CONTACT_RATE, splat(0), i);
    writeJacobian(group, contact, span, condim, jacobian);
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
  return used;
}

/** The components by the degrees of freedom of the span, [components][degrees of freedom], and with qvel their rates. */
function writeJacobian(group: usize, contact: usize, span: usize, condim: i32, jacobian: usize): void {
  const px = load(contact + CONTACT_POINT);
  const py = load(contact + CONTACT_POINT, 1);
  const pz = load(contact + CONTACT_POINT, 2);
  const length = whole(span, SPAN_LENGTH);
  const first = whole(span, SPAN_FIRST);
  for (let k = 0; k < length; k++) {
    const entry = spanDofRow(first + k);
    const d = whole(entry, SPAN_DOF_DOF);
    const sign = broadcast(entry, SPAN_DOF_SIGN);
    const body = bodySlot(whole(dofRow(d), DOF_BODY));
    const motion = dofSlot(d) + S;
    const wx = mul(sign, load(motion, 0));
    const wy = mul(sign, load(motion, 1));
    const wz = mul(sign, load(motion, 2));
    const rx = sub(px, load(body + P, 0));
    const ry = sub(py, load(body + P, 1));
    const rz = sub(pz, load(body + P, 2));
    const vx = add(mul(sign, load(motion, 3)), minor(wy, rz, wz, ry));
    const vy = add(mul(sign, load(motion, 4)), minor(wz, rx, wx, rz));
    const vz = add(mul(sign, load(motion, 5)), minor(wx, ry, wy, rx));
    const speed = load(qvel(group, d));
    for (let i = 0; i < condim; i++) {
      const turns = i > 2; // about the normal and the tangents, in place of along them
      const axis = contact + CONTACT_FRAME + <usize>(turns ? i - 3 : i) * 48;
      const x = load(axis, 0);
      const y = load(axis, 1);
      const z = load(axis, 2);
      const component = turns ? dot3(x, y, z, wx, wy, wz) : dot3(x, y, z, vx, vy, vz);
      store(jacobian, component, i * length + k);
      store(contact + CONTACT_RATE, add(load(contact + CONTACT_RATE, i), mul(component, speed)), i);
    }
  }
}
