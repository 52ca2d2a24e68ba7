/** Settings as older versions wrote them down. */

/** All settings of a run, with those that came later: runs whose recording names no planner had `mppi`. */
export function inTodaysNames(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { planner: 'mppi', ...settings };
}
