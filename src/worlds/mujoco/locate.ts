/** Where in MuJoCo's data the quantities are that a task names. */

import { checkJointRead, checkScalarJoint, missing, type Quantity, sensorSize } from '../quantities.js';
import { frameKind, kindOf, type Moment } from '../quantity-kinds.js';
import { contactForce } from './contact-force.js';
import { find, type Model } from './find.js';
import { type FrameValue, frameValue, subtreeValue } from './frame-values.js';
import { jointType } from './joints.js';
import type { MainModule, MjModel } from './module.js';
import type { DataViews } from './views.js';

/** A quantity found: a part of one of MuJoCo's arrays, or what is computed of them. */
export interface Located {
  readonly moment: Moment;
  /** What has to be computed after a step, where the moment is `pose`: places of bodies, geoms and sites alone, or all. */
  readonly placesAlone: boolean;
  readonly source?: { readonly view: keyof DataViews; readonly from: number };
  readonly compute?: FrameValue;
  /** Of the `past`: time or the previous action. */
  readonly past?: 'time' | 'action';
}

/** Arrays that hold a number or more for each object of a kind, and are read as they are. */
const ARRAYS = {
  bodyPosition: ['xpos', 3],
  bodyAxes: ['xmat', 9],
  bodyQuaternion: ['xquat', 4],
  bodyCentre: ['xipos', 3],
  geomPosition: ['geom_xpos', 3],
  geomAxes: ['geom_xmat', 9],
  sitePosition: ['site_xpos', 3],
  siteAxes: ['site_xmat', 9],
  subtreeCentre: ['subtree_com', 3],
  tendonLength: ['ten_length', 1],
  tendonVelocity: ['ten_velocity', 1],
  actuatorLength: ['actuator_length', 1],
  actuatorVelocity: ['actuator_velocity', 1],
  actuatorForce: ['actuator_force', 1],
} as const satisfies Record<string, readonly [keyof DataViews, number]>;

/** Arrays that `mj_kinematics` writes. */
const PLACES: readonly string[] = [
  'bodyPosition',
  'bodyAxes',
  'bodyQuaternion',
  'bodyCentre',
  'geomPosition',
  'geomAxes',
  'geomQuaternion',
  'sitePosition',
  'siteAxes',
  'siteQuaternion',
];

/** @throws OptionError if the model lacks the quantity, or it has another size. */
export function locate(where: Model, quantity: Quantity): Located {
  const { kind, name, size } = quantity;
  const { model } = where;
  const { of: word, moment } = kindOf(kind);
  const found: Omit<Located, 'source' | 'compute'> = {
    moment: moment ?? 'force',
    placesAlone: PLACES.includes(kind),
  };
  if (kind === 'time') return { ...found, past: 'time' };
  if (kind === 'previousAction') return { ...found, past: 'action' };
  if (kind === 'contactForce') return { ...found, compute: contactForce(where, quantity) };
  if (kind === 'touch') {
    return { ...found, source: { view: 'sensordata', from: model.sensor_adr[touchSensor(where, name)] } };
  }
  const id = find(where, word!, name);
  switch (kind) {
    case 'jointPosition':
      checkJointRead(quantity, jointType(model, id));
      return { ...found, source: { view: 'qpos', from: model.jnt_qposadr[id] } };
    case 'jointVelocity':
      checkJointRead(quantity, jointType(model, id));
      return { ...found, source: { view: 'qvel', from: model.jnt_dofadr[id] } };
    case 'jointActuatorForce':
      checkScalarJoint(name, jointType(model, id));
      return { ...found, source: { view: 'qfrc_actuator', from: model.jnt_dofadr[id] } };
    case 'sensor':
      return locateSensor(where, id, name, size);
  }
  if (kind in ARRAYS) {
    const [view, width] = ARRAYS[kind as keyof typeof ARRAYS];
    return { ...found, source: { view, from: width * id } };
  }
  if (kind === 'subtreeLinearVelocity' || kind === 'subtreeAngularMomentum') {
    return { ...found, compute: subtreeValue(where, kind, id) };
  }
  const frame = frameKind(kind)!;
  return { ...found, compute: frameValue(where, { ...frame, id, own: quantity.axes === 'own' }) };
}

/** A sensor's moment is that of the stage in which MuJoCo computes it, but a clock tells the time. */
function locateSensor({ mujoco, model }: Model, id: number, name: string, size: number): Located {
  const dim: number = model.sensor_dim[id];
  if (size !== dim) throw sensorSize(name, dim, size);
  if (isClock(mujoco, model, id)) return { moment: 'past', placesAlone: false, past: 'time' };
  const stage: number = model.sensor_needstage[id];
  const { mjSTAGE_POS, mjSTAGE_VEL } = mujoco.mjtStage;
  const moment = stage === mjSTAGE_POS.value ? 'pose' : stage === mjSTAGE_VEL.value ? 'motion' : 'force';
  return { moment, placesAlone: false, source: { view: 'sensordata', from: model.sensor_adr[id] } };
}

export function isClock(mujoco: MainModule, model: MjModel, sensor: number): boolean {
  return model.sensor_type[sensor] === mujoco.mjtSensor.mjSENS_CLOCK.value;
}

/** A touch sensor by its name or by its site's. */
function touchSensor({ mujoco, model }: Model, name: string): number {
  const isTouch = (sensor: number) => model.sensor_type[sensor] === mujoco.mjtSensor.mjSENS_TOUCH.value;
  const named = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SENSOR.value, name);
  if (named >= 0 && isTouch(named)) return named;
  const site = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SITE.value, name);
  for (let sensor = 0; site >= 0 && sensor < model.nsensor; sensor++) {
    if (isTouch(sensor) && model.sensor_objid[sensor] === site) return sensor;
  }
  throw missing('touch sensor', name);
}
