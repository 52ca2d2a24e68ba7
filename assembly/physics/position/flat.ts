// What the ways around a circle (circle.ts, inside.ts) share: two ends, a side and two points on the circle about the
// origin, each two numbers, in `temporary`.

import { NUMBER } from '../sizes';
import { LEVER_SCRATCH } from './leverage';

export const FLAT: usize = LEVER_SCRATCH;
// From there on:
export const FLAT_FROM: usize = 0;
export const FLAT_TO: usize = FLAT_FROM + 2 * NUMBER;
export const FLAT_SIDE: usize = FLAT_TO + 2 * NUMBER;
/** Where the tendon begins to touch, and where it ends. */
export const FLAT_ON: usize = FLAT_SIDE + 2 * NUMBER;
export const FLAT_ANGLE: usize = FLAT_ON + 4 * NUMBER; // a sine and a cosine
/** Length of the arc between them. */
export const FLAT_LENGTH: usize = FLAT_ANGLE + 2 * NUMBER;
export const FLAT_SCRATCH: usize = FLAT + FLAT_LENGTH + NUMBER;
