/** Settings as older versions had them. */

/**
 * Settings in the names of today. There was a `planner`, which was always `mppi` and which nothing read: recordings and
 * links have it, and programs may, so it is passed over without a word. Another one is refused, as any name that nobody
 * knows.
 */
export function inTodaysNames<S extends object>(settings: S): S {
  const { planner, ...rest } = settings as { planner?: unknown };
  return planner === 'mppi' ? (rest as S) : settings;
}
