/** The world that an agent acts in: its present state and observation, checked to be numbers. */

import { show } from '../options.js';
import type { Random } from '../random.js';
import type { GuardedWorld } from './guarded-world.js';

const DIVERGED = "the agent's own world diverged; a new episode began";

/** What a step has brought. */
export interface Outcome {
  /** 0 if the world has diverged. */
  readonly reward: number;
  /** NaN if the world has none, or has diverged. */
  readonly measure: number;
  /** What the simulation warned of. */
  readonly warnings: Readonly<Record<string, number>> | undefined;
  /** Whether the physics has blown up: there is no next state, and the world has to be reset. */
  readonly diverged: boolean;
}

export class ActingWorld {
  /** s_t, and what is observed there. */
  readonly state: Float64Array;
  readonly observation: Float32Array;
  /** Steps since the reset, for messages. */
  #stepsSinceReset = 0;

  constructor(private readonly world: GuardedWorld) {
    this.state = new Float64Array(world.stateSize);
    this.observation = new Float32Array(world.observationSize);
  }

  /** Goes to a start state. @throws if it is not finite. */
  reset(random: Random): void {
    this.world.reset(random);
    this.#look();
    this.#stepsSinceReset = 0;
    this.#checkFinite(0, 'after its reset');
  }

  /** What happens from outside before an action, a new goal for example: the agent sees it, no plan foresaw it. */
  letChange(stepsTaken: number, random: Random): void {
    const { world, state } = this;
    if (!world.world.beforeAction) return;
    world.setState(state); // after a resume, or a plain object stepped by rollouts
    world.beforeAction(stepsTaken, random);
    const before = state.slice();
    world.getState(state);
    if (state.some((value, i) => value !== before[i])) world.observe(this.observation);
  }

  /**
   * Takes a step.
   *
   * @throws if the world has ceased to be a number and does not say that it has diverged, or has done so in the first
   *   step of an episode: the agent cannot go on in it
   */
  step(action: Float32Array): Outcome {
    const { world } = this;
    world.setState(this.state); // a plain object has been stepped by rollouts in between
    world.step(action.slice()); // the report has the other
    const reward = world.reward();
    this.#stepsSinceReset++;
    const warnings = world.takeWarnings();
    if (world.diverged && this.#stepsSinceReset > 1) {
      return { reward: 0, measure: Number.NaN, warnings: { ...warnings, [DIVERGED]: 1 }, diverged: true };
    }
    this.#look();
    const warned = Object.keys(warnings ?? {}).map((what) => `; ${what}`);
    this.#checkFinite(reward, `after step ${this.#stepsSinceReset} of its episode${warned.join('')}`);
    return { reward, measure: world.measure(), warnings, diverged: false };
  }

  #look(): void {
    this.world.getState(this.state);
    this.world.observe(this.observation);
  }

  #checkFinite(reward: number, where: string): void {
    if (!Number.isFinite(reward)) {
      throw new Error(`the world of task '${this.world.taskName}' has reward ${show(reward)} ${where}`);
    }
    checkFiniteList(this.state, `the state of task '${this.world.taskName}'`, where);
    checkFiniteList(this.observation, `the observation of task '${this.world.taskName}'`, where);
  }
}

function checkFiniteList(values: ArrayLike<number>, what: string, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new Error(`${what} is ${values[i]} at index ${i} ${where}`);
  }
}
