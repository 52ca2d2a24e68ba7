/**
 * Acrobot swing-up: two links with a weak motor at the elbow alone; the tip is to be as high as it gets. World:
 * src/worlds/equations/acrobot.ts. The reward is the tip's height, from 0 (hanging) to 1 (both links upright); Gym's reward
 * (−1 until the tip is 1 m over the pivot) says less to a planner, and its goal is passed at 0.75.
 */

import { checkChoice, checkKnown, checkNumber } from '../options.js';
import type { AcrobotStart } from '../worlds/equations/acrobot.js';
import type { AcrobotModel } from '../worlds/equations/acrobot-kernel.js';
import type { Task } from '../worlds/world.js';

/**
 * The numbers of Sutton & Barto's book, which OpenAI Gym's Acrobot-v1 has too: links of 1 kg and 1 m with their centres
 * in the middle and an inertia of 1 kg·m² each, gravity 9.8 m/s², torque at most 1 N·m. They step by 0.2 s and know
 * three torques; here a step is 0.05 s, short enough to balance, and any torque between is allowed.
 */
export const ACROBOT: AcrobotModel = {
  timestep: 0.05,
  gravity: 9.8,
  mass1: 1,
  mass2: 1,
  length1: 1,
  length2: 1,
  centre1: 0.5,
  centre2: 0.5,
  inertia1: 1,
  inertia2: 1,
  maxVelocity1: 4 * Math.PI,
  maxVelocity2: 9 * Math.PI,
};

const STARTS: readonly AcrobotStart[] = ['hanging', 'random'];
/** Loaded when the first world is made. */
const load = () => import('../worlds/equations/acrobot.js');

export interface AcrobotOptions {
  /** Where an episode starts. Default `hanging`. */
  readonly start?: AcrobotStart;
  /** Largest torque in N·m, > 0. Default 1. */
  readonly maxTorque?: number;
}

/** @throws OptionError naming the option that is unknown or out of its range. */
export function acrobotSwingup(options: AcrobotOptions = {}): Task {
  checkKnown('acrobot-swingup', options, ['start', 'maxTorque']);
  const start = checkChoice('start', options.start ?? 'hanging', STARTS);
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
    createWorld: async (kernels) => (await load()).acrobotWorld(kernels, ACROBOT, maxTorque, start),
    createBatchWorld: async (kernels) => (await load()).acrobotBatch(kernels, ACROBOT),
  };
}
