// The Hessian M + Jᵀ W J held along the tree: a 6×6 for each body, a diagonal for each degree of freedom, and the
// contacts between bodies that push (low-rank.ts). From one step of the solver to the next only some rows begin or
// cease to be springs. A body at whose motion one has is put together anew, from its inertia and its contacts: taking
// away what was added would leave its rounding, and a stiff contact's rounding is as large as a small body's inertia.
// Such bodies and those above are factored again; the others would come out with the same bits.

import { add, and, broadcast, load, mul, mulAdd, store } from '../../../vector';
import {
  bodyCount,
  bodyRow,
  bodySlot,
  contactSlot,
  dofCount,
  dofRow,
  dofSlot,
  newtonStep,
  singleSlot,
  treeSlot,
  whole,
  word,
} from '../../bound.generated';
import {
  ALONG,
  BODY_PATH,
  DIAGONAL,
  DOF_ARMATURE,
  DOF_BODY,
  I,
  OWN,
  REST,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
  TREE_AFFECTED,
  TREE_CHANGED,
  TREE_COLUMNS,
  TREE_FORCED,
  TREE_STALE,
} from '../../layout.generated';
import { clear6 } from '../../spatial';
import { bit } from '../bits';
import { isSpring } from '../law';
import { isBetween, onlyBody } from './body-place';
import { addContactStiffness } from './body-stiffness';
import { correctReduced, makeColumns } from './low-rank';
import { copySymmetric, inertiaMatrix } from './symmetric';
import { ALL_BODIES, factorAlongTree, hasBody } from './tree-factor';
import { expand, reduce } from './tree-solve';

/** H = M: every body is to be factored. */
export function startTree(): void {
  const tree = treeSlot(0);
  clear6(bodySlot(0) + ALONG);
  i64.store(tree + TREE_CHANGED, ALL_BODIES);
  i64.store(tree + TREE_AFFECTED, ALL_BODIES);
  i64.store(tree + TREE_FORCED, 0);
}

/** Bodies from b up to a child of the world. @inline */
function pathOf(b: i32): i64 {
  return i64.load(word(bodyRow(b), BODY_PATH));
}

/** @inline */
function include(set: usize, bodies: i64): void {
  i64.store(set, i64.load(set) | bodies);
}

/** Notes that some edge of a contact begins or ceases to push. */
export function noteContact(contact: usize): void {
  const tree = treeSlot(0);
  if (isBetween(contact)) {
    i32.store(tree + TREE_STALE, 1);
    return;
  }
  const b = onlyBody(contact);
  include(tree + TREE_CHANGED, bit(b));
  include(tree + TREE_AFFECTED, pathOf(b));
}

/** Notes the same of a row at one degree of freedom. */
export function noteSingle(single: usize): void {
  include(treeSlot(0) + TREE_AFFECTED, pathOf(whole(dofRow(i32.load(single + SINGLE_DOF)), DOF_BODY)));
}

/** Factors H, as far as it has changed. */
export function factorTree(contacts: i32, singles: i32): void {
  const tree = treeSlot(0);
  const changed = i64.load(tree + TREE_CHANGED);
  const affected = i64.load(tree + TREE_AFFECTED);
  const stale = i32.load(tree + TREE_STALE);
  if (!affected && !stale) return;
  if (changed) putTogether(changed, contacts);
  if (affected) {
    for (let d = 0; d < dofCount; d++) store(dofSlot(d) + DIAGONAL, broadcast(dofRow(d), DOF_ARMATURE));
    for (let c = 0; c < singles; c++) stiffenDof(singleSlot(c));
    for (let b = 1; b < bodyCount; b++) {
      if (hasBody(affected, b)) copySymmetric(bodySlot(b) + REST, bodySlot(b) + OWN);
    }
    factorAlongTree(affected);
  }
  makeColumns(contacts);
  i64.store(tree + TREE_CHANGED, 0);
  i64.store(tree + TREE_AFFECTED, 0);
  i32.store(tree + TREE_STALE, 0);
}

/** OWN of some bodies. */
function putTogether(bodies: i64, contacts: i32): void {
  for (let b = 1; b < bodyCount; b++) {
    if (hasBody(bodies, b)) inertiaMatrix(bodySlot(b) + OWN, bodySlot(b) + I);
  }
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    if (!isBetween(contact) && hasBody(bodies, onlyBody(contact))) addContactStiffness(contact);
  }
}

/** Adds the weight of a row where it is a spring. @inline */
function stiffenDof(single: usize): void {
  const diagonal = dofSlot(i32.load(single + SINGLE_DOF)) + DIAGONAL;
  const D = load(single + SINGLE_WEIGHT);
  const spring = isSpring(
    mul(D, load(single + SINGLE_J)),
    load(single + SINGLE_LOW),
    load(single + SINGLE_HIGH),
  );
  store(diagonal, add(load(diagonal), and(D, spring)));
}

/** Factors M + h B, B of the degrees of freedom at an offset of their slots. */
export function factorTreeDamped(h: v128, drag: usize): void {
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    store(dof + DIAGONAL, mulAdd(h, load(dof + drag), broadcast(dofRow(d), DOF_ARMATURE)));
  }
  for (let b = 1; b < bodyCount; b++) inertiaMatrix(bodySlot(b) + REST, bodySlot(b) + I);
  factorAlongTree(ALL_BODIES);
  i32.store(treeSlot(0) + TREE_COLUMNS, 0);
}

/** newtonStep = H⁻¹ newtonStep, with ALONG of the bodies. */
export function solveTree(): void {
  reduce(newtonStep(0));
  if (i32.load(treeSlot(0) + TREE_COLUMNS)) correctReduced();
  expand(newtonStep(0));
}
