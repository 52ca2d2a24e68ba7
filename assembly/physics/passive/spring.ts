// Springs of joints (MuJoCo's documentation, XML reference: joint/stiffness). A hinge or slide is pulled back along its
// coordinate. A ball is turned back along the rotation from its rest, a free joint that and toward its place, by a
// force that grows with the length of that vector.

import { broadcast, dot3, load, mul, sqrt, store, sub } from '../../vector';
import { quaternionBetween, rotationVector } from '../arc';
import { dofSlot, qpos, springCount, springRow, temporary, whole, word } from '../bound.generated';
import {
  DOF_SLOT,
  FREE,
  HINGE,
  SLIDE,
  SMOOTH,
  SPRING_DOF,
  SPRING_QPOS,
  SPRING_REST,
  SPRING_STIFFNESS,
  SPRING_TYPE,
} from '../layout.generated';
import { normalizeQuaternion } from '../rotations';
import { QUATERNION, VECTOR3 } from '../sizes';
import { spread4 } from '../spatial';
import { polynomial } from './polynomial';

// In `temporary`.
const STRETCH: usize = 0;
const NOW: usize = STRETCH + VECTOR3; // quaternions
const REST: usize = NOW + QUATERNION;

/** Adds to SMOOTH of the joints that have springs. */
export function springs(group: usize): void {
  for (let s = 0; s < springCount; s++) {
    const row = springRow(s);
    const type = whole(row, SPRING_TYPE);
    const position = qpos(group, whole(row, SPRING_QPOS));
    const dof = dofSlot(whole(row, SPRING_DOF));
    if (type === HINGE || type === SLIDE) {
      const stretch = sub(load(position), broadcast(row, SPRING_REST));
      const force = mul(polynomial(word(row, SPRING_STIFFNESS), stretch), stretch);
      store(dof + SMOOTH, sub(load(dof + SMOOTH), force));
    } else if (type === FREE) {
      const stretch = temporary + STRETCH;
      for (let i: usize = 0; i < 3; i++) {
        store(stretch, sub(load(position, i), broadcast(row, SPRING_REST + i)), i);
      }
      pullBack(dof, row, stretch);
      turnBack(dof + 3 * DOF_SLOT, row, position + VECTOR3, word(row, SPRING_REST + 3));
    } else {
      turnBack(dof, row, position, word(row, SPRING_REST));
    }
  }
}

/** Three degrees of freedom turn back to the rest. */
function turnBack(dof: usize, row: usize, position: usize, rest: usize): void {
  pullBack(dof, row, turnFromRest(position, rest));
}

/** Where the rotation vector is, in `temporary`, from the quaternion `rest` (of the table) to the one at `position`. */
export function turnFromRest(position: usize, rest: usize): usize {
  const stretch = temporary + STRETCH;
  normalizeQuaternion(temporary + NOW, position);
  spread4(temporary + REST, rest);
  quaternionBetween(temporary + NOW, temporary + REST, temporary + NOW);
  rotationVector(stretch, temporary + NOW);
  return stretch;
}

/** A force against the vector `stretch` on three degrees of freedom. */
function pullBack(dof: usize, row: usize, stretch: usize): void {
  const x = load(stretch, 0);
  const y = load(stretch, 1);
  const z = load(stretch, 2);
  const stiffness = polynomial(word(row, SPRING_STIFFNESS), sqrt(dot3(x, y, z, x, y, z)));
  for (let i: usize = 0; i < 3; i++) {
    const force = dof + i * DOF_SLOT + SMOOTH;
    store(force, sub(load(force), mul(stiffness, load(stretch, i))));
  }
}
