// Potential and kinetic energy of the whole world (MuJoCo's mj_energyPos and mj_energyVel): of weights and springs,
// and of motion and armature.

import { add, broadcast, dot3, load, mul, splat, sqrt, store, sub } from '../../vector';
import {
  bodyCount,
  bodySlot,
  dofCount,
  dofRow,
  gravityWord,
  qpos,
  qvel,
  springCount,
  springRow,
  temporary,
  tendonSlot,
  tendonSpringCount,
  tendonSpringRow,
  whole,
  word,
} from '../bound.generated';
import { inertiaTimes } from '../inertia';
import {
  BALL,
  DOF_ARMATURE,
  FREE,
  I,
  P,
  SPRING_QPOS,
  SPRING_REST,
  SPRING_STIFFNESS,
  SPRING_TYPE,
  TENDON_LENGTH,
  TENDON_SPRING_STIFFNESS,
  TENDON_SPRING_TENDON,
  V,
} from '../layout.generated';
import { turnFromRest } from '../passive/spring';
import { tendonStretch } from '../passive/tendon-spring';
import { VECTOR3 } from '../sizes';
import { dot } from '../spatial';

/** −Σ m g · centre, from the world's origin, and what is in springs. */
export function readPotentialEnergy(group: usize): usize {
  let energy = splat(0);
  const world = bodySlot(0) + P;
  for (let b = 1; b < bodyCount; b++) {
    const body = bodySlot(b);
    const m = load(body + I, 9);
    for (let i: usize = 0; i < 3; i++) {
      const moment = add(mul(m, sub(load(body + P, i), load(world, i))), load(body + I, 6 + i));
      energy = sub(energy, mul(broadcast(gravityWord, i), moment));
    }
  }
  for (let i = 0; i < springCount; i++) energy = add(energy, springEnergy(group, springRow(i)));
  for (let i = 0; i < tendonSpringCount; i++) {
    const row = tendonSpringRow(i);
    const stretch = tendonStretch(row, load(tendonSlot(whole(row, TENDON_SPRING_TENDON)) + TENDON_LENGTH));
    energy = add(energy, potential(word(row, TENDON_SPRING_STIFFNESS), stretch));
  }
  store(temporary, energy);
  return temporary;
}

/** ½ a x² + ⅓ b x³ + ¼ c x⁴, the potential of the force −x (a + b x + c x²). */
function potential(coefficients: usize, x: v128): v128 {
  const a = mul(splat(0.5), broadcast(coefficients, 0));
  const b = mul(splat(<f32>(1.0 / 3.0)), broadcast(coefficients, 1));
  const c = mul(splat(0.25), broadcast(coefficients, 2));
  return mul(mul(x, x), add(a, mul(x, add(b, mul(x, c)))));
}

/** Of the spring of a joint; that of a free joint has a length and an angle. */
function springEnergy(group: usize, row: usize): v128 {
  const type = whole(row, SPRING_TYPE);
  const position = qpos(group, whole(row, SPRING_QPOS));
  const stiffness = word(row, SPRING_STIFFNESS);
  const rest = word(row, SPRING_REST);
  if (type === BALL) return potential(stiffness, angleFrom(position, rest));
  if (type !== FREE) return potential(stiffness, sub(load(position), broadcast(rest)));
  const x = sub(load(position, 0), broadcast(rest, 0));
  const y = sub(load(position, 1), broadcast(rest, 1));
  const z = sub(load(position, 2), broadcast(rest, 2));
  const along = potential(stiffness, sqrt(dot3(x, y, z, x, y, z)));
  return add(along, potential(stiffness, angleFrom(position + VECTOR3, rest + 12)));
}

/** Angle between the quaternion at `position` and that of a table. */
function angleFrom(position: usize, rest: usize): v128 {
  const turn = turnFromRest(position, rest);
  const x = load(turn, 0);
  const y = load(turn, 1);
  const z = load(turn, 2);
  return sqrt(dot3(x, y, z, x, y, z));
}

/** Σ ½ v · I v + ½ armature · q̇². */
export function readKineticEnergy(group: usize): usize {
  const half = splat(0.5);
  const momentum = temporary;
  let energy = splat(0);
  for (let b = 1; b < bodyCount; b++) {
    const body = bodySlot(b);
    inertiaTimes(momentum, body + I, body + V);
    energy = add(energy, mul(half, dot(body + V, momentum)));
  }
  for (let d = 0; d < dofCount; d++) {
    const speed = load(qvel(group, d));
    energy = add(energy, mul(mul(half, broadcast(dofRow(d), DOF_ARMATURE)), mul(speed, speed)));
  }
  store(temporary, energy);
  return temporary;
}
