/** What assembly/dynamics/point-mass.ts computes, in f64, one world at a time and without free boxes. */

export interface PointMass {
  readonly decay: number;
  readonly gain: number;
  readonly timestep: number;
  /** xmin, ymin, xmax, ymax */
  readonly limits: readonly number[];
  /** Walls, each xmin, ymin, xmax, ymax. */
  readonly walls: readonly (readonly number[])[];
}

/** How far one gets along an axis (0 or 1) toward `to`. */
function reach(model: PointMass, axis: 0 | 1, from: number, to: number, across: number): number {
  let low = model.limits[axis]!;
  let high = model.limits[axis + 2]!;
  const other = 1 - axis;
  for (const wall of model.walls) {
    if (across <= wall[other]! || across >= wall[other + 2]!) continue;
    if (from <= wall[axis]!) high = Math.min(high, wall[axis]!);
    if (from >= wall[axis + 2]!) low = Math.max(low, wall[axis + 2]!);
  }
  return Math.max(Math.min(to, high), low);
}

/** One step of [x, y, vx, vy]. */
export function stepPointMass(
  model: PointMass,
  state: readonly number[],
  action: readonly number[],
): number[] {
  let [x, y, vx, vy] = state as [number, number, number, number];
  vx = model.decay * vx + model.gain * action[0]!;
  vy = model.decay * vy + model.gain * action[1]!;
  const wantedX = x + model.timestep * vx;
  const wantedY = y + model.timestep * vy;
  x = reach(model, 0, x, wantedX, y);
  if (x !== wantedX) vx = 0;
  y = reach(model, 1, y, wantedY, x);
  if (y !== wantedY) vy = 0;
  return [x, y, vx, vy];
}
