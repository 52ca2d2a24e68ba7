/**
 * The humanoid of the paper (appendix A) as MJCF: 27 degrees of freedom, 21 torque motors, written from the numbers
 * of the 2018 MuJoCo humanoid. As in the paper the motors keep their original gears, are driven at −1 to 1, and the
 * timestep is 0.008 s.
 *
 * The left limbs are the right ones mirrored at the plane y = 0, so each limb is written once. The original does not
 * mirror its joint axes by one rule: they stand where each joint is written, with what that does to the ranges.
 *
 * Chosen here, because no table gives them: contact and limit parameters (solref, solimp) and a contact margin of 0
 * are MuJoCo's defaults; the sites (neck, touch zones) and the colours.
 */

import { checkKnown, checkNumber } from '../../options.js';

/** Names of the touch sensors, in the order of the paper's table: head, hands, feet. */
export const HUMANOID_TOUCH = [
  'touch_head',
  'touch_right_hand',
  'touch_left_hand',
  'touch_right_foot',
  'touch_left_foot',
] as const;

/**
 * Lying on the back; qpos, 28 numbers. Everything that carries weight is within 1 mm above the floor (the pose was
 * settled with a contact margin), so the first contact comes after two or three steps.
 */
// biome-ignore format: one body part a line
export const HUMANOID_LAYING: readonly number[] = [
  -0.164158, 0.0265899, 0.101116, 0.684044, -0.160277, -0.70823, -0.0693176, // root: position, quaternion w x y z
  -0.1321, 0.0203937, 0.298099, // abdomen z, y, x
  0.0873523, 0.00634907, 0.117343, -0.0320319, -0.619764, 0.0204114, // right hip x, z, y, knee, ankle y, x
  -0.157038, 0.0512385, 0.115817, -0.0320437, -0.617078, -0.00153819, // left leg, same order
  0.13926, -1.01785, -1.57189, // right shoulder 1, 2, elbow
  -0.0914509, 0.708539, -1.57187, // left arm
];

/** Standing with straight limbs, the soles 5 mm above the floor; qpos, 28 numbers. */
export const HUMANOID_UPRIGHT: readonly number[] = [0, 0, 1.29, 1, 0, 0, 0, ...new Array<number>(21).fill(0)];

/** Seconds of one physics step, which is also one control step (appendix A). */
export const HUMANOID_TIMESTEP = 0.008;

export interface HumanoidModelOptions {
  /** Factor on the radius of the head (figure 4b); the head's mass follows with its cube, its centre stays. Default 1. */
  headScale?: number;
  /** Something that stands in the world with it. Default: nothing. */
  prop?: Prop;
}

/** Parts of MJCF that are put into the humanoid's. */
export interface Prop {
  /** Elements of the world body, after the humanoid. */
  readonly bodies: string;
  /** Elements of `<contact>`. */
  readonly contacts: string;
  /** Its part of qpos in the keyframes. */
  readonly qpos: readonly number[];
}

/** A row of numbers inside an XML attribute. */
const row = (values: readonly number[]): string => values.join(' ');

type Vector = readonly [number, number, number];
type Side = 'right' | 'left';

/** Positions mirror at y = 0. */
const mirror = (side: Side, [x, y, z]: Vector): Vector => (side === 'right' ? [x, y, z] : [x, -y, z]);

const capsule = (name: string, radius: number, from: Vector, to: Vector): string =>
  `<geom name="${name}" type="capsule" size="${radius}" fromto="${row([...from, ...to])}"/>`;

const sphere = (name: string, radius: number, at: Vector): string =>
  `<geom name="${name}" type="sphere" size="${radius}" pos="${row(at)}"/>`;

interface HingeNumbers {
  at?: Vector;
  axis: Vector;
  /** Degrees. */
  range: readonly [number, number];
  stiffness?: number;
  armature: number;
}

/** A limited hinge; `kind` is a default class: `strong` has damping 5 (trunk and hips), `weak` has damping 1. */
const hinge = (name: string, kind: 'strong' | 'weak', joint: HingeNumbers): string =>
  `<joint name="${name}" class="${kind}" pos="${row(joint.at ?? [0, 0, 0])}" axis="${row(joint.axis)}" ` +
  `range="${row(joint.range)}" stiffness="${joint.stiffness ?? 0}" armature="${joint.armature}"/>`;

