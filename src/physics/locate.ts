/** The quantities that a task names, found in a packed model: rows of what the lanes gather. */

import { OptionError } from '../options.js';
import {
  checkJointRead,
  checkScalarJoint,
  missing,
  type Quantity,
  sensorSize,
} from '../worlds/quantities.js';
import { type FrameKind, frameKind, kindOf, type Moment, type Touching } from '../worlds/quantity-kinds.js';
import { frameFields, type PackedFrame } from './frame-rows.js';
import type { PackedInfo, PackedSensor } from './packed.js';
import { READ, type ReadRow, TOUCHING } from './read-rows.js';

/** Why the forces of some joints' actuators are not known. */
export const CARRIES = 'its actuators hold up weight, which is not counted there';

/** Something that a task reads and the lanes do not compute. The caller may step the model with MuJoCo instead. */
export class UnreadableError extends OptionError {
  override readonly name = 'UnreadableError';
}

/** A quantity found; what is of the past has no row. */
export interface Located {
  readonly moment: Moment;
  readonly row?: ReadRow;
  /** Rows that go with it, after it. */
  readonly targets?: readonly ReadRow[];
  readonly past?: 'time' | 'action';
}

/** By what is read of a frame. */
const OF_FRAMES: Readonly<Record<FrameKind, number>> = {
  Position: READ.POINT_OF_BODY,
  Axes: READ.AXES,
  Quaternion: READ.QUATERNION,
  Velocity: READ.VELOCITY,
  AngularVelocity: READ.ANGULAR_VELOCITY,
  Acceleration: READ.ACCELERATION,
  AngularAcceleration: READ.ANGULAR_ACCELERATION,
};

const OF_SUBTREES = {
  subtreeCentre: READ.SUBTREE_CENTRE,
  subtreeLinearVelocity: READ.SUBTREE_VELOCITY,
  subtreeAngularMomentum: READ.SUBTREE_MOMENTUM,
} as const;

const OF_ACTUATORS = {
  actuatorLength: 'length',
  actuatorVelocity: 'velocity',
  actuatorForce: 'force',
} as const;

/** @throws OptionError if the model lacks the quantity, it has another size, or the lanes do not compute it. */
export function locate(info: PackedInfo, quantity: Quantity): Located {
  const { kind, name, size } = quantity;
  if (kind === 'time') return { moment: 'past', past: 'time' };
  if (kind === 'previousAction') return { moment: 'past', past: 'action' };
  if (kind === 'sensor') return locateSensor(info, find(info.sensors, name, 'sensor'), size);
  if (kind === 'touch') return { moment: 'force', row: rowOf(touchSensor(info, name)) };
  return { moment: kindOf(kind).moment!, row: { count: size, ...rowBeside(info, quantity) } };
}

/** The row of everything that is no sensor. */
function rowBeside(info: PackedInfo, quantity: Quantity): Omit<ReadRow, 'count'> {
  const { kind, name } = quantity;
  const frame = frameKind(kind);
  if (frame) {
    const fixed = { body: bodyFrame, geom: geomFrame, site: siteFrame }[frame.object](info, name);
    return { kind: OF_FRAMES[frame.what], ...frameFields(fixed), own: Number(quantity.axes === 'own') };
  }
  switch (kind) {
    case 'jointPosition':
    case 'jointVelocity': {
      const joint = find(info.joints, name, 'joint');
      checkJointRead(quantity, joint.type);
      return {
        kind: READ.STATE,
        index: kind === 'jointPosition' ? joint.qpos : info.qposCount + joint.dof,
      };
    }
    case 'jointActuatorForce': {
      const joint = find(info.joints, name, 'joint');
      checkScalarJoint(name, joint.type);
      if (joint.carries) throw notComputed(`${kind} of '${name}'`, CARRIES);
      return { kind: READ.JOINT_ACTUATION, index: joint.dof };
    }
    case 'bodyCentre': {
      const index = bodyIndex(info, name);
      return { kind: READ.POINT_OF_BODY, index, point: info.centres[index]! };
    }
    case 'subtreeCentre':
    case 'subtreeLinearVelocity':
    case 'subtreeAngularMomentum':
      return { kind: OF_SUBTREES[kind], index: bodyIndex(info, name) };
    case 'actuatorLength':
    case 'actuatorVelocity':
    case 'actuatorForce': {
      const row = find(info.actuators, name, 'actuator')[OF_ACTUATORS[kind]];
      if (!row) throw notComputed(`${kind} of '${name}'`, 'actuators of this kind are not read there');
      return row;
    }
    case 'tendonLength':
    case 'tendonVelocity': {
      const index = info.tendons.indexOf(find(info.tendons, name, 'tendon'));
      return { kind: kind === 'tendonLength' ? READ.TENDON_LENGTH : READ.TENDON_VELOCITY, index, scale: 1 };
    }
    case 'contactForce':
      return contactForce(info, quantity);
  }
  throw new Error(`no row for ${kind}`);
}

