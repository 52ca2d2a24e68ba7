/**
 * The sensors of a model as rows of what the lanes gather (MuJoCo's XML reference, sensor; engine_sensor.c). What they do not
 * compute has a reason instead, which is told when a task reads it.
 */

import { jointType } from '../../worlds/mujoco/joints.js';
import { type MainModule, type MjModel, objectName } from '../../worlds/mujoco/module.js';
import type { Moment } from '../../worlds/quantity-kinds.js';
import { frameFields, otherFields } from '../frame-rows.js';
import { CARRIES } from '../locate.js';
import type { ActuatorReads, PackedSensor } from '../packed.js';
import { READ, type ReadRow } from '../read-rows.js';
import { contactSensor } from './contact-sensor.js';
import { isTurningCamera, objectFrame } from './object-frames.js';
import { projection } from './projection.js';
import { rangefinder } from './rangefinder.js';
import { numbers } from './reading.js';
import { type SensorOf, zoneOf } from './sensor-of.js';

/** A row, or why there is none. */
type Sensed = Omit<ReadRow, 'count'> | string;

const frameOf = ({ mujoco, model, object }: SensorOf) => frameFields(objectFrame(mujoco, model, ...object));

const seenFrom = ({ mujoco, model, reference }: SensorOf) =>
  reference ? otherFields(objectFrame(mujoco, model, ...reference)) : {};

/** A frame and the one it is seen from. */
const frames = (of: SensorOf, kind: number): Sensed => ({ kind, ...frameOf(of), ...seenFrom(of) });

/** Column k of the frame's axes. */
const axis =
  (k: number) =>
  (of: SensorOf): Sensed => {
    const { body, position, quaternion } = objectFrame(of.mujoco, of.model, ...of.object);
    const { rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1] } = frameFields({ body, position, quaternion });
    const vector = [0, 3, 6].map((row) => (rotation as readonly number[])[row + k]!);
    return { kind: READ.DIRECTION, index: body, vector, ...seenFrom(of) };
  };

const qpos = ({ model, object: [, joint] }: SensorOf): number => model.jnt_qposadr[joint];
const qvel = ({ model, object: [, joint] }: SensorOf): number => model.nq + model.jnt_dofadr[joint];

/** Of the limit of a hinge or slide. */
const limit =
  (kind: number) =>
  ({ model, object: [, joint] }: SensorOf): Sensed => {
    const type = jointType(model, joint);
    return type === 'hinge' || type === 'slide'
      ? { kind, index: joint }
      : `limits of ${type} joints are not read there`;
  };

const ofActuator =
  (what: keyof ActuatorReads) =>
  ({ actuators, dim, object: [, actuator] }: SensorOf): Sensed =>
    (dim === 1 && actuators[actuator]?.[what]) || 'actuators of this kind are not read there';

const withZone = (of: SensorOf, site: number, row: Omit<ReadRow, 'count'>): Sensed => {
  const zone = zoneOf(of.mujoco, of.model, site);
  return typeof zone === 'string' ? zone : { ...row, ...zone };
};

