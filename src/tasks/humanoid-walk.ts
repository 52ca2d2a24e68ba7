/**
 * Humanoid walk (appendix A.2): from standing upright at rest, walk along the x-axis at 1 m/s.
 *
 *     R(s) = −(1.1 − z)               if z ≤ 1.1
 *            1 − |1 − v_x| − |y|      otherwise
 *
 * z is the height of the root, the torso; v_x its velocity along the world's x-axis, the direction it faces at the
 * start (m/s); y its distance from that axis (m). The formula prints |Root_x|, the text says "the distance from the
 * world's x-axis", which is |y|; taken literally the formula would punish every metre walked.
 *
 * The printed reward has a flaw that is kept: standing still far from the axis, or moving fast, gets less than lying
 * on the floor does (−1 at least). At |y| = 2 m a humanoid that stands has −2, and does better to lie down.
 */

import type { Kernels } from '../kernels/load.js';
import { jointPosition, jointVelocity, type Numbers, reads } from '../worlds/quantities.js';
import {
  checkHumanoidOptions,
  HUMANOID_DEFAULTS,
  HUMANOID_OBSERVATION,
  type HumanoidTaskOptions,
  humanoidObservationReads,
  observeHumanoid,
  startUpright,
  TARGET_HEIGHT,
  withControlCost,
} from './humanoid.js';
import { humanoidXml } from './models/humanoid.js';
import { type MujocoTask, mujocoTask } from './mujoco-task.js';
import { withWalkTally } from './walk-tally.js';

export type HumanoidWalkOptions = HumanoidTaskOptions;

/** m/s (appendix A.2). */
const TARGET_SPEED = 1;

const rewardReads = reads({
  root: jointPosition('root', 'free'),
  velocity: jointVelocity('root', 'free'),
});
const { root: ROOT, velocity: VELOCITY } = rewardReads.at;

/**
 * The walk task with the paper's observation, reward and hyperparameters. Its measure is the distance walked along
 * the x-axis since the start of the episode (m); its world also adds up metres walked and seconds upright
 * (walk-tally.ts).
 *
 * @throws OptionError naming the option that is unknown or out of its range.
 */
export function humanoidWalk(options: HumanoidWalkOptions = {}): MujocoTask {
  const { controlCost, ...shared } = checkHumanoidOptions('humanoid-walk', options, []);
  const task = mujocoTask({
    name: 'humanoid-walk',
    description: 'A humanoid of 27 degrees of freedom walks along a line at 1 m/s',
    measureName: 'distance walked (m)',
    source: { module: 'humanoid-walk', options },
    defaults: HUMANOID_DEFAULTS,
    ...shared,
    xml: humanoidXml(),
    rewardReads,
    observationReads: humanoidObservationReads,
    observationSize: HUMANOID_OBSERVATION,
    reward: withControlCost(walkReward, controlCost),
    observe: observeHumanoid,
    measure: (q) => q[ROOT]!,
    reset: startUpright,
  });
  const { createWorld } = task;
  return Object.assign(task, {
    createWorld: async (kernels: Kernels) => withWalkTally(await createWorld(kernels)),
  });
}

function walkReward(q: Numbers): number {
  const [y, z] = [q[ROOT + 1]!, q[ROOT + 2]!];
  if (z <= TARGET_HEIGHT) return -(TARGET_HEIGHT - z);
  return 1 - Math.abs(TARGET_SPEED - q[VELOCITY]!) - Math.abs(y);
}