function contactForce(info: PackedInfo, { between }: Quantity): Omit<ReadRow, 'count'> {
  const [[firstKind, firstIndex], [secondKind, secondIndex]] = between!.map((one) => touching(info, one)) as [
    [number, number],
    [number, number],
  ];
  return { kind: READ.CONTACT_FORCE, firstKind, firstIndex, secondKind, secondIndex };
}

/** A geom that can touch nothing has no row in the kernels' table. */
function touching(info: PackedInfo, one: Touching): [number, number] {
  if ('body' in one) return [TOUCHING.BODY, bodyIndex(info, one.body)];
  return [TOUCHING.GEOM, find(info.geoms, one.geom, 'geom').row ?? -1];
}

function locateSensor(info: PackedInfo, sensor: PackedSensor, size: number): Located {
  if (size !== sensor.dim) throw sensorSize(sensor.name, sensor.dim, size);
  if (sensor.moment === 'past') return { moment: 'past', past: 'time' };
  const row = rowOf(sensor);
  if (row.kind !== READ.RANGE) return { moment: sensor.moment, row };
  return { moment: sensor.moment, row, targets: info.rayTargets.filter(({ index }) => index !== row.index) };
}

/** @throws OptionError if the lanes do not compute the sensor. */
function rowOf({ name, site, row, reason }: PackedSensor): ReadRow {
  if (row) return row;
  throw notComputed(site === undefined ? `sensor '${name}'` : `touch sensor '${name}'`, reason!);
}

function notComputed(what: string, reason: string): UnreadableError {
  return new UnreadableError(`${what} cannot be read in the lanes: ${reason}`);
}

/** A touch sensor by its name or by its site's. */
function touchSensor({ sensors }: PackedInfo, name: string): PackedSensor {
  const touches = sensors.filter(({ site }) => site !== undefined);
  const found = touches.find((sensor) => sensor.name === name) ?? touches.find(({ site }) => site === name);
  if (!found || name === '') throw missing('touch sensor', name);
  return found;
}

function bodyFrame(info: PackedInfo, name: string): PackedFrame {
  return { body: bodyIndex(info, name), position: [0, 0, 0], quaternion: [1, 0, 0, 0] };
}

function geomFrame(info: PackedInfo, name: string): PackedFrame {
  return find(info.geoms, name, 'geom');
}

function siteFrame(info: PackedInfo, name: string): PackedFrame {
  return find(info.sites, name, 'site');
}

function bodyIndex(info: PackedInfo, name: string): number {
  const index = info.bodies.indexOf(name);
  if (index < 0) throw missing('body', name);
  return index;
}

function find<T extends { readonly name: string }>(list: readonly T[], name: string, word: string): T {
  const found = name !== '' && list.find((item) => item.name === name);
  if (!found) throw missing(word, name);
  return found;
}
