/** Writes the tables of a packed model (src/physics/layout.ts) from a compiled MuJoCo model that has passed the refusals. */

import { firstFreeJoint, jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import { quaternionAt, quaternionToMatrix, rotateVector } from '../../worlds/quaternion.js';
import { HEADER, TABLES, WordWriter } from '../layout.js';
import { type ContactPair, mixContact, softness } from './contacts.js';
import { dot, inertiaInBody, isLimited, numbers, planeInWorld, tangentOf } from './reading.js';

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
  const { model, pairs, touches } = packing;
  const rows = geomRows(pairs);
  const writer = new WordWriter({
    bodies: model.nbody,
    joints: model.njnt,
    dofs: model.nv,
    actuators: model.nu,
    geoms: rows.size,
    pairs: pairs.filter(({ plane }) => !plane).length,
    touches: touches.length,
    start: model.nq,
  });
  writeHeader(writer, packing, rows.size);
  writeBodies(writer, model);
  writeJoints(writer, model);
  writeActuators(writer, model);
  writeGeoms(writer, packing, rows);
  writePairs(writer, packing, rows);
  writeTouches(writer, packing);
  writer.floats('start', 0, 0, ...numbers(model.qpos0));
  return writer.words;
}

/** Rows in the table of geoms: those that can touch something, planes left out. */
function geomRows(pairs: readonly ContactPair[]): Map<number, number> {
  const used = new Set(pairs.flatMap(({ plane, first, second }) => (plane ? [second] : [first, second])));
  return new Map([...used].sort((a, b) => a - b).map((geom, row) => [geom, row]));
}

function writeHeader(
  writer: WordWriter,
  { mujoco, model, pairs, touches, limits }: Packing,
  geoms: number,
): void {
  const capsule = mujoco.mjtGeom.mjGEOM_CAPSULE.value;
  const onPlane = pairs.filter(({ plane }) => plane);
  const contacts = onPlane.reduce((n, { second }) => n + (model.geom_type[second] === capsule ? 2 : 1), 0);
  const originJoint = firstFreeJoint(model);
  const integers: readonly (readonly [number, number])[] = [
    [HEADER.bodies, model.nbody],
    [HEADER.joints, model.njnt],
    [HEADER.dofs, model.nv],
    [HEADER.qpos, model.nq],
    [HEADER.actuators, model.nu],
    [HEADER.geoms, geoms],
    [HEADER.pairs, pairs.length - onPlane.length],
    [HEADER.limits, model.njnt],
    [HEADER.planeContacts, contacts],
    [HEADER.pairContacts, limits.pairContacts],
    [HEADER.touches, touches.length],
    [HEADER.damped, numbers(model.dof_damping).some((damping) => damping > 0) ? 1 : 0],
    [HEADER.iterations, limits.iterations],
    [HEADER.lineSearch, limits.lineSearchSteps],
    [HEADER.origin, originJoint === undefined ? -1 : model.jnt_qposadr[originJoint]],
  ];
  for (const [word, value] of integers) writer.headerInteger(word, value);
  writer.headerFloats(HEADER.timestep, model.opt.timestep);
  writer.headerFloats(HEADER.gravity, ...numbers(model.opt.gravity));
  writer.headerFloats(HEADER.speedBound, limits.speedBound);
}

function writeBodies(writer: WordWriter, model: MjModel): void {
  const T = TABLES.bodies;
  const paths: bigint[] = [0n];
  for (let b = 0; b < model.nbody; b++) {
    if (b > 0) paths[b] = (paths[model.body_parentid[b]] ?? 0n) | (1n << BigInt(b));
    const joints: number = model.body_jntnum[b];
    const dofs: number = model.body_dofnum[b];
    writer.integers('bodies', b, T.parent, model.body_parentid[b], joints ? model.body_jntadr[b] : 0, joints);
    const free = joints > 0 && jointType(model, model.body_jntadr[b]) === 'free';
    writer.integers('bodies', b, T.firstDof, dofs ? model.body_dofadr[b] : 0, dofs, Number(free));
    writer.integers('bodies', b, T.path, ...halves(paths[b]!));
    writer.floats('bodies', b, T.position, ...numbers(model.body_pos, 3 * b, 3));
    writer.floats('bodies', b, T.quaternion, ...numbers(model.body_quat, 4 * b, 4));
    writer.floats('bodies', b, T.mass, model.body_mass[b]);
    writer.floats('bodies', b, T.centre, ...numbers(model.body_ipos, 3 * b, 3));
    writer.floats('bodies', b, T.inertia, ...inertiaInBody(model, b));
  }
}

/** A 64-bit number as two 32-bit words, the lower first. */
function halves(bits: bigint): [number, number] {
  return [Number(BigInt.asIntN(32, bits)), Number(BigInt.asIntN(32, bits >> 32n))];
}

