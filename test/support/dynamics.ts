/** The small worlds of assembly/dynamics beside their twins, and rollouts of them between guard bytes. */

import * as assert from 'uvu/assert';
import type { Kernels } from '../../src/kernels/load.js';
import type { Random } from '../../src/random.js';
import { ACROBOT } from '../../src/tasks/acrobot.js';
import { CART_POLE } from '../../src/tasks/cart-pole.js';
import { PENDULUM } from '../../src/tasks/pendulum.js';
import { acrobotKernel } from '../../src/worlds/equations/acrobot-kernel.js';
import { cartPoleKernel } from '../../src/worlds/equations/cart-pole-kernel.js';
import { type DiffDriveModel, diffDriveKernel } from '../../src/worlds/equations/diff-drive-kernel.js';
import type { DynamicsRollouts } from '../../src/worlds/equations/kernel.js';
import { pendulumKernel } from '../../src/worlds/equations/pendulum-kernel.js';
import { observeAcrobot, stepAcrobot } from '../reference/acrobot.js';
import { observeCartPole, stepCartPole } from '../reference/cart-pole.js';
import { observeDiffDrive, stepDiffDrive } from '../reference/diff-drive.js';
import type { Step } from '../reference/dynamics.js';
import { observePendulum, stepPendulum } from '../reference/pendulum.js';

export const DIFF_DRIVE: DiffDriveModel = {
  timestep: 0.02,
  wheelRadius: 1,
  wheelDistance: 0.8,
  goal: [10, 9, 0.5],
  goalWeight: 5,
  headingWeight: 3,
  headingDistance: 6,
  obstacles: [
    [4, 4, 5, 7],
    [6, 2, 6.5, 3],
    [4.9, 6, 5.5, 6.5], // overlaps the first
  ],
  obstacleWeight: 20,
  obstacleMargin: 0.4,
  collisionCost: 50,
  path: [
    [1, 1],
    [9, 8],
  ],
  pathWeight: 2,
  rewardScale: 0.01,
  map: [0, 0, 11, 11],
};

export interface Case {
  readonly name: string;
  make(kernels: Kernels): DynamicsRollouts;
  step(state: number[], action: number[]): Step;
  observe(state: number[]): number[];
  /** A state anywhere, f32. */
  anywhere(random: Random): number[];
  /** A state and an amplitude of actions from which errors do not grow fast: nothing turns over, nothing is hit. */
  readonly calm: { readonly state: readonly number[]; readonly amplitude: number };
  readonly maxAction: number;
  /** Which numbers of the state are angles. */
  readonly angles: readonly number[];
  /** How far one step may be from its twin, in the state and in the reward. */
  readonly stepError: number;
  /** How far 1000 calm steps may be. */
  readonly calmError: number;
}

const PI = Math.PI;

export const CASES: readonly Case[] = [
  {
    name: 'pendulum',
    make: (kernels) => pendulumKernel(kernels, PENDULUM),
    step: (state, action) => stepPendulum(PENDULUM, state, action),
    observe: (state) => observePendulum(PENDULUM, state),
    anywhere: (random) => [random.uniform(-PI, PI), random.uniform(-8, 8)].map(Math.fround),
    calm: { state: [2.9, 0], amplitude: 0.3 },
    maxAction: 2,
    angles: [0],
    stepError: 1e-6,
    calmError: 5e-5,
  },
  {
    name: 'cart and pole',
    make: (kernels) => cartPoleKernel(kernels, CART_POLE),
    step: (state, action) => stepCartPole(CART_POLE, state, action),
    observe: (state) => observeCartPole(CART_POLE, state),
    anywhere: (random) =>
      [
        random.uniform(-1.8, 1.8),
        random.uniform(-PI, PI),
        random.uniform(-4, 4),
        random.uniform(-10, 10),
      ].map(Math.fround),
    calm: { state: [0, 3, 0, 0], amplitude: 0.5 },
    maxAction: 10,
    angles: [1],
    stepError: 4e-6,
    calmError: 5e-5,
  },
  {
    name: 'acrobot',
    make: (kernels) => acrobotKernel(kernels, ACROBOT),
    step: (state, action) => stepAcrobot(ACROBOT, state, action),
    observe: (state) => observeAcrobot(ACROBOT, state),
    anywhere: (random) =>
      [random.uniform(-PI, PI), random.uniform(-PI, PI), random.uniform(-5, 5), random.uniform(-10, 10)].map(
        Math.fround,
      ),
    calm: { state: [0.1, -0.1, 0, 0], amplitude: 0.2 },
    maxAction: 1,
    angles: [0, 1],
    stepError: 3e-6,
    calmError: 5e-5,
  },
  {
    name: 'diff drive',
    make: (kernels) => diffDriveKernel(kernels, DIFF_DRIVE),
    step: (state, action) => stepDiffDrive(DIFF_DRIVE, state, action),
    observe: (state) => observeDiffDrive(DIFF_DRIVE, state),
    anywhere: (random) =>
      [random.uniform(0, 11), random.uniform(0, 11), random.uniform(-PI, PI)].map(Math.fround),
    calm: { state: [2, 8, 0], amplitude: 0.5 },
    maxAction: 0.5,
    angles: [2],
    stepError: 2e-6,
    calmError: 5e-5,
  },
];

const GUARD = 8; // numbers
const PADDING = 777;

export interface Ends {
  readonly finals: Float32Array;
  readonly observations: Float32Array;
  /** [groups][steps][4 lanes] */
  readonly rewards: Float32Array;
}

/**
 * Rolls out.
 *
 * @param states [worlds][stateSize], worlds a multiple of 4
 * @param actions [groups][steps][actionSize][4 lanes]
 */
export function rollout(
  kernels: Kernels,
  world: DynamicsRollouts,
  states: ArrayLike<number>,
  actions: ArrayLike<number>,
  steps: number,
): Ends {
  const worlds = states.length / world.stateSize;
  const block = (length: number, content?: ArrayLike<number>) => {
    const made = kernels.arena.f32(length + 2 * GUARD);
    made.view.fill(PADDING);
    if (content) made.view.set(content, GUARD);
    return { made, at: made.pointer + 4 * GUARD, inner: () => made.view.slice(GUARD, GUARD + length) };
  };
  const input = block(states.length, states);
  const finals = block(states.length);
  const observations = block(worlds * world.observationSize);
  const controls = block(actions.length, actions);
  const rewards = block(worlds * steps);
  const before = [...input.made.view];
  world.rollout({
    states: input.at,
    finals: finals.at,
    observations: observations.at,
    actions: controls.at,
    rewards: rewards.at,
    groups: worlds / 4,
    steps,
  });
  assert.equal([...input.made.view], before, 'states are read only');
  for (const { made } of [finals, observations, rewards]) {
    const guards = [...made.view.subarray(0, GUARD), ...made.view.subarray(made.length - GUARD)];
    assert.ok(
      guards.every((value) => value === PADDING),
      'wrote outside of an output',
    );
  }
  return { finals: finals.inner(), observations: observations.inner(), rewards: rewards.inner() };
}

/** Random actions that stay the same for some steps, [groups][steps][actionSize][4 lanes]. */
export function someActions(
  random: Random,
  groups: number,
  steps: number,
  actionSize: number,
  max: number,
): Float32Array {
  const actions = new Float32Array(groups * steps * actionSize * 4);
  const row = actionSize * 4;
  for (let i = 0; i < actions.length; i++) {
    const held = Math.floor(i / row) % steps !== 0 && random.uniform() < 0.8;
    actions[i] = held ? actions[i - row]! : random.uniform(-max, max);
  }
  return actions;
}
