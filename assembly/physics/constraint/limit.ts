// Rows of joints at the ends of their range (MuJoCo's documentation, Computation: limit).

import {
  andNot,
  any,
  broadcast,
  div,
  dot3,
  load,
  lt,
  mul,
  select,
  splat,
  sqrt,
  store,
  sub,
} from '../../vector';
import { rotationVector } from '../arc';
import { jointCount, jointRow, qpos, qvel, singleSlot, temporary, whole, word } from '../bound.generated';
import {
  BALL,
  JOINT_DOF,
  JOINT_HIGH,
  JOINT_LIMITED,
  JOINT_LOW,
  JOINT_MARGIN,
  JOINT_QPOS,
  JOINT_SOFTNESS,
  JOINT_SPAN,
  JOINT_TYPE,
  LINK_DJ,
  LINK_J,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
  SOFT_DIAGONAL,
} from '../layout.generated';
import { normalizeQuaternion } from '../rotations';
import { beginLink, weighRow, writeEntry } from './link';
import { countRows, reference, slackness, UNBOUNDED, violated, weight } from './row';

/**
 * A row for each end of a hinge's or slide's range that it is beyond, or nearer to than the margin; both if the range
 * is narrower than two margins. Pushes the joint up from the lower end and down from the upper one. Returns how many
 * single rows there are, `count` of which there were before.
 */
export function limitRows(group: usize, count: i32): i32 {
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_LIMITED) || whole(joint, JOINT_TYPE) === BALL) continue;
    const position = load(qpos(group, whole(joint, JOINT_QPOS)));
    const margin = broadcast(joint, JOINT_MARGIN);
    const aboveLow = sub(sub(position, broadcast(joint, JOINT_LOW)), margin);
    const belowHigh = sub(sub(broadcast(joint, JOINT_HIGH), position), margin);
    const atLow = violated(group, aboveLow);
    const atHigh = violated(group, belowHigh);
    if (any(atLow)) pushUp(group, count++, joint, aboveLow, atLow);
    if (any(atHigh)) pushDown(group, count++, joint, belowHigh, atHigh);
  }
  return count;
}

/** Row i at the lower end. */
function pushUp(group: usize, i: i32, joint: usize, distance: v128, mask: v128): void {
  const row = singleSlot(i);
  const slack = beginRow(group, row, joint, distance, mask);
  const speed = load(qvel(group, whole(joint, JOINT_DOF)));
  store(row + SINGLE_LOW, splat(-UNBOUNDED));
  store(row + SINGLE_HIGH, splat(0));
  store(row + SINGLE_J, reference(word(joint, JOINT_SOFTNESS), speed, slack, distance));
}

/** Row i at the upper end, where the distance shrinks as the position grows: x − aref is of the other sign. */
function pushDown(group: usize, i: i32, joint: usize, distance: v128, mask: v128): void {
  const row = singleSlot(i);
  const slack = beginRow(group, row, joint, distance, mask);
  const speed = load(qvel(group, whole(joint, JOINT_DOF)));
  store(row + SINGLE_LOW, splat(0));
  store(row + SINGLE_HIGH, splat(UNBOUNDED));
  store(row + SINGLE_J, reference(word(joint, JOINT_SOFTNESS), speed, slack, sub(splat(0), distance)));
}

/** What both have; returns 1 − the impedance. @inline */
function beginRow(group: usize, row: usize, joint: usize, distance: v128, mask: v128): v128 {
  const soft = word(joint, JOINT_SOFTNESS);
  const slack = slackness(soft, distance);
  store(row + SINGLE_WEIGHT, weight(soft, slack, mask));
  i32.store(row + SINGLE_DOF, whole(joint, JOINT_DOF));
  countRows(group, mask, 1);
  return slack;
}

/**
 * A link for each ball joint that is turned further than its range allows, by whatever axis: its row pushes against
 * the turn, along the axis. Returns how many links there are, `count` of which there were before.
 */
export function ballLimitLinks(group: usize, count: i32): i32 {
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_LIMITED) || whole(joint, JOINT_TYPE) !== BALL) continue;
    const turn = temporary; // a quaternion, then the axis times the angle
    normalizeQuaternion(turn, qpos(group, whole(joint, JOINT_QPOS)));
    rotationVector(turn, turn);
    const angle = sqrt(
      dot3(load(turn), load(turn, 1), load(turn, 2), load(turn), load(turn, 1), load(turn, 2)),
    );
    const distance = sub(sub(broadcast(joint, JOINT_HIGH), angle), broadcast(joint, JOINT_MARGIN));
    const mask = violated(group, distance);
    if (!any(mask)) continue;
    const link = beginLink(count++, whole(joint, JOINT_SPAN), 1, splat(-UNBOUNDED), splat(0));
    const first = whole(joint, JOINT_DOF);
    const TINY: f32 = 1e-15; // mjMINVAL: a turn by less has no axis of its own, and counts as one about x
    const none = lt(angle, splat(TINY));
    const scale = andNot(div(splat(-1), angle), none);
    for (let k = 0; k < 3; k++) {
      let entry = mul(load(turn, k), scale);
      if (k === 0) entry = select(splat(-1), entry, none);
      writeEntry(link, 0, 3, k, entry, load(qvel(group, first + k)));
    }
    const soft = word(joint, JOINT_SOFTNESS);
    const slack = slackness(soft, distance);
    weighRow(link, 0, slack, word(soft, SOFT_DIAGONAL), mask);
    store(link + LINK_J, reference(soft, load(link + LINK_DJ), slack, distance));
    countRows(group, mask, 1);
  }
  return count;
}
