// The Hessian H = M + Jᵀ W J, W the weights of the rows that are springs (law.ts), in the way that was chosen for the
// model when it was packed: along the tree (tree/) or in joint space (joint/). All that the solver asks of it is
// here, and nothing else in the solver knows which it is; but links (constraint/link.ts) and elliptic cones are in
// joint space alone.

import {
  acceleration,
  descent,
  hessian,
  massRow,
  newtonStep,
  pairRow,
  spanRow,
  whole,
} from '../bound.generated';
import { CONTACT_JACOBIAN, CONTACT_PAIR, HESSIAN_TREE, PAIR_SPAN } from '../layout.generated';
import { ALL_ROWS, factor, solveFactored, subtractProduct } from './joint/factor';
import { massMatrix } from './joint/mass-matrix';
import { placeOnSpan, pushSpan, stepOnSpan } from './joint/span-place';
import { findMassSparsity, findSparsity, OF_MASS } from './joint/sparsity';
import { changedRows, dampHessian, forgetChanges, stiffenContact, stiffenSingle } from './joint/stiffness';
import { placeOnBodies, pushBodies, stepOnBodies } from './tree/body-place';
import { gatherInertialForces, settleForces } from './tree/tree-forces';
import {
  factorTree,
  factorTreeDamped,
  noteContact,
  noteSingle,
  solveTree,
  startTree,
} from './tree/tree-hessian';

/** @inline */
function alongTree(): bool {
  return hessian === HESSIAN_TREE;
}

/** What depends on the model alone: before the first step. */
export function prepareHessian(): void {
  if (!alongTree()) findMassSparsity();
}

/** H = M, for a step with so many contacts and links; returns what the functions below want as `sparsity`. */
export function beginHessian(contacts: i32, links: i32): i32 {
  if (alongTree()) {
    startTree();
    return 0;
  }
  massMatrix();
  forgetChanges(ALL_ROWS);
  return findSparsity(contacts, links);
}

/**
 * Finds what a contact moves, and writes the rates of its components at the velocities that there are.
 *
 * @param used how many numbers of Jacobians there are before; returns how many there are then
 */
export function placeContact(group: usize, contact: usize, used: i32): i32 {
  if (!alongTree()) return placeOnSpan(group, contact, used);
  placeOnBodies(contact);
  return used;
}

/** out = the rates of a contact's components along the Newton step. After `solveHessian`. */
export function stepContact(contact: usize, condim: i32, out: usize): void {
  if (alongTree()) stepOnBodies(contact, condim, out);
  else stepOnSpan(spanOf(contact), condim, jacobianOf(contact), out);
}

/** descent −= Jᵀ forces of a contact's components, once `settleDescent` is done. */
export function pushContact(contact: usize, condim: i32, forces: usize): void {
  if (alongTree()) pushBodies(contact, condim, forces);
  else pushSpan(spanOf(contact), condim, jacobianOf(contact), forces);
}

/** descent −= M · acceleration, once `settleDescent` is done. */
export function pushInertia(): void {
  if (alongTree()) gatherInertialForces();
  else subtractProduct(OF_MASS, descent(0), massRow(0), acceleration(0));
}

/** After all that is pushed. */
export function settleDescent(): void {
  if (alongTree()) settleForces();
}

/** The weights of a contact's edges change by `changes`, a vector an edge, to those of its J. */
export function changeContact(contact: usize, changes: usize): void {
  if (alongTree()) noteContact(contact);
  else stiffenContact(contact, changes);
}

/** The weight of a row at one degree of freedom changes by `change`, to that of its J. */
export function changeSingle(single: usize, change: v128): void {
  if (alongTree()) noteSingle(single);
  else stiffenSingle(single, change);
}

/** Factors H as it is now. */
export function factorHessian(sparsity: i32, contacts: i32, singles: i32): void {
  if (alongTree()) {
    factorTree(contacts, singles);
    return;
  }
  factor(sparsity, changedRows(0), changedRows(1));
  forgetChanges(0);
}

/** newtonStep = H⁻¹ · newtonStep, with H as it was factored. */
export function solveHessian(sparsity: i32): void {
  if (alongTree()) solveTree();
  else solveFactored(sparsity, newtonStep(0));
}

/**
 * Factors M + h B in place of H, B the drag of the degrees of freedom at an offset of their slots; returns its
 * `sparsity`.
 */
export function factorDamped(h: v128, drag: usize): i32 {
  if (alongTree()) {
    factorTreeDamped(h, drag);
  } else {
    dampHessian(h, drag);
    factor(OF_MASS, ALL_ROWS, ALL_ROWS);
  }
  return OF_MASS;
}

/** @inline */
function spanOf(contact: usize): usize {
  return spanRow(whole(pairRow(i32.load(contact + CONTACT_PAIR)), PAIR_SPAN));
}

/** @inline */
function jacobianOf(contact: usize): usize {
  return <usize>i32.load(contact + CONTACT_JACOBIAN);
}
