/** What the physics in the lanes does not reproduce. Nothing is ignored in silence: each of these refuses the model. */

import { OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import { geomTypes, hasCollider, pairTypes } from './colliders.js';
import { groupReasons } from './grouping.js';
import type { ContactPair } from './pairs.js';
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

const MAX_DOFS = 128; // what a constraint reaches is a mask of so many bits

const sizes: Check = (_mujoco, model) => [
  model.nv === 0 && 'a model without degrees of freedom',
  model.nv > MAX_DOFS && `${model.nv} degrees of freedom (at most ${MAX_DOFS})`,
  model.ntendon > 0 && 'tendons',
  model.neq > 0 && 'equality constraints',
  model.nflex > 0 && 'flexes',
  model.nmocap > 0 && 'mocap bodies',
  model.nplugin > 0 && 'plugins',
  model.na > 0 && 'actuators with activation states',
  model.nhistory > 0 && 'delays of actuators or sensors',
];

const options: Check = (mujoco, model) => {
  const { opt } = model;
  const { mjINT_EULER, mjINT_IMPLICITFAST, mjINT_RK4 } = mujoco.mjtIntegrator;
  const integrators: number[] = [mjINT_EULER, mjINT_IMPLICITFAST, mjINT_RK4].map(({ value }) => value);
  const wind = numbers(opt.wind).some((x) => x !== 0);
  return [
    !integrators.includes(opt.integrator) && 'an integrator other than Euler, implicitfast and RK4',
    opt.cone !== mujoco.mjtCone.mjCONE_PYRAMIDAL.value && 'elliptic friction cones',
    opt.noslip_iterations > 0 && 'noslip iterations',
    (opt.density !== 0 || opt.viscosity !== 0 || wind) && 'a fluid (density, viscosity or wind)',
    opt.disableactuator !== 0 && 'disabled actuator groups',
  ];
};

/**
 * What the lanes do in another way than the model says, on purpose: they solve for the constraints' forces to the end, with
 * Newton's method, which is what a solver that is cut off or another one comes near to.
 */
export function differences(mujoco: MainModule, model: MjModel): string[] {
  const { solver, iterations, ls_iterations: steps, tolerance } = model.opt;
  const { mjSOL_NEWTON } = mujoco.mjtSolver;
  const names = constants(mujoco.mjtSolver, /^mjSOL_/).map(([name, value]) => [
    value,
    name.replace('mjSOL_', ''),
  ]);
  const asked = [
    solver !== mjSOL_NEWTON.value &&
      `the solver ${new Map(names as [number, string][]).get(solver) ?? solver}`,
    iterations < 10 && `${iterations} solver iterations`,
    steps < 10 && `${steps} line search iterations`,
    tolerance > 1e-6 && `a solver tolerance of ${tolerance}`,
  ].filter((part) => part !== false);
  return asked.length === 0
    ? []
    : [`constraints are solved to the end in the lanes, where the model asks for ${asked.join(', ')}`];
}

/** Flags that change nothing the lanes compute, or only what is packed. */
const HARMLESS_DISABLED = new Set([
  'mjDSBL_CONTACT', // then there are no pairs
  'mjDSBL_LIMIT',
  'mjDSBL_GRAVITY',
  'mjDSBL_REFSAFE',
  'mjDSBL_EULERDAMP',
  'mjDSBL_CONSTRAINT',
  'mjDSBL_FILTERPARENT',
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
const HARMLESS_ENABLED = new Set(['mjENBL_ENERGY', 'mjENBL_FWDINV', 'mjENBL_OVERRIDE']);

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
      any(
        model.dof_dampingpoly,
        (model.dof_dampingpoly.length / model.nv) * dof,
        (model.dof_dampingpoly.length / model.nv) * dofs,
      ) && `nonlinear damping of ${name}`,
      any(model.jnt_actfrcrange, 2 * j, 2) && `actuator force range of ${name}`,
    ];
  });
  return reasons;
};

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
  const name = (g: number) => label(mujoco, model, 'mjOBJ_GEOM', g);
  const both = ({ first, second }: ContactPair) => `${name(first)} and ${name(second)}`;
  const touching = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort((a, b) => a - b);
  const per = (array: { length: number }) => array.length / model.ngeom;
  const geomReasons = touching.flatMap((g) =>
    [
      ['adhesion', model.geom_adhesion],
      ['surface velocity', model.geom_surfacevel],
    ].map(([what, array]) => any(array, per(array) * g, per(array)) && `${what} of ${name(g)}`),
  );
  const pairReasons = pairs.flatMap((pair) => [
    pair.explicit !== undefined &&
      model.pair_adhesion[pair.explicit] !== 0 &&
      `adhesion between ${both(pair)}`,
  ]);
  return [...geomReasons, ...pairReasons, ...withoutCollider(mujoco, model, pairs, both)];
};

/** One reason for each two types of geoms that the kernels cannot test against each other. */
function withoutCollider(
  mujoco: MainModule,
  model: MjModel,
  pairs: readonly ContactPair[],
  both: (pair: ContactPair) => string,
): string[] {
  const types = geomTypes(mujoco);
  const missing = new Map<string, ContactPair[]>();
  for (const pair of pairs) {
    const kind = pairTypes(types, model, pair);
    if (!hasCollider(kind)) missing.set(kind, [...(missing.get(kind) ?? []), pair]);
  }
  return [...missing].map(([kind, [pair, ...others]]) => {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return `contacts of types ${kind.replace(' ', ' and ')} (${both(pair!)}${more})`;
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
