/** A scene of shapes that have places in bodies: which of them are fixed, and where the others are. */

import { OptionError } from '../options.js';
import { type Place, placeIn, quaternionAt, vectorAt } from './quaternion.js';
import type { Scene, SceneShape } from './world.js';

/** Numbers in the pose of a shape: position x y z, quaternion w x y z. */
export const POSE = 7;

/** Numbers in the poses of all shapes of a scene that move. */
export function poseFloats(scene: Scene | null | undefined): number {
  return POSE * (scene?.shapes.filter((shape) => !shape.pose).length ?? 0);
}

/** A shape with its place in its body's frame, x y z, w x y z. Body 0 is the world: what is there does not move. */
export interface PlacedShape {
  readonly shape: SceneShape;
  readonly body: number;
  readonly place: readonly number[];
}

/** The shapes of a model, those that move and those that do not. */
export interface PlacedScene {
  readonly shapes: readonly PlacedShape[];
  /** Index of the shape that a camera should follow. Default: the first that moves, if one does. */
  readonly follow?: number;
}

export function sceneOf({ shapes, follow }: PlacedScene): Scene {
  const first = shapes.findIndex(({ body }) => body !== 0);
  const followed = follow ?? (first < 0 ? undefined : first);
  return {
    shapes: shapes.map(({ shape, body, place }) => (body === 0 ? { ...shape, pose: [...place] } : shape)),
    ...(followed === undefined ? {} : { follow: followed }),
  };
}

/**
 * Writes 7 numbers for each shape that moves, in the scene's order.
 *
 * @param bodyPlace where a body is in the world
 * @throws OptionError if there is no room for them
 */
export function writePoses(
  shapes: readonly PlacedShape[],
  bodyPlace: (body: number) => Place,
  out: Float32Array,
): void {
  const moving = shapes.filter(({ body }) => body !== 0);
  if (out.length < POSE * moving.length) {
    throw new OptionError(`poses needs room for ${POSE * moving.length} numbers, got ${out.length}`);
  }
  moving.forEach(({ body, place }, i) => {
    const { position, turn } = placeIn(bodyPlace(body), placeAt(place));
    out.set(position, POSE * i);
    out.set(turn, POSE * i + 3);
  });
}

/** A place from an array of 7 numbers for each. */
export function placeAt(poses: ArrayLike<number>, index = 0): Place {
  return { position: vectorAt(poses, POSE * index), turn: quaternionAt(poses, POSE * index + 3) };
}
