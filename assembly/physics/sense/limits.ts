// What is read of the limits of hinges and slides: how far beyond its range a joint is, how fast, and with what force
// it is pushed back; 0 where it is not. (MuJoCo's sensors jointlimitpos, jointlimitvel, jointlimitfrc.)

import {
  abs,
  and,
  broadcast,
  eq,
  gt,
  load,
  lt,
  mul,
  neg,
  select,
  splat,
  store,
  sub,
  xor,
} from '../../vector';
import { jointRow, qpos, qvel, singleSlot, temporary, whole } from '../bound.generated';
import { UNBOUNDED } from '../constraint/row';
import {
  JOINT_DOF,
  JOINT_HIGH,
  JOINT_LIMITED,
  JOINT_LOW,
  JOINT_MARGIN,
  JOINT_QPOS,
  READ_INDEX,
  SINGLE_DOF,
  SINGLE_HIGH,
  SINGLE_J,
  SINGLE_LOW,
  SINGLE_WEIGHT,
} from '../layout.generated';
import { pushBack } from '../solve/law';

/** Distance to an end of the range, less the margin, where it is negative; or how fast that grows. */
export function readLimit(group: usize, read: usize, speed: bool): usize {
  const joint = jointRow(whole(read, READ_INDEX));
  const zero = splat(0);
  let value = zero;
  if (whole(joint, JOINT_LIMITED)) {
    const position = load(qpos(group, whole(joint, JOINT_QPOS)));
    const velocity = load(qvel(group, whole(joint, JOINT_DOF)));
    const margin = broadcast(joint, JOINT_MARGIN);
    const aboveLow = sub(sub(position, broadcast(joint, JOINT_LOW)), margin);
    const belowHigh = sub(sub(broadcast(joint, JOINT_HIGH), position), margin);
    const atHigh = and(speed ? neg(velocity) : belowHigh, lt(belowHigh, zero));
    value = select(speed ? velocity : aboveLow, atHigh, lt(aboveLow, zero));
  }
  store(temporary, value);
  return temporary;
}

/** Force of the row of the joint's limit: of the lower end, if it is there, else of the upper. */
export function readLimitForce(read: usize, singles: i32): usize {
  const d = whole(jointRow(whole(read, READ_INDEX)), JOINT_DOF);
  const zero = splat(0);
  let force = zero;
  for (let c = singles - 1; c >= 0; c--) {
    const row = singleSlot(c);
    if (i32.load(row + SINGLE_DOF) !== d) continue;
    const low = load(row + SINGLE_LOW);
    const high = load(row + SINGLE_HIGH);
    const D = load(row + SINGLE_WEIGHT);
    // What is bounded to one side alone; a joint's rows are from the lower end to the upper.
    const oneSided = xor(eq(low, splat(-UNBOUNDED)), eq(high, splat(UNBOUNDED)));
    const push = abs(pushBack(mul(D, load(row + SINGLE_J)), low, high));
    force = select(push, force, and(oneSided, gt(D, zero)));
  }
  store(temporary, force);
  return temporary;
}