function leg(side: Side): string {
  const at = (...p: Vector) => row(mirror(side, p));
  const bone = (name: string, radius: number, from: Vector, to: Vector) =>
    capsule(`${side}_${name}`, radius, mirror(side, from), mirror(side, to));
  // The hips' x and z axes are negated on the left, so that a positive angle means the same for both legs.
  const sign = side === 'right' ? 1 : -1;
  return `
<body name="${side}_thigh" pos="${at(0, -0.1, -0.04)}">
  ${hinge(`${side}_hip_x`, 'strong', { axis: [sign, 0, 0], range: [-25, 5], armature: 0.01 })}
  ${hinge(`${side}_hip_z`, 'strong', { axis: [0, 0, sign], range: [-60, 35], armature: 0.01 })}
  ${hinge(`${side}_hip_y`, 'strong', { axis: [0, 1, 0], range: [-120, 20], armature: 0.01 })}
  ${bone('thigh1', 0.06, [0, 0, 0], [0, 0.01, -0.34])}
  <body name="${side}_shin" pos="${at(0, 0.01, -0.403)}">
    ${hinge(`${side}_knee`, 'weak', { at: [0, 0, 0.02], axis: [0, -1, 0], range: [-160, -2], stiffness: 1, armature: 0.006 })}
    ${bone('shin1', 0.049, [0, 0, 0], [0, 0, -0.3])}
    <body name="${side}_foot" pos="0 0 -0.39">
      ${hinge(`${side}_ankle_y`, 'weak', { at: [0, 0, 0.08], axis: [0, 1, 0], range: [-50, 50], stiffness: 4, armature: 0.0008 })}
      ${hinge(`${side}_ankle_x`, 'weak', { at: [0, 0, 0.04], axis: [1, 0, 0.5], range: [-50, 50], stiffness: 1, armature: 0.0006 })}
      ${bone('foot_cap1', 0.027, [-0.07, -0.02, 0], [0.14, -0.04, 0])}
      ${bone('foot_cap2', 0.027, [-0.07, 0, 0], [0.14, 0.02, 0])}
      <site name="touch_${side}_foot" type="box" pos="${at(0.035, -0.01, 0)}" size="0.14 0.065 0.035"/>
    </body>
  </body>
</body>`;
}

function arm(side: Side): string {
  const at = (...p: Vector) => row(mirror(side, p));
  const right = side === 'right';
  const shoulder = (right ? [-85, 60] : [-60, 85]) as [number, number];
  return `
<body name="${side}_upper_arm" pos="${at(0, -0.17, 0.06)}">
  ${hinge(`${side}_shoulder1`, 'weak', { axis: mirror(side, [2, 1, 1]), range: shoulder, stiffness: 1, armature: 0.0068 })}
  ${hinge(`${side}_shoulder2`, 'weak', { axis: mirror(side, [0, -1, 1]), range: shoulder, stiffness: 1, armature: 0.0051 })}
  ${capsule(`${side}_uarm1`, 0.04, [0, 0, 0], mirror(side, [0.16, -0.16, -0.16]))}
  <body name="${side}_lower_arm" pos="${at(0.18, -0.18, -0.18)}">
    ${hinge(`${side}_elbow`, 'weak', { axis: [0, -1, right ? 1 : -1], range: [-90, 50], armature: 0.0028 })}
    ${capsule(`${side}_larm`, 0.031, mirror(side, [0.01, 0.01, 0.01]), mirror(side, [0.17, 0.17, 0.17]))}
    ${sphere(`${side}_hand`, 0.04, mirror(side, [0.18, 0.18, 0.18]))}
    <site name="touch_${side}_hand" type="sphere" pos="${at(0.18, 0.18, 0.18)}" size="0.045"/>
  </body>
</body>`;
}

/** Motors in the order of the action, and their gears (N·m at full control). */
// biome-ignore format: one limb a line
const MOTORS: readonly (readonly [joint: string, gear: number])[] = [
  ['abdomen_y', 200], ['abdomen_z', 200], ['abdomen_x', 200],
  ...(['right', 'left'] as const).flatMap((side) => [
    [`${side}_hip_x`, 200], [`${side}_hip_z`, 200], [`${side}_hip_y`, 600],
    [`${side}_knee`, 400], [`${side}_ankle_x`, 100], [`${side}_ankle_y`, 100],
  ] as [string, number][]),
  ...(['right', 'left'] as const).flatMap((side) => [
    [`${side}_shoulder1`, 100], [`${side}_shoulder2`, 100], [`${side}_elbow`, 200],
  ] as [string, number][]),
];

