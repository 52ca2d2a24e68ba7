// States of actuators (MuJoCo's documentation, Computation: actuation model): integrators, filters of first order and
// muscles. A filter that is `exact` is one whose `advance` is τ (1 − exp(−h / τ)) in place of h.

import {
  abs,
  add,
  andNot,
  broadcast,
  clamp,
  div,
  load,
  lt,
  mul,
  nearest,
  splat,
  store,
  sub,
} from '../../vector';
import { act, activationCount, activationRow, activationSlot, tendonSlot, whole } from '../bound.generated';
import {
  ACTIVATION_ADVANCE,
  ACTIVATION_CONTROL,
  ACTIVATION_CONTROL_HIGH,
  ACTIVATION_CONTROL_LOW,
  ACTIVATION_FILTER,
  ACTIVATION_HELD,
  ACTIVATION_HIGH,
  ACTIVATION_INTEGRATOR,
  ACTIVATION_KIND,
  ACTIVATION_LOW,
  ACTIVATION_NEXT,
  ACTIVATION_PERIOD,
  ACTIVATION_RATE,
  ACTIVATION_RISE,
  ACTIVATION_STATE,
  ACTIVATION_TENDON,
  TENDON_LENGTH,
} from '../layout.generated';
import { muscleRate } from './muscle';

/** Writes RATE of each activation, and NEXT, what it is at the end of a step. `controls` 0: all are 0. */
export function activate(group: usize, controls: usize): void {
  for (let a = 0; a < activationCount; a++) {
    const row = activationRow(a);
    const slot = activationSlot(a);
    const state = load(act(group, whole(row, ACTIVATION_STATE)));
    const given = controls ? load(controls, whole(row, ACTIVATION_CONTROL)) : splat(0);
    const low = broadcast(row, ACTIVATION_CONTROL_LOW);
    const rate = activationRate(row, clamp(given, low, broadcast(row, ACTIVATION_CONTROL_HIGH)), state);
    store(slot + ACTIVATION_RATE, rate);
    store(slot + ACTIVATION_NEXT, nextActivation(row, state, rate));
  }
}

/** @inline */
function activationRate(row: usize, control: v128, state: v128): v128 {
  const kind = whole(row, ACTIVATION_KIND);
  if (kind === ACTIVATION_INTEGRATOR) return control;
  if (kind === ACTIVATION_FILTER) return div(sub(control, state), broadcast(row, ACTIVATION_RISE));
  if (kind === ACTIVATION_HELD) return splat(0);
  return muscleRate(row, control, state);
}

/** An activation one timestep later at a rate, within its range. @inline */
export function nextActivation(row: usize, state: v128, rate: v128): v128 {
  const next = add(state, mul(rate, broadcast(row, ACTIVATION_ADVANCE)));
  return clamp(next, broadcast(row, ACTIVATION_LOW), broadcast(row, ACTIVATION_HIGH));
}

/**
 * Moves the activations by one timestep at their RATE. One that is the angle a servo turns to is kept within half a
 * turn of where the servo was at the start of the step; what has died away to below 1e-15 is 0, as velocities are.
 */
export function advanceActivations(group: usize): void {
  for (let a = 0; a < activationCount; a++) {
    const row = activationRow(a);
    const state = act(group, whole(row, ACTIVATION_STATE));
    let next = nextActivation(row, load(state), load(activationSlot(a) + ACTIVATION_RATE));
    const tendon = whole(row, ACTIVATION_TENDON);
    if (tendon >= 0) {
      next = nearestTurn(next, load(tendonSlot(tendon) + TENDON_LENGTH), broadcast(row, ACTIVATION_PERIOD));
    }
    store(state, andNot(next, lt(abs(next), splat(1e-15))));
  }
}

/** Of all x + n · period that which is nearest to `length`. @inline */
export function nearestTurn(x: v128, length: v128, period: v128): v128 {
  return sub(x, mul(period, nearest(div(sub(x, length), period))));
}
