/** Random controls for any model, and nudges. */

import type { MjModel } from '../../../src/worlds/mujoco/module.js';
import type { Draws } from '../states.js';

/** Steps for which a control is held, at most. */
const HOLD = 8;

/** Uniform in each actuator's range, or in ±1 where it has none; f32. */
export function uniformControl(model: MjModel, draws: Draws): number[] {
  const range: Float64Array = model.actuator_ctrlrange;
  return Array.from({ length: model.nu }, (_, u) => {
    const [low, high] = [range[2 * u]!, range[2 * u + 1]!];
    return Math.fround(low < high ? draws.uniform(low, high) : draws.uniform(-1, 1));
  });
}

/** Controls of `steps` steps, [steps][actuators], each held for 1 to 8 of them. @param first before the first draw */
export function heldControls(
  model: MjModel,
  steps: number,
  draws: Draws,
  first?: readonly number[],
): (readonly number[])[] {
  const controls: (readonly number[])[] = [];
  let ctrl = first ?? uniformControl(model, draws);
  while (controls.length < steps) {
    const held = 1 + Math.floor(draws.uniform(0, HOLD));
    for (let i = 0; i < held && controls.length < steps; i++) controls.push(ctrl);
    ctrl = uniformControl(model, draws);
  }
  return controls;
}

/**
 * A state that f32 can hardly tell from another. Positions move by up to `size` of a metre or radian, or of themselves
 * if they are larger; velocities and the rest by up to `size` of themselves.
 */
export function nudged(state: readonly number[], qposCount: number, size: number, draws: Draws): number[] {
  return state.map((x, i) => {
    const scale = i < qposCount ? Math.max(1, Math.abs(x)) : Math.abs(x);
    return x + size * scale * draws.uniform(-1, 1);
  });
}
