/**
 * In-hand manipulation (appendix B): a hand of 24 position-controlled joints on a fixed forearm, palm up, turns a die
 * to an orientation that changes every 75 steps.
 *
 *     R(s) = −0.5 ℓ1(x_o, x_g) − 0.05 ℓquat(q_o, q_g)                                                         (eq. 8)
 *
 * x_o and x_g are the positions of the die and of its goal, a fixed place on the palm (m); ℓquat is read as the angle
 * between the orientations, 2 acos |⟨q_o, q_g⟩| (rad).
 *
 * Chosen here, because the paper leaves it open: goals are uniform over all rotations, and are part of the state, so
 * that a rollout is rewarded for the present goal, while the change to the next one comes from outside (hand-world.ts).
 * A die that falls 6 cm below its start is put back there, in a new orientation, the hand with it, before the next
 * action; drops are counted. The agent lives without resets.
 *
 * The value function's input is not given either. Here, 73 numbers: joint angles (±1 over their ranges) and
 * velocities, the die's position from its goal and its velocities, the die's and the goal's orientation as two axes
 * each, and the turn between them.
 */

import { checkInteger, checkKnown } from '../options.js';
import {
  bodyAxes,
  bodyPosition,
  jointPosition,
  jointVelocity,
  type Numbers,
  reads,
} from '../worlds/quantities.js';
import { angleOfTurn, type Turn, turnBetween } from '../worlds/rotation.js';
import { HandWorld, startHand } from './hand-world.js';
import { DIE_GOAL, HAND_JOINTS, HAND_PHYSICS_STEPS, handXml } from './models/hand.js';
import { type MujocoTask, mujocoTask } from './mujoco-task.js';
import type { PhysicsOptions } from './physics.js';

export interface HandReorientOptions {
  /** Control steps that a goal lasts, ≥ 1. Default 75 (appendix B). */
  goalSteps?: number;
  /** Control steps in an episode; 0 never resets. Default 0. */
  episode?: number;
  /** What rollouts are computed with; see `PhysicsOptions`. The world acted in is MuJoCo's. Default 'auto'. */
  physics?: PhysicsOptions['physics'];
}

/** Numbers in the hand's observation. */
export const HAND_OBSERVATION = 73;

const POSITION_SCALE = 1 / 0.05; // m
const SPEED_SCALE = 1 / 0.5; // m/s
const SPIN_SCALE = 1 / 10; // rad/s

/** The paper's numbers for the hand (appendix B), and what it leaves open as chosen here. */
const DEFAULTS = {
  // Appendix B.
  rollouts: 80,
  members: 6,
  hidden: [64, 64],
  updateEvery: 25,
  gradientSteps: 16,
  batchSize: 16,
  // "temperature of 10" is most likely 1/λ: with λ = 10 all weights would be equal on returns of this size.
  temperature: 0.1,
  // Chosen, from experiments: white noise of 0.3 fails on full rotations, smooth and strong noise turns the die; with
  // a σ of 0.8 the fingers shake too much to bring it to rest at its goal.
  horizon: 16,
  sigma: 0.5,
  noiseCorrelation: 0.8,
  gamma: 0.99,
  // Rewards are a tenth of the humanoid's, and a value is weighed 1/(1 − γ) = 100 times against λ = 0.1: a small prior,
  // and a faster approach than Adam's default step and short targets allow in 16 gradient steps every 25 steps.
  kappa: 1,
  priorScale: 0.01,
  learningRate: 3e-3,
  targetHorizon: 16,
  refreshStates: 64,
  targetRollouts: 8,
} as const;

/** Beside the paper's numbers. */
const PRESETS = {
  // With λ = 0.1 a plan averages over half of its rollouts; an eighth of them turns the die faster and nearer to its goal.
  sharp: { temperature: 0.04 },
} as const;

const pose = { die: bodyPosition('die'), dieAxes: bodyAxes('die'), goalAxes: bodyAxes('goal') };
const rewardReads = reads(pose);

