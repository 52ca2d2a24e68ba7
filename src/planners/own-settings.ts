/** Which settings go with which planner: all with all, but for those that single planners have. */

import { OptionError } from '../options.js';
import type { PlannerKind } from './planner.js';
import { PLANNERS } from './registry.js';

type Kinds = Readonly<Record<string, Pick<PlannerKind, 'settings'>>>;

/** The planners that have a setting of their own by this name. */
export function ownersOf(name: string, kinds: Kinds = PLANNERS): string[] {
  return Object.keys(kinds).filter((planner) => name in kinds[planner]!.settings);
}

export function hasSetting(planner: string, name: string, kinds?: Kinds): boolean {
  const owners = ownersOf(name, kinds);
  return owners.length === 0 || owners.includes(planner);
}

/** The settings that a planner has, of some. Those of tasks and presets are for whichever planner they are of use to. */
export function settingsOf<V>(
  planner: string,
  settings: Record<string, V>,
  kinds?: Kinds,
): Record<string, V> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => hasSetting(planner, name, kinds)));
}

/** Refuses what a caller says to a planner that has no such setting. @throws OptionError */
export function refuseOthers(planner: string, given: object, kinds?: Kinds): void {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !hasSetting(planner, name, kinds))
      throw new OptionError(
        `${name} must be left out with the planner ${planner}: it is a setting of ${ownersOf(name, kinds).join(', ')}`,
      );
  }
}
