/**
 * What a task reads of what has been. A rollout starts from a state and nothing else, so what it reads of the past is a
 * part of its state, behind the numbers of the physics: the time, then the last action.
 */

import { OptionError } from '../options.js';
import type { Reads } from './quantities.js';

/** Whether a task reads time and last action, in its reward or its observation. */
export class Past {
  /** The time is in the state. */
  readonly time: boolean;
  /** The last action is. */
  readonly action: boolean;
  /** How many numbers that makes. */
  readonly size: number;

  /**
   * @param isClock whether a sensor's name is that of a clock
   * @throws OptionError if an action of another size is read
   */
  constructor(
    sets: readonly Reads[],
    readonly actionSize: number,
    isClock: (sensor: string) => boolean,
  ) {
    const quantities = sets.flatMap(({ list }) => list.map(({ quantity }) => quantity));
    for (const { kind, size } of quantities) {
      if (kind === 'previousAction' && size !== actionSize) {
        throw new OptionError(
          `previousAction has ${actionSize} numbers in the model, the task reads ${size} (give its size)`,
        );
      }
    }
    this.time = quantities.some(({ kind, name }) => kind === 'time' || (kind === 'sensor' && isClock(name)));
    this.action = quantities.some(({ kind }) => kind === 'previousAction');
    this.size = Number(this.time) + (this.action ? actionSize : 0);
  }

  /** What an episode begins with: time 0, and the resting control as if it had been there all along. */
  atStart(restingAction: ArrayLike<number>): number[] {
    return [...(this.time ? [0] : []), ...(this.action ? Array.from(restingAction) : [])];
  }
}

/** The past of one world. */
export class PastOfWorld {
  /** Seconds. */
  time = 0;
  /** The action that led here. */
  last: Float32Array;
  /** The one before. */
  before: Float32Array;

  constructor(readonly past: Past) {
    this.last = new Float32Array(past.actionSize);
    this.before = new Float32Array(past.actionSize);
  }

  /** An action has been taken: `actionSize` numbers from an index on. */
  act(actions: Float32Array, from: number): void {
    const { last, before } = this;
    for (let i = 0; i < last.length; i++) before[i] = actions[from + i]!;
    this.last = before;
    this.before = last;
  }

  /** Writes the end of a state, from an index on. */
  get(out: Float64Array, from: number): void {
    if (this.past.time) out[from++] = this.time;
    if (this.past.action) out.set(this.last, from);
  }

  /** Reads it. */
  set(state: ArrayLike<number>, from: number): void {
    if (this.past.time) this.time = state[from++]!;
    if (!this.past.action) return;
    for (let i = 0; i < this.last.length; i++) this.last[i] = this.before[i] = state[from + i]!;
  }
}
