/**
 * Humanoid getup (appendix A.1): lying on its back, the humanoid is to bring its root to a height of 1.1 m.
 *
 *     dense   R(s) = 1 − (1.1 − z) if z ≤ 1.1, else 1
 *     sparse  R(s) = 0 if z ≤ 1.1, else 1
 *
 * (Both cases are printed as "≤ 1.1"; the second is read as "otherwise".) z is the height of the root, the torso.
 *
 * The paper's control cost, "an actuator's applied force scaled by the inverse of the mass matrix", has no coefficient
 * there, and the mass matrix is not among the quantities a task may read: here it is controlCost · mean(a²), off by
 * default.
 */

import { jointPosition, type Numbers, reads } from '../simulation/quantities.js';
import {
  HUMANOID_DEFAULTS,
  HUMANOID_EPISODE,
  HUMANOID_OBSERVATION,
  humanoidObservationReads,
  observeHumanoid,
  startFallen,
  startLaying,
} from './humanoid.js';
import { humanoidXml } from './models/humanoid.js';
import { type MujocoTask, mujocoTask } from './mujoco-task.js';

export interface HumanoidGetupOptions {
  /** `dense` grows with the height, `sparse` is 1 above 1.1 m and 0 below. Default `dense`. */
  reward?: 'dense' | 'sparse';
  /** `laying` is one fixed pose, `random` a new fall onto the back each time. Default `laying`. */
  start?: 'laying' | 'random';
  /** Weight of mean(a²) in the reward, ≥ 0. Default 0. */
  controlCost?: number;
  /** Factor on the head's radius (figure 4b), > 0. Default 1. */
  headScale?: number;
  /** Control steps in an episode; 0 never resets. Default 600 (appendix A). */
  episode?: number;
}

/** The root height that counts as standing, m (appendix A.1). */
const TARGET_HEIGHT = 1.1;

const rewardReads = reads({ root: jointPosition('root', 'free') });
const HEIGHT = rewardReads.at.root + 2;

/**
 * The getup task with the paper's observation, rewards and hyperparameters.
 *
 * @throws RangeError naming the option that is out of its range.
 */
export function humanoidGetup(options: HumanoidGetupOptions = {}): MujocoTask {
  const {
    reward = 'dense',
    start = 'laying',
    controlCost = 0,
    headScale = 1,
    episode = HUMANOID_EPISODE,
  } = options;
  oneOf('reward', reward, ['dense', 'sparse']);
  oneOf('start', start, ['laying', 'random']);
  if (!(controlCost >= 0) || !Number.isFinite(controlCost)) {
    throw new RangeError(`controlCost must be a number ≥ 0, got ${String(controlCost)}`);
  }
  if (!Number.isInteger(episode) || episode < 0) {
    throw new RangeError(`episode must be an integer ≥ 0, got ${String(episode)}`);
  }
  const heightReward = reward === 'dense' ? denseReward : sparseReward;
  return mujocoTask({
    name: 'humanoid-getup',
    description: 'A humanoid of 27 degrees of freedom gets up from its back',
    measureName: 'torso height (m)',
    source: { module: 'humanoid-getup', options },
    defaults: HUMANOID_DEFAULTS,
    episode,
    xml: humanoidXml({ headScale }),
    rewardReads,
    observationReads: humanoidObservationReads,
    observationSize: HUMANOID_OBSERVATION,
    reward: (q, action) =>
      controlCost === 0 ? heightReward(q) : heightReward(q) - controlCost * meanSquare(action),
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

function meanSquare(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum / values.length;
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    const list = allowed.map((item) => `'${item}'`).join(' or ');
    throw new RangeError(`${name} must be ${list}, got '${String(value)}'`);
  }
}
