/** What the f64 twins of assembly/dynamics share. */

export interface Step {
  readonly state: number[];
  readonly reward: number;
}

/** The angle in [−π, π]. */
export function wrap(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
