/** Finds the quantities that a task names in a MuJoCo model, and copies them out of its data. */

import {
  checkJointRead,
  missing,
  type Quantity,
  type QuantityKind,
  type Reads,
  readsJointsOnly,
} from '../quantities.js';
import { jointType } from './joints.js';
import type { MainModule, MjData, MjModel } from './module.js';

/**
 * Views of the arrays that are read and written at each step. Any new model or data anywhere in the module can grow
 * its memory, which detaches all views (their length becomes 0): `xpos`, never empty, tells.
 */
export interface DataViews {
  readonly qpos: Float64Array;
  readonly qvel: Float64Array;
  readonly qacc: Float64Array;
  readonly act: Float64Array;
  readonly ctrl: Float64Array;
  readonly mocap_pos: Float64Array;
  readonly mocap_quat: Float64Array;
  readonly xpos: Float64Array;
  readonly xmat: Float64Array;
  readonly xquat: Float64Array;
  readonly geom_xpos: Float64Array;
  readonly site_xpos: Float64Array;
  readonly sensordata: Float64Array;
}

export function takeViews(data: MjData): DataViews {
  return {
    qpos: data.qpos,
    qvel: data.qvel,
    qacc: data.qacc,
    act: data.act,
    ctrl: data.ctrl,
    mocap_pos: data.mocap_pos,
    mocap_quat: data.mocap_quat,
    xpos: data.xpos,
    xmat: data.xmat,
    xquat: data.xquat,
    geom_xpos: data.geom_xpos,
    site_xpos: data.site_xpos,
    sensordata: data.sensordata,
  };
}

interface Piece {
  readonly source: keyof DataViews;
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** What must be computed after a step before the quantities can be read. */
export type Freshness = 'state' | 'kinematics' | 'sensors';

/** What MuJoCo computes from a state when it steps on from there, not when it gets there. */
const POSES: readonly (keyof DataViews)[] = ['xpos', 'xmat', 'geom_xpos', 'site_xpos'];

/** The quantities of `Reads`, as pieces of MuJoCo's arrays. */
export class Gather {
  readonly needs: Freshness;
  /** The quantities last copied. */
  readonly values: Float64Array;
  readonly #poses: readonly Piece[];
  readonly #others: readonly Piece[];

  /** @throws OptionError if the model lacks a quantity or its size differs. */
  constructor(mujoco: MainModule, model: MjModel, quantities: Reads) {
    this.values = new Float64Array(quantities.size);
    const pieces = quantities.list.map(({ quantity, offset }) => locate(mujoco, model, quantity, offset));
    this.#poses = pieces.filter(({ source }) => POSES.includes(source));
    this.#others = pieces.filter(({ source }) => !POSES.includes(source));
    const touches = quantities.list.some(({ quantity }) => quantity.kind === 'touch');
    this.needs = touches ? 'sensors' : readsJointsOnly(quantities) ? 'state' : 'kinematics';
  }

  /** Copies the quantities into `values`. */
  copy(views: DataViews): Float64Array {
    this.copyOthers(views);
    return this.copyPoses(views);
  }

  /** Copies what is fresh after a step: joint values and sensors. */
  copyOthers(views: DataViews): Float64Array {
    return copy(this.#others, views, this.values);
  }

  /** Copies positions and orientations. */
  copyPoses(views: DataViews): Float64Array {
    return copy(this.#poses, views, this.values);
  }
}

function copy(pieces: readonly Piece[], views: DataViews, to: Float64Array): Float64Array {
  for (const { source, from, to: at, size } of pieces) {
    const view = views[source];
    for (let i = 0; i < size; i++) to[at + i] = view[from + i]!;
  }
  return to;
}

const OBJECT = {
  jointPosition: ['mjOBJ_JOINT', 'joint'],
  jointVelocity: ['mjOBJ_JOINT', 'joint'],
  bodyPosition: ['mjOBJ_BODY', 'body'],
  bodyAxes: ['mjOBJ_BODY', 'body'],
  geomPosition: ['mjOBJ_GEOM', 'geom'],
  sitePosition: ['mjOBJ_SITE', 'site'],
  touch: ['mjOBJ_SENSOR', 'touch sensor'],
} as const satisfies Record<QuantityKind, readonly [string, string]>;

function locate(mujoco: MainModule, model: MjModel, quantity: Quantity, to: number): Piece {
  const { kind, name, size } = quantity;
  const [object, word] = OBJECT[kind];
  const id =
    kind === 'touch'
      ? touchSensor(mujoco, model, name)
      : mujoco.mj_name2id(model, mujoco.mjtObj[object].value, name);
  if (id < 0) throw missing(word, name);
  switch (kind) {
    case 'jointPosition':
      checkJointRead(quantity, jointType(model, id));
      return { source: 'qpos', from: model.jnt_qposadr[id], to, size };
    case 'jointVelocity':
      checkJointRead(quantity, jointType(model, id));
      return { source: 'qvel', from: model.jnt_dofadr[id], to, size };
    case 'bodyPosition':
      return { source: 'xpos', from: 3 * id, to, size };
    case 'bodyAxes':
      return { source: 'xmat', from: 9 * id, to, size };
    case 'geomPosition':
      return { source: 'geom_xpos', from: 3 * id, to, size };
    case 'sitePosition':
      return { source: 'site_xpos', from: 3 * id, to, size };
    case 'touch':
      return { source: 'sensordata', from: model.sensor_adr[id], to, size };
  }
}

/** A touch sensor by its name or by its site's, −1 if there is none. */
function touchSensor(mujoco: MainModule, model: MjModel, name: string): number {
  const isTouch = (sensor: number) => model.sensor_type[sensor] === mujoco.mjtSensor.mjSENS_TOUCH.value;
  const named = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SENSOR.value, name);
  if (named >= 0 && isTouch(named)) return named;
  const site = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SITE.value, name);
  if (site < 0) return -1;
  for (let sensor = 0; sensor < model.nsensor; sensor++) {
    if (isTouch(sensor) && model.sensor_objid[sensor] === site) return sensor;
  }
  return -1;
}
