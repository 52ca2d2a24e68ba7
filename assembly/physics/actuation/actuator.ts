// Actuators that are not plain motors (MuJoCo's documentation, Computation: actuation model):
//
//     force = gain(length, velocity) · (control or activation) + bias(length, velocity)
//
// with affine gain and bias, or muscles; clamped to its own range, and in sum to those of its tendon and of its joint.
// The derivative by the velocity, which implicit integration needs, counts where the actuator's own range does not
// clamp.

import {
  add,
  and,
  broadcast,
  clamp,
  div,
  gt,
  load,
  lt,
  mul,
  ne,
  select,
  splat,
  store,
  sub,
} from '../../vector';
import {
  act,
  activationRow,
  activationSlot,
  actuatorCount,
  actuatorRow,
  actuatorSlot,
  dofCount,
  dofSlot,
  jointForceLimitCount,
  jointForceLimitRow,
  qpos,
  qvel,
  tendonCount,
  tendonForceLimitCount,
  tendonForceLimitRow,
  tendonRow,
  tendonSlot,
  whole,
} from '../bound.generated';
import {
  ACTIVATION_NEXT,
  ACTIVATION_STATE,
  ACTUATION,
  ACTUATOR_ACTIVATION,
  ACTUATOR_BIAS,
  ACTUATOR_BIAS_MUSCLE,
  ACTUATOR_CONTROL,
  ACTUATOR_DOF,
  ACTUATOR_EARLY,
  ACTUATOR_FORCE,
  ACTUATOR_FORCE_HIGH,
  ACTUATOR_FORCE_LOW,
  ACTUATOR_GAIN,
  ACTUATOR_GAIN_MUSCLE,
  ACTUATOR_GEAR,
  ACTUATOR_HIGH,
  ACTUATOR_LOW,
  ACTUATOR_PERIOD,
  ACTUATOR_QPOS,
  ACTUATOR_SPEED_GAIN,
  ACTUATOR_TENDON,
  DRAG,
  JOINT_FORCE_LIMIT_DOF,
  JOINT_FORCE_LIMIT_HIGH,
  JOINT_FORCE_LIMIT_LOW,
  SMOOTH,
  TENDON_DRAG,
  TENDON_FORCE,
  TENDON_FORCE_LIMIT_HIGH,
  TENDON_FORCE_LIMIT_LOW,
  TENDON_FORCE_LIMIT_TENDON,
  TENDON_LENGTH,
  TENDON_VELOCITY,
} from '../layout.generated';
import { pullTendon } from '../position/tendon';
import { nearestTurn } from './activation';
import { muscleBias, muscleGain, muscleGainSlope } from './muscle';

/** Whether ACTUATION is in use. @inline */
export function actuatesInParts(): bool {
  return actuatorCount + jointForceLimitCount > 0;
}

/** Adds the forces of all actuators but motors to SMOOTH, by way of ACTUATION. `controls` 0: all are 0. */
export function actuate(group: usize, controls: usize): void {
  for (let u = 0; u < actuatorCount; u++) actuatorForce(group, controls, u);
  limitTendonForces();
  for (let u = 0; u < actuatorCount; u++) applyForce(u);
  for (let t = 0; t < tendonCount; t++)
    pullTendon(tendonRow(t), load(tendonSlot(t) + TENDON_FORCE), ACTUATION);
  for (let i = 0; i < jointForceLimitCount; i++) {
    const row = jointForceLimitRow(i);
    const force = dofSlot(whole(row, JOINT_FORCE_LIMIT_DOF)) + ACTUATION;
    const low = broadcast(row, JOINT_FORCE_LIMIT_LOW);
    store(force, clamp(load(force), low, broadcast(row, JOINT_FORCE_LIMIT_HIGH)));
  }
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    store(dof + SMOOTH, add(load(dof + SMOOTH), load(dof + ACTUATION)));
  }
}

