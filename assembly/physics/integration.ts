// One timestep from the constrained acceleration (MuJoCo's documentation, Computation: numerical integration,
// semi-implicit Euler with implicit joint damping): with x from the solver and B the damping of the joints
//
//     (M + h B) x' = M x,   that is   x' = x − (M + h B)⁻¹ h B x
//     q̇ ← q̇ + h x',   q ← q ⊕ h q̇
//
// where ⊕ turns quaternions by the exponential map of the angular velocity in the body's axes.

import { abs, add, andNot, broadcast, div, dot3, load, lt, mul, splat, sqrt, store, sub } from '../vector';
import { advanceActivations } from './actuation/activation';
import {
  bodyCount,
  bodySlot,
  damped,
  dofCount,
  dofRow,
  dofSlot,
  jointCount,
  jointRow,
  qacc,
  qpos,
  qvel,
  temporary,
  timestepWord,
  whole,
} from './bound.generated';
import { ALL_BODIES, factor, startInertia } from './factor';
import {
  BALL,
  DAMPED,
  DAMPER,
  DIAGONAL,
  DOF_ARMATURE,
  FREE,
  JOINT_DOF,
  JOINT_QPOS,
  JOINT_TYPE,
  X,
} from './layout.generated';
import { mendQuaternion, multiplyQuaternions, normalizeQuaternion } from './rotations';
import { sincos } from './sincos';
import { NUMBER, VECTOR3 } from './sizes';
import { expand, reduce } from './tree-solve';

/** Moves qvel and qpos by one timestep; qacc keeps the solver's x, for whoever wants to see it. */
export function integrate(group: usize): void {
  const h = broadcast(timestepWord);
  for (let d = 0; d < dofCount; d++) store(qacc(group, d), load(dofSlot(d) + X));
  if (damped) dampImplicitly(h);
  advanceActivations(group);
  for (let d = 0; d < dofCount; d++) {
    const velocity = qvel(group, d);
    store(velocity, withoutDust(add(load(velocity), mul(h, load(dofSlot(d) + X)))));
  }
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    const type = whole(joint, JOINT_TYPE);
    const position = qpos(group, whole(joint, JOINT_QPOS));
    const velocity = qvel(group, whole(joint, JOINT_DOF));
    if (type === FREE) {
      for (let i: usize = 0; i < 3; i++)
        store(position, add(load(position, i), mul(h, load(velocity, i))), i);
      turn(position + VECTOR3, velocity + VECTOR3, h);
    } else if (type === BALL) {
      turn(position, velocity, h);
    } else {
      store(position, add(load(position), mul(h, load(velocity))));
    }
  }
}

/**
 * A velocity that has died away to below 1e-15 is at rest: else its square becomes denormal, a hundred times as slow.
 * @inline
 */
function withoutDust(velocity: v128): v128 {
  return andNot(velocity, lt(abs(velocity), splat(1e-15)));
}

/** X ← X − (M + h B)⁻¹ h B X. */
function dampImplicitly(h: v128): void {
  for (let b = 1; b < bodyCount; b++) startInertia(bodySlot(b));
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    const row = dofRow(d);
    const hB = mul(h, load(dof + DAMPER));
    store(dof + DIAGONAL, add(broadcast(row, DOF_ARMATURE), hB));
    store(dof + DAMPED, mul(hB, load(dof + X)));
  }
  factor(ALL_BODIES);
  reduce(DAMPED);
  expand(DAMPED);
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    store(dof + X, sub(load(dof + X), load(dof + DAMPED)));
  }
}

/** quaternion ← quaternion · exp(h ω / 2), made unit length again. */
function turn(quaternion: usize, velocity: usize, h: v128): void {
  const wx = load(velocity, 0);
  const wy = load(velocity, 1);
  const wz = load(velocity, 2);
  const speed = sqrt(add(dot3(wx, wy, wz, wx, wy, wz), splat(1e-30))); // at rest: sin(0) / 1e-15 = 0
  const half = temporary;
  const rotation = half + 2 * NUMBER;
  sincos(half, mul(mul(splat(0.5), h), speed));
  const scale = div(load(half, 0), speed);
  store(rotation, load(half, 1), 0);
  store(rotation, mul(wx, scale), 1);
  store(rotation, mul(wy, scale), 2);
  store(rotation, mul(wz, scale), 3);
  mendQuaternion(quaternion);
  multiplyQuaternions(quaternion, quaternion, rotation);
  normalizeQuaternion(quaternion, quaternion);
}
