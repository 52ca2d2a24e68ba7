/** The tasks of this package by name. A task's module is loaded when the task is made, not before. */

import type { Task } from '../worlds/world.js';

/** What sources call a task of a model file and a module (own-model.ts). */
export const OWN_MODEL = 'own-model';

export interface TaskEntry {
  readonly name: string;
  /** One line for a person. */
  readonly description: string;
  /** Makes the task; `options` is the argument of its factory. */
  make(options?: unknown): Promise<Task>;
}

export const taskEntries: readonly TaskEntry[] = [
  {
    name: 'humanoid-getup',
    description: 'a humanoid with 27 degrees of freedom gets up from the floor (MuJoCo)',
    make: async (options) => (await import('./humanoid-getup.js')).humanoidGetup(options as never),
  },
  {
    name: 'humanoid-walk',
    description: 'a humanoid walks along a line at 1 m/s (MuJoCo)',
    make: async (options) => (await import('./humanoid-walk.js')).humanoidWalk(options as never),
  },
  {
    name: 'humanoid-box',
    description: 'a humanoid pushes a sliding box to a place (MuJoCo)',
    make: async (options) => (await import('./humanoid-box.js')).humanoidBox(options as never),
  },
  {
    name: 'hand-reorient',
    description: 'a hand with 24 joints turns a die to orientations that change (MuJoCo)',
    make: async (options) => (await import('./hand-reorient.js')).handReorient(options as never),
  },
  {
    name: 'point-mass-box',
    description: 'a point mass explores a box, without reward',
    make: async (options) => (await import('./point-mass.js')).pointMassBox(options as never),
  },
  {
    name: 'point-mass-maze',
    description: 'a point mass explores a maze, without reward',
    make: async (options) => (await import('./point-mass.js')).pointMassMaze(options as never),
  },
  {
    name: 'pendulum-swingup',
    description: 'a pendulum with a weak motor swings up',
    make: async (options) => (await import('./pendulum.js')).pendulumSwingup(options as never),
  },
  {
    name: 'cart-pole-swingup',
    description: 'a cart swings its pole up and balances it',
    make: async (options) => (await import('./cart-pole.js')).cartPoleSwingup(options as never),
  },
  {
    name: 'acrobot-swingup',
    description: 'two links with a motor at the elbow alone swing up',
    make: async (options) => (await import('./acrobot.js')).acrobotSwingup(options as never),
  },
  {
    name: 'diff-drive',
    description: 'a two-wheeled robot drives to a goal among obstacles',
    make: async (options) => (await import('./diff-drive.js')).diffDrive(options as never),
  },
];
