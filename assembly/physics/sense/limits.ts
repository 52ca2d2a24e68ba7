// What is read of the limits of hinges and slides: how far beyond its range a joint is, how fast, and with what force
// it is pushed back; 0 where it is not. (MuJoCo's sensors jointlimitpos, jointlimitvel, jointlimitfrc.)

import {
  abs,
  add,
  and,
  broadcast,
  eq,
  load,
  lt,
  mul,
  neg,
  or,
  select,
  splat,
  store,
  sub,
} from '../../vector';
import { jointRow, qpos, qvel, singleSlot, temporary, whole } from '../bound.generated';
import { UNBOUNDED } from '../constraint/row';
import {
  JOINT_DOF,
  JOINT_HIGH,
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

/** Distance to the nearer end, less the margin, where it is negative; or how fast that grows. */
export function readLimit(group: usize, read: usize, speed: bool): usize {
  const joint = jointRow(whole(read, READ_INDEX));
  const position = load(qpos(group, whole(joint, JOINT_QPOS)));
  const aboveLow = sub(position, broadcast(joint, JOINT_LOW));
  const belowHigh = sub(broadcast(joint, JOINT_HIGH), position);
  const atLow = lt(aboveLow, belowHigh);
  const distance = sub(select(aboveLow, belowHigh, atLow), broadcast(joint, JOINT_MARGIN));
  const velocity = load(qvel(group, whole(joint, JOINT_DOF)));
  const value = speed ? select(velocity, neg(velocity), atLow) : distance;
  store(temporary, and(value, lt(distance, splat(0))));
  return temporary;
}

/** Force of the rows of the joint's limits, of any sign, as a length. They are what is bounded to one side alone. */
export function readLimitForce(read: usize, singles: i32): usize {
  const d = whole(jointRow(whole(read, READ_INDEX)), JOINT_DOF);
  let force = splat(0);
  for (let c = 0; c < singles; c++) {
    const row = singleSlot(c);
    if (i32.load(row + SINGLE_DOF) !== d) continue;
    const low = load(row + SINGLE_LOW);
    const high = load(row + SINGLE_HIGH);
    const oneSided = or(eq(low, splat(-UNBOUNDED)), eq(high, splat(UNBOUNDED)));
    const push = pushBack(mul(load(row + SINGLE_WEIGHT), load(row + SINGLE_J)), low, high);
    force = add(force, and(abs(push), oneSided));
  }
  store(temporary, force);
  return temporary;
}
