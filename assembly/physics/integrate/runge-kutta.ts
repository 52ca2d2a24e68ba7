// The classical Runge-Kutta method of fourth order (MuJoCo's documentation, Computation: numerical integration): the
// state moves from where it was by the velocity and acceleration of the stage before, for half the step, half and the
// whole, and in the end by their averages, one sixth, a third, a third, a sixth.

import { add, broadcast, load, mul, splat, store } from '../../vector';
import { nextActivation } from '../actuation/activation';
import {
  acceleration,
  act,
  activationCount,
  activationRow,
  activationSlot,
  averageAcceleration,
  averageRate,
  averageVelocity,
  dofCount,
  qacc,
  qpos,
  qposCount,
  qvel,
  startActivation,
  startPosition,
  startVelocity,
  timestepWord,
  whole,
} from '../bound.generated';
import { ACTIVATION_RATE, ACTIVATION_STATE } from '../layout.generated';
import { withoutDust } from './euler';
import { movePositions } from './position';

/** How many times the accelerations are computed in a step. */
export const STAGES: i32 = 4;

/**
 * After the accelerations X of stage i, 0 to 3: moves the group's state to where those of the next are computed,
 * after the last to the end of the step. qacc keeps X of stage 0.
 */
export function integrateStage(group: usize, i: i32): void {
  const h = broadcast(timestepWord);
  if (i === 0) keepStart(group);
  const share = splat(i === 0 || i === 3 ? <f32>(1.0 / 6.0) : <f32>(1.0 / 3.0));
  for (let d = 0; d < dofCount; d++) {
    const velocity = averageVelocity(d);
    const rate = averageAcceleration(d);
    store(velocity, add(load(velocity), mul(share, load(qvel(group, d)))));
    store(rate, add(load(rate), mul(share, load(acceleration(d)))));
  }
  for (let a = 0; a < activationCount; a++) {
    const rate = averageRate(a);
    store(rate, add(load(rate), mul(share, load(activationSlot(a) + ACTIVATION_RATE))));
  }
  if (i === STAGES - 1) {
    moveFromStart(group, averageVelocity(0), h);
    for (let a = 0; a < activationCount; a++) {
      const row = activationRow(a);
      const state = act(group, whole(row, ACTIVATION_STATE));
      store(state, nextActivation(row, load(startActivation(a)), load(averageRate(a))));
    }
    for (let d = 0; d < dofCount; d++) {
      const moved = add(load(startVelocity(d)), mul(h, load(averageAcceleration(d))));
      store(qvel(group, d), withoutDust(moved));
    }
    return;
  }
  const t = i === 2 ? h : mul(splat(0.5), h);
  moveFromStart(group, qvel(group, 0), t);
  for (let a = 0; a < activationCount; a++) {
    const state = act(group, whole(activationRow(a), ACTIVATION_STATE));
    store(state, add(load(startActivation(a)), mul(t, load(activationSlot(a) + ACTIVATION_RATE))));
  }
  for (let d = 0; d < dofCount; d++) {
    store(qvel(group, d), add(load(startVelocity(d)), mul(t, load(acceleration(d)))));
  }
}

function keepStart(group: usize): void {
  const zero = splat(0);
  for (let i = 0; i < qposCount; i++) store(startPosition(i), load(qpos(group, i)));
  for (let a = 0; a < activationCount; a++) {
    store(startActivation(a), load(act(group, whole(activationRow(a), ACTIVATION_STATE))));
    store(averageRate(a), zero);
  }
  for (let d = 0; d < dofCount; d++) {
    store(startVelocity(d), load(qvel(group, d)));
    store(averageVelocity(d), zero);
    store(averageAcceleration(d), zero);
    store(qacc(group, d), load(acceleration(d)));
  }
}

function moveFromStart(group: usize, velocities: usize, t: v128): void {
  for (let i = 0; i < qposCount; i++) store(qpos(group, i), load(startPosition(i)));
  movePositions(group, velocities, t);
}
