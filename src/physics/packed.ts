/** A packed model: what the packer writes, and what the physics in the lanes and its files read. */

import type { Keyframe } from '../worlds/keyframes.js';
import type { JointType } from '../worlds/quantities.js';
import type { Moment } from '../worlds/quantity-kinds.js';
import type { PlacedScene } from '../worlds/scene.js';
import type { PackedFrame } from './frame-rows.js';
import type { BodyReach } from './pack/reach.js';
import type { ReadRow } from './read-rows.js';

/** A model for the physics in the lanes: what the kernels read, and what a task needs to find its quantities. */
export interface PackedModel {
  readonly info: PackedInfo;
  /** The kernels' tables (layout.ts). */
  readonly words: Uint32Array;
}

/** A geom or a site. */
export interface PackedObject extends PackedFrame {
  readonly name: string;
}

/** What is gathered of an actuator; undefined: the lanes do not compute it. */
export interface ActuatorReads {
  readonly length?: ReadRow;
  readonly velocity?: ReadRow;
  readonly force?: ReadRow;
}

/** A sensor; with a `reason` why the lanes do not compute it, an error only if something reads it. */
export interface PackedSensor {
  readonly name: string;
  /** Numbers that it has. */
  readonly dim: number;
  readonly moment: Moment;
  /** What is gathered for it; a clock has none. */
  readonly row?: ReadRow;
  readonly reason?: string;
  /** Of a touch sensor: its site's name. */
  readonly site?: string;
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
  /**
   * Poses of mocap bodies at the start, a part of the state: [bodies][x y z], then [bodies][w x y z]. Absent in files of the
   * time before they were packed.
   */
  readonly mocap?: readonly number[];
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
    /** Actuators carry weight that they are not told of: their force is not known. */
    readonly carries?: boolean;
  }[];
  /** Centre of mass of each body in its frame. */
  readonly centres: readonly (readonly number[])[];
  /** `row` in the table of those that can touch something; absent: it cannot. */
  readonly geoms: readonly (PackedObject & { readonly row?: number })[];
  readonly sites: readonly PackedObject[];
  readonly sensors: readonly PackedSensor[];
  /** The geoms that rays of rangefinders may meet. */
  readonly rayTargets: readonly ReadRow[];
  readonly actuators: readonly ({
    readonly name: string;
    readonly low: number;
    readonly high: number;
  } & ActuatorReads)[];
  readonly tendons: readonly { readonly name: string }[];
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
export function stateSizeOf({ qposCount, dofCount, actCount, mocap = [] }: PackedInfo): number {
  return qposCount + dofCount + actCount + mocap.length;
}

/** The state at which the model starts: at rest. */
export function startState({ start, dofCount, actCount, mocap = [] }: PackedInfo): number[] {
  return [...start, ...new Array<number>(dofCount + actCount).fill(0), ...mocap];
}
