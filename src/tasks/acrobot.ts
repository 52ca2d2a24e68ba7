/**
 * Acrobot swing-up: two links with a weak motor at the elbow alone; the tip is to be as high as it gets. World:
 * src/worlds/equations/acrobot.ts. The reward is the tip's height, from 0 (hanging) to 1 (both links upright); Gym's reward
 * (−1 until the tip is 1 m over the pivot) says less to a planner, and its goal is passed at 0.75.
 */

import { checkChoice, checkKnown, checkNumber } from '../options.js';
import {
  ACROBOT,
  ACROBOT_STARTS,
  type AcrobotStart,
  acrobotBatch,
  acrobotWorld,
} from '../worlds/equations/acrobot.js';
import type { Task } from '../worlds/world.js';

export interface AcrobotOptions {
  /** Where an episode starts. Default `hanging`. */
  readonly start?: AcrobotStart;
  /** Largest torque in N·m, > 0. Default 1. */
  readonly maxTorque?: number;
}

/** @throws OptionError naming the option that is unknown or out of its range. */
export function acrobotSwingup(options: AcrobotOptions = {}): Task {
  checkKnown('acrobot-swingup', options, ['start', 'maxTorque']);
  const start = checkChoice('start', options.start ?? 'hanging', ACROBOT_STARTS);
  const maxTorque = checkNumber('maxTorque', options.maxTorque ?? 1, { above: 0 });
  return {
    name: 'acrobot-swingup',
    description: 'two links with a motor at the elbow alone swing up',
    measureName: 'height of the tip (m)',
    source: { module: 'acrobot-swingup', options },
    episode: 1000, // 50 s; Gym has 500 steps of 0.2 s
    // All chosen here.
    defaults: {
      horizon: 60,
      rollouts: 256,
      sigma: maxTorque / 2,
      noiseCorrelation: 0.9,
      temperature: { spread: 0.2 },
      priorScale: 0.1,
    },
    createWorld: (kernels) => acrobotWorld(kernels, ACROBOT, maxTorque, start),
    createBatchWorld: (kernels) => acrobotBatch(kernels, ACROBOT),
  };
}
