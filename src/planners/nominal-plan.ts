/** The plan that is carried from one control step to the next. */

/** What fills the end of a plan that has moved on by one step: nothing (zeros), or its last action again. */
export type Tail = 'zero' | 'hold';

/** A sequence of actions f32 [steps][actionSize], warm-started by shifting. */
export class NominalPlan {
  readonly actions: Float32Array;

  constructor(
    readonly steps: number,
    readonly actionSize: number,
    private readonly low: ArrayLike<number>,
    private readonly high: ArrayLike<number>,
    private readonly tail: Tail,
  ) {
    this.actions = new Float32Array(steps * actionSize);
    this.clear();
  }

  /** Back to no plan at all: zeros, or the bound nearest to zero. */
  clear(): void {
    this.actions.fill(0);
    this.#clip();
  }

  /** Drops the first action, which has been executed. */
  shift(): void {
    const { actions, actionSize } = this;
    actions.copyWithin(0, actionSize);
    if (this.tail === 'zero') actions.fill(0, actions.length - actionSize);
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

/** The first `steps` steps of a plan; a plan that is shorter is followed by zeros. */
export function resizePlan(plan: Float32Array, steps: number, actionSize: number, out: Float32Array): void {
  const shared = Math.min(plan.length, steps * actionSize);
  out.set(plan.subarray(0, shared));
  out.fill(0, shared, steps * actionSize);
}
