/**
 * From a compiled MuJoCo model to what the physics kernels read (assembly/physics). The constants are MuJoCo's own;
 * what the kernels do not reproduce is refused by name (features.ts), all of it in one error.
 */

import { checkKnown, OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import { type MainModule, type MjModel, objectName } from '../../worlds/mujoco/module.js';
import { modelScene } from '../../worlds/mujoco/scene.js';
import { modelKeyframes } from '../../worlds/mujoco/start.js';
import type { ActuatorReads, PackedInfo, PackedModel, PackedObject } from '../packed.js';
import { modelBooleans } from './booleans.js';
import { mostContacts } from './colliders.js';
import { differences, refusals, UnpackableModelError } from './features.js';
import { packForces } from './forces.js';
import { touchingGeoms } from './geoms.js';
import type { HessianWay } from './hessian.js';
import { objectFrame } from './object-frames.js';
import { contactPairs } from './pairs.js';
import { rayTargets } from './rangefinder.js';
import { bodyReaches, type Reaches } from './reach.js';
import { numbers } from './reading.js';
import { modelSensors } from './sensors.js';
import { modelWords } from './tables.js';

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
const WITH_CONES = { lineSearchSteps: 20 };

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
  const geomRows = touchingGeoms(pairs);
  const pairContacts = Math.min(limits.pairContacts, mostContacts(mujoco, model, pairs));
  const { rows: forces, actuatorReads } = packForces(mujoco, model);
  const words = modelWords({
    mujoco,
    model,
    pairs,
    geomRows,
    forces,
    limits: { ...limits, pairContacts },
    hessian,
  });
  return { info: describe(mujoco, model, geomRows, actuatorReads, pairContacts, reaches), words };
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
  geomRows: ReadonlyMap<number, number>,
  actuators: readonly ActuatorReads[],
  pairContacts: number,
  { origin, mobile }: Reaches,
): PackedInfo {
  const list = <T>(count: number, make: (i: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const carries = carriesGravity(model);
  const objects = (kind: 'mjOBJ_GEOM' | 'mjOBJ_SITE', count: number): PackedObject[] =>
    list(count, (i) => ({
      name: objectName(mujoco, model, kind, i),
      ...objectFrame(mujoco, model, mujoco.mjtObj[kind].value, i),
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
      ...(carries[j] ? { carries: true } : {}),
    })),
    centres: list(model.nbody, (b) => numbers(model.body_ipos, 3 * b, 3)),
    geoms: objects('mjOBJ_GEOM', model.ngeom).map((geom, i) => ({ ...geom, row: geomRows.get(i) })),
    sites: objects('mjOBJ_SITE', model.nsite),
    sensors: modelSensors(mujoco, model, { geomRows, actuators, carries }),
    rayTargets: rayTargets(mujoco, model),
    actuators: list(model.nu, (u) => ({
      name: objectName(mujoco, model, 'mjOBJ_ACTUATOR', u),
      low: model.actuator_ctrlrange[2 * u],
      high: model.actuator_ctrlrange[2 * u + 1],
      ...actuators[u],
    })),
    tendons: list(model.ntendon, (t) => ({ name: objectName(mujoco, model, 'mjOBJ_TENDON', t) })),
    pairContacts,
    ...modelScene(mujoco, model),
    keyframes: modelKeyframes(mujoco, model),
    reach: { origin, mobile },
    differences: differences(mujoco, model),
  };
}

/** Joints whose actuators hold up weight (actuatorgravcomp): MuJoCo counts that among their forces. */
function carriesGravity(model: MjModel): boolean[] {
  const compensated = numbers(model.body_gravcomp).some((share) => share !== 0);
  return modelBooleans(model).jointCarriesGravity.map((carries) => compensated && carries);
}