function writeJoints(writer: WordWriter, model: MjModel): void {
  const T = TABLES.joints;
  for (let j = 0; j < model.njnt; j++) {
    const type: number = model.jnt_type[j];
    const qpos: number = model.jnt_qposadr[j];
    const dof: number = model.jnt_dofadr[j];
    const anchor = numbers(model.jnt_pos, 3 * j, 3);
    const stiffness: number = model.jnt_stiffness[j];
    const scalar = JOINTS[jointType(model, j)].quaternion === undefined;
    const flags = [anchor.some((x) => x !== 0), scalar && stiffness !== 0, scalar && isLimited(model, j)];
    const soft = softness(
      numbers(model.jnt_solref, 2 * j, 2),
      numbers(model.jnt_solimp, 5 * j, 5),
      model.dof_invweight0[dof],
      model.opt.timestep,
    );
    writer.integers('joints', j, T.type, type, qpos, dof, ...flags.map(Number));
    writer.floats('joints', j, T.axis, ...numbers(model.jnt_axis, 3 * j, 3));
    writer.floats('joints', j, T.anchor, ...anchor);
    writer.floats('joints', j, T.reference, model.qpos0[qpos], stiffness, model.qpos_spring[qpos]);
    writer.floats('joints', j, T.low, ...numbers(model.jnt_range, 2 * j, 2));
    writer.floats('joints', j, T.softness, ...soft);
    writer.integers('joints', j, T.body, model.jnt_bodyid[j]);
  }
  for (let d = 0; d < model.nv; d++) {
    writer.floats('dofs', d, TABLES.dofs.damping, model.dof_damping[d], model.dof_armature[d]);
  }
}

function writeActuators(writer: WordWriter, model: MjModel): void {
  const T = TABLES.actuators;
  const gains = model.actuator_gainprm.length / model.nu;
  for (let u = 0; u < model.nu; u++) {
    const torque: number = model.actuator_gear[6 * u] * model.actuator_gainprm[gains * u];
    writer.integers('actuators', u, T.dof, model.jnt_dofadr[model.actuator_trnid[2 * u]]);
    writer.floats('actuators', u, T.gear, torque, ...numbers(model.actuator_ctrlrange, 2 * u, 2));
  }
}

function writeGeoms(
  writer: WordWriter,
  { mujoco, model, pairs }: Packing,
  rows: ReadonlyMap<number, number>,
): void {
  const T = TABLES.geoms;
  for (const [geom, row] of rows) {
    const capsule = model.geom_type[geom] === mujoco.mjtGeom.mjGEOM_CAPSULE.value;
    const half: number = capsule ? model.geom_size[3 * geom + 1] : 1; // of a sphere its axis z alone is used
    writer.integers('geoms', row, T.body, model.geom_bodyid[geom], Number(capsule));
    writer.floats('geoms', row, T.position, ...numbers(model.geom_pos, 3 * geom, 3));
    writer.floats(
      'geoms',
      row,
      T.halfAxis,
      ...rotateVector(quaternionAt(model.geom_quat, 4 * geom), [0, 0, half]),
    );
    writer.floats('geoms', row, T.radius, model.geom_size[3 * geom]);
  }
  for (const pair of pairs) if (pair.plane) writePlaneContact(writer, model, pair, rows.get(pair.second)!);
}

/** What a geom's contact with the plane needs. */
function writePlaneContact(writer: WordWriter, model: MjModel, pair: ContactPair, row: number): void {
  const T = TABLES.geoms;
  const { condim, friction, solref, solimp, weight } = mixContact(model, pair);
  const [normal, point] = planeInWorld(model, pair.first);
  const smooth = condim === 1;
  // Every row of a friction pyramid has the diagonal 2μ² · (weight + μ² weight) (MuJoCo's documentation, Computation:
  // a pyramid's regulariser is scaled so that it matches the elliptic cone's); the single row of condim 1 has the weight.
  const diagonal = smooth ? weight : 2 * friction ** 2 * (1 + friction ** 2) * weight;
  writer.integers('geoms', row, T.onPlane, smooth ? 1 : 4);
  writer.floats('geoms', row, T.friction, smooth ? 0 : friction);
  writer.floats('geoms', row, T.softness, ...softness(solref, solimp, diagonal, model.opt.timestep));
  writer.floats('geoms', row, T.normal, ...normal, dot(normal, point), ...tangentOf(normal));
}

function writePairs(writer: WordWriter, { model, pairs }: Packing, rows: ReadonlyMap<number, number>): void {
  const T = TABLES.pairs;
  const ROUNDING = 1.0001; // the test for nearness must not miss what is just near enough
  pairs
    .filter(({ plane }) => !plane)
    .sort((a, b) => a.first - b.first) // the kernel keeps the first geom while it stays the same
    .forEach((pair, row) => {
      const { solref, solimp, weight } = mixContact(model, pair);
      const near: number = model.geom_rbound[pair.first] + model.geom_rbound[pair.second];
      writer.integers('pairs', row, T.first, rows.get(pair.first)!, rows.get(pair.second)!);
      writer.floats('pairs', row, T.near, near * near * ROUNDING);
      writer.floats('pairs', row, T.softness, ...softness(solref, solimp, weight, model.opt.timestep));
    });
}

function writeTouches(writer: WordWriter, { mujoco, model, touches }: Packing): void {
  const T = TABLES.touches;
  const { mjGEOM_SPHERE, mjGEOM_BOX } = mujoco.mjtGeom;
  touches.forEach(({ siteIndex: site }, row) => {
    const size = numbers(model.site_size, 3 * site, 3);
    const [radius] = size as [number];
    const sphere = model.site_type[site] === mjGEOM_SPHERE.value;
    const box = model.site_type[site] === mjGEOM_BOX.value;
    writer.integers('touches', row, T.body, model.site_bodyid[site], Number(box));
    writer.floats('touches', row, T.size, ...(sphere ? [radius, radius, radius] : size));
    writer.floats('touches', row, T.position, ...numbers(model.site_pos, 3 * site, 3));
    writer.floats('touches', row, T.axes, ...quaternionToMatrix(quaternionAt(model.site_quat, 4 * site)));
  });
}
