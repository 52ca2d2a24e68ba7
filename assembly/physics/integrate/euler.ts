// One timestep from the constrained acceleration x (MuJoCo's documentation, Computation: numerical integration):
// semi-implicit Euler, with what grows with the velocity taken as it will be at the end of the step,
//
//     (M + h B) x' = M x,   that is   x' = x − (M + h B)⁻¹ h B x
//     q̇ ← q̇ + h x',   q ← q ⊕ h q̇
//
// B is nothing (Euler without eulerdamp), the damping of the joints (with it), or all of the smooth force's drag, that of
// the actuators too (implicitfast).

import { abs, add, andNot, broadcast, load, lt, mul, splat, store, sub } from '../../vector';
import {
  dofCount,
  dofRow,
  dofSlot,
  factorRow,
  integrator,
  qacc,
  qvel,
  timestepWord,
} from '../bound.generated';
import {
  DOF_DAMPING,
  DRAG,
  INTEGRATOR_EULER_DAMPED,
  INTEGRATOR_IMPLICIT_FAST,
  STEP,
  X,
} from '../layout.generated';
import { copyMass, factor, solveFactored } from '../solve/factor';
import { movePositions } from './position';

/** Moves qvel and qpos by one timestep; qacc keeps the solver's x, for whoever wants to see it. */
export function integrateEuler(group: usize): void {
  const h = broadcast(timestepWord);
  for (let d = 0; d < dofCount; d++) store(qacc(group, d), load(dofSlot(d) + X));
  if (integrator === INTEGRATOR_EULER_DAMPED || integrator === INTEGRATOR_IMPLICIT_FAST) dampImplicitly(h);
  for (let d = 0; d < dofCount; d++) {
    const velocity = qvel(group, d);
    store(velocity, withoutDust(add(load(velocity), mul(h, load(dofSlot(d) + X)))));
  }
  movePositions(group, qvel(group, 0), h);
}

/**
 * A velocity that has died away to below 1e-15 is at rest: else its square becomes denormal, a hundred times as slow.
 * @inline
 */
export function withoutDust(velocity: v128): v128 {
  return andNot(velocity, lt(abs(velocity), splat(1e-15)));
}

/** X ← X − (M + h B)⁻¹ h B X. */
function dampImplicitly(h: v128): void {
  copyMass();
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    const drag =
      integrator === INTEGRATOR_EULER_DAMPED ? broadcast(dofRow(d), DOF_DAMPING) : load(dof + DRAG);
    const hB = mul(h, drag);
    const diagonal = factorRow(d);
    store(diagonal, add(load(diagonal, d), hB), d);
    store(dof + STEP, mul(hB, load(dof + X)));
  }
  factor();
  solveFactored(STEP);
  for (let d = 0; d < dofCount; d++) {
    const dof = dofSlot(d);
    store(dof + X, sub(load(dof + X), load(dof + STEP)));
  }
}
