/**
 * Arrays of booleans of a compiled model. The bindings cannot read them (their type is not registered), and some have no
 * accessor either, so they are read where they lie: MuJoCo puts a model's arrays one after the other in the order of
 * mjxmacro.h, each at a multiple of 64 bytes, and the one before can be read.
 */

import type { MjModel } from '../../worlds/mujoco/module.js';

const ALIGNMENT = 64;

type View = Int32Array | Float64Array;

/** The `count` bytes of the array that follows another, after `between` more arrays of as many. */
function following(view: View, count: number, between = 0): boolean[] {
  let at = view.byteOffset + view.byteLength;
  for (let i = 0; i < between; i++) at = align(at) + count;
  return Array.from(new Uint8Array(view.buffer, align(at), count), Boolean);
}

const align = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

export interface ModelBooleans {
  /** Of joints. */
  readonly jointForceLimited: readonly boolean[];
  readonly jointCarriesGravity: readonly boolean[];
  /** Of tendons. */
  readonly tendonLimited: readonly boolean[];
  readonly tendonForceLimited: readonly boolean[];
  /** Of actuators. */
  readonly activationLimited: readonly boolean[];
  readonly activationEarly: readonly boolean[];
  readonly forceLimited: readonly boolean[];
  readonly controlLimited: readonly boolean[];
}

/** @throws if this build of MuJoCo lays its models out in another way: what has an accessor is compared with it. */
export function modelBooleans(model: MjModel): ModelBooleans {
  const { njnt, ntendon, nactuator, nu } = model;
  const tendons = (between: number) => (ntendon > 0 ? following(model.ten_J_colind, ntendon, between) : []);
  const actuators = (view: View) => (nactuator > 0 ? following(view, nactuator) : []);
  const booleans: ModelBooleans = {
    jointForceLimited: following(model.jnt_group, njnt, 1),
    jointCarriesGravity: following(model.jnt_group, njnt, 2),
    tendonLimited: tendons(0),
    tendonForceLimited: tendons(1),
    activationLimited: actuators(model.actuator_biasprm),
    activationEarly: actuators(model.actuator_actrange),
    forceLimited: actuators(model.actuator_plugin),
    controlLimited: nu > 0 ? following(model.actuator_forcerange, nu) : [],
  };
  check('jnt_limited', following(model.jnt_group, njnt), (j) => {
    const accessor = model.jnt(j);
    const limited = Boolean(accessor.limited);
    accessor.delete();
    return limited;
  });
  for (let u = 0; u < nactuator; u++) {
    const accessor = model.actuator(u);
    const { forcelimited, actlimited } = accessor;
    accessor.delete();
    same('actuator_forcelimited', Boolean(forcelimited), booleans.forceLimited[u]);
    same('actuator_actlimited', Boolean(actlimited), booleans.activationLimited[u]);
  }
  return booleans;
}

function check(name: string, found: readonly boolean[], wanted: (i: number) => boolean): void {
  found.forEach((value, i) => {
    same(name, wanted(i), value);
  });
}

function same(name: string, wanted: boolean, found: boolean | undefined): void {
  if (wanted !== found)
    throw new Error(`this build of MuJoCo keeps ${name} elsewhere than the one known here`);
}
