/**
 * Pendulum swing-up: the motor cannot lift the rod at once, so it has to be swung. World and reward are Gym's
 * (src/worlds/equations/pendulum.ts, assembly/dynamics/pendulum.ts); the reward lies in [−1, 0].
 */

import { checkChoice, checkKnown, checkNumber } from '../options.js';
import type { PendulumStart } from '../worlds/equations/pendulum.js';
import type { PendulumModel } from '../worlds/equations/pendulum-kernel.js';
import type { Task } from '../worlds/world.js';

/**
 * The pendulum of OpenAI Gym's Pendulum-v1 (Brockman et al. 2016): a rod of 1 kg and 1 m on a pivot, gravity 10 m/s²,
 * velocity at most 8 rad/s, a step of 0.05 s, torque at most 2 N·m, which holds it up to 24° from upright at rest.
 */
export const PENDULUM: PendulumModel = {
  timestep: 0.05,
  gravity: 10,
  mass: 1,
  length: 1,
  maxVelocity: 8,
  maxTorque: 2,
};

const STARTS: readonly PendulumStart[] = ['hanging', 'random'];
/** Loaded when the first world is made. */
const load = () => import('../worlds/equations/pendulum.js');

export interface PendulumOptions {
  /** Where an episode starts. Default `hanging`. */
  readonly start?: PendulumStart;
  /** Largest torque in N·m, > 0. Default 2. */
  readonly maxTorque?: number;
}

/** @throws OptionError naming the option that is unknown or out of its range. */
export function pendulumSwingup(options: PendulumOptions = {}): Task {
  checkKnown('pendulum-swingup', options, ['start', 'maxTorque']);
  const start = checkChoice('start', options.start ?? 'hanging', STARTS);
  const maxTorque = checkNumber('maxTorque', options.maxTorque ?? PENDULUM.maxTorque, { above: 0 });
  const model = { ...PENDULUM, maxTorque };
  return {
    name: 'pendulum-swingup',
    description: 'a pendulum with a weak motor swings up',
    measureName: 'height of the tip (m)',
    source: { module: 'pendulum-swingup', options },
    episode: 200, // as in Gym
    // All chosen here; Gym has no planner.
    defaults: {
      horizon: 20,
      rollouts: 64,
      sigma: maxTorque / 2,
      noiseCorrelation: 0.8,
      temperature: { spread: 0.2 },
      gamma: 0.98,
      priorScale: 0.1, // the reward shows the way; more curiosity costs more than it finds
      learningRate: 0.003,
      refreshStates: 256,
    },
    createWorld: async (kernels) => (await load()).pendulumWorld(kernels, model, start),
    createBatchWorld: async (kernels) => (await load()).pendulumBatch(kernels, model),
  };
}