/** By the names of mjtSensor. */
const KINDS: Readonly<Record<string, (of: SensorOf) => Sensed>> = {
  mjSENS_TOUCH: (of) => withZone(of, of.object[1], { kind: READ.TOUCH, ...frameOf(of) }),
  mjSENS_ACCELEROMETER: (of) => ({ kind: READ.ACCELERATION, ...frameOf(of), own: 1 }),
  mjSENS_VELOCIMETER: (of) => ({ kind: READ.VELOCITY, ...frameOf(of), own: 1 }),
  mjSENS_GYRO: (of) => ({ kind: READ.ANGULAR_VELOCITY, ...frameOf(of), own: 1 }),
  mjSENS_FORCE: (of) => ({ kind: READ.FORCE, ...frameOf(of) }),
  mjSENS_TORQUE: (of) => ({ kind: READ.TORQUE, ...frameOf(of) }),
  mjSENS_MAGNETOMETER: (of) => ({
    kind: READ.FIELD,
    ...frameOf(of),
    vector: numbers(of.model.opt.magnetic),
  }),
  mjSENS_CAMPROJECTION: projection,
  mjSENS_RANGEFINDER: rangefinder,
  mjSENS_JOINTPOS: (of) => ({ kind: READ.STATE, index: qpos(of) }),
  mjSENS_JOINTVEL: (of) => ({ kind: READ.STATE, index: qvel(of) }),
  mjSENS_ACTUATORPOS: ofActuator('length'),
  mjSENS_ACTUATORVEL: ofActuator('velocity'),
  mjSENS_ACTUATORFRC: ofActuator('force'),
  mjSENS_JOINTACTFRC: ({ model, object: [, joint], carries }) =>
    carries[joint] ? CARRIES : { kind: READ.JOINT_ACTUATION, index: model.jnt_dofadr[joint] },
  mjSENS_TENDONPOS: ({ object: [, index] }) => ({ kind: READ.TENDON_LENGTH, index, scale: 1 }),
  mjSENS_TENDONVEL: ({ object: [, index] }) => ({ kind: READ.TENDON_VELOCITY, index, scale: 1 }),
  mjSENS_TENDONACTFRC: ({ object: [, index] }) => ({ kind: READ.TENDON_ACTUATION, index }),
  mjSENS_BALLQUAT: (of) => ({ kind: READ.UNIT_QUATERNION, index: qpos(of) }),
  mjSENS_BALLANGVEL: (of) => ({ kind: READ.STATE, index: qvel(of) }),
  mjSENS_JOINTLIMITPOS: limit(READ.LIMIT_DISTANCE),
  mjSENS_JOINTLIMITVEL: limit(READ.LIMIT_VELOCITY),
  mjSENS_JOINTLIMITFRC: limit(READ.LIMIT_FORCE),
  mjSENS_FRAMEPOS: (of) => frames(of, READ.POINT_OF_BODY),
  mjSENS_FRAMEQUAT: (of) => frames(of, READ.QUATERNION),
  mjSENS_FRAMEXAXIS: axis(0),
  mjSENS_FRAMEYAXIS: axis(1),
  mjSENS_FRAMEZAXIS: axis(2),
  mjSENS_FRAMELINVEL: (of) => frames(of, READ.VELOCITY),
  mjSENS_FRAMEANGVEL: (of) => frames(of, READ.ANGULAR_VELOCITY),
  mjSENS_FRAMELINACC: (of) => ({ kind: READ.ACCELERATION, ...frameOf(of) }),
  mjSENS_FRAMEANGACC: (of) => ({ kind: READ.ANGULAR_ACCELERATION, ...frameOf(of) }),
  mjSENS_SUBTREECOM: ({ object: [, index] }) => ({ kind: READ.SUBTREE_CENTRE, index }),
  mjSENS_SUBTREELINVEL: ({ object: [, index] }) => ({ kind: READ.SUBTREE_VELOCITY, index }),
  mjSENS_SUBTREEANGMOM: ({ object: [, index] }) => ({ kind: READ.SUBTREE_MOMENTUM, index }),
  mjSENS_INSIDESITE: (of) =>
    withZone(of, of.reference![1], { kind: READ.INSIDE, ...frameOf(of), ...seenFrom(of) }),
  mjSENS_CONTACT: contactSensor,
  mjSENS_E_POTENTIAL: () => ({ kind: READ.POTENTIAL_ENERGY }),
  mjSENS_E_KINETIC: () => ({ kind: READ.KINETIC_ENERGY }),
};

/** What the lanes do not compute, in words. */
const REASONS: Readonly<Record<string, string>> = {
  mjSENS_GEOMDIST: 'distances of geoms that do not touch are not computed there',
  mjSENS_GEOMNORMAL: 'distances of geoms that do not touch are not computed there',
  mjSENS_GEOMFROMTO: 'distances of geoms that do not touch are not computed there',
  mjSENS_TENDONLIMITPOS: 'limits of tendons are not read there',
  mjSENS_TENDONLIMITVEL: 'limits of tendons are not read there',
  mjSENS_TENDONLIMITFRC: 'limits of tendons are not read there',
  mjSENS_TACTILE: 'tactile sensors are not computed there',
  mjSENS_PLUGIN: 'plugins do not run there',
  mjSENS_USER: 'user sensors are computed by code of one’s own',
};