/**
 * The humanoid as MJCF text.
 *
 * Bodies, joints and motors have the names and the order of the original; a floor, five touch sensors
 * ({@link HUMANOID_TOUCH}), a site `neck`, and two keyframes, `upright` and `laying`, come with it.
 *
 * @throws OptionError if `headScale` is not a finite number above 0, or an option is unknown.
 */
export function humanoidXml(options: HumanoidModelOptions = {}): string {
  checkKnown('humanoidXml', options, ['headScale', 'prop']);
  const head = 0.09 * checkNumber('headScale', options.headScale ?? 1, { above: 0 });
  const { prop } = options;
  return `<mujoco model="humanoid">
<compiler angle="degree" inertiafromgeom="true"/>
<option timestep="${HUMANOID_TIMESTEP}" integrator="Euler" solver="Newton" cone="pyramidal"/>
<size memory="1M"/>
<default>
  <geom condim="1" density="1000" friction="1 0.005 0.0001" rgba="0.8 0.6 0.4 1"/>
  <joint type="hinge" limited="true"/>
  <motor ctrllimited="true" ctrlrange="-1 1"/>
  <site group="3" rgba="1 0 0 0.3"/>
  <default class="strong"><joint damping="5"/></default>
  <default class="weak"><joint damping="1"/></default>
</default>
<worldbody>
  <light pos="0 0 4" dir="0 0 -1"/>
  <geom name="floor" type="plane" size="0 0 0.25" condim="3" rgba="0.6 0.65 0.7 1"/>
  <body name="torso" pos="0 0 1.4">
    <freejoint name="root"/>
    ${capsule('torso1', 0.07, [0, -0.07, 0], [0, 0.07, 0])}
    ${sphere('head', head, [0, 0, 0.19])}
    ${capsule('uwaist', 0.06, [-0.01, -0.06, -0.12], [-0.01, 0.06, -0.12])}
    <site name="neck" type="sphere" pos="0 0 0.085" size="0.01"/>
    <site name="touch_head" type="sphere" pos="0 0 0.19" size="${head + 0.005}"/>
    <body name="lwaist" pos="-0.01 0 -0.26" quat="1 0 -0.002 0">
      ${hinge('abdomen_z', 'strong', { at: [0, 0, 0.065], axis: [0, 0, 1], range: [-45, 45], armature: 0.02 })}
      ${hinge('abdomen_y', 'strong', { at: [0, 0, 0.065], axis: [0, 1, 0], range: [-75, 30], armature: 0.02 })}
      ${capsule('lwaist', 0.06, [0, -0.06, 0], [0, 0.06, 0])}
      <body name="pelvis" pos="0 0 -0.165" quat="1 0 -0.002 0">
        ${hinge('abdomen_x', 'strong', { at: [0, 0, 0.1], axis: [1, 0, 0], range: [-35, 35], armature: 0.02 })}
        ${capsule('butt', 0.09, [-0.02, -0.07, 0], [-0.02, 0.07, 0])}
        ${leg('right')}
        ${leg('left')}
      </body>
    </body>
    ${arm('right')}
    ${arm('left')}
  </body>${prop?.bodies ?? ''}
</worldbody>
${prop ? `<contact>${prop.contacts}</contact>\n` : ''}<actuator>
${MOTORS.map(([joint, gear]) => `  <motor name="${joint}" joint="${joint}" gear="${gear}"/>`).join('\n')}
</actuator>
<sensor>
${HUMANOID_TOUCH.map((name) => `  <touch name="${name}" site="${name}"/>`).join('\n')}
</sensor>
<keyframe>
  <key name="upright" qpos="${row([...HUMANOID_UPRIGHT, ...(prop?.qpos ?? [])])}"/>
  <key name="laying" qpos="${row([...HUMANOID_LAYING, ...(prop?.qpos ?? [])])}"/>
</keyframe>
</mujoco>
`;
}
