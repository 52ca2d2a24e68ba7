/** Keyframes of a model: states with a name, and the controls that belong to them. */

import { OptionError, show } from '../options.js';

/** One keyframe; plain JSON, because packed models carry it. */
export interface Keyframe {
  /** Empty if it has none. */
  readonly name: string;
  /** In the order of a world's state: qpos, qvel, act, positions and orientations of mocap bodies. */
  readonly state: readonly number[];
  /** The controls, as the model has them: not held inside their bounds. */
  readonly ctrl: readonly number[];
}

/** What each keyframe is called: its name, or its number if it has none. */
export function keyframeNames(keyframes: readonly Keyframe[] = []): string[] {
  return keyframes.map(({ name }, k) => name || String(k));
}

/**
 * Finds a keyframe.
 *
 * @param keyframes undefined: a packed model of the time before keyframes were packed
 * @param wanted its name, or its number from 0 on; a text of digits that is no name counts as a number
 * @param option what the caller calls `wanted`, for messages
 * @throws OptionError naming the keyframes that there are
 */
export function findKeyframe(
  keyframes: readonly Keyframe[] | undefined,
  wanted: unknown,
  option: string,
): Keyframe {
  if (!keyframes) {
    throw new OptionError(
      `${option} must be left out: this packed model was made by an earlier version, which left keyframes out; pack the model again`,
    );
  }
  if (keyframes.length === 0)
    throw new OptionError(`${option} must be left out: the model has no keyframes, got ${show(wanted)}`);
  const named = typeof wanted === 'string' && wanted !== '' && keyframes.find(({ name }) => name === wanted);
  if (named) return named;
  const number = typeof wanted === 'string' && /^\d+$/.test(wanted) ? Number(wanted) : wanted;
  const numbered = typeof number === 'number' ? keyframes[number] : undefined;
  if (numbered) return numbered;
  throw new OptionError(
    `${option} must be one of ${keyframeNames(keyframes).join(', ')} (the model's keyframes, or a number from 0 to ${keyframes.length - 1}), got ${show(wanted)}`,
  );
}
