/**
 * What the humanoid tasks share: the observation of appendix A, 34 numbers "easily observed" on a robot, the control
 * cost, and the paper's hyperparameters.
 *
 * The paper lists names and dimensions only. Chosen here:
 * - direction and normal of the torso are its forward (x) and upward (z) axes in the world's frame;
 * - the four limb vectors are in the world's frame and in metres, not normalised, so they tell how far a limb is
 *   bent; the neck is a site between shoulders and head, a hip is the origin of that leg's thigh;
 * - heights are those of the torso's frame, of the hands' centres and of the feet's frames, in metres;
 * - root velocities are the free joint's (linear in the world's frame, angular in the torso's) divided by 5;
 * - a touch force f ≥ 0 (N) becomes f / (f + W) / 20, W = 400 N about the body's weight. Under the planner's white
 *   noise on strong motors contact forces jump between 0 and thousands of newtons from one step to the next; at full
 *   size (without the 1/20) they drown the rest: with horizon 32 and a prior scale of 0.3 the humanoid then sat
 *   through its second episode, and stood in it with them small.
 *
 * The paper's control cost, "an actuator's applied force scaled by the inverse of the mass matrix", has no coefficient
 * there, and the mass matrix is not among the quantities a task may read: here it is controlCost · mean(a²), off by
 * default.
 */

import { checkInteger, checkKnown, checkNumber } from '../options.js';
import type { Random } from '../random.js';
import {
  bodyAxes,
  bodyPosition,
  geomPosition,
  jointPosition,
  jointVelocity,
  type Numbers,
  type Readout,
  reads,
  type StartableWorld,
  sitePosition,
  touch,
} from '../worlds/quantities.js';
import { HUMANOID_LAYING, HUMANOID_TOUCH, HUMANOID_UPRIGHT } from './models/humanoid.js';
import { PHYSICS_OPTIONS, type PhysicsOptions } from './physics.js';

/** Numbers in the humanoid's observation. */
export const HUMANOID_OBSERVATION = 34;

const VELOCITY_SCALE = 1 / 5;
const BODY_WEIGHT = 400; // N
const TOUCH_SCALE = 1 / 20;

const [head, rightHand, leftHand, rightFoot, leftFoot] = HUMANOID_TOUCH;

/** What {@link observeHumanoid} reads. */
export const humanoidObservationReads = reads({
  torsoAxes: bodyAxes('torso'),
  root: jointPosition('root', 'free'),
  rootVelocity: jointVelocity('root', 'free'),
  neck: sitePosition('neck'),
  rightHand: geomPosition('right_hand'),
  leftHand: geomPosition('left_hand'),
  rightHip: bodyPosition('right_thigh'),
  leftHip: bodyPosition('left_thigh'),
  rightFoot: bodyPosition('right_foot'),
  leftFoot: bodyPosition('left_foot'),
  touchHead: touch(head),
  touchRightHand: touch(rightHand),
  touchLeftHand: touch(leftHand),
  touchRightFoot: touch(rightFoot),
  touchLeftFoot: touch(leftFoot),
});

const AT = humanoidObservationReads.at;
const LIMBS = [
  [AT.neck, AT.rightHand],
  [AT.neck, AT.leftHand],
  [AT.rightHip, AT.rightFoot],
  [AT.leftHip, AT.leftFoot],
] as const;
const HEIGHTS = [AT.root, AT.rightHand, AT.leftHand, AT.rightFoot, AT.leftFoot] as const;

/**
 * Writes the 34 numbers, in the order of the paper's table: torso direction 3, torso normal 3, neck → right hand 3,
 * neck → left hand 3, right hip → foot 3, left hip → foot 3, heights of root, right and left hand, right and left
 * foot 5, root velocity 6, touch of head, right and left hand, right and left foot 5.
 *
 * @param q the quantities of {@link humanoidObservationReads}
 */
export function observeHumanoid(q: Numbers, out: Float32Array): void {
  for (let i = 0; i < 3; i++) {
    out[i] = q[AT.torsoAxes + 3 * i]!;
    out[3 + i] = q[AT.torsoAxes + 3 * i + 2]!;
  }
  let at = 6;
  for (const [from, to] of LIMBS) {
    for (let i = 0; i < 3; i++) out[at++] = q[to + i]! - q[from + i]!;
  }
  for (const position of HEIGHTS) out[at++] = q[position + 2]!;
  for (let i = 0; i < 6; i++) out[at++] = q[AT.rootVelocity + i]! * VELOCITY_SCALE;
  for (let i = 0; i < 5; i++) {
    const force = q[AT.touchHead + i]!;
    out[at++] = (force / (force + BODY_WEIGHT)) * TOUCH_SCALE;
  }
}

/**
 * The paper's numbers for the humanoid (appendix A), and what it leaves open (POLO's other parameters) as chosen here. Most
 * are the table's defaults too; they stand here because they are this task's whatever the table says.
 */
