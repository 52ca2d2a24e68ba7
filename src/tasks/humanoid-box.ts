/**
 * Humanoid box (appendix A.3): from standing upright at rest, push a box of 0.9 m that is 1.5 m ahead, and slides
 * easily, to a place 2.5 m ahead.
 *
 *     R(s) = −(1.1 − z)            if z ≤ 1.1
 *            2 − ‖box − root‖      else if ‖box − root‖ > 0.8
 *            4 − 2 ‖box − target‖  otherwise
 *
 * with distances in the plane of the floor (m) and z the height of the root, the torso. The box's mass and friction
 * are those of the model (models/humanoid-box.ts).
 *
 * The observation is the humanoid's and, as the paper says, "increases with the global position of the box": three
 * more numbers, in units of the target's distance (chosen).
 */

import { bodyPosition, jointPosition, type Numbers, reads } from '../worlds/quantities.js';
import {
  checkHumanoidOptions,
  HUMANOID_DEFAULTS,
  HUMANOID_OBSERVATION,
  type HumanoidTaskOptions,
  humanoidObservationReads,
  observeHumanoid,
  startAt,
  TARGET_HEIGHT,
  withControlCost,
} from './humanoid.js';
import {
  BOX_TARGET,
  HUMANOID_BOX_UPRIGHT,
  type HumanoidBoxModelOptions,
  humanoidBoxXml,
} from './models/humanoid-box.js';
import { type MujocoTask, mujocoTask } from './mujoco-task.js';

export interface HumanoidBoxOptions extends HumanoidTaskOptions, HumanoidBoxModelOptions {}

/** Nearer than this, m, the box counts as reached (appendix A.3). */
const REACH = 0.8;

const rewardReads = reads({
  root: jointPosition('root', 'free'),
  box: jointPosition('box', 'free'),
});
const { root: ROOT, box: BOX } = rewardReads.at;

// The humanoid's quantities come first, so that its observation finds them where it expects them.
const observationReads = reads({
  ...Object.fromEntries(
    humanoidObservationReads.list.map(({ quantity, offset }) => [`humanoid ${offset}`, quantity]),
  ),
  box: bodyPosition('box'),
});
const BOX_SEEN = humanoidObservationReads.size;

/**
 * The box task with the paper's observation, reward and hyperparameters. Its measure is the distance of the box's
 * centre from the target (m).
 *
 * @throws OptionError naming the option that is unknown or out of its range.
 */
export function humanoidBox(options: HumanoidBoxOptions = {}): MujocoTask {
  const { controlCost, ...shared } = checkHumanoidOptions('humanoid-box', options, [
    'boxMass',
    'boxFriction',
  ]);
  const { boxMass, boxFriction } = options;
  return mujocoTask({
    name: 'humanoid-box',
    description: 'A humanoid of 27 degrees of freedom pushes a sliding box to a place',
    measureName: 'distance of box to target (m)',
    source: { module: 'humanoid-box', options },
    defaults: HUMANOID_DEFAULTS,
    ...shared,

    xml: humanoidBoxXml({ boxMass, boxFriction }),
    rewardReads,
    observationReads,
    observationSize: HUMANOID_OBSERVATION + 3,
    reward: withControlCost(boxReward, controlCost),
    observe: observeWithBox,
    measure: boxToTarget,
    reset: (world) => startAt(world, HUMANOID_BOX_UPRIGHT),
  });
}

function boxReward(q: Numbers): number {
  const height = q[ROOT + 2]!;
  if (height <= TARGET_HEIGHT) return -(TARGET_HEIGHT - height);
  const distance = length(q[BOX]! - q[ROOT]!, q[BOX + 1]! - q[ROOT + 1]!);
  return distance > REACH ? 2 - distance : 4 - 2 * boxToTarget(q);
}

function boxToTarget(q: Numbers): number {
  return length(q[BOX]! - BOX_TARGET, q[BOX + 1]!);
}

function observeWithBox(q: Numbers, out: Float32Array): void {
  observeHumanoid(q, out);
  for (let i = 0; i < 3; i++) out[HUMANOID_OBSERVATION + i] = q[BOX_SEEN + i]! / BOX_TARGET;
}

function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
