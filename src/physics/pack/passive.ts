/** Tables of the passive forces of joints: springs, damping, gravity compensation. */

import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import type { Row } from '../words.js';
import type { ModelBooleans } from './booleans.js';
import { gravityOf, hasPassiveForces, isDisabled } from './flags.js';
import { numbers } from './reading.js';

/** A polynomial c₀ + c₁ x + c₂ x². */
export type Polynomial = [constant: number, linear: number, quadratic: number];

/** Powers of a polynomial beyond the first in the model's arrays (mjNPOLY). */
const POWERS = 2;

export function polynomialAt(first: ArrayLike<number>, rest: ArrayLike<number>, index: number): Polynomial {
  return [first[index]!, ...(numbers(rest, POWERS * index, POWERS) as [number, number])];
}

const isZero = (polynomial: Polynomial): boolean => polynomial.every((x) => x === 0);

/** What the actuators on a joint or tendon add to something of it, by the square of their gear. */
export function fromActuators(
  model: MjModel,
  transmissions: readonly number[],
  target: number,
  add: (actuator: number, square: number) => void,
): void {
  for (let u = 0; u < model.nactuator; u++) {
    if (!transmissions.includes(model.actuator_trntype[u]) || model.actuator_trnid[2 * u] !== target)
      continue;
    add(u, model.actuator_gear[6 * model.actuator_outadr[u]] ** 2);
  }
}

/** Adds the actuators' damping to that of what they act on. */
export function addActuatorDamping(
  model: MjModel,
  transmissions: readonly number[],
  target: number,
  damping: Polynomial,
): void {
  fromActuators(model, transmissions, target, (u, square) => {
    polynomialAt(model.actuator_damping, model.actuator_dampingpoly, u).forEach((x, i) => {
      damping[i]! += x * square;
    });
  });
}

export function onJoint(mujoco: MainModule): number[] {
  return [mujoco.mjtTrn.mjTRN_JOINT.value, mujoco.mjtTrn.mjTRN_JOINTINPARENT.value];
}

/** Damping of a degree of freedom, its own and that of actuators; zero where dampers are disabled. */
export function dofDamping(mujoco: MainModule, model: MjModel, dof: number): Polynomial {
  if (isDisabled(mujoco, model, 'DAMPER')) return [0, 0, 0];
  const damping = polynomialAt(model.dof_damping, model.dof_dampingpoly, dof);
  addActuatorDamping(model, onJoint(mujoco), model.dof_jntid[dof], damping);
  return damping;
}

/** Armature of a degree of freedom, its own and that of actuators. */
export function dofArmature(mujoco: MainModule, model: MjModel, dof: number): number {
  let armature: number = model.dof_armature[dof];
  fromActuators(model, onJoint(mujoco), model.dof_jntid[dof], (u, square) => {
    armature += model.actuator_armature[u] * square;
  });
  return armature;
}

export function dampingRows(mujoco: MainModule, model: MjModel): Row<'dampingTerms'>[] {
  return Array.from({ length: model.nv }, (_, dof) => {
    const [, quadratic, cubic] = dofDamping(mujoco, model, dof);
    return { dof, quadratic, cubic };
  }).filter(({ quadratic, cubic }) => quadratic !== 0 || cubic !== 0);
}

export function springRows(mujoco: MainModule, model: MjModel): Row<'springs'>[] {
  if (isDisabled(mujoco, model, 'SPRING')) return [];
  return Array.from({ length: model.njnt }, (_, j) => j).flatMap((j) => {
    const polynomial = polynomialAt(model.jnt_stiffness, model.jnt_stiffnesspoly, j);
    if (isZero(polynomial)) return [];
    const qpos: number = model.jnt_qposadr[j];
    const { position } = JOINTS[jointType(model, j)];
    const rest = [...numbers(model.qpos_spring, qpos, position), 0, 0, 0, 0, 0, 0].slice(0, 7);
    const [stiffness, quadratic, cubic] = polynomial;
    return [{ type: model.jnt_type[j], qpos, dof: model.jnt_dofadr[j], stiffness, quadratic, cubic, rest }];
  });
}

/** A row for each body if some body is held up, and the degrees of freedom that feel it. */
export function compensationRows(
  mujoco: MainModule,
  model: MjModel,
  booleans: ModelBooleans,
): { compensations: Row<'compensations'>[]; compensatedDofs: Row<'compensatedDofs'>[] } {
  const shares = numbers(model.body_gravcomp);
  const acts = gravityOf(mujoco, model).some((x) => x !== 0) && hasPassiveForces(mujoco, model);
  if (!acts || shares.every((share) => share === 0)) return { compensations: [], compensatedDofs: [] };
  const masses = shares.map((share, b) => share * model.body_mass[b]);
  const felt = shares.map((share) => share !== 0);
  for (let b = model.nbody - 1; b > 0; b--) {
    const parent: number = model.body_parentid[b];
    masses[parent]! += masses[b]!;
    felt[parent] ||= felt[b]!;
  }
  const actuates = model.nactuator > 0 && !isDisabled(mujoco, model, 'ACTUATION');
  const compensatedDofs = Array.from({ length: model.nv }, (_, dof) => dof).flatMap((dof) => {
    const body: number = model.dof_bodyid[dof];
    const joint: number = model.dof_jntid[dof];
    const byActuators = booleans.jointCarriesGravity[joint]!;
    if (!felt[body] || (byActuators && !actuates)) return [];
    return [{ dof, body, actuated: Number(byActuators && booleans.jointForceLimited[joint]) }];
  });
  return { compensations: shares.map((share, b) => ({ share, mass: masses[b]! })), compensatedDofs };
}
