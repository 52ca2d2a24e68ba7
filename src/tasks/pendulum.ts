/**
 * Pendulum swing-up: the motor cannot lift the rod at once, so it has to be swung. World and reward are Gym's
 * (src/worlds/equations/pendulum.ts, assembly/dynamics/pendulum.ts); the reward lies in [−1, 0].
 */

import { checkChoice, checkKnown, checkNumber } from '../options.js';
import {
  PENDULUM,
  PENDULUM_STARTS,
  type PendulumStart,
  pendulumBatch,
  pendulumWorld,
} from '../worlds/equations/pendulum.js';
import type { Task } from '../worlds/world.js';

export interface PendulumOptions {
  /** Where an episode starts. Default `hanging`. */
  readonly start?: PendulumStart;
  /** Largest torque in N·m, > 0. Default 2. */
  readonly maxTorque?: number;
}

/** @throws OptionError naming the option that is unknown or out of its range. */
export function pendulumSwingup(options: PendulumOptions = {}): Task {
  checkKnown('pendulum-swingup', options, ['start', 'maxTorque']);
  const start = checkChoice('start', options.start ?? 'hanging', PENDULUM_STARTS);
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
    createWorld: (kernels) => pendulumWorld(kernels, model, start),
    createBatchWorld: (kernels) => pendulumBatch(kernels, model),
  };
}
