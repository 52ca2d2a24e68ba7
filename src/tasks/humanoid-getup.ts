/**
 * Humanoid getup (appendix A.1): lying on its back, the humanoid is to bring its root to a height of 1.1 m.
 *
 *     dense   R(s) = 1 − (1.1 − z) if z ≤ 1.1, else 1
 *     sparse  R(s) = 0 if z ≤ 1.1, else 1
 *
 * (Both cases are printed as "≤ 1.1"; the second is read as "otherwise".) z is the height of the root, the torso.
 *
 * Figure 4b plans with a value function that was learned on the model as it is, in worlds where the head is larger:
 * `headScale` changes the world, `plannerHeadScale` what the planner believes.
 */

import { checkChoice, checkNumber } from '../options.js';
import { jointPosition, type Numbers, reads } from '../worlds/quantities.js';
import {
  checkHumanoidOptions,
  HUMANOID_DEFAULTS,
  HUMANOID_OBSERVATION,
  HUMANOID_PRESETS,
  type HumanoidTaskOptions,
  humanoidObservationReads,
  observeHumanoid,
  startFallen,
  startLaying,
  TARGET_HEIGHT,
  withControlCost,
} from './humanoid.js';
import { humanoidXml } from './models/humanoid.js';
import { type MujocoTask, mujocoTask } from './mujoco-task.js';

export interface HumanoidGetupOptions extends HumanoidTaskOptions {
  /** `dense` grows with the height, `sparse` is 1 above 1.1 m and 0 below. Default `dense`. */
  reward?: 'dense' | 'sparse';
  /** `laying` is one fixed pose, `random` a new fall onto the back each time. Default `laying`. */
  start?: 'laying' | 'random';
  /** Factor on the head's radius (figure 4b), > 0. Default 1. */
  headScale?: number;
  /** The same factor in the model that the planner rolls out, > 0. Default: `headScale`, the planner knows the world. */
  plannerHeadScale?: number;
}

const rewardReads = reads({ root: jointPosition('root', 'free') });
const HEIGHT = rewardReads.at.root + 2;

/**
 * The getup task with the paper's observation, rewards and hyperparameters.
 *
 * @throws OptionError naming the option that is unknown or out of its range.
 */
export function humanoidGetup(options: HumanoidGetupOptions = {}): MujocoTask {
  const own = ['reward', 'start', 'headScale', 'plannerHeadScale'];
  const { controlCost, ...shared } = checkHumanoidOptions('humanoid-getup', options, own);
  const reward = checkChoice('reward', options.reward ?? 'dense', ['dense', 'sparse']);
  const start = checkChoice('start', options.start ?? 'laying', ['laying', 'random']);
  const headScale = checkNumber('headScale', options.headScale ?? 1, { above: 0 });
  const plannerHeadScale = checkNumber('plannerHeadScale', options.plannerHeadScale ?? headScale, {
    above: 0,
  });
  return mujocoTask({
    name: 'humanoid-getup',
    description: 'A humanoid of 27 degrees of freedom gets up from its back',
    measureName: 'torso height (m)',
    source: { module: 'humanoid-getup', options },
    defaults: HUMANOID_DEFAULTS,
    presets: HUMANOID_PRESETS,
    ...shared,
    xml: humanoidXml({ headScale }),
    planningXml: plannerHeadScale === headScale ? undefined : humanoidXml({ headScale: plannerHeadScale }),
    rewardReads,
    observationReads: humanoidObservationReads,
    observationSize: HUMANOID_OBSERVATION,
    reward: withControlCost(reward === 'dense' ? denseReward : sparseReward, controlCost),
    observe: observeHumanoid,
    measure: (q) => q[HEIGHT]!,
    reset: start === 'laying' ? startLaying : startFallen,
  });
}

function denseReward(q: Numbers): number {
  const height = q[HEIGHT]!;
  return height <= TARGET_HEIGHT ? 1 - (TARGET_HEIGHT - height) : 1;
}

function sparseReward(q: Numbers): number {
  return q[HEIGHT]! <= TARGET_HEIGHT ? 0 : 1;
}
