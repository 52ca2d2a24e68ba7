/**
 * The plan that is carried from one control step to the next. Where nothing has been planned yet, at the start and
 * beyond the end, it holds the resting control: zero, as a rule, is the right one for a motor, but a setpoint of zero
 * throws a robot with position servos out of its pose.
 */

import type { ValuesOf } from '../setting-kinds.js';
import { PLANNER_SETTINGS } from '../settings.js';

/** What fills the end of a plan that has moved on by one step: the resting control, or the plan's last action again. */
export type Tail = ValuesOf<typeof PLANNER_SETTINGS>['tail'];

/** @returns the tail; `zero`, the name of `rest` when every world rested at zero, is still taken for it. */
export function checkTail(value: unknown): Tail {
  return PLANNER_SETTINGS.tail.check('tail', value);
}

/** A sequence of actions f32 [steps][actionSize], warm-started by shifting. */
export class NominalPlan {
  readonly actions: Float32Array;
  readonly actionSize: number;
  readonly #rest: Float32Array;

  /** @param rest the resting control, [actionSize] */
  constructor(
    readonly steps: number,
    rest: ArrayLike<number>,
    private readonly low: ArrayLike<number>,
    private readonly high: ArrayLike<number>,
    private readonly tail: Tail,
  ) {
    this.actionSize = rest.length;
    this.actions = new Float32Array(steps * this.actionSize);
    this.#rest = Float32Array.from(rest);
    this.clear();
  }

  /** Back to no plan at all: the resting control, or the bounds nearest to it. */
  clear(): void {
    fillWith(this.#rest, this.actions);
    this.#clip();
  }

  /** Drops the first action, which has been executed. */
  shift(): void {
    const { actions, actionSize } = this;
    actions.copyWithin(0, actionSize);
    if (this.tail === 'rest') actions.set(this.#rest, actions.length - actionSize);
    this.#clip();
  }

  /** Takes new actions, clipped to the bounds (an average may leave them by a rounding error). */
  set(actions: ArrayLike<number>): void {
    this.actions.set(actions);
    this.#clip();
  }

  #clip(): void {
    for (let i = 0; i < this.actions.length; i++) {
      const a = i % this.actionSize;
      this.actions[i] = Math.min(Math.max(this.actions[i]!, this.low[a]!), this.high[a]!);
    }
  }
}

/** The first `steps` steps of a plan; a plan that is shorter is followed by the resting control. */
export function resizePlan(plan: Float32Array, steps: number, rest: Float32Array, out: Float32Array): void {
  const shared = Math.min(plan.length, steps * rest.length);
  out.set(plan.subarray(0, shared));
  fillWith(rest, out.subarray(shared, steps * rest.length));
}

/** Writes an action into every step, [steps][actionSize]. */
function fillWith(action: Float32Array, steps: Float32Array): void {
  for (let i = 0; i < steps.length; i++) steps[i] = action[i % action.length]!;
}
