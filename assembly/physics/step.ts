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
import { contactRows } from './constraint/contact-rows';
import { equalityLinks, equalitySingles } from './constraint/equality';
import { frictionRows } from './constraint/friction-loss';
import { ballLimitLinks, limitRows } from './constraint/limit';
import { clearRows } from './constraint/row';
import { tendonFrictionLinks, tendonLimitLinks } from './constraint/tendon-rows';
import { smoothForces } from './forces';
import { integrateEuler } from './integrate/euler';
import { integrateStage, STAGES } from './integrate/runge-kutta';
import { kinematics } from './kinematics';
import { GROUP_FROZEN, INTEGRATOR_RUNGE_KUTTA, MODEL_LAYOUT } from './layout.generated';
import { gatherForces } from './sense/gather';
import { beginHessian, prepareHessian } from './solve/hessian';
import { solve } from './solve/newton';

/** Rows that are no contacts' and reach over several degrees of freedom; returns how many links there are. */
function linkRows(group: usize): i32 {
  const equalities = equalityLinks(group, 0);
  const frictions = tendonFrictionLinks(group, equalities);
  return tendonLimitLinks(group, ballLimitLinks(group, frictions));
}

/**
 * Forces, contacts and the constrained acceleration of a group, a function of its qpos and qvel; X is the result.
 *
 * @param reads what is gathered of it (sense/gather.ts), a table of `readCount` rows, into `rows` of `stride` bytes
 */
function forward(
  group: usize,
  controls: usize,
  reads: usize,
  readCount: i32,
  rows: usize,
  stride: usize,
): void {
  kinematics(group);
  smoothForces(group, controls);
  clearRows(group);
  placeGeoms();
  const contacts = collide(group);
  const links = linkRows(group);
  const sparsity = beginHessian(contacts, links);
  contactRows(group, contacts);
  const singles = equalitySingles(group, limitRows(group, frictionRows(group, 0)));
  solve(group, sparsity, contacts, links, singles);
  if (readCount) gatherForces(reads, readCount, controls, contacts, links, singles, rows, stride);
}

/** One timestep. What is read of it is of its start, where its forces are. */
function step(group: usize, controls: usize, reads: usize, readCount: i32, rows: usize, stride: usize): void {
  forward(group, controls, reads, readCount, rows, stride);
  if (integrator !== INTEGRATOR_RUNGE_KUTTA) {
    integrateEuler(group);
    return;
  }
  integrateStage(group, 0);
  for (let i = 1; i < STAGES; i++) {
    forward(group, controls, 0, 0, 0, 0);
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
 * @param reads table of what is gathered of the last step (sense/gather.ts), `readCount` rows
 * @param out f32 [groupCount · 4][size], where that goes
 */
export function physicsStep(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  controls: usize,
  controlStride: usize,
  steps: i32,
  reads: usize,
  readCount: i32,
  out: usize,
  size: i32,
): void {
  bind(model, scratch);
  prepareHessian();
  const bytes = groupBytes();
  const stride = (<usize>size) << 2;
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * bytes;
    const rows = out + <usize>g * 4 * stride;
    for (let s = 0; s < steps; s++) {
      const count = s === steps - 1 ? readCount : 0;
      step(group, controls + <usize>g * controlStride, reads, count, rows, stride);
      freeze(group);
    }
  }
}

/**
 * The accelerations at the groups' states, without a step: qacc is written, and what is read of forces; qpos and qvel
 * stay. (`controls` 0: zero control; else, as the rest, as in `physicsStep`.)
 */
export function physicsForward(
  model: usize,
  scratch: usize,
  groups: usize,
  groupCount: i32,
  controls: usize,
  controlStride: usize,
  reads: usize,
  readCount: i32,
  out: usize,
  size: i32,
): void {
  bind(model, scratch);
  prepareHessian();
  const bytes = groupBytes();
  const stride = (<usize>size) << 2;
  for (let g = 0; g < groupCount; g++) {
    const group = groups + <usize>g * bytes;
    const here = controls ? controls + <usize>g * controlStride : 0;
    forward(group, here, reads, readCount, out + <usize>g * 4 * stride, stride);
    for (let d = 0; d < dofCount; d++) store(qacc(group, d), load(acceleration(d)));
  }
}
