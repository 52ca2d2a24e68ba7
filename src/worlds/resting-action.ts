/** The resting control: what a world is controlled with where nobody has planned anything yet. */

import { checkNumber, OptionError, show } from '../options.js';
import type { WorldShape } from './world.js';

/** What a world says of its controls. */
export type ActionShape = Pick<WorldShape, 'actionSize' | 'actionLow' | 'actionHigh' | 'restingAction'>;

/** The resting control of a world, [actionSize]: its own, else 0, or the bounds nearest to that. */
export function restingActionOf(shape: ActionShape): Float64Array {
  const { actionSize, actionLow, actionHigh, restingAction } = shape;
  return Float64Array.from(restingAction ?? new Array<number>(actionSize).fill(0), (control, a) =>
    Math.min(Math.max(control, actionLow[a]!), actionHigh[a]!),
  );
}

/** @throws OptionError if a world's own resting control has the wrong length or leaves the bounds. */
export function checkRestingAction({ actionSize, actionLow, actionHigh, restingAction }: ActionShape): void {
  if (restingAction === undefined) return;
  if (restingAction?.length !== actionSize) {
    throw new OptionError(
      `restingAction must have ${actionSize} numbers (actionSize), got ${show(restingAction)}`,
    );
  }
  for (let a = 0; a < actionSize; a++) {
    checkNumber(`restingAction[${a}]`, restingAction[a], { min: actionLow[a]!, max: actionHigh[a]! });
  }
}
