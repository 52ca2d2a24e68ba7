// Rows of dry friction in degrees of freedom (MuJoCo's documentation, Computation: friction loss): they want the
// acceleration −B q̇, with a force that is bounded.

import { andNot, any, broadcast, load, neg, not, splat, store } from '../../vector';
import { dofCount, dofRow, qvel, singleSlot, word } from '../bound.generated';
import {
  DOF_FRICTION_LOSS,
  DOF_SOFTNESS,
  GROUP_FROZEN,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
} from '../layout.generated';
import { countRows, reference, slackness, weight } from './row';

/** Returns how many single rows there are, `count` of which there were before. */
export function frictionRows(group: usize, count: i32): i32 {
  const mask = not(load(group + GROUP_FROZEN));
  if (!any(mask)) return count;
  const zero = splat(0);
  for (let d = 0; d < dofCount; d++) {
    const dof = dofRow(d);
    if (f32.load(word(dof, DOF_FRICTION_LOSS)) === 0) continue;
    const row = singleSlot(count++);
    const soft = word(dof, DOF_SOFTNESS);
    const bound = broadcast(dof, DOF_FRICTION_LOSS);
    store(row + SINGLE_WEIGHT, weight(soft, slackness(soft, zero), mask));
    store(row + SINGLE_LOW, neg(bound));
    store(row + SINGLE_HIGH, bound);
    store(row + SINGLE_J, andNot(reference(soft, load(qvel(group, d)), zero, zero), not(mask)));
    i32.store(row + SINGLE_DOF, d);
    countRows(group, mask, 1);
  }
  return count;
}
