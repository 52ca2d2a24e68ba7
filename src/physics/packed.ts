/** A packed model: what the packer writes, and what the physics in the lanes and its files read. */

import type { Keyframe } from '../worlds/keyframes.js';
import type { JointType } from '../worlds/quantities.js';
import type { PlacedScene } from '../worlds/scene.js';
import type { BodyReach } from './pack/reach.js';

/** A model for the physics in the lanes: what the kernels read, and what a task needs to find its quantities. */
export interface PackedModel {
  readonly info: PackedInfo;
  /** The kernels' tables (layout.ts). */
  readonly words: Uint32Array;
}

/** A point fixed in a body's frame. */
export interface PackedPoint {
  readonly name: string;
  readonly body: number;
  readonly position: readonly number[];
}

/**
 * Names, sizes and shapes of a packed model; plain JSON. Files of the time before meshes were packed have no mesh among
 * their shapes, and none to follow.
 */
export interface PackedInfo extends PlacedScene {
  readonly qposCount: number;
  readonly dofCount: number;
  /** Activation states of actuators. */
  readonly actCount: number;
  /** Poses of mocap bodies at the start, a part of the state: [bodies][x y z], then [bodies][w x y z]. */
  readonly mocap: readonly number[];
  /** Seconds of a physics step. */
  readonly timestep: number;
  /** qpos at which the model starts. */
  readonly start: readonly number[];
  readonly bodies: readonly string[];
  readonly joints: readonly {
    readonly name: string;
    readonly type: JointType;
    readonly qpos: number;
    readonly dof: number;
  }[];
  readonly geoms: readonly PackedPoint[];
  readonly sites: readonly PackedPoint[];
  /** Touch sensors; with a `reason` why the kernels cannot evaluate it, an error only if something reads it. */
  readonly touches: readonly { readonly name: string; readonly site: string; readonly reason?: string }[];
  readonly actuators: readonly { readonly name: string; readonly low: number; readonly high: number }[];
  /** Room for contacts between bodies in a group of four worlds. */
  readonly pairContacts: number;
  /** Absent in files of the time before keyframes were packed. */
  readonly keyframes?: readonly Keyframe[];
  /**
   * The body where positions are counted from (0: the world), and how far from it others may be that can move away.
   * Models packed before there was this have none, and are not watched.
   */
  readonly reach?: { readonly origin: number; readonly mobile: readonly BodyReach[] };
  /** What the lanes do in another way than the model says, in words (features.ts). Absent in files of before. */
  readonly differences?: readonly string[];
}

/** Numbers of a world's state: qpos, qvel, act, poses of mocap bodies, one after the other. */
export function stateSizeOf({ qposCount, dofCount, actCount, mocap }: PackedInfo): number {
  return qposCount + dofCount + actCount + mocap.length;
}

/** The state at which the model starts: at rest. */
export function startState({ start, dofCount, actCount, mocap }: PackedInfo): number[] {
  return [...start, ...new Array<number>(dofCount + actCount).fill(0), ...mocap];
}
