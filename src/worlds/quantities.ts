/**
 * What a task may read of a world, and how it says so. A task is written once for every physics: it names the
 * quantities it reads, gets them as plain numbers in one flat array, and computes reward and observation from them.
 */

import { OptionError } from '../options.js';
import type { Random } from '../random.js';
import { type Axes, kindOf, type QuantityKind, type Touching } from './quantity-kinds.js';
import type { Nothing, World } from './world.js';

export type { QuantityKind } from './quantity-kinds.js';

/** One quantity of a model, by name. */
export interface Quantity {
  readonly kind: QuantityKind;
  /** Name of the joint, body, geom, site, sensor … in the model; empty for what is the whole world's. */
  readonly name: string;
  /** How many numbers it is. */
  readonly size: number;
  /** Whose axes a velocity or acceleration is along. Default `world`. */
  readonly axes?: Axes;
  /** The two that a contact force is between. */
  readonly between?: readonly [Touching, Touching];
}

/** Quantities of different kinds that a joint's type sizes: hinge and slide 1, ball 4 (velocity 3), free 7 (velocity 6). */
export type JointType = 'hinge' | 'slide' | 'ball' | 'free';

/** Numbers of a joint's position and velocity, and where in its position a quaternion begins, if it has one. */
export const JOINTS: Readonly<
  Record<JointType, { readonly position: number; readonly velocity: number; readonly quaternion?: number }>
> = {
  hinge: { position: 1, velocity: 1 },
  slide: { position: 1, velocity: 1 },
  ball: { position: 4, velocity: 3, quaternion: 0 },
  free: { position: 7, velocity: 6, quaternion: 3 },
};

/** The angles and lengths that a joint's position begins with, before its quaternion. */
export function scalars(type: JointType): number {
  const { position, quaternion } = JOINTS[type];
  return quaternion ?? position;
}

/** Position of a joint: an angle (rad), a length (m), a quaternion w x y z, or for a free joint x y z (m) and a quaternion. */
export function jointPosition(joint: string, type: JointType = 'hinge'): Quantity {
  return { kind: 'jointPosition', name: joint, size: jointSizes(joint, type).position };
}

/**
 * Velocity of a joint: rad/s, m/s; ball: 3 numbers in the body's frame; free: 3 linear in the world's frame, then
 * 3 angular in the body's.
 */
export function jointVelocity(joint: string, type: JointType = 'hinge'): Quantity {
  return { kind: 'jointVelocity', name: joint, size: jointSizes(joint, type).velocity };
}

/**
 * Checks what a task reads of a joint against the joint that the model has.
 *
 * @param type of the model's joint
 * @throws OptionError if the joint has another number of numbers
 */
export function checkJointRead({ kind, name, size }: Quantity, type: JointType): void {
  const actual = JOINTS[type][kind === 'jointPosition' ? 'position' : 'velocity'];
  if (size !== actual) {
    throw new OptionError(
      `${kind} of '${name}' has ${actual} numbers in the model, the task reads ${size} (give the joint's type)`,
    );
  }
}

/** @throws OptionError if a joint has more than one degree of freedom. */
export function checkScalarJoint(joint: string, type: JointType): void {
  if (type === 'hinge' || type === 'slide') return;
  throw new OptionError(`jointActuatorForce needs a hinge or a slide, joint '${joint}' is of type ${type}`);
}

/** What a task reads of a sensor that has another number of numbers. */
export function sensorSize(name: string, dim: number, size: number): OptionError {
  const plural = dim === 1 ? '' : 's';
  return new OptionError(
    `sensor '${name}' has ${dim} number${plural} in the model, the task reads ${size} (give its size)`,
  );
}

/** What a task reads and the model does not have. */
export function missing(what: string, name: string): OptionError {
  return new OptionError(`the model has no ${what} '${name}'`);
}

/** Position of a body's frame in the world, x y z (m). */
export function bodyPosition(body: string): Quantity {
  return { kind: 'bodyPosition', name: body, size: 3 };
}

/** Orientation of a body: its rotation matrix, 9 numbers by rows; column j is the body's axis j in the world. */
export function bodyAxes(body: string): Quantity {
  return { kind: 'bodyAxes', name: body, size: 9 };
}

/** Position of a geom's centre in the world, x y z (m). */
export function geomPosition(geom: string): Quantity {
  return { kind: 'geomPosition', name: geom, size: 3 };
}

/** Position of a site in the world, x y z (m). */
export function sitePosition(site: string): Quantity {
  return { kind: 'sitePosition', name: site, size: 3 };
}

/** Sum of the normal contact forces inside a touch sensor's site (N), by the name of the sensor or of its site. */
export function touch(sensorOrSite: string): Quantity {
  return { kind: 'touch', name: sensorOrSite, size: 1 };
}

/** Quantities laid out one after the other in a flat array. */
export interface Reads<Name extends string = string> {
  /** Numbers in the array. */
  readonly size: number;
  /** Where each quantity begins. */
  readonly at: Readonly<Record<Name, number>>;
  /** The quantities, in order. */
  readonly list: readonly { readonly quantity: Quantity; readonly offset: number }[];
}

/** Lays out quantities, in the order in which they are named. */
export function reads<Name extends string>(quantities: Readonly<Record<Name, Quantity>>): Reads<Name> {
  const at = {} as Record<Name, number>;
  const list: { quantity: Quantity; offset: number }[] = [];
  let size = 0;
  for (const name of Object.keys(quantities) as Name[]) {
    at[name] = size;
    list.push({ quantity: quantities[name], offset: size });
    size += quantities[name].size;
  }
  return { size, at, list };
}

/** True if joint values alone are read: those are the state itself, fresh after a step and free of any cost. */
export function readsJointsOnly(quantities: Reads): boolean {
  return quantities.list.every(({ quantity }) => kindOf(quantity.kind).moment === 'state');
}

/** A flat array of quantities; MuJoCo gives f64, the lanes f32. */
export type Numbers = Float64Array | Float32Array;

/**
 * What a task makes of a world's quantities, the same for every physics. The functions are pure, keep nothing between
 * calls, and use no transcendental `Math` function (engines differ in their last bits; `sqrt` and `abs` are exact).
 */
export interface Readout {
  /** What `reward` and `measure` read. Joint values alone are free; positions cost a pass of kinematics where a world is stepped by itself, and in rollouts hardly anything. */
  readonly rewardReads: Reads;
  /** What `observe` reads. */
  readonly observationReads: Reads;
  /** Numbers in an observation. */
  readonly observationSize: number;
  /** r(s′, a): the reward of the step that led here with this action. */
  reward(q: Numbers, action: Float32Array): number;
  /** Writes the observation into `out`, scaled to about [−1, 1]. */
  observe(q: Numbers, out: Float32Array): Nothing;
  /** What a person would call progress, from the quantities of `rewardReads`. */
  measure?(q: Numbers): number;
}

/** The part of a world that a start state is made with. The state is qpos, qvel, act, one after the other. */
export type StartableWorld = Pick<World, 'stateSize' | 'actionSize' | 'getState' | 'setState' | 'step'>;

/** Brings a world to a start state of an episode, drawn from `random` alone; it may step the world to get there. */
export type Start = (world: StartableWorld, random: Random) => Nothing;

function jointSizes(joint: string, type: JointType) {
  if (!Object.hasOwn(JOINTS, type)) {
    throw new OptionError(
      `the type of joint '${joint}' must be hinge, slide, ball or free, got ${String(type)}`,
    );
  }
  return JOINTS[type];
}
