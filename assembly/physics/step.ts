// One physics step of a group, and what the module exports of it.

import { abs, and, any, broadcast, eq, le, load, not, or, select, splat, store } from '../vector';
import {
  acceleration,
  act,
  actCount,
  bind,
  dofCount,
  groupBytes,
  integrator,
  qacc,
  qpos,
  qposCount,
  qvel,
  speedBoundWord,
  startRow,
} from './bound.generated';
import { collide } from './collision/driver';
import { placeGeoms } from './collision/place';
import { contactRows } from './constraint/contact';
import { equalityLinks, equalitySingles } from './constraint/equality';
import { frictionRows } from './constraint/friction-loss';
import { ballLimitLinks, limitRows } from './constraint/limit';
import { clearRows } from './constraint/row';
import { smoothForces } from './forces';
import { integrateEuler } from './integrate/euler';
import { integrateStage, STAGES } from './integrate/runge-kutta';
import { kinematics } from './kinematics';
import { GROUP_FROZEN, INTEGRATOR_RUNGE_KUTTA, MODEL_LAYOUT } from './layout.generated';
import { beginHessian, prepareHessian } from './solve/hessian';
import { solve } from './solve/newton';
import { senseTouch } from './touch';

/**
 * Forces, contacts and the constrained acceleration of a group, a function of its qpos and qvel; X is the result.
 *
 * @param sense whether the touch forces are written too
 */
function forward(group: usize, controls: usize, sense: bool): void {
  kinematics(group);
  smoothForces(group, controls);
  clearRows(group);
  placeGeoms();
  const contacts = collide(group);
  const links = ballLimitLinks(group, equalityLinks(group, 0));
  const sparsity = beginHessian(contacts, links);
  contactRows(group, contacts);
  const singles = equalitySingles(group, limitRows(group, frictionRows(group, 0)));
  solve(group, sparsity, contacts, links, singles);
  if (sense) senseTouch(group, contacts);
}

/** One timestep. */
function step(group: usize, controls: usize, sense: bool): void {
  forward(group, controls, sense);
  if (integrator !== INTEGRATOR_RUNGE_KUTTA) {
    integrateEuler(group);
    return;
  }
  integrateStage(group, 0);
  for (let i = 1; i < STAGES; i++) {
    forward(group, controls, false);
    integrateStage(group, i);
  }
}

/**
 * Freezes the worlds that have blown up in this step: some |qvel| beyond the bound, or not a number. A frozen world is
 * put into the start pose at rest, has no contacts and no iterations: finite, and no burden to its neighbours.
 */
function freeze(group: usize): void {
  const bound = broadcast(speedBoundWord);
  let sane = eq(bound, bound);
  for (let d = 0; d < dofCount; d++) {
    sane = and(sane, le(abs(load(qvel(group, d))), bound));
  }
  for (let i = 0; i < qposCount; i++) {
    sane = and(sane, le(abs(load(qpos(group, i))), splat(1e10))); // as mjMAXVAL; false for NaN
  }
  const frozen = or(load(group + GROUP_FROZEN), not(sane));
  if (!any(frozen)) return;
  store(group + GROUP_FROZEN, frozen);
  const zero = splat(0);
  for (let i = 0; i < qposCount; i++) {
    const p = qpos(group, i);
    store(p, select(broadcast(startRow(i)), load(p), frozen));
  }
  for (let a = 0; a < actCount; a++) store(act(group, a), select(zero, load(act(group, a)), frozen));
  for (let d = 0; d < dofCount; d++) {
    store(qvel(group, d), select(zero, load(qvel(group, d)), frozen));
    store(qacc(group, d), select(zero, load(qacc(group, d)), frozen));
  }
}

/** Version of the model's layout that this module reads. */
export function physicsLayout(): i32 {
  return MODEL_LAYOUT;
}

/** Bytes of scratch that a model needs; one scratch serves any number of groups and models in turn. */
export function physicsScratchBytes(model: usize): usize {
  return bind(model, 0);
}

/** Bytes of the state of a group of four worlds (layout: `GROUP_*` of layout.ts). */
export function physicsGroupBytes(model: usize): usize {
  bind(model, 0);
  return groupBytes();
}

/**
 * Takes `steps` physics steps of every group under the same controls.
 *
 * @param groups states, `groupCount` blocks of `physicsGroupBytes`
 * @param controls f32 [actuators][4 lanes] of the first group; those of the next lie `controlStride` bytes on
 * @param sense 1: the touch forces of the last step are written too
 */
export function physicsStep(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  controls: usize,
  controlStride: usize,
  steps: i32,
  sense: i32,
): void {
  bind(model, scratch);
  prepareHessian();
  const size = groupBytes();
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * size;
    for (let s = 0; s < steps; s++) {
      step(group, controls + <usize>g * controlStride, sense !== 0 && s === steps - 1);
      freeze(group);
    }
  }
}

/**
 * The accelerations and touch forces at the groups' states with zero control, without a step: qacc is written, qpos
 * and qvel stay. (`controls` 0, or as in `physicsStep`.)
 */
export function physicsForward(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  controls: usize,
  controlStride: usize,
): void {
  bind(model, scratch);
  prepareHessian();
  const size = groupBytes();
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * size;
    forward(group, controls ? controls + <usize>g * controlStride : 0, true);
    for (let d = 0; d < dofCount; d++) store(qacc(group, d), load(acceleration(d)));
  }
}