/** All sensors of a model, in its order. */
export function modelSensors(
  mujoco: MainModule,
  model: MjModel,
  parts: Pick<SensorOf, 'geomRows' | 'actuators' | 'carries'>,
): PackedSensor[] {
  const types = new Map(
    Object.entries(mujoco.mjtSensor as unknown as Record<string, { value: number }>)
      .filter(([name]) => name.startsWith('mjSENS_'))
      .map(([name, { value }]) => [value, name]),
  );
  const disabled = (model.opt.disableflags & mujoco.mjtDisableBit.mjDSBL_SENSOR.value) !== 0;
  return Array.from({ length: model.nsensor }, (_, sensor) => {
    const type = types.get(model.sensor_type[sensor])!;
    const site =
      type === 'mjSENS_TOUCH' && objectName(mujoco, model, 'mjOBJ_SITE', model.sensor_objid[sensor]);
    const dim: number = model.sensor_dim[sensor];
    const known = {
      name: objectName(mujoco, model, 'mjOBJ_SENSOR', sensor),
      dim,
      moment: momentOf(mujoco, model, sensor, type),
      ...(type === 'mjSENS_TOUCH' ? { site: site || '' } : {}),
    };
    if (known.moment === 'past') return known;
    const row = disabled
      ? 'sensors are switched off in the model'
      : senseRow(type, { mujoco, model, sensor, dim, ...parts, ...objects(model, sensor) });
    if (typeof row === 'string') return { ...known, reason: row };
    return { ...known, row: { ...row, ...cutoffOf(mujoco, model, sensor, type), count: dim } };
  });
}

function senseRow(type: string, of: SensorOf): Sensed {
  const { mujoco, model, object, reference } = of;
  const turning = [object, reference].some((one) => one && isTurningCamera(mujoco, model, ...one));
  if (turning) return 'cameras that turn by themselves are not placed there';
  return (
    KINDS[type]?.(of) ?? REASONS[type] ?? `sensors of type ${type.slice('mjSENS_'.length).toLowerCase()}`
  );
}

function objects(model: MjModel, sensor: number): Pick<SensorOf, 'object' | 'reference'> {
  const id: number = model.sensor_refid[sensor];
  return {
    object: [model.sensor_objtype[sensor], model.sensor_objid[sensor]],
    reference: id < 0 ? undefined : [model.sensor_reftype[sensor], id],
  };
}

/** Of which moment it is: that of the stage in which MuJoCo computes it, but a clock tells the time. */
function momentOf(mujoco: MainModule, model: MjModel, sensor: number, type: string): Moment {
  if (type === 'mjSENS_CLOCK') return 'past';
  const stage: number = model.sensor_needstage[sensor];
  const { mjSTAGE_POS, mjSTAGE_VEL } = mujoco.mjtStage;
  return stage === mjSTAGE_POS.value ? 'pose' : stage === mjSTAGE_VEL.value ? 'motion' : 'force';
}

/** A cutoff holds numbers within ± itself, positive ones below it; others and contacts have none. */
function cutoffOf(mujoco: MainModule, model: MjModel, sensor: number, type: string): Partial<ReadRow> {
  const limit: number = model.sensor_cutoff[sensor];
  const { mjDATATYPE_REAL, mjDATATYPE_POSITIVE } = mujoco.mjtDataType;
  const datatype: number = model.sensor_datatype[sensor];
  const positive = datatype === mjDATATYPE_POSITIVE.value;
  if (!(limit > 0) || type === 'mjSENS_CONTACT' || !(positive || datatype === mjDATATYPE_REAL.value))
    return {};
  return { cutoff: positive ? 1 : 2, limit };
}
