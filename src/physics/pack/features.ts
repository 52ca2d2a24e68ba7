/** What the physics in the lanes does not reproduce. Nothing is ignored in silence: each of these refuses the model. */

import { OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import { type ContactPair, mixContact } from './contacts.js';
import { groupReasons } from './grouping.js';
import { isLimited, label, numbers } from './reading.js';

/** A model that cannot be packed. The caller may step it with MuJoCo instead. */
export class UnpackableModelError extends OptionError {
  override readonly name = 'UnpackableModelError';

  /** @param reasons each a feature of the model, with the name of the first object that has it (grouping.ts). */
  constructor(readonly reasons: readonly string[]) {
    super(`the model cannot be stepped in the lanes: ${reasons.join('; ')}`);
  }
}

type Check = (mujoco: MainModule, model: MjModel, pairs: readonly ContactPair[]) => (string | false)[];

/** Every reason why a model cannot be packed, one for each feature: the first object that has it, and how many others. */
export function refusals(mujoco: MainModule, model: MjModel, pairs: readonly ContactPair[]): string[] {
  const checks: Check[] = [sizes, options, flags, bodies, joints, actuators, contacts];
  const reasons = checks.flatMap((check) => check(mujoco, model, pairs)).filter((reason) => reason !== false);
  return groupReasons(reasons);
}

const MAX_BODIES = 64; // a path through the tree is a mask of 64 bits

const sizes: Check = (_mujoco, model) => [
  model.nv === 0 && 'a model without degrees of freedom',
  model.nbody > MAX_BODIES && `${model.nbody} bodies (at most ${MAX_BODIES})`,
  model.ntendon > 0 && 'tendons',
  model.neq > 0 && 'equality constraints',
  model.nflex > 0 && 'flexes',
  model.nmocap > 0 && 'mocap bodies',
  model.npair > 0 && 'explicit contact pairs (<pair>)',
  model.nplugin > 0 && 'plugins',
  model.na > 0 && 'actuators with activation states',
  model.nhistory > 0 && 'delays of actuators or sensors',
];

const options: Check = (mujoco, model) => {
  const { opt } = model;
  const wind = numbers(opt.wind).some((x) => x !== 0);
  return [
    opt.integrator !== mujoco.mjtIntegrator.mjINT_EULER.value && 'an integrator other than Euler',
    opt.solver !== mujoco.mjtSolver.mjSOL_NEWTON.value && 'a solver other than Newton',
    opt.cone !== mujoco.mjtCone.mjCONE_PYRAMIDAL.value && 'elliptic friction cones',
    opt.impratio !== 1 && `impratio ${opt.impratio} (only 1)`,
    opt.noslip_iterations > 0 && 'noslip iterations',
    opt.iterations < 10 && `a solver cut off at ${opt.iterations} iterations (at least 10)`,
    opt.ls_iterations < 10 && `a line search cut off at ${opt.ls_iterations} iterations (at least 10)`,
    opt.tolerance > 1e-6 && `solver tolerance ${opt.tolerance} (at most 1e-6)`,
    (opt.density !== 0 || opt.viscosity !== 0 || wind) && 'a fluid (density, viscosity or wind)',
    opt.disableactuator !== 0 && 'disabled actuator groups',
  ];
};

/** Flags that change nothing the lanes compute. */
const HARMLESS_DISABLED = new Set([
  'mjDSBL_EQUALITY',
  'mjDSBL_FRICTIONLOSS',
  'mjDSBL_WARMSTART',
  'mjDSBL_SENSOR',
  'mjDSBL_MIDPHASE',
  'mjDSBL_AUTORESET',
  'mjDSBL_NATIVECCD',
  'mjDSBL_ISLAND',
  'mjDSBL_MULTICCD',
]);
const HARMLESS_ENABLED = new Set(['mjENBL_ENERGY', 'mjENBL_FWDINV']);

const flags: Check = (mujoco, model) => {
  const set = (names: object, bits: number, harmless: ReadonlySet<string>, verb: string) =>
    constants(names, /^mj(DSBL|ENBL)_/)
      .filter(([name, value]) => (bits & value) !== 0 && !harmless.has(name))
      .map(([name]) => `${verb} flag ${name.replace(/^mj(DSBL|ENBL)_/, '').toLowerCase()}`);
  return [
    ...set(mujoco.mjtDisableBit, model.opt.disableflags, HARMLESS_DISABLED, 'disable'),
    ...set(mujoco.mjtEnableBit, model.opt.enableflags, HARMLESS_ENABLED, 'enable'),
  ];
};

/** Names and values of an enumeration of the bindings. */
function constants(enumeration: object, prefix: RegExp): [name: string, value: number][] {
  return Object.entries(enumeration as Record<string, { value: number }>)
    .filter(([name]) => prefix.test(name))
    .map(([name, { value }]) => [name, value]);
}

const any = (array: ArrayLike<number>, from = 0, count = array.length - from): boolean =>
  numbers(array, from, count).some((x) => x !== 0);

const bodies: Check = (mujoco, model) =>
  range(model.nbody).map(
    (b) => model.body_gravcomp[b] !== 0 && `gravity compensation of ${label(mujoco, model, 'mjOBJ_BODY', b)}`,
  );

const joints: Check = (mujoco, model) => {
  const reasons = range(model.njnt).flatMap((j) => {
    const name = label(mujoco, model, 'mjOBJ_JOINT', j);
    const type = jointType(model, j);
    const dof: number = model.jnt_dofadr[j];
    const { velocity: dofs, quaternion } = JOINTS[type];
    const turnsFreely = quaternion !== undefined;
    const limited = isLimited(model, j);
    const polynomial = model.jnt_stiffnesspoly.length / model.njnt;
    return [
      turnsFreely && limited && `limits of the ${type} ${name}`,
      turnsFreely && model.jnt_stiffness[j] !== 0 && `a spring of the ${type} ${name}`,
      any(model.jnt_stiffnesspoly, polynomial * j, polynomial) && `nonlinear stiffness of ${name}`,
      any(model.dof_frictionloss, dof, dofs) && `friction loss of ${name}`,
      any(
        model.dof_dampingpoly,
        (model.dof_dampingpoly.length / model.nv) * dof,
        (model.dof_dampingpoly.length / model.nv) * dofs,
      ) && `nonlinear damping of ${name}`,
      limited && model.jnt_margin[j] !== 0 && `margin of ${name}`,
      limited &&
        !standardSolref(numbers(model.jnt_solref, 2 * j, 2)) &&
        `direct (negative) solref of ${name}`,
      limited &&
        model.jnt_solimp[5 * j + 4] !== 2 &&
        `solimp power ${model.jnt_solimp[5 * j + 4]} of ${name} (only 2)`,
      any(model.jnt_actfrcrange, 2 * j, 2) && `actuator force range of ${name}`,
    ];
  });
  return reasons;
};

const standardSolref = (solref: readonly number[]): boolean => solref[0]! > 0 && solref[1]! > 0;

const actuators: Check = (mujoco, model) => {
  const { mjTRN_JOINT, mjTRN_JOINTINPARENT } = mujoco.mjtTrn;
  return range(model.nu).flatMap((u) => {
    const name = label(mujoco, model, 'mjOBJ_ACTUATOR', u);
    const transmission: number = model.actuator_trntype[u];
    const onJoint = transmission === mjTRN_JOINT.value || transmission === mjTRN_JOINTINPARENT.value;
    const type = onJoint ? jointType(model, model.actuator_trnid[2 * u]) : undefined;
    const motor =
      model.actuator_gaintype[u] === mujoco.mjtGain.mjGAIN_FIXED.value &&
      model.actuator_biastype[u] === mujoco.mjtBias.mjBIAS_NONE.value &&
      model.actuator_dyntype[u] === mujoco.mjtDyn.mjDYN_NONE.value &&
      model.actuator_plugin[u] < 0;
    const polynomial = model.actuator_dampingpoly.length / model.nu;
    return [
      !motor && `${name} is not a motor (fixed gain, no bias, no dynamics)`,
      type !== 'hinge' && type !== 'slide' && `${name} does not act on a hinge or slide`,
      !(model.actuator_ctrlrange[2 * u] < model.actuator_ctrlrange[2 * u + 1]) &&
        `${name} has no control range`,
      any(model.actuator_forcerange, 2 * u, 2) && `force range of ${name}`,
      (any(model.actuator_damping, u, 1) || any(model.actuator_armature, u, 1)) &&
        `damping or armature of ${name}`,
      any(model.actuator_dampingpoly, polynomial * u, polynomial) && `nonlinear damping of ${name}`,
    ];
  });
};

const contacts: Check = (mujoco, model, pairs) => {
  const { mjGEOM_SPHERE, mjGEOM_CAPSULE } = mujoco.mjtGeom;
  const round = new Set<number>([mjGEOM_SPHERE.value, mjGEOM_CAPSULE.value]);
  const kinds = constants(mujoco.mjtGeom, /^mjGEOM_/);
  const kindOf = new Map(kinds.map(([name, value]) => [value, name.replace('mjGEOM_', '').toLowerCase()]));
  const touching = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort((a, b) => a - b);
  const planes = new Set(pairs.filter(({ plane }) => plane).map(({ first }) => first));
  const name = (g: number) => label(mujoco, model, 'mjOBJ_GEOM', g);
  const geomReasons = touching.flatMap((g) => {
    const type: number = model.geom_type[g];
    return [
      !planes.has(g) && !round.has(type) && `${name(g)} is of type ${kindOf.get(type) ?? type}`,
      model.geom_margin[g] !== 0 && `margin of ${name(g)}`,
      model.geom_gap[g] !== 0 && `gap of ${name(g)}`,
      any(
        model.geom_adhesion,
        (model.geom_adhesion.length / model.ngeom) * g,
        model.geom_adhesion.length / model.ngeom,
      ) && `adhesion of ${name(g)}`,
      any(
        model.geom_surfacevel,
        (model.geom_surfacevel.length / model.ngeom) * g,
        model.geom_surfacevel.length / model.ngeom,
      ) && `surface velocity of ${name(g)}`,
    ];
  });
  const pairReasons = pairs.flatMap((pair) => {
    const { condim, solref, solimp, friction } = mixContact(model, pair);
    const both = `${name(pair.first)} and ${name(pair.second)}`;
    const raw = [pair.first, pair.second].map((g) => numbers(model.geom_solref, 2 * g, 2));
    return [
      pair.plane && condim !== 1 && condim !== 3 && `condim ${condim} between ${both} (only 1 and 3)`,
      !pair.plane && condim !== 1 && `condim ${condim} between ${both} (only 1 between bodies)`,
      pair.plane && condim === 3 && !(friction > 0) && `condim 3 without friction between ${both}`,
      !(standardSolref(solref) && raw.every(standardSolref)) && `direct (negative) solref between ${both}`,
      solimp[4] !== 2 && `solimp power ${solimp[4]} between ${both} (only 2)`,
    ];
  });
  return [...geomReasons, planes.size > 1 && `${planes.size} planes (at most one)`, ...pairReasons];
};

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