/** FORCE of an actuator before any limit, and its derivative by the velocity. */
function actuatorForce(group: usize, controls: usize, u: i32): void {
  const row = actuatorRow(u);
  const slot = actuatorSlot(u);
  const tendon = whole(row, ACTUATOR_TENDON);
  const gear = broadcast(row, ACTUATOR_GEAR);
  const position = tendon < 0 ? qpos(group, whole(row, ACTUATOR_QPOS)) : tendonSlot(tendon) + TENDON_LENGTH;
  const speed = tendon < 0 ? qvel(group, whole(row, ACTUATOR_DOF)) : tendonSlot(tendon) + TENDON_VELOCITY;
  const length = mul(gear, load(position));
  const velocity = mul(gear, load(speed));

  const given = controls ? load(controls, whole(row, ACTUATOR_CONTROL)) : splat(0);
  const activation = whole(row, ACTUATOR_ACTIVATION);
  let input = clamp(given, broadcast(row, ACTUATOR_LOW), broadcast(row, ACTUATOR_HIGH));
  let inputOfSlope = input;
  if (activation >= 0) {
    const state = act(group, whole(activationRow(activation), ACTIVATION_STATE));
    const next = activationSlot(activation) + ACTIVATION_NEXT;
    input = load(whole(row, ACTUATOR_EARLY) ? next : state);
    inputOfSlope = input;
  }
  const period = broadcast(row, ACTUATOR_PERIOD);
  if (f32.load(row + (ACTUATOR_PERIOD << 2)) > 0) input = nearestTurn(input, length, period);

  let gain = affine(row, ACTUATOR_GAIN, length, velocity);
  let gainSlope = broadcast(row, ACTUATOR_GAIN + 2);
  const gainMuscle = whole(row, ACTUATOR_GAIN_MUSCLE);
  if (gainMuscle >= 0) {
    gain = muscleGain(gainMuscle, length, velocity);
    gainSlope = muscleGainSlope(gainMuscle, length, velocity);
  }
  let bias = affine(row, ACTUATOR_BIAS, length, velocity);
  const biasMuscle = whole(row, ACTUATOR_BIAS_MUSCLE);
  if (biasMuscle >= 0) bias = muscleBias(biasMuscle, length);
  store(slot + ACTUATOR_FORCE, add(mul(gain, input), bias));
  store(slot + ACTUATOR_SPEED_GAIN, add(broadcast(row, ACTUATOR_BIAS + 2), mul(gainSlope, inputOfSlope)));
}

/** a + b length + c velocity, three numbers of a row. @inline */
function affine(row: usize, first: usize, length: v128, velocity: v128): v128 {
  const c = mul(broadcast(row, first + 2), velocity);
  return add(add(broadcast(row, first), mul(broadcast(row, first + 1), length)), c);
}

/** Where the actuators of a tendon pull more than it may be pulled, each pulls less in proportion. */
function limitTendonForces(): void {
  for (let i = 0; i < tendonForceLimitCount; i++) {
    const row = tendonForceLimitRow(i);
    const tendon = whole(row, TENDON_FORCE_LIMIT_TENDON);
    let total = splat(0);
    for (let u = 0; u < actuatorCount; u++) {
      if (whole(actuatorRow(u), ACTUATOR_TENDON) !== tendon) continue;
      total = add(total, load(actuatorSlot(u) + ACTUATOR_FORCE));
    }
    const low = broadcast(row, TENDON_FORCE_LIMIT_LOW);
    const high = broadcast(row, TENDON_FORCE_LIMIT_HIGH);
    const limited = clamp(total, low, high);
    const beyond = and(ne(total, limited), ne(total, splat(0))); // none pulls: nothing to share
    const share = select(div(limited, total), splat(1), beyond);
    for (let u = 0; u < actuatorCount; u++) {
      if (whole(actuatorRow(u), ACTUATOR_TENDON) !== tendon) continue;
      const force = actuatorSlot(u) + ACTUATOR_FORCE;
      store(force, mul(load(force), share));
    }
  }
}

/** Clamps an actuator's force to its range and puts it on what it moves. */
function applyForce(u: i32): void {
  const row = actuatorRow(u);
  const slot = actuatorSlot(u);
  const low = broadcast(row, ACTUATOR_FORCE_LOW);
  const high = broadcast(row, ACTUATOR_FORCE_HIGH);
  const force = clamp(load(slot + ACTUATOR_FORCE), low, high);
  const free = and(gt(force, low), lt(force, high));
  const slope = and(load(slot + ACTUATOR_SPEED_GAIN), free);
  const gear = broadcast(row, ACTUATOR_GEAR);
  const pull = mul(gear, force);
  const drag = mul(mul(gear, gear), slope);
  store(slot + ACTUATOR_FORCE, force);
  const tendon = whole(row, ACTUATOR_TENDON);
  if (tendon < 0) {
    const dof = dofSlot(whole(row, ACTUATOR_DOF));
    store(dof + ACTUATION, add(load(dof + ACTUATION), pull));
    store(dof + DRAG, sub(load(dof + DRAG), drag));
  } else {
    const on = tendonSlot(tendon);
    store(on + TENDON_FORCE, add(load(on + TENDON_FORCE), pull));
    store(on + TENDON_DRAG, sub(load(on + TENDON_DRAG), drag));
  }
}
