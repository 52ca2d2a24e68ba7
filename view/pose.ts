/** Poses of a scene's moving shapes. */

import type { Scene } from '../src/simulation/world.js';

/** Numbers in the pose of a shape: position x y z, quaternion w x y z. */
export const POSE = 7;

/** Numbers in the poses of all shapes that move. */
export function poseFloats(scene: Scene | null | undefined): number {
  return POSE * (scene?.shapes.filter((shape) => !shape.pose).length ?? 0);
}
