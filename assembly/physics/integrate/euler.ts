// One timestep from the constrained acceleration x (MuJoCo's documentation, Computation: numerical integration):
// semi-implicit Euler, with what grows with the velocity taken as it will be at the end of the step,
//
//     (M + h B) x' = M x,   that is   x' = x − (M + h B)⁻¹ h B x
//     q̇ ← q̇ + h x',   q ← q ⊕ h q̇
//
// B is nothing (Euler without eulerdamp), the damping of the joints (with it), or all of the smooth force's drag,
// that of the actuators too (implicitfast).

import { abs, add, andNot, broadcast, load, lt, mul, splat, store, sub } from '../../vector';
import { advanceActivations } from '../actuation/activation';
import {
  acceleration,
  dofCount,
  dofSlot,
  integrator,
  newtonStep,
  qacc,
  qvel,
  timestepWord,
} from '../bound.generated';
import { DAMPER, DRAG, INTEGRATOR_EULER_DAMPED, INTEGRATOR_IMPLICIT_FAST } from '../layout.generated';
import { factorDamped, solveHessian } from '../solve/hessian';
import { movePositions } from './position';

/** Moves qvel and qpos by one timestep; qacc keeps the solver's x, for whoever wants to see it. */
export function integrateEuler(group: usize): void {
  const h = broadcast(timestepWord);
  for (let d = 0; d < dofCount; d++) store(qacc(group, d), load(acceleration(d)));
  if (integrator === INTEGRATOR_EULER_DAMPED || integrator === INTEGRATOR_IMPLICIT_FAST) dampImplicitly(h);
  advanceActivations(group);
  for (let d = 0; d < dofCount; d++) {
    const velocity = qvel(group, d);
    store(velocity, withoutDust(add(load(velocity), mul(h, load(acceleration(d))))));
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

/** x ← x − (M + h B)⁻¹ h B x. */
function dampImplicitly(h: v128): void {
  const drag = integrator === INTEGRATOR_EULER_DAMPED ? DAMPER : DRAG;
  for (let d = 0; d < dofCount; d++) {
    store(newtonStep(d), mul(mul(h, load(dofSlot(d) + drag)), load(acceleration(d))));
  }
  solveHessian(factorDamped(h, drag));
  for (let d = 0; d < dofCount; d++) {
    const x = acceleration(d);
    store(x, sub(load(x), load(newtonStep(d))));
  }
}
