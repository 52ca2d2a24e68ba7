// One timestep from the constrained acceleration (MuJoCo's documentation, Computation: numerical integration,
// semi-implicit Euler with implicit joint damping): with x from the solver and B the damping of the joints
//
//     (M + h B) x' = M x,   that is   x' = x − (M + h B)⁻¹ h B x
//     q̇ ← q̇ + h x',   q ← q ⊕ h q̇
//
// where ⊕ turns quaternions by the exponential map of the angular velocity in the body's axes.

import { ALL_BODIES, expand, factor, reduce, startInertia } from './factor';
import { add, at, div, dot3, mul, put, same, sincos, splat, sub } from './lanes';
import {
  BALL,
  bodyCount,
  bodySlot,
  DAMPED,
  DIAGONAL,
  DOF_ARMATURE,
  DOF_DAMPING,
  damped,
  dofCount,
  dofRow,
  dofSlot,
  FREE,
  JOINT_DOF,
  JOINT_QPOS,
  JOINT_TYPE,
  jointCount,
  jointRow,
  qacc,
  qpos,
  qvel,
  temporary,
  timestepWord,
  whole,
  X,
} from './layout';
import { mendQuaternion, multiplyQuaternions, normalizeQuaternion } from './spatial';

/** Moves qvel and qpos by one timestep; qacc keeps the solver's x, for whoever wants to see it. */
export function integrate(group: usize): void {
  const h = same(timestepWord, 0);
  for (let d = 0; d < dofCount; d++) v128.store(qacc(group, d), v128.load(dofSlot(d), X));
  if (damped) dampImplicitly(h);
  for (let d = 0; d < dofCount; d++) {
    const velocity = qvel(group, d);
    v128.store(velocity, withoutDust(add(v128.load(velocity), mul(h, v128.load(dofSlot(d), X)))));
  }
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    const type = whole(joint, JOINT_TYPE);
    const position = qpos(group, whole(joint, JOINT_QPOS)),
      velocity = qvel(group, whole(joint, JOINT_DOF));
    if (type === FREE) {
      for (let i: usize = 0; i < 3; i++) put(position, i, add(at(position, i), mul(h, at(velocity, i))));
      turn(position + 48, velocity + 48, h);
    } else if (type === BALL) {
      turn(position, velocity, h);
    } else {
      put(position, 0, add(at(position, 0), mul(h, at(velocity, 0))));
    }
  }
}

/** A velocity that has died away to below 1e-15 is at rest: else its square becomes denormal, a hundred times as slow. @inline */
function withoutDust(velocity: v128): v128 {
  return v128.andnot(velocity, f32x4.lt(f32x4.abs(velocity), splat(1e-15)));
}

/** X ← X − (M + h B)⁻¹ h B X. */
function dampImplicitly(h: v128): void {
  for (let b = 1; b < bodyCount; b++) startInertia(bodySlot(b));
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d),
      row = dofRow(d);
    const hB = mul(h, same(row, DOF_DAMPING));
    v128.store(dof, add(same(row, DOF_ARMATURE), hB), DIAGONAL);
    v128.store(dof, mul(hB, v128.load(dof, X)), DAMPED);
  }
  factor(ALL_BODIES);
  reduce(DAMPED);
  expand(DAMPED);
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    v128.store(dof, sub(v128.load(dof, X), v128.load(dof, DAMPED)), X);
  }
}

/** quaternion ← quaternion · exp(h ω / 2), made unit length again. */
function turn(quaternion: usize, velocity: usize, h: v128): void {
  const wx = at(velocity, 0),
    wy = at(velocity, 1),
    wz = at(velocity, 2);
  const speed = f32x4.sqrt(add(dot3(wx, wy, wz, wx, wy, wz), splat(1e-30))); // at rest: sin(0) / 1e-15 = 0
  const half = temporary,
    rotation = temporary + 32;
  sincos(half, mul(mul(splat(0.5), h), speed));
  const scale = div(at(half, 0), speed);
  put(rotation, 0, at(half, 1));
  put(rotation, 1, mul(wx, scale));
  put(rotation, 2, mul(wy, scale));
  put(rotation, 3, mul(wz, scale));
  mendQuaternion(quaternion);
  multiplyQuaternions(quaternion, quaternion, rotation);
  normalizeQuaternion(quaternion, quaternion);
}
