// Rows of equality constraints (MuJoCo's documentation, Computation: equality): springs both ways, whose position is
// an error that is to be zero. Connect and weld are in weld.ts; here who makes which, and joints.
//
// A joint's position is that of a polynomial in another's, both from where the model has them: with d of the second,
// r = d₁ − (a₀ + a₁ d + a₂ d² + a₃ d³ + a₄ d⁴), or r = d₁ − a₀ if there is no second.

import { any, broadcast, load, mulAdd, neg, not, splat, store, sub } from '../../vector';
import {
  equalityCount,
  equalityRow,
  jointRow,
  qpos,
  qvel,
  singleSlot,
  whole,
  word,
} from '../bound.generated';
import {
  EQUALITY_FIRST,
  EQUALITY_JOINT,
  EQUALITY_POLYNOMIAL,
  EQUALITY_SECOND,
  EQUALITY_SOFTNESS,
  EQUALITY_SPAN,
  EQUALITY_TYPE,
  GROUP_FROZEN,
  JOINT_DOF,
  JOINT_QPOS,
  JOINT_REFERENCE,
  LINK_DJ,
  LINK_J,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
  SOFT_DIAGONAL,
} from '../layout.generated';
import { beginLink, linkDof, linkLength, weighRow, writeEntry } from './link';
import { countRows, reference, slackness, UNBOUNDED, weight } from './row';
import { weldRows } from './weld';

/**
 * Rows of the equalities that reach over several degrees of freedom; returns how many links there are, `count`
 * before.
 */
export function equalityLinks(group: usize, count: i32): i32 {
  const mask = not(load(group + GROUP_FROZEN));
  if (!any(mask)) return count;
  for (let e = 0; e < equalityCount; e++) {
    const equality = equalityRow(e);
    if (whole(equality, EQUALITY_TYPE) !== EQUALITY_JOINT) weldRows(group, count++, equality, mask);
    else if (whole(equality, EQUALITY_SECOND) >= 0) jointLink(group, count++, equality, mask);
  }
  return count;
}

/** Rows of single joints that are to stay; returns how many single rows there are, `count` before. */
export function equalitySingles(group: usize, count: i32): i32 {
  const mask = not(load(group + GROUP_FROZEN));
  if (!any(mask)) return count;
  for (let e = 0; e < equalityCount; e++) {
    const equality = equalityRow(e);
    if (whole(equality, EQUALITY_TYPE) !== EQUALITY_JOINT) continue;
    if (whole(equality, EQUALITY_SECOND) >= 0) continue;
    const joint = jointRow(whole(equality, EQUALITY_FIRST));
    const d = whole(joint, JOINT_DOF);
    const soft = word(equality, EQUALITY_SOFTNESS);
    const error = sub(displacement(group, joint), broadcast(equality, EQUALITY_POLYNOMIAL));
    const slack = slackness(soft, error);
    const row = singleSlot(count++);
    store(row + SINGLE_WEIGHT, weight(soft, slack, mask));
    store(row + SINGLE_LOW, splat(-UNBOUNDED));
    store(row + SINGLE_HIGH, splat(UNBOUNDED));
    store(row + SINGLE_J, reference(soft, load(qvel(group, d)), slack, error));
    i32.store(row + SINGLE_DOF, d);
    countRows(group, mask, 1);
  }
  return count;
}

/** How far a hinge or slide is from where the model has it. @inline */
function displacement(group: usize, joint: usize): v128 {
  return sub(load(qpos(group, whole(joint, JOINT_QPOS))), broadcast(joint, JOINT_REFERENCE));
}

function jointLink(group: usize, i: i32, equality: usize, mask: v128): void {
  const first = jointRow(whole(equality, EQUALITY_FIRST));
  const second = jointRow(whole(equality, EQUALITY_SECOND));
  const d = displacement(group, second);
  let value = broadcast(equality, EQUALITY_POLYNOMIAL + 4);
  let slope = splat(0);
  for (let power = 3; power >= 0; power--) {
    slope = mulAdd(slope, d, value);
    value = mulAdd(value, d, broadcast(equality, EQUALITY_POLYNOMIAL + power));
  }
  const error = sub(displacement(group, first), value);
  const unbounded = splat(UNBOUNDED);
  const link = beginLink(i, whole(equality, EQUALITY_SPAN), 1, neg(unbounded), unbounded);
  const length = linkLength(link);
  for (let k = 0; k < length; k++) {
    const dof = linkDof(link, k);
    let entry = dof === whole(first, JOINT_DOF) ? splat(1) : splat(0);
    if (dof === whole(second, JOINT_DOF)) entry = sub(entry, slope);
    writeEntry(link, 0, length, k, entry, load(qvel(group, dof)));
  }
  const soft = word(equality, EQUALITY_SOFTNESS);
  const slack = slackness(soft, error);
  weighRow(link, 0, slack, word(soft, SOFT_DIAGONAL), mask);
  store(link + LINK_J, reference(soft, load(link + LINK_DJ), slack, error));
  countRows(group, mask, 1);
}