const observationReads = reads({
  ...pose,
  ...Object.fromEntries(HAND_JOINTS.map(({ name }) => [`${name} angle`, jointPosition(name)])),
  ...Object.fromEntries(HAND_JOINTS.map(({ name }) => [`${name} velocity`, jointVelocity(name)])),
  dieVelocityX: jointVelocity('die_x', 'slide'),
  dieVelocityY: jointVelocity('die_y', 'slide'),
  dieVelocityZ: jointVelocity('die_z', 'slide'),
  dieSpin: jointVelocity('die_turn', 'ball'),
});

/** Pose first, at the same places in both arrays; then angles, velocities of the hand, velocities of the die. */
const { die: DIE, dieAxes: DIE_AXES, goalAxes: GOAL_AXES } = rewardReads.at;
const ANGLES = rewardReads.size;
const VELOCITIES = ANGLES + HAND_JOINTS.length;
const DIE_VELOCITY = VELOCITIES + HAND_JOINTS.length;

const turn: Turn = { x: 0, y: 0, z: 0, cosine: 1 };

/**
 * The hand's task with the paper's reward and hyperparameters. Its measure is the angle from the die's orientation to
 * the goal's (rad); its world also counts goals, goals reached and drops (`HandWorld`).
 *
 * @throws OptionError naming the option that is unknown or out of its range.
 */
export function handReorient(options: HandReorientOptions = {}): MujocoTask {
  checkKnown('hand-reorient', options, ['goalSteps', 'episode', 'physics']);
  const goalSteps = checkInteger('goalSteps', options.goalSteps ?? 75, { min: 1 });
  const task = mujocoTask({
    name: 'hand-reorient',
    description: 'A hand of 24 joints turns a die to orientations that change',
    measureName: 'orientation error (rad)',
    source: { module: 'hand-reorient', options },
    defaults: DEFAULTS,
    presets: PRESETS,
    episode: checkInteger('episode', options.episode ?? 0, { min: 0 }),
    xml: handXml(),
    physics: options.physics,
    physicsSteps: HAND_PHYSICS_STEPS,
    rewardReads,
    observationReads,
    observationSize: HAND_OBSERVATION,
    reward: handReward,
    observe: observeHand,
    measure: orientationError,
    reset: startHand,
  });
  return Object.assign(task, { createWorld: () => HandWorld.create({ ...task.model, goalSteps }) });
}

function handReward(q: Numbers): number {
  let distance = 0;
  for (let i = 0; i < 3; i++) distance += Math.abs(q[DIE + i]! - DIE_GOAL[i]!);
  return -0.5 * distance - 0.05 * orientationError(q);
}

function orientationError(q: Numbers): number {
  return angleOfTurn(turnBetween(q, DIE_AXES, GOAL_AXES, turn));
}

/**
 * Writes 24 joint angles, 24 joint velocities / 10; the die's position from its goal / 5 cm 3, its velocity / 0.5 m/s
 * 3, its angular velocity in its own frame / 10 rad/s 3; x and y axis of the die 6 and of the goal 6; the turn that is
 * left: axis · sine of the angle 3, cosine 1.
 */
function observeHand(q: Numbers, out: Float32Array): void {
  const joints = HAND_JOINTS.length;
  HAND_JOINTS.forEach(({ range: [low, high] }, i) => {
    out[i] = (2 * q[ANGLES + i]! - (low + high)) / (high - low);
    out[joints + i] = q[VELOCITIES + i]! * SPIN_SCALE;
  });
  let at = 2 * joints;
  for (let i = 0; i < 3; i++) {
    out[at + i] = (q[DIE + i]! - DIE_GOAL[i]!) * POSITION_SCALE;
    out[at + 3 + i] = q[DIE_VELOCITY + i]! * SPEED_SCALE;
    out[at + 6 + i] = q[DIE_VELOCITY + 3 + i]! * SPIN_SCALE;
  }
  at += 9;
  for (const axes of [DIE_AXES, GOAL_AXES]) {
    for (let axis = 0; axis < 2; axis++) {
      for (let i = 0; i < 3; i++) out[at++] = q[axes + 3 * i + axis]!;
    }
  }
  const { x, y, z, cosine } = turnBetween(q, DIE_AXES, GOAL_AXES, turn);
  out[at++] = x;
  out[at++] = y;
  out[at++] = z;
  out[at++] = cosine;
}
