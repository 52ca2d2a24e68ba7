// Rows of equality constraints (MuJoCo's documentation, Computation: equality): springs both ways, whose position is
// an error that is to be zero. Connect and weld are in weld.ts; here who makes which, and joints.
//
// A joint's position, or the length of a tendon, is that of a polynomial in another's, both from where the model has
// them: with d of the second, r = d₁ − (a₀ + a₁ d + a₂ d² + a₃ d³ + a₄ d⁴), or r = d₁ − a₀ if there is no second.

import { any, broadcast, load, mulAdd, neg, not, splat, store, sub } from '../../vector';
import {
  equalityCount,
  equalityRow,
  jointRow,
  qpos,
  qvel,
  singleSlot,
  tendonSlot,
  whole,
  word,
} from '../bound.generated';
import {
  EQUALITY_CONNECT,
  EQUALITY_FIRST,
  EQUALITY_JOINT,
  EQUALITY_POLYNOMIAL,
  EQUALITY_REST,
  EQUALITY_SECOND,
  EQUALITY_SOFTNESS,
  EQUALITY_SPAN,
  EQUALITY_TENDON,
  EQUALITY_TYPE,
  EQUALITY_WELD,
  GROUP_FROZEN,
  JOINT_DOF,
  JOINT_QPOS,
  LINK_DJ,
  LINK_J,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
  SOFT_DIAGONAL,
  TENDON_LENGTH,
} from '../layout.generated';
import { addToEntry, beginLink, linkDof, weighRow } from './link';
import { countRows, reference, slackness, UNBOUNDED, weight } from './row';
import { addTendon } from './tendon-rows';
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
    const type = whole(equality, EQUALITY_TYPE);
    if (type === EQUALITY_CONNECT || type === EQUALITY_WELD) weldRows(group, count++, equality, mask);
    else if (!isSingle(equality)) coupledLink(group, count++, equality, mask);
  }
  return count;
}

/** One joint alone: a row at its degree of freedom. @inline */
function isSingle(equality: usize): bool {
  return whole(equality, EQUALITY_TYPE) === EQUALITY_JOINT && whole(equality, EQUALITY_SECOND) < 0;
}

/** Rows of single joints that are to stay; returns how many single rows there are, `count` before. */
export function equalitySingles(group: usize, count: i32): i32 {
  const mask = not(load(group + GROUP_FROZEN));
  if (!any(mask)) return count;
  for (let e = 0; e < equalityCount; e++) {
    const equality = equalityRow(e);
    if (!isSingle(equality)) continue;
    const joint = jointRow(whole(equality, EQUALITY_FIRST));
    const d = whole(joint, JOINT_DOF);
    const soft = word(equality, EQUALITY_SOFTNESS);
    const error = sub(displacement(group, equality, 0), broadcast(equality, EQUALITY_POLYNOMIAL));
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

/**
 * How far a hinge or slide is from where the model has it, or the length of a tendon from what it has there. @inline
 */
function displacement(group: usize, equality: usize, which: usize): v128 {
  const i = whole(equality, EQUALITY_FIRST + which);
  const value =
    whole(equality, EQUALITY_TYPE) === EQUALITY_TENDON
      ? load(tendonSlot(i) + TENDON_LENGTH)
      : load(qpos(group, whole(jointRow(i), JOINT_QPOS)));
  return sub(value, broadcast(equality, EQUALITY_REST + which));
}

/** Makes link i of joints or tendons, one or two. */
function coupledLink(group: usize, i: i32, equality: usize, mask: v128): void {
  let value = broadcast(equality, EQUALITY_POLYNOMIAL);
  let slope = splat(0);
  const coupled = whole(equality, EQUALITY_SECOND) >= 0;
  if (coupled) {
    const d = displacement(group, equality, 1);
    value = broadcast(equality, EQUALITY_POLYNOMIAL + 4);
    for (let power = 3; power >= 0; power--) {
      slope = mulAdd(slope, d, value);
      value = mulAdd(value, d, broadcast(equality, EQUALITY_POLYNOMIAL + power));
    }
  }
  const error = sub(displacement(group, equality, 0), value);
  const unbounded = splat(UNBOUNDED);
  const link = beginLink(i, whole(equality, EQUALITY_SPAN), 1, neg(unbounded), unbounded);
  addGradient(group, link, equality, 0, splat(1));
  if (coupled) addGradient(group, link, equality, 1, neg(slope));
  const soft = word(equality, EQUALITY_SOFTNESS);
  const slack = slackness(soft, error);
  weighRow(link, 0, slack, word(soft, SOFT_DIAGONAL), mask);
  store(link + LINK_J, reference(soft, load(link + LINK_DJ), slack, error));
  countRows(group, mask, 1);
}

/** Adds scale · the gradient of the first (0) or second (1) position to the row of the link. */
function addGradient(group: usize, link: usize, equality: usize, which: usize, scale: v128): void {
  const i = whole(equality, EQUALITY_FIRST + which);
  if (whole(equality, EQUALITY_TYPE) === EQUALITY_TENDON) {
    addTendon(group, link, i, scale);
    return;
  }
  const d = whole(jointRow(i), JOINT_DOF);
  const k = linkDof(link, 0) === d ? 0 : 1;
  addToEntry(link, k, scale, load(qvel(group, d)));
}
