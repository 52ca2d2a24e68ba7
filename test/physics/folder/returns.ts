/** Returns of rollouts under random controls: do the lanes rank them as MuJoCo does? */

import { rankCorrelation } from '../measures.js';
import type { Draws } from '../states.js';
import { heldControls, nudged } from './draws.js';
import { type InLanes, type InMujoco, rounded, type Start } from './pair.js';

/** What is rolled out, with both physics. */
export interface Rollouts {
  /** A state for each rollout: all the same, but for models without actuators. */
  readonly states: readonly (readonly number[])[];
  /** [rollouts][steps][actuators] */
  readonly controls: readonly (readonly (readonly number[])[])[];
}

export interface Ranking {
  /** Spearman's correlation of the returns with MuJoCo's. */
  readonly rank: number;
  /** MuJoCo's with itself at a nudge of 1e-7, the least of some; only where `rank` falls short of `enough`. */
  readonly ownRank: number | undefined;
  /** Rollouts that come apart in MuJoCo; where many do, their ranks say little. */
  readonly blownUp: number;
}

const NUDGE = 1e-7;
const NUDGES = 3;
/** Standard deviation of the start velocities of models without actuators, in rad/s or m/s. */
const STIRRED = 0.3;
/** Velocities count less than positions, being larger. */
const VELOCITY_WEIGHT = 0.1;

/** Without actuators nothing would tell one rollout from another: their velocities do. */
export function drawRollouts(
  { model }: InMujoco,
  start: Start,
  rollouts: number,
  steps: number,
  draws: Draws,
): Rollouts {
  const { nq, nv, nu } = model;
  const isVelocity = (i: number) => i >= nq && i < nq + nv;
  const state = () =>
    rounded(start.state.map((x, i) => (nu === 0 && isVelocity(i) ? x + STIRRED * draws.normal() : x)));
  const states = Array.from({ length: rollouts }, state);
  return { states, controls: states.map(() => heldControls(model, steps, draws)) };
}

/** @param enough a rank correlation that holds whatever MuJoCo's own is */
export function compareReturns(
  mujoco: InMujoco,
  lanes: InLanes,
  rollouts: Rollouts,
  enough: number,
  draws: Draws,
): Ranking {
  const { nq, nv } = mujoco.model;
  const reward = randomReward(rollouts.states[0]!.slice(0, nq + nv), nq, draws);
  const reference = returnsInMujoco(mujoco, rollouts, reward);
  const rank = rankCorrelation(returnsInLanes(lanes, rollouts, reward), reference);
  const blownUp = reference.filter((sum) => sum === BLOWN_UP).length;
  if (rank >= enough) return { rank, ownRank: undefined, blownUp };
  const own = Array.from({ length: NUDGES }, () => {
    const states = rollouts.states.map((state) => nudged(state, nq, NUDGE, draws));
    return rankCorrelation(returnsInMujoco(mujoco, { ...rollouts, states }, reward), reference);
  });
  return { rank, ownRank: Math.min(...own), blownUp };
}

type Reward = (qpos: ArrayLike<number>, qvel: ArrayLike<number>) => number;

/** A smooth function of any model's state: linear and quadratic in how far it has moved, with random weights. */
function randomReward(from: readonly number[], qposCount: number, draws: Draws): Reward {
  const linear = from.map(() => draws.normal());
  const quadratic = from.map(() => draws.normal());
  const term = (x: number, i: number) => {
    const moved = x - from[i]!;
    return (linear[i]! + quadratic[i]! * moved) * moved;
  };
  return (qpos, qvel) => {
    let sum = 0;
    for (let i = 0; i < qpos.length; i++) sum += term(qpos[i]!, i);
    for (let i = 0; i < qvel.length; i++) sum += VELOCITY_WEIGHT * term(qvel[i]!, qposCount + i);
    return sum;
  };
}

/** The return of what blows up, in both physics. */
const BLOWN_UP = -Number.MAX_VALUE;
/** Beyond this speed the lanes freeze a world (`speedBound` of `packModel`). */
const FASTEST = 1e5;

function returnsInMujoco(mujoco: InMujoco, { states, controls }: Rollouts, reward: Reward): number[] {
  const { qpos, qvel, ctrl } = mujoco.data;
  return states.map((state, world) => {
    mujoco.put(state, controls[world]![0]!);
    let sum = 0;
    for (const control of controls[world]!) {
      ctrl.set(control);
      mujoco.step();
      sum += reward(qpos, qvel);
    }
    return Number.isFinite(sum) && qvel.every((v: number) => Math.abs(v) < FASTEST) ? sum : BLOWN_UP;
  });
}

function returnsInLanes(lanes: InLanes, { states, controls }: Rollouts, reward: Reward): number[] {
  states.forEach((state, world) => {
    lanes.put(world, state);
  });
  const sums = states.map(() => 0);
  for (let t = 0; t < controls[0]!.length; t++) {
    controls.forEach((sequence, world) => {
      lanes.control(world, sequence[t]!);
    });
    lanes.step(states.length);
    sums.forEach((_, world) => {
      sums[world]! += reward(lanes.qpos(world), lanes.qvel(world));
    });
  }
  return sums.map((sum, world) => (Number.isFinite(sum) && !lanes.frozen(world) ? sum : BLOWN_UP));
}
