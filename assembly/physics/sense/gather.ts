// Gathers what a task reads of the worlds of groups into plain rows of numbers, one row a world. A table of reads
// says what, and in which word of the row it begins. What is of the present state is gathered when it is asked for;
// what is of the last step, forces and accelerations, while the step has them.

import { scatter } from '../../shuffle';
import { broadcast, clamp, load, mul, neg, pmin, store } from '../../vector';
import { bind, groupBytes, temporary, whole } from '../bound.generated';
import { kinematics } from '../kinematics';
import {
  GROUP_LISTS,
  READ_ACCELERATION,
  READ_ACTUATOR_FORCE,
  READ_ANGULAR_ACCELERATION,
  READ_ANGULAR_VELOCITY,
  READ_AXES,
  READ_CONTACT_FORCE,
  READ_CONTACTS,
  READ_COUNT,
  READ_CUTOFF,
  READ_DIRECTION,
  READ_FIELD,
  READ_FIELDS,
  READ_FORCE,
  READ_INDEX,
  READ_INSIDE,
  READ_JOINT_ACTUATION,
  READ_KIND,
  READ_KINETIC_ENERGY,
  READ_LIMIT,
  READ_LIMIT_DISTANCE,
  READ_LIMIT_FORCE,
  READ_LIMIT_VELOCITY,
  READ_MOTOR_FORCE,
  READ_OUTPUT,
  READ_POINT_OF_BODY,
  READ_POTENTIAL_ENERGY,
  READ_PROJECTION,
  READ_QUATERNION,
  READ_RANGE,
  READ_REDUCE,
  READ_ROW,
  READ_SCALE,
  READ_SCALED_STATE,
  READ_SLOTS,
  READ_STATE,
  READ_SUBTREE_CENTRE,
  READ_SUBTREE_MOMENTUM,
  READ_SUBTREE_VELOCITY,
  READ_TARGET,
  READ_TENDON_ACTUATION,
  READ_TENDON_LENGTH,
  READ_TENDON_VELOCITY,
  READ_TORQUE,
  READ_TOUCH,
  READ_UNIT_QUATERNION,
  READ_VELOCITY,
  REDUCE_NET_FORCE,
} from '../layout.generated';
import { placeTendons } from '../position/tendon';
import {
  readActuatorForce,
  readJointActuation,
  readMotorForce,
  readTendon,
  readTendonActuation,
} from './actuation';
import {
  beforeContacts,
  CONTACT_FIELDS,
  countContacts,
  netContact,
  nextContact,
  readContactForce,
} from './contacts';
import { readKineticEnergy, readPotentialEnergy } from './energy';
import { readLimit, readLimitForce } from './limits';
import { accelerations, readAcceleration, readVelocity } from './motions';
import {
  readAxes,
  readDirection,
  readField,
  readInside,
  readPoint,
  readProjection,
  readQuaternion,
  readRotation,
} from './places';
import { readRange } from './range';
import { readCentre, readMomentum } from './subtree';
import { readTouch } from './touch';
import { readWrench } from './wrench';

/**
 * Writes f32 [groupCount · 4][size]: for each world the numbers of the table `reads`, all of the present state. With
 * `moved` the bodies are placed first, as all need but numbers of the state.
 */
export function physicsQuantities(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  reads: usize,
  readCount: i32,
  moved: i32,
  out: usize,
  size: i32,
): void {
  bind(model, scratch);
  const bytes = groupBytes();
  const stride = (<usize>size) << 2;
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * bytes;
    if (moved) kinematics(group);
    let tendonsPlaced = false;
    for (let i = 0; i < readCount; i++) {
      const read = reads + <usize>i * READ_ROW;
      const kind = whole(read, READ_KIND);
      if (kind === READ_TARGET) continue;
      if (!tendonsPlaced && readsTendons(kind)) {
        placeTendons(group);
        tendonsPlaced = true;
      }
      put(read, locate(group, read), out + <usize>g * 4 * stride, stride);
    }
  }
}

/**
 * The same for what is of the step that is being taken, after the solver.
 *
 * @param rows of the group's four worlds
 * @param stride bytes of a row
 */
export function gatherForces(
  reads: usize,
  readCount: i32,
  controls: usize,
  contacts: i32,
  links: i32,
  singles: i32,
  rows: usize,
  stride: usize,
): void {
  let accelerated = false;
  for (let i = 0; i < readCount; i++) {
    const read = reads + <usize>i * READ_ROW;
    const kind = whole(read, READ_KIND);
    if (kind === READ_CONTACTS) {
      putContacts(read, contacts, rows, stride);
      continue;
    }
    if (kind >= READ_ACCELERATION && kind <= READ_TORQUE && !accelerated) {
      accelerations();
      accelerated = true;
    }
    put(read, locateForce(read, kind, controls, contacts, links, singles), rows, stride);
  }
}

