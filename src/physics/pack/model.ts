/**
 * From a compiled MuJoCo model to what the physics kernels read (assembly/physics). The constants are MuJoCo's own;
 * what the kernels do not reproduce is refused by name (features.ts), all of it in one error.
 */

import { checkKnown, OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import { type MainModule, type MjModel, objectName } from '../../worlds/mujoco/module.js';
import { modelScene } from '../../worlds/mujoco/scene.js';
import { modelKeyframes } from '../../worlds/mujoco/start.js';
import type { PackedInfo, PackedModel, PackedPoint } from '../packed.js';
import { mostContacts } from './colliders.js';
import { differences, refusals, UnpackableModelError } from './features.js';
import type { HessianWay } from './hessian.js';
import { contactPairs } from './pairs.js';
import { bodyReaches, type Reaches } from './reach.js';
import { numbers } from './reading.js';
import { modelWords, type TouchSensor } from './tables.js';

export { UnpackableModelError } from './features.js';

export interface PackOptions {
  /**
   * Room for contacts that the four worlds of a group may have in one step. More are an error of the rollout, with
   * their number. Default: 512, or as many as the pairs can have if that is less.
   */
  readonly pairContacts?: number;
  /** A world in which some |qvel| passes this counts as blown up. Default 1e5. */
  readonly speedBound?: number;
  /** Bound on Newton iterations. Default 50. */
  readonly iterations?: number;
  /** Bound on the steps of a line search. Default 2; 20 with elliptic cones. */
  readonly lineSearchSteps?: number;
  /** How the Hessian is held and factored: `'tree'` where the model lets it be, or `'jointSpace'`. Default: `'tree'` there. */
  readonly hessian?: HessianWay;
}

const WAYS: readonly unknown[] = ['tree', 'jointSpace', undefined];

const DEFAULTS = { pairContacts: 512, speedBound: 1e5, iterations: 50, lineSearchSteps: 2 };
/** The objective is not quadratic by pieces then, and a step far from its minimum takes more of a search. */
const WITH_CONES = { iterations: 50, lineSearchSteps: 20 };

/**
 * Packs a compiled model.
 *
 * @throws UnpackableModelError naming everything in the model that the kernels do not reproduce.
 */
export function packModel(mujoco: MainModule, model: MjModel, options: PackOptions = {}): PackedModel {
  checkKnown('packModel', options, [...Object.keys(DEFAULTS), 'hessian']);
  const { hessian, ...bounds } = options;
  if (!WAYS.includes(hessian)) {
    throw new OptionError(`hessian must be 'tree' or 'jointSpace', got ${String(hessian)}`);
  }
  const elliptic = model.opt.cone !== mujoco.mjtCone.mjCONE_PYRAMIDAL.value;
  const limits = { ...DEFAULTS, ...(elliptic ? WITH_CONES : {}), ...bounds };
  for (const [name, value] of Object.entries(limits)) {
    if (!(value > 0) || (name !== 'speedBound' && !Number.isInteger(value))) {
      throw new OptionError(
        `${name} must be ${name === 'speedBound' ? 'a number' : 'an integer'} > 0, got ${value}`,
      );
    }
  }
  const pairs = contactPairs(mujoco, model);
  const reasons = refusals(mujoco, model, pairs);
  if (reasons.length > 0) throw new UnpackableModelError(reasons);
  const reaches = bodyReaches(mujoco, model);
  if (reaches.beyond) throw new UnpackableModelError([reaches.beyond]);
  const touches = touchSensors(mujoco, model);
  const pairContacts = Math.min(limits.pairContacts, mostContacts(mujoco, model, pairs));
  const words = modelWords({
    mujoco,
    model,
    pairs,
    touches: touches.filter(({ reason }) => !reason),
    limits: { ...limits, pairContacts },
    hessian,
  });
  return { info: describe(mujoco, model, touches, pairContacts, reaches), words };
}

/** Touch sensors of the model, those that the kernels can evaluate first. */
function touchSensors(mujoco: MainModule, model: MjModel): TouchSensor[] {
  const { mjGEOM_SPHERE, mjGEOM_ELLIPSOID, mjGEOM_BOX } = mujoco.mjtGeom;
  const zones = new Set<number>([mjGEOM_SPHERE.value, mjGEOM_ELLIPSOID.value, mjGEOM_BOX.value]);
  const sensors: TouchSensor[] = [];
  for (let sensor = 0; sensor < model.nsensor; sensor++) {
    if (model.sensor_type[sensor] !== mujoco.mjtSensor.mjSENS_TOUCH.value) continue;
    const site: number = model.sensor_objid[sensor];
    const shaped = zones.has(model.site_type[site]);
    const reason = !shaped
      ? 'its site is not a sphere, an ellipsoid or a box'
      : model.sensor_cutoff[sensor] > 0
        ? 'it has a cutoff'
        : undefined;
    sensors.push({
      name: objectName(mujoco, model, 'mjOBJ_SENSOR', sensor),
      site: objectName(mujoco, model, 'mjOBJ_SITE', site),
      siteIndex: site,
      reason,
    });
  }
  return [...sensors.filter(({ reason }) => !reason), ...sensors.filter(({ reason }) => reason)];
}

/** Poses of the model's mocap bodies as it places them: positions of all, then quaternions of all. */
function mocapPoses(model: MjModel): number[] {
  const ids = numbers(model.body_mocapid);
  const bodies = Array.from({ length: model.nmocap }, (_, i) => ids.indexOf(i));
  const positions = bodies.flatMap((b) => numbers(model.body_pos, 3 * b, 3));
  return [...positions, ...bodies.flatMap((b) => numbers(model.body_quat, 4 * b, 4))];
}

function describe(
  mujoco: MainModule,
  model: MjModel,
  touches: readonly TouchSensor[],
  pairContacts: number,
  { origin, mobile }: Reaches,
): PackedInfo {
  const list = <T>(count: number, make: (i: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const points = (
    kind: 'mjOBJ_GEOM' | 'mjOBJ_SITE',
    bodies: Int32Array,
    positions: Float64Array,
  ): PackedPoint[] =>
    list(bodies.length, (i) => ({
      name: objectName(mujoco, model, kind, i),
      body: bodies[i]!,
      position: numbers(positions, 3 * i, 3),
    }));
  return {
    qposCount: model.nq,
    dofCount: model.nv,
    actCount: model.na,
    mocap: mocapPoses(model),
    timestep: model.opt.timestep,
    start: numbers(model.qpos0),
    bodies: list(model.nbody, (b) => objectName(mujoco, model, 'mjOBJ_BODY', b)),
    joints: list(model.njnt, (j) => ({
      name: objectName(mujoco, model, 'mjOBJ_JOINT', j),
      type: jointType(model, j),
      qpos: model.jnt_qposadr[j],
      dof: model.jnt_dofadr[j],
    })),
    geoms: points('mjOBJ_GEOM', model.geom_bodyid, model.geom_pos),
    sites: points('mjOBJ_SITE', model.site_bodyid, model.site_pos),
    touches: touches.map(({ name, site, reason }) => (reason ? { name, site, reason } : { name, site })),
    actuators: list(model.nu, (u) => ({
      name: objectName(mujoco, model, 'mjOBJ_ACTUATOR', u),
      low: model.actuator_ctrlrange[2 * u],
      high: model.actuator_ctrlrange[2 * u + 1],
    })),
    pairContacts,
    ...modelScene(mujoco, model),
    keyframes: modelKeyframes(mujoco, model),
    reach: { origin, mobile },
    differences: differences(mujoco, model),
  };
}
