// The negative gradient of the objective at the iterate x,  smooth force − M x − Jᵀ (push back of the rows), computed anew in
// each iteration: that repairs what the solves before have lost.

import { add, broadcast, load, mul, splat, store, sub } from '../../vector';
import {
  contactSlot,
  dofCount,
  dofSlot,
  linkSlot,
  massRow,
  pairRow,
  singleSlot,
  spanDofRow,
  spanRow,
  sparsitySlot,
  temporary,
  whole,
} from '../bound.generated';
import {
  CONTACT_J,
  CONTACT_JACOBIAN,
  CONTACT_PAIR,
  CONTACT_WEIGHT,
  GRADIENT,
  LINK_HIGH,
  LINK_J,
  LINK_JACOBIAN,
  LINK_LOW,
  LINK_ROWS,
  LINK_SPAN,
  LINK_WEIGHT,
  PAIR_CONDIM,
  PAIR_FRICTION,
  PAIR_SPAN,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
  SMOOTH,
  SPAN_DOF_DOF,
  SPAN_FIRST,
  SPAN_LENGTH,
  SPARSITY_BOUNDS,
  SPARSITY_RUNS,
  X,
} from '../layout.generated';
import { edgePush, pushBack } from './law';

/** Writes GRADIENT. `atRest`: x is 0. */
export function gradient(atRest: bool, contacts: i32, links: i32, singles: i32): void {
  for (let d = 0; d < dofCount; d++) store(dofSlot(d) + GRADIENT, load(dofSlot(d) + SMOOTH));
  if (!atRest) subtractInertialForces();
  for (let c = 0; c < contacts; c++) subtractContact(contactSlot(c));
  for (let c = 0; c < links; c++) subtractLink(linkSlot(c));
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    const force = dofSlot(i32.load(row + SINGLE_DOF)) + GRADIENT;
    const weighted = mul(load(row + SINGLE_WEIGHT), load(row + SINGLE_J));
    store(force, sub(load(force), pushBack(weighted, load(row + SINGLE_LOW), load(row + SINGLE_HIGH))));
  }
}

/** GRADIENT −= M x; the rows of M are those up to the diagonal, so each entry serves twice. */
function subtractInertialForces(): void {
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    const slot = sparsitySlot(d);
    const row = massRow(d);
    const x = load(dof + X);
    let sum = mul(load(row, d), x);
    const runs = i32.load(slot + SPARSITY_RUNS);
    for (let r = 0; r < runs; r++) {
      const bounds = slot + SPARSITY_BOUNDS + ((<usize>r) << 3);
      const end = i32.load(bounds, 4);
      for (let e = i32.load(bounds); e < end; e++) {
        const m = load(row, e);
        const other = dofSlot(e);
        sum = add(sum, mul(m, load(other + X)));
        store(other + GRADIENT, sub(load(other + GRADIENT), mul(m, x)));
      }
    }
    store(dof + GRADIENT, sub(load(dof + GRADIENT), sum));
  }
}

function subtractContact(contact: usize): void {
  const pair = pairRow(i32.load(contact + CONTACT_PAIR));
  const condim = whole(pair, PAIR_CONDIM);
  const D = load(contact + CONTACT_WEIGHT);
  const edges = contact + CONTACT_J;
  const forces = temporary; // of the components
  if (condim === 1) {
    store(forces, edgePush(D, load(edges)));
  } else {
    let normal = splat(0);
    for (let i = 1; i < condim; i++) {
      const plus = edgePush(D, load(edges, 2 * i - 2));
      const minus = edgePush(D, load(edges, 2 * i - 1));
      normal = add(normal, add(plus, minus));
      store(forces, mul(broadcast(pair, PAIR_FRICTION + i - 1), sub(plus, minus)), i);
    }
    store(forces, normal);
  }
  subtractForces(
    spanRow(whole(pair, PAIR_SPAN)),
    condim,
    <usize>i32.load(contact + CONTACT_JACOBIAN),
    forces,
  );
}

function subtractLink(link: usize): void {
  const rows = i32.load(link + LINK_ROWS);
  const low = load(link + LINK_LOW);
  const high = load(link + LINK_HIGH);
  const forces = temporary;
  for (let i = 0; i < rows; i++) {
    store(forces, pushBack(mul(load(link + LINK_WEIGHT, i), load(link + LINK_J, i)), low, high), i);
  }
  subtractForces(spanRow(i32.load(link + LINK_SPAN)), rows, <usize>i32.load(link + LINK_JACOBIAN), forces);
}

/** GRADIENT −= Jᵀ forces over a span. */
function subtractForces(span: usize, count: i32, jacobian: usize, forces: usize): void {
  const length = whole(span, SPAN_LENGTH);
  const first = whole(span, SPAN_FIRST);
  for (let k = 0; k < length; k++) {
    const force = dofSlot(whole(spanDofRow(first + k), SPAN_DOF_DOF)) + GRADIENT;
    let sum = mul(load(forces), load(jacobian, k));
    for (let i = 1; i < count; i++) sum = add(sum, mul(load(forces, i), load(jacobian, i * length + k)));
    store(force, sub(load(force), sum));
  }
}
