/**
 * The humanoid and a box in front of it (appendix A.3) as MJCF. The paper gives the box's width, where it starts, and
 * that "the friction between the box and ground is very low": a push sends it out of reach.
 *
 * Chosen here: 20 kg, half the humanoid's mass, so that a push is felt on both sides and neither is thrown; friction
 * 0.03, with which a box that is pushed to 1 m/s slides v²/2μg = 1.7 m, past the target that is 1 m away. MuJoCo would
 * take the larger friction of floor (1) and box: an explicit contact pair has its own. Against the humanoid the box
 * has the humanoid's friction of 1, so that hands hold on it.
 */

import { checkKnown, checkNumber } from '../../options.js';
import { HUMANOID_UPRIGHT, humanoidXml } from './humanoid.js';

/** Width of the box, m (appendix A.3). */
export const BOX_WIDTH = 0.9;
/** Where the box starts on the floor, m in front of the humanoid, and where it shall go (appendix A.3). */
export const BOX_START = 1.5;
export const BOX_TARGET = 2.5;

export interface HumanoidBoxModelOptions {
  /** kg, > 0. Default 20. */
  boxMass?: number;
  /** Friction coefficient of box and floor, > 0. Default 0.03. */
  boxFriction?: number;
}

/** The box's qpos at its start: position, quaternion. */
const BOX_QPOS = [BOX_START, 0, BOX_WIDTH / 2, 1, 0, 0, 0];

/** Standing upright, the box at its start; qpos, 35 numbers. */
export const HUMANOID_BOX_UPRIGHT: readonly number[] = [...HUMANOID_UPRIGHT, ...BOX_QPOS];

/**
 * The humanoid, a free body `box` with the free joint `box` and the geom `box`, and a mark on the floor at the target.
 *
 * @throws OptionError naming the option that is unknown or out of its range.
 */
export function humanoidBoxXml(options: HumanoidBoxModelOptions = {}): string {
  checkKnown('humanoidBoxXml', options, ['boxMass', 'boxFriction']);
  const mass = checkNumber('boxMass', options.boxMass ?? 20, { above: 0 });
  const friction = checkNumber('boxFriction', options.boxFriction ?? 0.03, { above: 0 });
  const half = BOX_WIDTH / 2;
  return humanoidXml({
    prop: {
      bodies: `
  <geom name="target" type="box" pos="${BOX_TARGET} 0 0" size="${half} ${half} 0.002" contype="0" conaffinity="0" rgba="0.3 0.7 0.3 1"/>
  <body name="box" pos="${BOX_START} 0 ${half}">
    <freejoint name="box"/>
    <geom name="box" type="box" size="${half} ${half} ${half}" mass="${mass}" condim="3" rgba="0.5 0.4 0.3 1"/>
  </body>`,
      // Sliding in two directions, torsion, rolling in two; condim 3 uses the first two.
      contacts: `<pair geom1="floor" geom2="box" condim="3" friction="${friction} ${friction} 0.005 0.0001 0.0001"/>`,
      qpos: BOX_QPOS,
    },
  });
}
