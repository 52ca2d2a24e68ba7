// Rollouts of the small worlds of this directory, four in the four lanes; what a step is, each world's own file says.
//
// Time is the outer loop and groups of four worlds the inner one: a step waits for the one before, but the steps of 16
// groups are independent, so their latencies hide behind each other while their states stay in the first cache. A
// processor sees only so far ahead: where a step is long it comes in parts, each a loop over the groups of its own.

import { Rollouts } from '../arguments';
import { observeAcrobot, stepAcrobot } from './acrobot';
import { beginCartPole, observeCartPole, rewardCartPole, stepCartPole, stopCartPole } from './cart-pole';
import { observeDiffDrive, rewardDiffDrive, stepDiffDrive } from './diff-drive';
import { fromLanes, toLanes } from './group';
import { observePendulum, stepPendulum } from './pendulum';

const INTERLEAVED = 16;
const LARGEST_STATE = 6; // what is kept with a state included
const LARGEST_OBSERVATION = 6;

/** States of the interleaved groups and what is kept with them, f32 [INTERLEAVED][LARGEST_STATE][4 lanes]. */
const groupStates: usize = memory.data(INTERLEAVED * LARGEST_STATE * 16, 16);
/** Observation of one group, f32 [observationSize][4 lanes]. */
const observed: usize = memory.data(LARGEST_OBSERVATION * 16, 16);

const PENDULUM = 0;
const CART_POLE = 1;
const ACROBOT = 2;
const DIFF_DRIVE = 3;

/** Parts of a step; the first is all of it where there are no others. */
const STEP = 0;
const STOP = 1;
const REWARD = 2;

const GROUP_BYTES: usize = LARGEST_STATE * 16;

// `world` and `part` are literals wherever these are called, so that one branch is left of each.

/** @inline */
function begin(world: i32, state: usize): void {
  if (world === CART_POLE) beginCartPole(state);
}

/** @inline */
function step(world: i32, part: i32, state: usize, parameters: usize, action: usize, reward: usize): void {
  if (world === PENDULUM) {
    stepPendulum(state, parameters, action, reward);
  } else if (world === CART_POLE) {
    if (part === STEP) stepCartPole(state, parameters, action);
    else if (part === STOP) stopCartPole(state, parameters);
    else rewardCartPole(state, parameters, action, reward);
  } else if (world === ACROBOT) {
    stepAcrobot(state, parameters, action, reward);
  } else if (part === STEP) {
    stepDiffDrive(state, parameters, action);
  } else {
    rewardDiffDrive(state, parameters, reward);
  }
}

/** @inline */
function observe(world: i32, observation: usize, state: usize, parameters: usize): void {
  if (world === PENDULUM) observePendulum(observation, state, parameters);
  else if (world === CART_POLE) observeCartPole(observation, state, parameters);
  else if (world === ACROBOT) observeAcrobot(observation, state, parameters);
  else observeDiffDrive(observation, state, parameters);
}

/**
 * A part of one step of `count` groups. The first one's actions and rewards are here, the next ones' so many bytes on.
 * @inline
 */
function partOfStep(
  world: i32,
  part: i32,
  count: i32,
  batch: Rollouts,
  action: usize,
  actionBytes: usize,
  reward: usize,
): void {
  const parameters = batch.parameters;
  const rewardBytes = (<usize>batch.steps) << 4;
  let state = groupStates;
  for (let g = 0; g < count; ++g) {
    step(world, part, state, parameters, action, reward);
    state += GROUP_BYTES;
    action += actionBytes;
    reward += rewardBytes;
  }
}

/** All steps of all groups. @inline */
function rollOut(world: i32, stateSize: i32, actionSize: i32, observationSize: i32, batch: Rollouts): void {
  const parameters = batch.parameters;
  const steps = batch.steps;
  const stateBytes = (<usize>stateSize) << 4; // of one group
  const observationBytes = (<usize>observationSize) << 4;
  const stepBytes = (<usize>actionSize) << 4;
  const actionBytes = <usize>steps * stepBytes;
  const rewardBytes = (<usize>steps) << 4;
  let states = batch.states;
  let finals = batch.finals;
  let observations = batch.observations;
  let actions = batch.actions;
  let rewards = batch.rewards;
  for (let left = batch.groups; left > 0; left -= INTERLEAVED) {
    const count = min(left, INTERLEAVED);
    for (let g = 0; g < count; ++g) {
      const state = groupStates + <usize>g * GROUP_BYTES;
      toLanes(state, states + <usize>g * stateBytes, stateSize);
      begin(world, state);
    }
    for (let t = 0; t < steps; ++t) {
      const action = actions + <usize>t * stepBytes;
      const reward = rewards + ((<usize>t) << 4);
      partOfStep(world, STEP, count, batch, action, actionBytes, reward);
      if (world === CART_POLE) partOfStep(world, STOP, count, batch, action, actionBytes, reward);
      if (world === CART_POLE || world === DIFF_DRIVE) {
        partOfStep(world, REWARD, count, batch, action, actionBytes, reward);
      }
    }
    for (let g = 0; g < count; ++g) {
      const state = groupStates + <usize>g * GROUP_BYTES;
      observe(world, observed, state, parameters);
      fromLanes(observations + <usize>g * observationBytes, observed, observationSize);
      fromLanes(finals + <usize>g * stateBytes, state, stateSize);
    }
    states += stateBytes * INTERLEAVED;
    finals += stateBytes * INTERLEAVED;
    observations += observationBytes * INTERLEAVED;
    actions += actionBytes * INTERLEAVED;
    rewards += rewardBytes * INTERLEAVED;
  }
}

export function pendulumRollouts(batch: Rollouts): void {
  rollOut(PENDULUM, 2, 1, 3, batch);
}

export function cartPoleRollouts(batch: Rollouts): void {
  rollOut(CART_POLE, 4, 1, 5, batch);
}

export function acrobotRollouts(batch: Rollouts): void {
  rollOut(ACROBOT, 4, 1, 6, batch);
}

export function diffDriveRollouts(batch: Rollouts): void {
  rollOut(DIFF_DRIVE, 3, 2, 4, batch);
}
