/**
 * The planners, by the names that the setting `planner` takes. A new one is a file like mppi.ts and a word here: types,
 * checks, flags, help, the live page and the README's tables follow.
 */

import { mppi } from './mppi.js';
import type { PlannerKind } from './planner.js';

export const PLANNERS = { mppi };

export type PlannerName = keyof typeof PLANNERS;

export const PLANNER_NAMES = Object.keys(PLANNERS) as PlannerName[];

type All<Union> = (Union extends unknown ? (of: Union) => void : never) extends (of: infer Each) => void
  ? Each
  : never;
/** The settings of single planners, all together. */
export type OwnRows = All<(typeof PLANNERS)[PlannerName]['settings']>;

export const OWN_SETTINGS = Object.assign(
  {},
  ...Object.values(PLANNERS).map(({ settings }) => settings),
) as OwnRows;

/** What each is, in one line. */
export const ABOUT = Object.fromEntries(
  Object.entries(PLANNERS).map(([name, { about }]) => [name, about]),
) as Record<PlannerName, string>;

/** The planner of a name. For the compiler it may be any: its settings have been checked. */
export function planner(name: PlannerName): PlannerKind<OwnRows> {
  return PLANNERS[name] as unknown as PlannerKind<OwnRows>;
}
