/** Writes the tables of a packed model (assembly/physics/schema.mjs) from a compiled MuJoCo model that has passed the refusals. */

import { firstFreeJoint, jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import { quaternionAt, quaternionToMatrix, rotateVector } from '../../worlds/quaternion.js';
import { WordWriter } from '../words.js';
import { type ContactPair, mixContact, softness } from './contacts.js';
import { gravityOf } from './flags.js';
import { forceRows } from './forces.js';
import { dofArmature, dofDamping } from './passive.js';
import { dot, inertiaInBody, isLimited, numbers, planeInWorld, tangentOf } from './reading.js';
import { countRows, writeRows } from './rows.js';

export interface TouchSensor {
  readonly name: string;
  readonly site: string;
  readonly siteIndex: number;
  /** Why the kernels cannot evaluate it. */
  readonly reason?: string;
}

export interface Packing {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly pairs: readonly ContactPair[];
  readonly touches: readonly TouchSensor[];
  readonly limits: {
    readonly pairContacts: number;
    readonly speedBound: number;
    readonly iterations: number;
    readonly lineSearchSteps: number;
  };
}

export function modelWords(packing: Packing): Uint32Array {
  const { mujoco, model, pairs, touches } = packing;
  const rows = geomRows(pairs);
  const forces = forceRows(mujoco, model);
  const writer = new WordWriter({
    bodies: model.nbody,
    joints: model.njnt,
    dofs: model.nv,
    ...countRows(forces),
    geoms: rows.size,
    pairs: pairs.filter(({ plane }) => !plane).length,
    touches: touches.length,
    start: model.nq,
  });
  writeHeader(writer, packing);
  writeBodies(writer, model);
  writeJoints(writer, packing);
  writeRows(writer, forces);
  writeGeoms(writer, packing, rows);
  writePairs(writer, packing, rows);
  writeTouches(writer, packing);
  numbers(model.qpos0).forEach((qpos, i) => {
    writer.row('start', i, { qpos });
  });
  return writer.words;
}

/** Rows in the table of geoms: those that can touch something, planes left out. */
function geomRows(pairs: readonly ContactPair[]): Map<number, number> {
  const used = new Set(pairs.flatMap(({ plane, first, second }) => (plane ? [second] : [first, second])));
  return new Map([...used].sort((a, b) => a - b).map((geom, row) => [geom, row]));
}

function writeHeader(writer: WordWriter, { mujoco, model, pairs, limits }: Packing): void {
  const capsule = mujoco.mjtGeom.mjGEOM_CAPSULE.value;
  const onPlane = pairs.filter(({ plane }) => plane);
  const originJoint = firstFreeJoint(model);
  writer.header({
    limitCapacity: model.njnt,
    planeCapacity: onPlane.reduce((n, { second }) => n + (model.geom_type[second] === capsule ? 2 : 1), 0),
    pairCapacity: limits.pairContacts,
    damped: Number(
      numbers(model.dof_damping).some((_, dof) => dofDamping(mujoco, model, dof).some((x) => x !== 0)),
    ),
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

function writeBodies(writer: WordWriter, model: MjModel): void {
  const paths: bigint[] = [0n];
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
      path: paths[b]!,
      position: numbers(model.body_pos, 3 * b, 3),
      quaternion: numbers(model.body_quat, 4 * b, 4),
      mass: model.body_mass[b],
      centre: numbers(model.body_ipos, 3 * b, 3),
      inertia: inertiaInBody(model, b),
    });
  }
}

function writeJoints(writer: WordWriter, { mujoco, model }: Packing): void {
  for (let j = 0; j < model.njnt; j++) {
    const qpos: number = model.jnt_qposadr[j];
    const dof: number = model.jnt_dofadr[j];
    const anchor = numbers(model.jnt_pos, 3 * j, 3);
    const scalar = JOINTS[jointType(model, j)].quaternion === undefined;
    const [low, high] = numbers(model.jnt_range, 2 * j, 2) as [number, number];
    writer.row('joints', j, {
      type: model.jnt_type[j],
      qpos,
      dof,
      offCentre: Number(anchor.some((x) => x !== 0)),
      limited: Number(scalar && isLimited(model, j)),
      axis: numbers(model.jnt_axis, 3 * j, 3),
      anchor,
      reference: model.qpos0[qpos],
      low,
      high,
      softness: softness(
        numbers(model.jnt_solref, 2 * j, 2),
        numbers(model.jnt_solimp, 5 * j, 5),
        model.dof_invweight0[dof],
        model.opt.timestep,
      ),
      body: model.jnt_bodyid[j],
    });
  }
  for (let d = 0; d < model.nv; d++) {
    writer.row('dofs', d, {
      body: model.dof_bodyid[d],
      damping: dofDamping(mujoco, model, d)[0],
      armature: dofArmature(mujoco, model, d),
    });
  }
}

function writeGeoms(
  writer: WordWriter,
  { mujoco, model, pairs }: Packing,
  rows: ReadonlyMap<number, number>,
): void {
  for (const [geom, row] of rows) {
    const capsule = model.geom_type[geom] === mujoco.mjtGeom.mjGEOM_CAPSULE.value;
    const half: number = capsule ? model.geom_size[3 * geom + 1] : 1; // of a sphere its axis z alone is used
    writer.row('geoms', row, {
      body: model.geom_bodyid[geom],
      capsule: Number(capsule),
      position: numbers(model.geom_pos, 3 * geom, 3),
      halfAxis: rotateVector(quaternionAt(model.geom_quat, 4 * geom), [0, 0, half]),
      radius: model.geom_size[3 * geom],
    });
  }
  for (const pair of pairs) if (pair.plane) writePlaneContact(writer, model, pair, rows.get(pair.second)!);
}

/** What a geom's contact with the plane needs. */
function writePlaneContact(writer: WordWriter, model: MjModel, pair: ContactPair, row: number): void {
  const { condim, friction, solref, solimp, weight } = mixContact(model, pair);
  const [normal, point] = planeInWorld(model, pair.first);
  const smooth = condim === 1;
  // Every row of a friction pyramid has the diagonal 2μ² · (weight + μ² weight) (MuJoCo's documentation, Computation:
  // a pyramid's regulariser is scaled so that it matches the elliptic cone's); the single row of condim 1 has the weight.
  const diagonal = smooth ? weight : 2 * friction ** 2 * (1 + friction ** 2) * weight;
  writer.row('geoms', row, {
    onPlane: smooth ? 1 : 4,
    friction: smooth ? 0 : friction,
    softness: softness(solref, solimp, diagonal, model.opt.timestep),
    normal,
    height: dot(normal, point),
    tangent: tangentOf(normal),
  });
}

function writePairs(writer: WordWriter, { model, pairs }: Packing, rows: ReadonlyMap<number, number>): void {
  const ROUNDING = 1.0001; // the test for nearness must not miss what is just near enough
  pairs
    .filter(({ plane }) => !plane)
    .sort((a, b) => a.first - b.first) // the kernel keeps the first geom while it stays the same
    .forEach((pair, row) => {
      const { solref, solimp, weight } = mixContact(model, pair);
      const near: number = model.geom_rbound[pair.first] + model.geom_rbound[pair.second];
      writer.row('pairs', row, {
        first: rows.get(pair.first)!,
        second: rows.get(pair.second)!,
        near: near * near * ROUNDING,
        softness: softness(solref, solimp, weight, model.opt.timestep),
      });
    });
}

function writeTouches(writer: WordWriter, { mujoco, model, touches }: Packing): void {
  const { mjGEOM_SPHERE, mjGEOM_BOX } = mujoco.mjtGeom;
  touches.forEach(({ siteIndex: site }, row) => {
    const size = numbers(model.site_size, 3 * site, 3);
    const [radius] = size as [number];
    const sphere = model.site_type[site] === mjGEOM_SPHERE.value;
    writer.row('touches', row, {
      body: model.site_bodyid[site],
      shape: Number(model.site_type[site] === mjGEOM_BOX.value),
      size: sphere ? [radius, radius, radius] : size,
      position: numbers(model.site_pos, 3 * site, 3),
      axes: quaternionToMatrix(quaternionAt(model.site_quat, 4 * site)),
    });
  });
}
