// Rows of joints at the ends of their range (MuJoCo's documentation, Computation: limit).

import { any, broadcast, load, lt, select, splat, store, sub } from '../../vector';
import { jointCount, jointRow, qpos, qvel, singleSlot, whole, word } from '../bound.generated';
import {
  JOINT_DOF,
  JOINT_HIGH,
  JOINT_LIMITED,
  JOINT_LOW,
  JOINT_MARGIN,
  JOINT_QPOS,
  JOINT_SOFTNESS,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
} from '../layout.generated';
import { countRows, reference, slackness, UNBOUNDED, violated, weight } from './row';

/**
 * A row for each hinge or slide beyond its range; of the two ends the nearer one counts. Pushes the joint up from the
 * lower end and down from the upper one. Returns how many single rows there are, `count` of which there were before.
 */
export function limitRows(group: usize, count: i32): i32 {
  const zero = splat(0);
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_LIMITED)) continue;
    const position = load(qpos(group, whole(joint, JOINT_QPOS)));
    const aboveLow = sub(position, broadcast(joint, JOINT_LOW));
    const belowHigh = sub(broadcast(joint, JOINT_HIGH), position);
    const atLow = lt(aboveLow, belowHigh);
    const distance = sub(select(aboveLow, belowHigh, atLow), broadcast(joint, JOINT_MARGIN));
    const mask = violated(group, distance);
    if (!any(mask)) continue;
    const row = singleSlot(count++);
    const soft = word(joint, JOINT_SOFTNESS);
    const d = whole(joint, JOINT_DOF);
    const slack = slackness(soft, distance);
    store(row + SINGLE_WEIGHT, weight(soft, slack, mask));
    store(row + SINGLE_LOW, select(splat(-UNBOUNDED), zero, atLow));
    store(row + SINGLE_HIGH, select(zero, splat(UNBOUNDED), atLow));
    // x − aref; at the upper end the distance shrinks as the position grows.
    const excess = select(distance, sub(zero, distance), atLow);
    store(row + SINGLE_J, reference(soft, load(qvel(group, d)), slack, excess));
    i32.store(row + SINGLE_DOF, d);
    countRows(group, mask, 1);
  }
  return count;
}
