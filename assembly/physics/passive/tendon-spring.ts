// Springs and dampers of tendons (MuJoCo's documentation, XML reference: tendon/stiffness, springlength, damping): no
// spring force between two lengths, beyond them −x k(x) with x what it is too long or too short by; damping −v d(|v|).

import { abs, add, broadcast, load, mul, neg, pmax, pmin, splat, store, sub } from '../../vector';
import { tendonRow, tendonSlot, tendonSpringCount, tendonSpringRow, whole, word } from '../bound.generated';
import {
  SMOOTH,
  TENDON_DRAG,
  TENDON_LENGTH,
  TENDON_SPRING_DAMPING,
  TENDON_SPRING_HIGH,
  TENDON_SPRING_LOW,
  TENDON_SPRING_STIFFNESS,
  TENDON_SPRING_TENDON,
  TENDON_VELOCITY,
} from '../layout.generated';
import { pullTendon } from '../position/tendon';
import { polynomial, polynomialSlope } from './polynomial';

/** Adds to SMOOTH of what the tendons move, and to their DRAG. */
export function tendonSprings(): void {
  for (let s = 0; s < tendonSpringCount; s++) {
    const row = tendonSpringRow(s);
    const t = whole(row, TENDON_SPRING_TENDON);
    const tendon = tendonSlot(t);
    const stretch = tendonStretch(row, load(tendon + TENDON_LENGTH));
    const velocity = load(tendon + TENDON_VELOCITY);
    const spring = mul(stretch, polynomial(word(row, TENDON_SPRING_STIFFNESS), stretch));
    const damping = word(row, TENDON_SPRING_DAMPING);
    const damper = mul(velocity, polynomial(damping, abs(velocity)));
    store(tendon + TENDON_DRAG, add(load(tendon + TENDON_DRAG), polynomialSlope(damping, abs(velocity))));
    pullTendon(tendonRow(t), neg(add(spring, damper)), SMOOTH);
  }
}

/** What a tendon is too long by, or too short by (negative), for its spring. */
export function tendonStretch(row: usize, length: v128): v128 {
  const tooLong = pmax(sub(length, broadcast(row, TENDON_SPRING_HIGH)), splat(0));
  const tooShort = pmin(sub(length, broadcast(row, TENDON_SPRING_LOW)), splat(0));
  return add(tooLong, tooShort);
}