/** Writes the vectors of a read into the rows, cut off as it says. */
function put(read: usize, source: usize, rows: usize, stride: usize): void {
  const first = rows + ((<usize>whole(read, READ_OUTPUT)) << 2);
  const count = whole(read, READ_COUNT);
  const cutoff = whole(read, READ_CUTOFF);
  const limit = broadcast(read, READ_LIMIT);
  for (let k = 0; k < count; k++) {
    const given = load(source, k);
    const value = cutoff === 0 ? given : cutoff === 1 ? pmin(given, limit) : clamp(given, neg(limit), limit);
    scatter(first + ((<usize>k) << 2), stride, value);
  }
}

/** Where the vectors are of a read of the present state. */
function locate(group: usize, read: usize): usize {
  switch (whole(read, READ_KIND)) {
    case READ_STATE:
      return stateOf(group, read);
    case READ_SCALED_STATE:
      store(temporary, mul(broadcast(read, READ_SCALE), load(stateOf(group, read))));
      return temporary;
    case READ_UNIT_QUATERNION:
      return readRotation(group, read);
    case READ_POINT_OF_BODY:
      return readPoint(read);
    case READ_AXES:
      return readAxes(read);
    case READ_QUATERNION:
      return readQuaternion(read);
    case READ_DIRECTION:
      return readDirection(read);
    case READ_FIELD:
      return readField(read);
    case READ_INSIDE:
      return readInside(read);
    case READ_PROJECTION:
      return readProjection(read);
    case READ_RANGE:
      return readRange(read);
    case READ_SUBTREE_CENTRE:
      return readCentre(read);
    case READ_POTENTIAL_ENERGY:
      return readPotentialEnergy(group);
    case READ_LIMIT_DISTANCE:
      return readLimit(group, read, false);
    case READ_TENDON_LENGTH:
      return readTendon(read, false);
    case READ_TENDON_VELOCITY:
      return readTendon(read, true);
    case READ_VELOCITY:
      return readVelocity(read, false);
    case READ_ANGULAR_VELOCITY:
      return readVelocity(read, true);
    case READ_SUBTREE_VELOCITY:
      return readMomentum(read, false);
    case READ_SUBTREE_MOMENTUM:
      return readMomentum(read, true);
    case READ_KINETIC_ENERGY:
      return readKineticEnergy(group);
    case READ_LIMIT_VELOCITY:
      return readLimit(group, read, true);
  }
  return unreachable();
}

/** Whether tendons have to be where they are. @inline */
function readsTendons(kind: i32): bool {
  return kind === READ_TENDON_LENGTH || kind === READ_TENDON_VELOCITY || kind === READ_POTENTIAL_ENERGY;
}

/** @inline */
function stateOf(group: usize, read: usize): usize {
  return group + GROUP_LISTS + ((<usize>whole(read, READ_INDEX)) << 4);
}

/** Where the vectors are of a read of the last step. */
function locateForce(
  read: usize,
  kind: i32,
  controls: usize,
  contacts: i32,
  links: i32,
  singles: i32,
): usize {
  switch (kind) {
    case READ_ACCELERATION:
      return readAcceleration(read, false);
    case READ_ANGULAR_ACCELERATION:
      return readAcceleration(read, true);
    case READ_FORCE:
      return readWrench(read, contacts, links, false);
    case READ_TORQUE:
      return readWrench(read, contacts, links, true);
    case READ_LIMIT_FORCE:
      return readLimitForce(read, singles);
    case READ_MOTOR_FORCE:
      return readMotorForce(read, controls);
    case READ_ACTUATOR_FORCE:
      return readActuatorForce(read);
    case READ_JOINT_ACTUATION:
      return readJointActuation(read, controls);
    case READ_TENDON_ACTUATION:
      return readTendonActuation(read);
    case READ_TOUCH:
      return readTouch(read, contacts);
    case READ_CONTACT_FORCE:
      return readContactForce(read, contacts);
  }
  return unreachable();
}

/** Where the reader of contacts keeps which it has told of, in `temporary` behind what it works with. */
const TOLD: usize = 50 << 4;

/** Writes the chosen fields of each contact that is told of, one after the other. */
function putContacts(read: usize, contacts: i32, rows: usize, stride: usize): void {
  const last = temporary + TOLD;
  const found = countContacts(read, contacts);
  const fields = whole(read, READ_FIELDS);
  const net = whole(read, READ_REDUCE) === REDUCE_NET_FORCE;
  let out = rows + ((<usize>whole(read, READ_OUTPUT)) << 2);
  beforeContacts(last);
  for (let slot = 0; slot < whole(read, READ_SLOTS); slot++) {
    if (net) netContact(read, contacts, found);
    else nextContact(read, contacts, found, last);
    for (let i = 0; i < CONTACT_FIELDS; i++) {
      if (((fields >> fieldOf(i)) & 1) === 0) continue;
      scatter(out, stride, load(temporary, i));
      out += 4;
    }
  }
}

/** Of which field number i is: found, force, torque, distance, point, normal, tangent have 1 3 3 1 3 3 3. */
function fieldOf(i: i32): i32 {
  if (i === 0) return 0;
  if (i < 7) return i < 4 ? 1 : 2;
  return i === 7 ? 3 : 4 + (i - 8) / 3;
}
