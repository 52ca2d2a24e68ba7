/** What the physics in the lanes does not reproduce. Nothing is ignored in silence: each of these refuses the model. */

import { OptionError } from '../../options.js';
import { jointType } from '../../worlds/mujoco/joints.js';
import type { MainModule, MjModel } from '../../worlds/mujoco/module.js';
import { JOINTS } from '../../worlds/quantities.js';
import { geomTypes, hasCollider, pairTypes, usesConvexRoutine } from './colliders.js';
import { isDisabled } from './flags.js';
import { groupReasons } from './grouping.js';
import type { ContactPair } from './pairs.js';
import { fromActuators } from './passive.js';
import { isActive, label, numbers } from './reading.js';

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
  const checks: Check[] = [sizes, options, flags, equalities, tendons, actuators, contacts];
  const reasons = checks.flatMap((check) => check(mujoco, model, pairs)).filter((reason) => reason !== false);
  return groupReasons(reasons);
}

const MAX_DOFS = 128; // what a constraint reaches is a mask of so many bits

const sizes: Check = (_mujoco, model) => [
  model.nv === 0 && 'a model without degrees of freedom',
  model.nv > MAX_DOFS && `${model.nv} degrees of freedom (at most ${MAX_DOFS})`,
  model.nflex > 0 && 'flexes',
  model.nplugin > 0 && 'plugins',
  model.nhistory > 0 && 'delays of actuators or sensors',
];

const options: Check = (mujoco, model) => {
  const { opt } = model;
  const { mjINT_EULER, mjINT_IMPLICITFAST, mjINT_RK4 } = mujoco.mjtIntegrator;
  const integrators: number[] = [mjINT_EULER, mjINT_IMPLICITFAST, mjINT_RK4].map(({ value }) => value);
  const implicit = opt.integrator === mjINT_IMPLICITFAST.value;
  const fluid = opt.density !== 0 || opt.viscosity !== 0;
  return [
    !integrators.includes(opt.integrator) && 'an integrator other than Euler, implicitfast and RK4',
    opt.noslip_iterations > 0 && 'noslip iterations',
    implicit && fluid && 'a fluid with the integrator implicitfast, which takes its drag implicitly',
    implicit &&
      dragsTendons(mujoco, model) &&
      'forces of tendons that depend on speed, with the integrator implicitfast',
  ];
};

/** Whether a force along something else than one joint depends on its speed: the implicit drag is one of joints alone. */
function dragsTendons(mujoco: MainModule, model: MjModel): boolean {
  const { mjTRN_JOINT, mjTRN_JOINTINPARENT } = mujoco.mjtTrn;
  const gains = model.actuator_gainprm.length / model.nactuator;
  const biases = model.actuator_biasprm.length / model.nactuator;
  const dragged = range(model.nactuator).some((u) => {
    const onJoint = [mjTRN_JOINT.value, mjTRN_JOINTINPARENT.value].includes(model.actuator_trntype[u]);
    const scalar = onJoint && JOINTS[jointType(model, model.actuator_trnid[2 * u])].quaternion === undefined;
    return (
      !scalar && (model.actuator_gainprm[gains * u + 2] !== 0 || model.actuator_biasprm[biases * u + 2] !== 0)
    );
  });
  return dragged || any(model.tendon_damping);
}

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
  'mjDSBL_SPRING',
  'mjDSBL_DAMPER',
  'mjDSBL_CLAMPCTRL',
  'mjDSBL_ACTUATION',
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
  'mjDSBL_NATIVECCD', // but for pairs that need the convex routine, see contacts
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

/** The armature of tendons is in the mass matrix. */
const tendons: Check = (mujoco, model) => {
  return range(model.ntendon).flatMap((t) => {
    const name = label(mujoco, model, 'mjOBJ_TENDON', t);
    let armature: number = model.tendon_armature[t];
    fromActuators(model, [mujoco.mjtTrn.mjTRN_TENDON.value], t, (u) => {
      armature += model.actuator_armature[u];
    });
    return [armature !== 0 && `armature of ${name}`];
  });
};

const equalities: Check = (mujoco, model) => {
  const { mjEQ_CONNECT, mjEQ_WELD, mjEQ_JOINT, mjEQ_TENDON } = mujoco.mjtEq;
  const known = new Set<number>([mjEQ_CONNECT, mjEQ_WELD, mjEQ_JOINT, mjEQ_TENDON].map(({ value }) => value));
  return range(model.neq).map(
    (e) =>
      isActive(model, e) &&
      !known.has(model.eq_type[e]) &&
      `the equality of flexes ${label(mujoco, model, 'mjOBJ_EQUALITY', e)}`,
  );
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
  const name = (g: number) => label(mujoco, model, 'mjOBJ_GEOM', g);
  const both = ({ first, second }: ContactPair) => `${name(first)} and ${name(second)}`;
  const touching = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort((a, b) => a - b);
  const geomReasons = touching.map((g) => model.geom_adhesion[g] !== 0 && `adhesion of ${name(g)}`);
  const pairReasons = pairs.flatMap((pair) => [
    pair.explicit !== undefined &&
      model.pair_adhesion[pair.explicit] !== 0 &&
      `adhesion between ${both(pair)}`,
  ]);
  // The convex routine is the native one; what MuJoCo would use in its place ends at other points.
  const native =
    isDisabled(mujoco, model, 'NATIVECCD') &&
    usesConvexRoutine(mujoco, model, pairs) &&
    'disable flag nativeccd';
  return [native, ...geomReasons, ...pairReasons, ...withoutCollider(mujoco, model, pairs, both)];
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
