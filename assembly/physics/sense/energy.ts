// Potential and kinetic energy of the whole world (MuJoCo's mj_energyPos and mj_energyVel): of weights and springs,
// and of motion and armature.

import { add, broadcast, load, mul, splat, store, sub } from '../../vector';
import {
  bodyCount,
  bodySlot,
  dofCount,
  dofRow,
  gravityWord,
  jointCount,
  jointRow,
  qpos,
  qvel,
  temporary,
  whole,
} from '../bound.generated';
import { inertiaTimes } from '../inertia';
import {
  DOF_ARMATURE,
  I,
  JOINT_QPOS,
  JOINT_REST,
  JOINT_SPRING,
  JOINT_STIFFNESS,
  P,
  V,
} from '../layout.generated';
import { dot } from '../spatial';

/** −Σ m g · centre, from the world's origin, + Σ ½ stiffness · stretch². */
export function readPotentialEnergy(group: usize): usize {
  const half = splat(0.5);
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
  for (let j = 0; j < jointCount; j++) {
    const joint = jointRow(j);
    if (!whole(joint, JOINT_SPRING)) continue;
    const stretch = sub(load(qpos(group, whole(joint, JOINT_QPOS))), broadcast(joint, JOINT_REST));
    energy = add(energy, mul(mul(half, broadcast(joint, JOINT_STIFFNESS)), mul(stretch, stretch)));
  }
  store(temporary, energy);
  return temporary;
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
