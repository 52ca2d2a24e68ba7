/**
 * The hand with what happens to it from outside: goals that change, and a die that is put back when it was dropped.
 * Both happen before an action of the agent's own world, never in a rollout, so the planner does not see them coming.
 */

import { checkBytes, checkKnown } from '../options.js';
import type { Random } from '../random.js';
import { loadMujoco, type MainModule } from '../worlds/mujoco/module.js';
import { MUJOCO_WORLD_OPTIONS, MujocoWorld, type MujocoWorldOptions } from '../worlds/mujoco/world.js';
import type { StartableWorld } from '../worlds/quantities.js';
import { randomOrientation } from '../worlds/rotation.js';
import { DIE_GOAL, DIE_START_HEIGHT, HAND_MIDDLE } from './models/hand.js';

/** A die that is this much lower than it started, m, is dropped. */
const DROP = 0.06;

/** A goal counts as reached if the orientation is this near when the next goal comes, rad. */
export const REACHED = 0.4;

/** Places in the state: qpos (24 hinges, 3 slides, quaternion), qvel (24, 3, 3), the goal's position and quaternion. */
const DIE_Z = HAND_MIDDLE.length + 2;
const DIE_TURN = HAND_MIDDLE.length + 3;
const QPOS = HAND_MIDDLE.length + 7;
const QVEL = HAND_MIDDLE.length + 6;
const GOAL_TURN = QPOS + QVEL + 3;

/** Height of the die's centre at the start, in the unit of its slide: m above its goal. */
const START = DIE_START_HEIGHT - DIE_GOAL[2];

/**
 * Brings the hand to its start: joints in the middle of their ranges, the die above the palm, at rest, in an
 * orientation drawn uniformly from all rotations. The goal stays.
 */
export function startHand(world: StartableWorld, random: Random): void {
  const state = new Float64Array(world.stateSize);
  world.getState(state);
  state.fill(0, 0, QPOS + QVEL);
  state.set(HAND_MIDDLE);
  state[DIE_Z] = START;
  state.set(randomOrientation(random), DIE_TURN);
  world.setState(state);
}

export interface HandWorldOptions extends MujocoWorldOptions {
  /** Control steps that a goal lasts. */
  readonly goalSteps: number;
}

const MEMORY = ['goalAge', 'goals', 'goalsReached', 'drops'] as const;

/** The world of `hand-reorient`; its measure is the angle from the die's orientation to the goal's (rad). */
export class HandWorld extends MujocoWorld {
  /** Goals whose time has passed, and those of them that the die was turned to within 0.4 rad. */
  goals = 0;
  goalsReached = 0;
  /** Times that the die was put back. */
  drops = 0;
  /** Actions taken since the goal was drawn. */
  goalAge = 0;
  readonly #goalSteps: number;
  readonly #state: Float64Array;

  constructor(mujoco: MainModule, options: HandWorldOptions) {
    super(mujoco, options);
    this.#goalSteps = options.goalSteps;
    this.#state = new Float64Array(this.stateSize);
  }

  static override async create(options: HandWorldOptions): Promise<HandWorld> {
    checkKnown('HandWorld', options, [...MUJOCO_WORLD_OPTIONS, 'goalSteps']);
    return new HandWorld(await loadMujoco(), options);
  }

  override reset(random: Random): void {
    super.reset(random);
    this.#drawGoal(random);
  }

  /** Judges the goal and draws the next one when its time is over, and puts a dropped die back. */
  override beforeAction(step: number, random: Random): void {
    super.beforeAction(step, random);
    const dropped = this.#isDropped();
    if (this.goalAge === this.#goalSteps) {
      this.goals++;
      if (!dropped && this.measure() < REACHED) this.goalsReached++;
      this.#drawGoal(random);
    }
    if (dropped) {
      this.drops++;
      startHand(this, random);
    }
    this.goalAge++;
  }

  details(): Record<string, number> {
    const { goals, goalsReached, drops } = this;
    return { goals, goalsReached, drops };
  }

  getMemory(): Uint8Array {
    return new Uint8Array(Float64Array.from(MEMORY, (name) => this[name]).buffer);
  }

  setMemory(memory: Uint8Array): void {
    checkBytes('memory', memory, 8 * MEMORY.length);
    const numbers = new Float64Array(memory.slice().buffer);
    MEMORY.forEach((name, i) => {
      this[name] = numbers[i]!;
    });
  }

  #isDropped(): boolean {
    this.getState(this.#state);
    return this.#state[DIE_Z]! < START - DROP;
  }

  /** A goal uniform over all rotations. */
  #drawGoal(random: Random): void {
    this.getState(this.#state);
    this.#state.set(randomOrientation(random), GOAL_TURN);
    this.setState(this.#state);
    this.goalAge = 0;
  }
}
