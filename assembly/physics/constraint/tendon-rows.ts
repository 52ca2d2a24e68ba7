// Rows of tendons (MuJoCo's documentation, Computation: limit, friction loss): those at the ends of their range of
// lengths, and of dry friction along them. Their Jacobian is that of the tendon's length, whose degrees of freedom
// are those of the span, both from the lowest number on.

import { any, broadcast, load, mul, neg, not, splat, store, sub } from '../../vector';
import {
  qvel,
  tendonDofRow,
  tendonDofSlot,
  tendonFrictionCount,
  tendonFrictionRow,
  tendonLimitCount,
  tendonLimitRow,
  tendonRow,
  tendonSlot,
  whole,
  word,
} from '../bound.generated';
import {
  GROUP_FROZEN,
  LINK_DJ,
  LINK_J,
  SOFT_DIAGONAL,
  TENDON_DOF_DOF,
  TENDON_DOF_MOMENT,
  TENDON_DOFS,
  TENDON_FIRST_DOF,
  TENDON_FRICTION_LOSS,
  TENDON_FRICTION_SOFTNESS,
  TENDON_FRICTION_SPAN,
  TENDON_FRICTION_TENDON,
  TENDON_LENGTH,
  TENDON_LIMIT_HIGH,
  TENDON_LIMIT_LOW,
  TENDON_LIMIT_MARGIN,
  TENDON_LIMIT_SOFTNESS,
  TENDON_LIMIT_SPAN,
  TENDON_LIMIT_TENDON,
} from '../layout.generated';
import { addToEntry, beginLink, linkDof, linkLength, weighRow } from './link';
import { countRows, reference, slackness, UNBOUNDED, violated } from './row';

/** Adds scale · the Jacobian of a tendon to row 0 of a link whose span has all of its degrees of freedom. */
export function addTendon(group: usize, link: usize, tendon: i32, scale: v128): void {
  const row = tendonRow(tendon);
  const first = whole(row, TENDON_FIRST_DOF);
  const end = first + whole(row, TENDON_DOFS);
  const length = linkLength(link);
  let k = 0;
  for (let i = first; i < end; i++) {
    const d = whole(tendonDofRow(i), TENDON_DOF_DOF);
    while (k < length - 1 && linkDof(link, k) !== d) k++;
    const moment = mul(scale, load(tendonDofSlot(i) + TENDON_DOF_MOMENT));
    addToEntry(link, k, moment, load(qvel(group, d)));
  }
}

/** Returns how many links there are, `count` of which there were before. */
export function tendonFrictionLinks(group: usize, count: i32): i32 {
  const mask = not(load(group + GROUP_FROZEN));
  if (!any(mask)) return count;
  const zero = splat(0);
  for (let t = 0; t < tendonFrictionCount; t++) {
    const row = tendonFrictionRow(t);
    const loss = broadcast(row, TENDON_FRICTION_LOSS);
    const link = beginLink(count++, whole(row, TENDON_FRICTION_SPAN), 1, neg(loss), loss);
    addTendon(group, link, whole(row, TENDON_FRICTION_TENDON), splat(1));
    const soft = word(row, TENDON_FRICTION_SOFTNESS);
    weighRow(link, 0, slackness(soft, zero), word(soft, SOFT_DIAGONAL), mask);
    store(link + LINK_J, reference(soft, load(link + LINK_DJ), zero, zero));
    countRows(group, mask, 1);
  }
  return count;
}

/** The same of limits: a row for each end that a tendon is beyond, or nearer to than the margin. */
export function tendonLimitLinks(group: usize, count: i32): i32 {
  const one = splat(1);
  for (let t = 0; t < tendonLimitCount; t++) {
    const row = tendonLimitRow(t);
    const length = load(tendonSlot(whole(row, TENDON_LIMIT_TENDON)) + TENDON_LENGTH);
    const margin = broadcast(row, TENDON_LIMIT_MARGIN);
    const aboveLow = sub(sub(length, broadcast(row, TENDON_LIMIT_LOW)), margin);
    const belowHigh = sub(sub(broadcast(row, TENDON_LIMIT_HIGH), length), margin);
    const atLow = violated(group, aboveLow);
    const atHigh = violated(group, belowHigh);
    if (any(atLow)) pushTendon(group, count++, row, aboveLow, one, atLow);
    if (any(atHigh)) pushTendon(group, count++, row, belowHigh, neg(one), atHigh);
  }
  return count;
}

/** @param sign 1: the distance grows with the length */
function pushTendon(group: usize, i: i32, row: usize, distance: v128, sign: v128, mask: v128): void {
  const link = beginLink(i, whole(row, TENDON_LIMIT_SPAN), 1, splat(-UNBOUNDED), splat(0));
  addTendon(group, link, whole(row, TENDON_LIMIT_TENDON), sign);
  const soft = word(row, TENDON_LIMIT_SOFTNESS);
  const slack = slackness(soft, distance);
  weighRow(link, 0, slack, word(soft, SOFT_DIAGONAL), mask);
  store(link + LINK_J, reference(soft, load(link + LINK_DJ), slack, distance));
  countRows(group, mask, 1);
}
