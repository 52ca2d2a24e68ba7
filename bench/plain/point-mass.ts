/**
 * The point mass of assembly/dynamics/point-mass.ts in plain JavaScript: the same algorithm, free boxes included, one
 * rollout after the other with its state in local variables.
 */

export interface PlainPointMass {
  readonly decay: number;
  readonly gain: number;
  readonly timestep: number;
  /** xmin, ymin, xmax, ymax. */
  readonly limits: readonly [number, number, number, number];
  /** f32 [count][xmin, ymin, xmax, ymax]. */
  readonly walls: Float32Array;
}

/**
 * finals f32 [rollouts][x, y, vx, vy]; start: x, y at rest; actions f32 [rollouts][steps][ux, uy].
 */
export function pointMassRollouts(
  finals: Float32Array,
  model: PlainPointMass,
  start: readonly [number, number],
  actions: Float32Array,
  rollouts: number,
  steps: number,
): void {
  const { decay, gain, timestep, walls } = model;
  const [lowX, lowY, highX, highY] = model.limits;
  for (let r = 0; r < rollouts; r++) {
    let x = start[0];
    let y = start[1];
    let vx = 0;
    let vy = 0;
    let xmin = Infinity; // an empty box: the first step makes a real one
    let ymin = Infinity;
    let xmax = -Infinity;
    let ymax = -Infinity;
    let at = r * steps * 2;
    for (let t = 0; t < steps; t++) {
      vx = decay * vx + gain * actions[at++]!;
      vy = decay * vy + gain * actions[at++]!;
      const toX = x + timestep * vx;
      const toY = y + timestep * vy;
      if (toX >= xmin && toX <= xmax && toY >= ymin && toY <= ymax) {
        x = toX;
        y = toY;
        continue;
      }
      const reachedX = move(walls, 0, x, y, toX, lowX, highX);
      if (reachedX !== toX) vx = 0;
      const reachedY = move(walls, 1, y, reachedX, toY, lowY, highY);
      if (reachedY !== toY) vy = 0;
      x = reachedX;
      y = reachedY;
      if (x >= xmin && x <= xmax && y >= ymin && y <= ymax) continue; // it met the wall at the box's edge
      xmin = lowX;
      ymin = lowY;
      xmax = highX;
      ymax = highY;
      for (let w = 0; w < walls.length; w += 4) {
        const left = walls[w]!;
        const bottom = walls[w + 1]!;
        const right = walls[w + 2]!;
        const top = walls[w + 3]!;
        if (!(left < xmax && right > xmin && bottom < ymax && top > ymin)) continue;
        const gapX = Math.max(left - x, x - right);
        const gapY = Math.max(bottom - y, y - top);
        if (gapX >= gapY) {
          if (x <= left) xmax = left;
          else xmin = right;
        } else if (y <= bottom) ymax = bottom;
        else ymin = top;
      }
    }
    const to = r * 4;
    finals[to] = x;
    finals[to + 1] = y;
    finals[to + 2] = vx;
    finals[to + 3] = vy;
  }
}

/** How far one gets along an axis (0: x, 1: y) at the place `across` on the other. */
function move(
  walls: Float32Array,
  axis: number,
  from: number,
  across: number,
  to: number,
  lowest: number,
  highest: number,
): number {
  let low = lowest;
  let high = highest;
  const other = 1 - axis;
  for (let w = 0; w < walls.length; w += 4) {
    if (!(across > walls[w + other]! && across < walls[w + other + 2]!)) continue;
    const near = walls[w + axis]!;
    const far = walls[w + axis + 2]!;
    if (from <= near && near < high) high = near;
    if (from >= far && far > low) low = far;
  }
  return Math.max(Math.min(to, high), low);
}
