/** What the physics in the lanes does not reproduce. Nothing is ignored in silence: each of these refuses the model. */

import { OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import { modelBooleans } from './booleans.js';
import { type ContactPair, mixContact } from './contacts.js';
import { isDisabled } from './flags.js';
import { fromActuators } from './passive.js';
import { isLimited, label, numbers } from './reading.js';

/** A model that cannot be packed. The caller may step it with MuJoCo instead. */
export class UnpackableModelError extends OptionError {
  override readonly name = 'UnpackableModelError';

  /** @param reasons each a feature of the model, by name. */
  constructor(readonly reasons: readonly string[]) {
    super(`the model cannot be stepped in the lanes: ${reasons.join('; ')}`);
  }
}

type Check = (mujoco: MainModule, model: MjModel, pairs: readonly ContactPair[]) => (string | false)[];

/** Every reason why a model cannot be packed. */
export function refusals(mujoco: MainModule, model: MjModel, pairs: readonly ContactPair[]): string[] {
  const checks: Check[] = [sizes, options, flags, joints, tendons, actuators, contacts];
  const reasons = checks.flatMap((check) => check(mujoco, model, pairs)).filter((reason) => reason !== false);
  return [...new Set(reasons)];
}

const MAX_BODIES = 64; // a path through the tree is a mask of 64 bits

const sizes: Check = (_mujoco, model) => [
  model.nv === 0 && 'a model without degrees of freedom',
  model.nbody > MAX_BODIES && `${model.nbody} bodies (at most ${MAX_BODIES})`,
  model.neq > 0 && 'equality constraints',
  model.nflex > 0 && 'flexes',
  model.nmocap > 0 && 'mocap bodies',
  model.npair > 0 && 'explicit contact pairs (<pair>)',
  model.nplugin > 0 && 'plugins',
  model.nhistory > 0 && 'delays of actuators or sensors',
];

const options: Check = (mujoco, model) => {
  const { opt } = model;
  const implicit = opt.integrator === mujoco.mjtIntegrator.mjINT_IMPLICITFAST.value;
  const fluid = opt.density !== 0 || opt.viscosity !== 0;
  return [
    opt.integrator !== mujoco.mjtIntegrator.mjINT_EULER.value && 'an integrator other than Euler',
    implicit && fluid && 'a fluid with the integrator implicitfast, which takes its drag implicitly',
    opt.solver !== mujoco.mjtSolver.mjSOL_NEWTON.value && 'a solver other than Newton',
    opt.cone !== mujoco.mjtCone.mjCONE_PYRAMIDAL.value && 'elliptic friction cones',
    opt.impratio !== 1 && `impratio ${opt.impratio} (only 1)`,
    opt.noslip_iterations > 0 && 'noslip iterations',
    opt.iterations < 10 && `a solver cut off at ${opt.iterations} iterations (at least 10)`,
    opt.ls_iterations < 10 && `a line search cut off at ${opt.ls_iterations} iterations (at least 10)`,
    opt.tolerance > 1e-6 && `solver tolerance ${opt.tolerance} (at most 1e-6)`,
  ];
};

/** Flags that change nothing the lanes compute, or that the packer obeys. */
const HARMLESS_DISABLED = new Set([
  'mjDSBL_SPRING',
  'mjDSBL_DAMPER',
  'mjDSBL_GRAVITY',
  'mjDSBL_CLAMPCTRL',
  'mjDSBL_ACTUATION',
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

const joints: Check = (mujoco, model) => {
  const reasons = range(model.njnt).flatMap((j) => {
    const name = label(mujoco, model, 'mjOBJ_JOINT', j);
    const type = jointType(model, j);
    const dof: number = model.jnt_dofadr[j];
    const { velocity: dofs, quaternion } = JOINTS[type];
    const turnsFreely = quaternion !== undefined;
    const limited = isLimited(model, j);
    return [
      turnsFreely && limited && `limits of the ${type} ${name}`,
      any(model.dof_frictionloss, dof, dofs) && `friction loss of ${name}`,
      limited && model.jnt_margin[j] !== 0 && `margin of ${name}`,
      limited &&
        !standardSolref(numbers(model.jnt_solref, 2 * j, 2)) &&
        `direct (negative) solref of ${name}`,
      limited &&
        model.jnt_solimp[5 * j + 4] !== 2 &&
        `solimp power ${model.jnt_solimp[5 * j + 4]} of ${name} (only 2)`,
    ];
  });
  return reasons;
};

const standardSolref = (solref: readonly number[]): boolean => solref[0]! > 0 && solref[1]! > 0;

/** Limits, friction and equalities of tendons are constraint rows; their armature is in the mass matrix. */
const tendons: Check = (mujoco, model) => {
  const { tendonLimited } = modelBooleans(model);
  return range(model.ntendon).flatMap((t) => {
    const name = label(mujoco, model, 'mjOBJ_TENDON', t);
    let armature: number = model.tendon_armature[t];
    fromActuators(model, [mujoco.mjtTrn.mjTRN_TENDON.value], t, (u) => {
      armature += model.actuator_armature[u];
    });
    return [
      tendonLimited[t]! && !isDisabled(mujoco, model, 'LIMIT') && `limits of ${name}`,
      any(model.tendon_frictionloss, t, 1) &&
        !isDisabled(mujoco, model, 'FRICTIONLOSS') &&
        `friction loss of ${name}`,
      armature !== 0 && `armature of ${name}`,
    ];
  });
};

const actuators: Check = (mujoco, model) => {
  const kinds = (enumeration: object, prefix: RegExp) =>
    new Map(
      constants(enumeration, prefix).map(([key, value]) => [value, key.replace(prefix, '').toLowerCase()]),
    );
  const gains = kinds(mujoco.mjtGain, /^mjGAIN_/);
  const biases = kinds(mujoco.mjtBias, /^mjBIAS_/);
  const dynamics = kinds(mujoco.mjtDyn, /^mjDYN_/);
  const transmissions = kinds(mujoco.mjtTrn, /^mjTRN_/);
  return range(model.nactuator).flatMap((u) => {
    const name = label(mujoco, model, 'mjOBJ_ACTUATOR', u);
    const gain = gains.get(model.actuator_gaintype[u])!;
    const bias = biases.get(model.actuator_biastype[u])!;
    const dynamic = dynamics.get(model.actuator_dyntype[u])!;
    const transmission = transmissions.get(model.actuator_trntype[u])!;
    return [
      !ACTUATORS.gains.has(gain) && `gain type ${gain} of ${name}`,
      !ACTUATORS.biases.has(bias) && `bias type ${bias} of ${name}`,
      !ACTUATORS.dynamics.has(dynamic) && `dynamics type ${dynamic} of ${name}`,
      !ACTUATORS.transmissions.has(transmission) && `transmission type ${transmission} of ${name}`,
    ];
  });
};

/** What actuators may be; adhesion (transmission to a body), servos with several inputs and DC motors are not reproduced. */
const ACTUATORS = {
  gains: new Set(['fixed', 'affine', 'muscle']),
  biases: new Set(['none', 'affine', 'muscle']),
  dynamics: new Set(['none', 'integrator', 'filter', 'filterexact', 'muscle']),
  transmissions: new Set(['joint', 'jointinparent', 'tendon', 'site', 'slidercrank']),
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
