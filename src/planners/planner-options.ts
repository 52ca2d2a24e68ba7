/** What a planner can be told, and what is wrong with it. */

import { checkFinite, OptionError, show } from '../options.js';
import { checkSettings, type ValuesOf } from '../setting-kinds.js';
import { PLANNER_SETTINGS } from '../settings.js';
import type { PlannerOptions } from '../settings-options.generated.js';
import { refuseOthers, settingsOf } from './own-settings.js';
import type { OwnRows } from './registry.js';

export type { PlannerOptions } from '../settings-options.generated.js';

type Rows = typeof PLANNER_SETTINGS;
/** Of the settings that single planners have, there are those of the planner chosen. */
export type PlannerSettings = ValuesOf<Omit<Rows, keyof OwnRows>> & Partial<ValuesOf<OwnRows>>;

/** The names of the options, for those who refuse others. */
export const PLANNER_OPTIONS: readonly string[] = Object.keys(PLANNER_SETTINGS);

/** Fills in the defaults. @throws OptionError naming the option that is out of range, or is another planner's. */
export function plannerSettings(options: PlannerOptions): PlannerSettings {
  const { planner } = checkSettings({ planner: PLANNER_SETTINGS.planner }, options);
  refuseOthers(planner, options);
  return checkSettings(settingsOf(planner, PLANNER_SETTINGS), options) as PlannerSettings;
}

export const PLAN_OPTIONS: readonly (keyof PlanOptions)[] = ['deadlineMs', 'signal', 'yields'];

export interface PlanOptions {
  /**
   * Milliseconds from the call within which to answer with the best plan so far. At least one group of four rollouts
   * is made on the calling thread. The answer may come later by the time of one group, and by 5 ms if a worker does not
   * end in time. How many rollouts there is time for differs from run to run, and so do the actions, unless it is all
   * of them. Default: no limit.
   */
  readonly deadlineMs?: number;
  /** Ends the plan: it is rejected with the signal's reason, and the planner is as it was before. */
  readonly signal?: AbortSignal;
  /** Whether the event loop gets a turn every 10 ms, on one thread too. Default: if there is a signal. */
  readonly yields?: boolean;
}

/** σ of each action. @throws OptionError if there are more or fewer of them than actions */
export function sigmaOfEach(sigma: PlannerSettings['sigma'], actionSize: number): Float32Array {
  if (typeof sigma === 'number') return new Float32Array(actionSize).fill(sigma);
  if (sigma.length !== actionSize) {
    throw new OptionError(
      `sigma must be a number or ${actionSize} of them (one for each action), got ${show(sigma)}`,
    );
  }
  return Float32Array.from(sigma);
}

export function checkState(state: ArrayLike<number>, stateSize: number): void {
  if (state?.length !== stateSize) {
    throw new OptionError(`state must have ${stateSize} numbers, got ${state?.length ?? show(state)}`);
  }
  checkFinite('state', state);
}
