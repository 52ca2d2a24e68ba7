// The place of rows in joint space: a span of degrees of freedom, and a Jacobian over it, [rows][degrees of freedom
// of the span]. That of a contact has its components (constraint/contact.ts) by the motions S of these degrees of
// freedom.

import { add, broadcast, dot3, load, minor, mul, splat, store, sub } from '../../../vector';
import {
  bodySlot,
  descent,
  dofRow,
  dofSlot,
  jacobianRow,
  newtonStep,
  pairRow,
  qvel,
  spanDofRow,
  spanRow,
  whole,
} from '../../bound.generated';
import {
  CONTACT_FRAME,
  CONTACT_JACOBIAN,
  CONTACT_PAIR,
  CONTACT_POINT,
  CONTACT_RATE,
  DOF_BODY,
  P,
  PAIR_CONDIM,
  PAIR_SPAN,
  S,
  SPAN_DOF_DOF,
  SPAN_DOF_SIGN,
  SPAN_FIRST,
  SPAN_LENGTH,
} from '../../layout.generated';

/**
 * Writes the Jacobian of a contact, and the rates of its components at qvel.
 *
 * @param used how many numbers of Jacobians there are before; returns how many there are then
 */
export function placeOnSpan(group: usize, contact: usize, used: i32): i32 {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const condim = whole(pair, PAIR_CONDIM);
  const span = spanRow(whole(pair, PAIR_SPAN));
  const jacobian = jacobianRow(used);
  i32.store(contact + CONTACT_JACOBIAN, <i32>jacobian);
  for (let i = 0; i < condim; i++) store(contact + CONTACT_RATE, splat(0), i);
  writeJacobian(group, contact, span, condim, jacobian);
  return used + condim * whole(span, SPAN_LENGTH);
}

/** The components of a contact by the degrees of freedom of the span, and with qvel their rates. */
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

/** out = J step, [count]. */
export function stepOnSpan(span: usize, count: i32, jacobian: usize, out: usize): void {
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

/** descent −= Jᵀ forces over a span. */
export function pushSpan(span: usize, count: i32, jacobian: usize, forces: usize): void {
  const length = whole(span, SPAN_LENGTH);
  const first = whole(span, SPAN_FIRST);
  for (let k = 0; k < length; k++) {
    const force = descent(whole(spanDofRow(first + k), SPAN_DOF_DOF));
    let sum = mul(load(forces), load(jacobian, k));
    for (let i = 1; i < count; i++) sum = add(sum, mul(load(forces, i), load(jacobian, i * length + k)));
    store(force, sub(load(force), sum));
  }
}
