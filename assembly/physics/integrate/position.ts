// Positions that move at a velocity for a while:  q ← q ⊕ t q̇,  where ⊕ turns quaternions by the exponential map of
// the angular velocity in the body's axes (MuJoCo's documentation, Computation: numerical integration).

import { add, div, dot3, load, mul, splat, sqrt, store } from '../../vector';
import { jointCount, jointRow, qpos, temporary, whole } from '../bound.generated';
import { BALL, FREE, JOINT_DOF, JOINT_QPOS, JOINT_TYPE } from '../layout.generated';
import { mendQuaternion, multiplyQuaternions, normalizeQuaternion } from '../rotations';
import { sincos } from '../sincos';
import { NUMBER, VECTOR3 } from '../sizes';

/** Moves the group's qpos for the time t at the velocities at `velocities`, a vector a degree of freedom. */
export function movePositions(group: usize, velocities: usize, t: v128): void {
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    const type = whole(joint, JOINT_TYPE);
    const position = qpos(group, whole(joint, JOINT_QPOS));
    const velocity = velocities + <usize>whole(joint, JOINT_DOF) * NUMBER;
    if (type === FREE) {
      for (let i: usize = 0; i < 3; i++)
        store(position, add(load(position, i), mul(t, load(velocity, i))), i);
      turn(position + VECTOR3, velocity + VECTOR3, t);
    } else if (type === BALL) {
      turn(position, velocity, t);
    } else {
      store(position, add(load(position), mul(t, load(velocity))));
    }
  }
}

/** quaternion ← quaternion · exp(t ω / 2), made unit length again. */
function turn(quaternion: usize, velocity: usize, t: v128): void {
  const wx = load(velocity, 0);
  const wy = load(velocity, 1);
  const wz = load(velocity, 2);
  const speed = sqrt(add(dot3(wx, wy, wz, wx, wy, wz), splat(1e-30))); // at rest: sin(0) / 1e-15 = 0
  const half = temporary;
  const rotation = half + 2 * NUMBER;
  sincos(half, mul(mul(splat(0.5), t), speed));
  const scale = div(load(half, 0), speed);
  store(rotation, load(half, 1), 0);
  store(rotation, mul(wx, scale), 1);
  store(rotation, mul(wy, scale), 2);
  store(rotation, mul(wz, scale), 3);
  mendQuaternion(quaternion);
  multiplyQuaternions(quaternion, quaternion, rotation);
  normalizeQuaternion(quaternion, quaternion);
}
