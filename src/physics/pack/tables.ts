/** Writes the tables of a packed model (assembly/physics/schema.mjs) from a compiled MuJoCo model that has passed the refusals. */

import { firstFreeJoint, jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { KINDS } from '../layout.generated.js';
import { WordWriter } from '../words.js';
import { mostFound, usesConvexRoutine } from './colliders.js';
import { contactParameters } from './contacts.js';
import { gravityOf } from './flags.js';
import type { ForceRows } from './forces.js';
import { assetsOf, hasMovingSurface, movingSurfaces, writeGeoms } from './geoms.js';
import { type HeightField, heightFieldRows, heightFieldsOf, writeHeightFields } from './height-fields.js';
import { dofMotions, type HessianWay, hessianWords, movingBodies } from './hessian.js';
import { type Hull, hullCapacities, hullRows, hullsOf, writeHulls } from './hulls.js';
import { linkRows } from './links.js';
import type { ContactPair } from './pairs.js';
import { dofArmature, dofDamping } from './passive.js';
import { inertiaInBody, isLimited, numbers } from './reading.js';
import { countRows, writeRows } from './rows.js';
import { frictionDamping, softness } from './softness.js';
import { Spans, treeMask, words64 } from './spans.js';

export interface Packing {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly pairs: readonly ContactPair[];
  /** Rows in the table of geoms. */
  readonly geomRows: ReadonlyMap<number, number>;
  readonly forces: ForceRows;
  readonly limits: {
    readonly pairContacts: number;
    readonly speedBound: number;
    readonly iterations: number;
    readonly lineSearchSteps: number;
  };
  /** Default: the way that is faster. */
  readonly hessian: HessianWay | undefined;
}

/** Of a contact of condim 6. */
const MOST_COMPONENTS = 6;

export function modelWords(packing: Packing): Uint32Array {
  const { mujoco, model, pairs, geomRows: rows, forces } = packing;
  const spans = new Spans(model);
  const { mjGEOM_MESH, mjGEOM_HFIELD } = mujoco.mjtGeom;
  const hulls = hullsOf(model, assetsOf(model, mjGEOM_MESH.value, rows));
  const fields = heightFieldsOf(model, assetsOf(model, mjGEOM_HFIELD.value, rows));
  const spanOf = pairs.map(({ first, second }) =>
    spans.between(model.geom_bodyid[first], model.geom_bodyid[second]),
  );
  const links = linkRows({ mujoco, model, spans, timestep: safeTimestep(packing), tendons: forces });
  const writer = new WordWriter({
    bodies: model.nbody,
    joints: model.njnt,
    dofs: model.nv,
    ...countRows(forces),
    geoms: rows.size,
    surfaces: movingSurfaces(model, rows).length,
    pairs: pairs.length,
    spans: spans.list.length,
    spanDofs: spans.dofCount,
    ...countRows(links.rows),
    ...hullRows(hulls),
    ...heightFieldRows(fields),
    start: model.nq,
  });
  writeHeader(writer, packing, spans, hulls, fields, links.most);
  writeBodies(writer, model);
  writeJoints(writer, packing, links.limitSpans);
  writeRows(writer, forces);
  writeGeoms(writer, mujoco, model, rows, hulls, fields);
  writeHulls(writer, hulls);
  writeHeightFields(writer, fields);
  writePairs(writer, packing, rows, spanOf);
  spans.write(writer);
  writeRows(writer, links.rows);
  numbers(model.qpos0).forEach((qpos, i) => {
    writer.row('start', i, { qpos });
  });
  return writer.words;
}

/** Whether a flag is set that switches something off. */
function disabled({ mujoco, model }: Pick<Packing, 'mujoco' | 'model'>, flag: string): boolean {
  const { value } = (mujoco.mjtDisableBit as unknown as Record<string, { value: number }>)[flag]!;
  return (model.opt.disableflags & value) !== 0;
}

/** Seconds that a time constant is at least twice of (MuJoCo's refsafe). */
function safeTimestep(packing: Packing): number {
  return disabled(packing, 'mjDSBL_REFSAFE') ? 0 : packing.model.opt.timestep;
}

function writeHeader(
  writer: WordWriter,
  packing: Packing,
  spans: Spans,
  hulls: readonly Hull[],
  fields: readonly HeightField[],
  links: number,
): void {
  const { mujoco, model, pairs, limits } = packing;
  const originJoint = firstFreeJoint(model);
  const contacts = limits.pairContacts;
  const way = hessianWords(packing, links, contacts);
  writer.header({
    mocapCount: 7 * model.nmocap,
    sparsityCapacity: 2 * model.nv,
    singleCapacity: 2 * model.njnt + model.nv + model.neq, // both ends of a range, friction loss, single joints held
    contactCapacity: contacts,
    convexIterations: usesConvexRoutine(mujoco, model, pairs) ? model.opt.ccd_iterations : 0,
    ...hullCapacities(hulls),
    foundCapacity: mostFound(fields.length),
    convexTurns: Number(!disabled(packing, 'mjDSBL_MULTICCD')),
    convexTolerance: model.opt.ccd_tolerance,
    linkCapacity: links,
    ...way,
    jacobianCapacity: way.hessian === KINDS.hessian.TREE ? 0 : contacts * MOST_COMPONENTS * spans.longest,
    stiffenedCapacity: MOST_COMPONENTS * spans.longest,
    elliptic: Number(model.opt.cone !== mujoco.mjtCone.mjCONE_PYRAMIDAL.value),
    integrator: integratorOf(mujoco, model),
    iterationLimit: limits.iterations,
    lineSearchLimit: limits.lineSearchSteps,
    originQpos: originJoint === undefined ? -1 : model.jnt_qposadr[originJoint],
    timestep: model.opt.timestep,
    gravity: gravityOf(mujoco, model),
    actCount: model.na,
    wind: numbers(model.opt.wind),
    speedBound: limits.speedBound,
  });
}

/** Euler's damping is implicit unless it is switched off, and is nothing where no joint has any. */
function integratorOf(mujoco: MainModule, model: MjModel): number {
  const { mjINT_RK4, mjINT_IMPLICITFAST } = mujoco.mjtIntegrator;
  if (model.opt.integrator === mjINT_RK4.value) return KINDS.integrator.RUNGE_KUTTA;
  if (model.opt.integrator === mjINT_IMPLICITFAST.value) return KINDS.integrator.IMPLICIT_FAST;
  const explicit = disabled({ mujoco, model }, 'mjDSBL_EULERDAMP');
  const damped = numbers(model.dof_damping).some((_, dof) =>
    dofDamping(mujoco, model, dof).some((x) => x !== 0),
  );
  return damped && !explicit ? KINDS.integrator.EULER_DAMPED : KINDS.integrator.EULER;
}

function writeBodies(writer: WordWriter, model: MjModel): void {
  const paths: bigint[] = [0n];
  const moves = movingBodies(model);
  for (let b = 0; b < model.nbody; b++) {
    if (b > 0) paths[b] = (paths[model.body_parentid[b]] ?? 0n) | (1n << BigInt(b));
    const joints: number = model.body_jntnum[b];
    const dofs: number = model.body_dofnum[b];
    writer.row('bodies', b, {
      parent: model.body_parentid[b],
      firstJoint: joints ? model.body_jntadr[b] : 0,
      joints,
      firstDof: dofs ? model.body_dofadr[b] : 0,
      dofs,
      free: Number(joints > 0 && jointType(model, model.body_jntadr[b]) === 'free'),
      moves: Number(moves[b]),
      mocap: model.body_mocapid[b] + 1,
      path: paths[b]!,
      position: numbers(model.body_pos, 3 * b, 3),
      quaternion: numbers(model.body_quat, 4 * b, 4),
      mass: model.body_mass[b],
      centre: numbers(model.body_ipos, 3 * b, 3),
      inertia: inertiaInBody(model, b),
    });
  }
}

function writeJoints(writer: WordWriter, packing: Packing, limitSpans: ReadonlyMap<number, number>): void {
  const { mujoco, model } = packing;
  const timestep = safeTimestep(packing);
  const hasLimits = !disabled(packing, 'mjDSBL_LIMIT') && !disabled(packing, 'mjDSBL_CONSTRAINT');
  for (let j = 0; j < model.njnt; j++) {
    const qpos: number = model.jnt_qposadr[j];
    const dof: number = model.jnt_dofadr[j];
    const anchor = numbers(model.jnt_pos, 3 * j, 3);
    const type = jointType(model, j);
    const [low, high] = numbers(model.jnt_range, 2 * j, 2) as [number, number];
    writer.row('joints', j, {
      type: model.jnt_type[j],
      qpos,
      dof,
      offCentre: Number(anchor.some((x) => x !== 0)),
      limited: Number(type !== 'free' && hasLimits && isLimited(model, j)),
      axis: numbers(model.jnt_axis, 3 * j, 3),
      anchor,
      reference: model.qpos0[qpos],
      low,
      high: type === 'ball' ? Math.max(low, high) : high,
      margin: model.jnt_margin[j],
      softness: softness(
        numbers(model.jnt_solref, 2 * j, 2),
        numbers(model.jnt_solimp, 5 * j, 5),
        model.dof_invweight0[dof],
        timestep,
      ),
      body: model.jnt_bodyid[j],
      span: limitSpans.get(j) ?? 0,
    });
  }
  const hasFrictionLoss =
    !disabled(packing, 'mjDSBL_FRICTIONLOSS') && !disabled(packing, 'mjDSBL_CONSTRAINT');
  const motions = dofMotions(model);
  for (let d = 0; d < model.nv; d++) {
    writer.row('dofs', d, {
      body: model.dof_bodyid[d],
      damping: dofDamping(mujoco, model, d)[0],
      armature: dofArmature(mujoco, model, d),
      motion: motions[d]!,
      tree: words64(treeMask(model, d)),
      frictionLoss: hasFrictionLoss ? model.dof_frictionloss[d] : 0,
      softness: softness(
        numbers(model.dof_solref, 2 * d, 2),
        numbers(model.dof_solimp, 5 * d, 5),
        model.dof_invweight0[d],
        timestep,
      ),
    });
  }
}

function writePairs(
  writer: WordWriter,
  packing: Packing,
  rows: ReadonlyMap<number, number>,
  spanOf: readonly number[],
): void {
  const { mujoco, model, pairs } = packing;
  const { cone, impratio } = model.opt;
  const timestep = safeTimestep(packing);
  const pyramidal = cone === mujoco.mjtCone.mjCONE_PYRAMIDAL.value;
  pairs.forEach((pair, row) => {
    const { first, second } = pair;
    const contact = contactParameters(mujoco, model, pair);
    const { condim, friction, solref, solreffriction, solimp, margin, active, weight } = contact;
    // J M⁻¹ Jᵀ of the normal; of all edges of a pyramid that of n + μ t, scaled so that friction is as stiff as with an
    // elliptic cone (MuJoCo's documentation, Computation: constraint model).
    const square = friction[0]! ** 2;
    const edge = (2 * square * (1 + square) * weight) / impratio;
    const diagonal = pyramidal && condim > 1 ? edge : weight;
    writer.row('pairs', row, {
      first: rows.get(first)!,
      second: rows.get(second)!,
      kind: 8 * model.geom_type[first] + model.geom_type[second],
      near: nearBound(mujoco, model, pair, margin),
      margin,
      active,
      condim,
      friction,
      softness: softness(solref, solimp, diagonal, timestep),
      cone: friction[0]! / Math.sqrt(impratio),
      frictionDamping: frictionDamping(solreffriction, solref, solimp, timestep),
      span: spanOf[row]!,
      driven: Number(hasMovingSurface(model, first) || hasMovingSurface(model, second)),
    });
  });
}

/** What the broad phase compares with: how high a geom may be above a plane, or the square of how far two may be apart. */
function nearBound(
  mujoco: MainModule,
  model: MjModel,
  { first, second }: ContactPair,
  margin: number,
): number {
  const ROUNDING = 1.0001; // the test for nearness must not miss what is just near enough
  if (model.geom_type[first] === mujoco.mjtGeom.mjGEOM_PLANE.value) {
    return (model.geom_rbound[second] + margin) * ROUNDING + 1e-6;
  }
  const near: number = model.geom_rbound[first] + model.geom_rbound[second] + margin;
  return near * near * ROUNDING;
}
