// Damping that grows with speed (MuJoCo's documentation, XML reference: joint/damping): what is beyond the linear part,
// which forces.ts has: force −v (b |v| + c v²).

import { abs, add, broadcast, load, mul, splat, store, sub } from '../../vector';
import { dampingTermCount, dampingTermRow, dofSlot, qvel, whole } from '../bound.generated';
import {
  DAMPER,
  DAMPING_TERM_CUBIC,
  DAMPING_TERM_DOF,
  DAMPING_TERM_QUADRATIC,
  DRAG,
  SMOOTH,
} from '../layout.generated';

/** Adds to SMOOTH, and to DAMPER and DRAG their derivative. */
export function growingDamping(group: usize): void {
  for (let t = 0; t < dampingTermCount; t++) {
    const row = dampingTermRow(t);
    const d = whole(row, DAMPING_TERM_DOF);
    const dof = dofSlot(d);
    const velocity = load(qvel(group, d));
    const speed = abs(velocity);
    const b = broadcast(row, DAMPING_TERM_QUADRATIC);
    const c = broadcast(row, DAMPING_TERM_CUBIC);
    const damping = mul(speed, add(b, mul(speed, c)));
    const slope = mul(speed, add(mul(splat(2), b), mul(speed, mul(splat(3), c))));
    store(dof + SMOOTH, sub(load(dof + SMOOTH), mul(damping, velocity)));
    store(dof + DAMPER, add(load(dof + DAMPER), slope));
    store(dof + DRAG, add(load(dof + DRAG), slope));
  }
}
