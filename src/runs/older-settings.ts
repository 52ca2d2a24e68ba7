/** Settings as older versions recorded them. */

/**
 * Settings of a recording in the names of today. Until there was one table of settings a run also had a `planner`, which
 * was always `mppi` and which nothing read; such runs go on as they are.
 */
export function inTodaysNames(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { planner, ...rest } = settings;
  return planner === 'mppi' ? rest : { ...settings };
}
