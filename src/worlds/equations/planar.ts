/** Drawing worlds that live in a vertical plane: x to the right, z up, y = 0. */

import type { SceneShape } from '../world.js';

export type Triple = readonly [number, number, number];

export const ROD_COLOR: Triple = [0.85, 0.35, 0.15];
export const JOINT_COLOR: Triple = [0.3, 0.35, 0.45];
export const TARGET_COLOR: Triple = [0.2, 0.65, 0.3];

/** A rod of the given length, to be placed by {@link placeRod}. */
export function rod(name: string, length: number, color: Triple = ROD_COLOR): SceneShape {
  return { name, kind: 'capsule', size: [0.04, length / 2, 0], color };
}

/** A ball that does not move. */
export function fixedBall(
  name: string,
  [x, y, z]: Triple,
  radius: number,
  color: Triple = JOINT_COLOR,
): SceneShape {
  return {
    name,
    kind: 'sphere',
    size: [radius, radius, radius],
    color,
    pose: [x, y, z, 1, 0, 0, 0],
  };
}

/**
 * Writes the pose of a rod that leaves (x, z) at an angle from upright, positive toward +x.
 *
 * @param at index of the pose's first number in `out`
 */
export function placeRod(
  out: Float32Array,
  at: number,
  x: number,
  z: number,
  angle: number,
  length: number,
): void {
  const half = length / 2;
  out.set([x + half * Math.sin(angle), 0, z + half * Math.cos(angle)], at);
  out.set([Math.cos(angle / 2), 0, Math.sin(angle / 2), 0], at + 3);
}