export const HUMANOID_DEFAULTS = {
  // Appendix A, table and text.
  rollouts: 120,
  horizon: 64,
  sigma: 0.2,
  temperature: 1.25,
  gamma: 0.99,
  members: 6,
  hidden: [16, 16],
  updateEvery: 16,
  gradientSteps: 64,
  batchSize: 32,
  learningRate: 1e-3, // "ADAM with default parameters"
  // Chosen: the paper says nothing about the noise's correlation; κ and the prior's scale explore in (1 − γ)V units;
  // states refreshed and rollouts for each target keep the physics of the targets near that of the plans.
  noiseCorrelation: 0,
  kappa: 1,
  priorScale: 1,
  // N = 32 at every horizon: the longer targets learn faster (figure 4a), most of all with short plans.
  targetHorizon: 32,
  refreshStates: 64,
  targetRollouts: 8,
} as const;

/**
 * Beside the paper's numbers, for getting up; where they come from: bench/studies.md (savings).
 *
 * With λ = 1.25 a plan is nearly the average of its rollouts. Where λ follows the returns, so that about a fifth of the rollouts
 * count, and noise is smooth, planning alone stands up where it only sits with the paper's settings.
 */
const SHARP = { temperature: { effectiveSampleSize: 0.2 }, noiseCorrelation: 0.5 } as const;
export const HUMANOID_PRESETS = {
  sharp: SHARP,
  /** An eighth of the physics of the paper's plan, for one core and real time. */
  light: { ...SHARP, rollouts: 32, horizon: 32 },
} as const;

/** Control steps of an episode where the paper resets (appendix A). */
const EPISODE = 600;

/** The root height that counts as standing, m (appendix A). */
export const TARGET_HEIGHT = 1.1;

/** Options of every humanoid task. */
export interface HumanoidTaskOptions extends PhysicsOptions {
  /** Weight of mean(a²) in the reward, ≥ 0. Default 0. */
  controlCost?: number;
  /** Control steps in an episode; 0 never resets. Default 600 (appendix A). */
  episode?: number;
}

/**
 * Checks the options that all humanoid tasks share, and that there are no others but the task's own.
 *
 * @throws OptionError naming the option.
 */
export function checkHumanoidOptions(
  task: string,
  options: HumanoidTaskOptions,
  own: readonly string[],
): Required<Pick<HumanoidTaskOptions, 'controlCost' | 'episode'>> & PhysicsOptions {
  checkKnown(task, options, [...own, 'controlCost', 'episode', ...PHYSICS_OPTIONS]);
  const { physics, world, packed } = options;
  return {
    physics,
    world,
    packed,
    controlCost: checkNumber('controlCost', options.controlCost ?? 0, { min: 0 }),
    episode: checkInteger('episode', options.episode ?? EPISODE, { min: 0 }),
  };
}

/** A reward of the state, less controlCost · mean(a²). */
export function withControlCost(reward: (q: Numbers) => number, controlCost: number): Readout['reward'] {
  if (controlCost === 0) return reward;
  return (q, action) => reward(q) - controlCost * meanSquare(action);
}

function meanSquare(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum / values.length;
}

/** Lies on the back, at rest. */
export function startLaying(world: StartableWorld): void {
  startAt(world, HUMANOID_LAYING);
}

/** Stands upright, at rest. */
export function startUpright(world: StartableWorld): void {
  startAt(world, HUMANOID_UPRIGHT);
}

const FALL_STEPS = 20;
const SETTLE_STEPS = 100;
const FALL_CONTROL = 0.3;
const FALL_DRAWS = 1000; // about one fall in three ends on the back

/**
 * Lies on the floor as it fell: from upright, a constant control drawn uniformly in ±0.3 for 20 steps, then 100 steps
 * without control, then at rest. Falls that do not end on the back (torso's forward axis less than 60° from the
 * vertical, torso below 0.4 m) are drawn again.
 */
export function startFallen(world: StartableWorld, random: Random): void {
  const action = new Float32Array(world.actionSize);
  const state = new Float64Array(world.stateSize);
  for (let draw = 0; draw < FALL_DRAWS; draw++) {
    startUpright(world);
    for (let i = 0; i < action.length; i++) action[i] = random.uniform(-FALL_CONTROL, FALL_CONTROL);
    for (let step = 0; step < FALL_STEPS; step++) world.step(action);
    action.fill(0);
    for (let step = 0; step < SETTLE_STEPS; step++) world.step(action);
    world.getState(state);
    if (!isSupine(state)) continue;
    state.fill(0, HUMANOID_UPRIGHT.length);
    world.setState(state);
    return;
  }
  throw new Error(`none of ${FALL_DRAWS} falls of this humanoid ended on its back`);
}

function isSupine(qpos: Float64Array): boolean {
  const [height, w, x, y, z] = [qpos[2]!, qpos[3]!, qpos[4]!, qpos[5]!, qpos[6]!];
  const forwardUp = 2 * (x * z - w * y); // z part of the torso's x axis
  return forwardUp > 0.5 && height < 0.4;
}

/** Goes to a pose, at rest. */
export function startAt(world: StartableWorld, qpos: readonly number[]): void {
  const state = new Float64Array(world.stateSize);
  state.set(qpos);
  world.setState(state);
}
