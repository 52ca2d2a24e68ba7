// Rollouts of the small worlds of this directory, four in the four lanes; what a step is, each world's own file says.
//
// Time is the outer loop and groups of four worlds the inner one: a step waits for the one before, but the steps of 16
// groups are independent, so their latencies hide behind each other while their states stay in the first cache. A
// processor sees only so far ahead: where a step is long it comes in parts, each a loop over the groups of its own.
//
// Every function here has the same arguments:
//
//   states        f32 [groups · 4][stateSize]: where each world starts
//   finals        f32 [groups · 4][stateSize]: where each world ends; may be `states` itself
//   observations  f32 [groups · 4][observationSize]: what is observed there (with 0 steps: at the start)
//   parameters    f32 [...], see the world's file
//   actions       f32 [groups][steps][actionSize][4 lanes], 16-aligned
//   rewards       f32 [groups][steps][4 lanes], 16-aligned; not finite where the state is not
//
// Blocks do not overlap but for states and finals. A lane never depends on the others.

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

/** A part of a step of `count` groups, whose actions and rewards are so many bytes apart. @inline */
function partOfStep(
  world: i32,
  part: i32,
  count: i32,
  parameters: usize,
  action: usize,
  actionBytes: usize,
  reward: usize,
  rewardBytes: usize,
): void {
  let state = groupStates;
  for (let g = 0; g < count; ++g) {
    step(world, part, state, parameters, action, reward);
    state += GROUP_BYTES;
    action += actionBytes;
    reward += rewardBytes;
  }
}

/** @inline */
function rollouts(
  world: i32,
  stateSize: i32,
  actionSize: i32,
  observationSize: i32,
  states: usize,
  finals: usize,
  observations: usize,
  parameters: usize,
  actions: usize,
  rewards: usize,
  groups: i32,
  steps: i32,
): void {
  const stateBytes = (<usize>stateSize) << 4; // of one group
  const observationBytes = (<usize>observationSize) << 4;
  const stepBytes = (<usize>actionSize) << 4;
  const actionBytes = <usize>steps * stepBytes;
  const rewardBytes = (<usize>steps) << 4;
  for (let left = groups; left > 0; left -= INTERLEAVED) {
    const count = min(left, INTERLEAVED);
    for (let g = 0; g < count; ++g) {
      const state = groupStates + <usize>g * GROUP_BYTES;
      toLanes(state, states + <usize>g * stateBytes, stateSize);
      begin(world, state);
    }
    for (let t = 0; t < steps; ++t) {
      const action = actions + <usize>t * stepBytes;
      const reward = rewards + ((<usize>t) << 4);
      partOfStep(world, STEP, count, parameters, action, actionBytes, reward, rewardBytes);
      if (world === CART_POLE) {
        partOfStep(world, STOP, count, parameters, action, actionBytes, reward, rewardBytes);
      }
      if (world === CART_POLE || world === DIFF_DRIVE) {
        partOfStep(world, REWARD, count, parameters, action, actionBytes, reward, rewardBytes);
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

export function pendulumRollouts(
  states: usize,
  finals: usize,
  observations: usize,
  parameters: usize,
  actions: usize,
  rewards: usize,
  groups: i32,
  steps: i32,
): void {
  rollouts(PENDULUM, 2, 1, 3, states, finals, observations, parameters, actions, rewards, groups, steps);
}

export function cartPoleRollouts(
  states: usize,
  finals: usize,
  observations: usize,
  parameters: usize,
  actions: usize,
  rewards: usize,
  groups: i32,
  steps: i32,
): void {
  rollouts(CART_POLE, 4, 1, 5, states, finals, observations, parameters, actions, rewards, groups, steps);
}

export function acrobotRollouts(
  states: usize,
  finals: usize,
  observations: usize,
  parameters: usize,
  actions: usize,
  rewards: usize,
  groups: i32,
  steps: i32,
): void {
  rollouts(ACROBOT, 4, 1, 6, states, finals, observations, parameters, actions, rewards, groups, steps);
}

export function diffDriveRollouts(
  states: usize,
  finals: usize,
  observations: usize,
  parameters: usize,
  actions: usize,
  rewards: usize,
  groups: i32,
  steps: i32,
): void {
  rollouts(DIFF_DRIVE, 3, 2, 4, states, finals, observations, parameters, actions, rewards, groups, steps);
}
