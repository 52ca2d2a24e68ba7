/** Finds the quantities that a task names in a MuJoCo model, and copies them out of its data. */

import { checkJointRead, missing, type Quantity, type QuantityKind, type Reads } from '../quantities.js';
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
  readonly needs: Freshness;
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** What must be computed after a step before the quantities can be read. */
export type Freshness = 'state' | 'kinematics' | 'sensors';

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
    this.#poses = pieces.filter(({ needs }) => needs === 'kinematics');
    this.#others = pieces.filter(({ needs }) => needs !== 'kinematics');
    const needs = (what: Freshness) => pieces.some((piece) => piece.needs === what);
    this.needs = needs('sensors') ? 'sensors' : needs('kinematics') ? 'kinematics' : 'state';
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

/** How MuJoCo has a kind of quantity. */
interface Row {
  /** What has the name. */
  readonly object: keyof MainModule['mjtObj'] & `mjOBJ_${string}`;
  /** The same in a word, for messages. */
  readonly word: string;
  readonly source: keyof DataViews;
  /** What MuJoCo computes from a state only when it steps on from there is not fresh when it gets there. */
  readonly needs: Freshness;
  /** Where in the source the object's numbers begin. */
  from(model: MjModel, id: number): number;
  /** Default: by the object's own name. */
  find?(mujoco: MainModule, model: MjModel, name: string): number;
}

const joint = { object: 'mjOBJ_JOINT', word: 'joint', needs: 'state' } as const;
const body = { object: 'mjOBJ_BODY', word: 'body', needs: 'kinematics' } as const;

/** One row for each kind. */
const KINDS: Readonly<Record<QuantityKind, Row>> = {
  jointPosition: { ...joint, source: 'qpos', from: (model, id) => model.jnt_qposadr[id] },
  jointVelocity: { ...joint, source: 'qvel', from: (model, id) => model.jnt_dofadr[id] },
  bodyPosition: { ...body, source: 'xpos', from: (_, id) => 3 * id },
  bodyAxes: { ...body, source: 'xmat', from: (_, id) => 9 * id },
  geomPosition: {
    ...{ object: 'mjOBJ_GEOM', word: 'geom', source: 'geom_xpos', needs: 'kinematics' },
    from: (_, id) => 3 * id,
  },
  sitePosition: {
    ...{ object: 'mjOBJ_SITE', word: 'site', source: 'site_xpos', needs: 'kinematics' },
    from: (_, id) => 3 * id,
  },
  touch: {
    ...{ object: 'mjOBJ_SENSOR', word: 'touch sensor', source: 'sensordata', needs: 'sensors' },
    from: (model, id) => model.sensor_adr[id],
    find: touchSensor,
  },
};

function locate(mujoco: MainModule, model: MjModel, quantity: Quantity, to: number): Piece {
  const { kind, name, size } = quantity;
  const { object, word, source, needs, from, find } = KINDS[kind];
  const id = find ? find(mujoco, model, name) : mujoco.mj_name2id(model, mujoco.mjtObj[object].value, name);
  if (id < 0) throw missing(word, name);
  if (object === 'mjOBJ_JOINT') checkJointRead(quantity, jointType(model, id));
  return { source, needs, from: from(model, id), to, size };
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
