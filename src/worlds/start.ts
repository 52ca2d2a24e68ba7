/** Where the episodes of a model begin, and the resting control that goes with it. */

import { checkKnown, checkNumber, OptionError, show } from '../options.js';
import { Random, Stream } from '../random.js';
import { findKeyframe, type Keyframe, keyframeNames } from './keyframes.js';
import type { Past } from './past.js';
import { JOINTS, type JointType, type Start, type StartableWorld, scalars } from './quantities.js';
import { type ActionShape, checkRestingAction, restingActionOf } from './resting-action.js';
import { turnAbout } from './rotation.js';
import { refusePromise } from './task-fault.js';

/** Where episodes begin. */
export interface StartOptions {
  /**
   * A keyframe of the model, by name or by its number from 0 on: all of its state (qpos, qvel, act, poses of mocap
   * bodies). Default: the model's own start, qpos0 at rest.
   */
  readonly keyframe?: string | number;
  /**
   * Half width of the noise on joint positions, ≥ 0: uniform in ±noise on each hinge (rad) and slide (m) and on the
   * place of a free joint (m); a ball or free joint is turned by about as much (rad) about each of its axes, and
   * its quaternion keeps the length 1. Drawn from the random numbers of the reset, joint after joint; joint limits are not looked at. Default 0: none.
   */
  readonly noise?: number;
}

/** What a task says of its start. */
export interface StartSettings {
  /** Where episodes begin. Default: the model's own start (qpos0, at rest). */
  readonly start?: StartOptions;
  /** Makes a start state: called in a world that has been put where `start` says. Default: that is the start state. */
  readonly reset?: Start;
  /**
   * The resting control (see `WorldShape`), `actionSize` numbers inside the bounds. Default: the `ctrl` of the keyframe
   * from which episodes begin, held inside the bounds: the one that `start` names; else the one whose qpos is that of
   * the start state to within 0.1 in every number. (Where a `reset` leads to is found out when the world is made, on a
   * stand-in that has a state and takes no steps.) If there is none such: 0, or the bound nearest to it.
   */
  readonly restingAction?: ArrayLike<number>;
}

/** The facts of a model that a start is made of. */
export interface StartModel extends Omit<ActionShape, 'restingAction'> {
  /** The whole state at the model's own start. */
  readonly initial: ArrayLike<number>;
  /** Undefined: not known (see `findKeyframe`). */
  readonly keyframes: readonly Keyframe[] | undefined;
  readonly joints: readonly { readonly type: JointType; readonly qpos: number }[];
  /** What the task has of the past in its state, behind `initial`. */
  readonly past: Past;
}

/** A start state as near to a keyframe as this, in every number of qpos, begins at it; usual noise of resets is less. */
const NEAR = 0.1;
/** Steps of a reset that is tried out; one that waits for something to happen waits in vain. */
const TRIED_STEPS = 1000;
/** The keyframe that counts where several are at the same place. */
const HOME = 'home';

/** Where the episodes of one world begin. */
export class EpisodeStart {
  /** See `StartSettings.restingAction`. */
  restingAction: Float64Array;
  #state: ArrayLike<number>;
  #reset: Start | undefined;
  readonly #noise: number;

  /** @throws OptionError naming what is wrong with the settings. */
  constructor(
    private readonly model: StartModel,
    private readonly settings: StartSettings,
  ) {
    const { start = {}, reset } = settings;
    if (typeof start !== 'object' || start === null)
      throw new OptionError(`start must be an object of keyframe and noise, got ${show(start)}`);
    checkKnown('start', start, ['keyframe', 'noise']);
    this.#noise = checkNumber('start.noise', start.noise ?? 0, { min: 0 });
    checkRestingAction({ ...model, restingAction: settings.restingAction });
    this.#reset = reset;
    const { keyframe } = start;
    const named =
      keyframe === undefined ? undefined : findKeyframe(model.keyframes, keyframe, 'start.keyframe');
    this.#state = named?.state ?? model.initial;
    this.restingAction = this.#rest(named ?? this.#keyframeHere());
  }

  /** See `World.keyframes`. */
  get keyframes(): string[] {
    return keyframeNames(this.model.keyframes);
  }

  /** Begins at a keyframe from now on, with the noise as before and without the task's own `reset`. */
  from(keyframe: string | number): void {
    const found = findKeyframe(this.model.keyframes, keyframe, 'keyframe');
    this.#state = found.state;
    this.#reset = undefined;
    this.restingAction = this.#rest(found);
  }

  /** Brings the world to the start of an episode. */
  apply(world: StartableWorld, random: Random): void {
    const state = Float64Array.from(this.#whole());
    if (this.#noise > 0) this.#addNoise(state, random);
    world.setState(state);
    refusePromise('reset', this.#reset?.(world, random));
  }

  /** The state at the start, with what there is of the past. */
  #whole(): number[] {
    const { past, actionSize } = this.model;
    return [...Array.from(this.#state), ...past.atStart(this.restingAction ?? new Float64Array(actionSize))];
  }

  #rest(keyframe: Keyframe | undefined): Float64Array {
    const restingAction = this.settings.restingAction ?? keyframe?.ctrl;
    return restingActionOf({ ...this.model, restingAction });
  }

  /** The keyframe from which episodes begin though nobody has named it: the nearest, and that is near enough. */
  #keyframeHere(): Keyframe | undefined {
    const { keyframes = [] } = this.model;
    if (keyframes.length === 0 || this.settings.restingAction !== undefined) return undefined;
    const state = this.#tryReset();
    let found: Keyframe | undefined;
    let least = NEAR * (1 + 1e-6); // noise of ±0.1 is near, with its rounding
    for (const keyframe of keyframes) {
      const distance = this.#distance(keyframe.state, state);
      const first = found === undefined || keyframe.name === HOME;
      if (distance < least || (distance === least && first)) {
        least = distance;
        found = keyframe;
      }
    }
    return found;
  }

  /** The largest difference in qpos; q and −q are one orientation. NaN if there is none. */
  #distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
    const largest = (from: number, count: number, sign: number) => {
      let most = 0;
      for (let i = from; i < from + count; i++) most = Math.max(most, Math.abs(a[i]! - sign * b[i]!));
      return most;
    };
    const { joints } = this.model;
    return joints.reduce((most, { type, qpos }) => {
      const { quaternion } = JOINTS[type];
      const scalar = largest(qpos, scalars(type), 1);
      if (quaternion === undefined) return Math.max(most, scalar);
      const turn = qpos + quaternion;
      return Math.max(most, scalar, Math.min(largest(turn, 4, 1), largest(turn, 4, -1)));
    }, 0);
  }

  /** Where the task's reset leads to. What it needs beyond the state it does not get, and then ends where it is. */
  #tryReset(): ArrayLike<number> {
    if (!this.#reset) return this.#state;
    const state = Float64Array.from(this.#whole());
    let steps = 0;
    const standIn: StartableWorld = {
      stateSize: state.length,
      actionSize: this.model.actionSize,
      getState: (out) => out.set(state),
      setState: (wanted) => state.set(wanted),
      step() {
        if (++steps > TRIED_STEPS) throw new Error('this world stands still');
      },
    };
    try {
      refusePromise('reset', this.#reset(standIn, new Random(0, Stream.reset)));
    } catch {
      // If something is wrong with the reset, the world itself will say so.
    }
    return state;
  }

  #addNoise(state: Float64Array, random: Random): void {
    const draw = () => random.uniform(-this.#noise, this.#noise);
    for (const { type, qpos } of this.model.joints) {
      const { quaternion } = JOINTS[type];
      for (let i = 0; i < scalars(type); i++) state[qpos + i]! += draw();
      if (quaternion === undefined) continue;
      const turn = qpos + quaternion;
      turnAbout(state.subarray(turn, turn + 4), draw(), draw(), draw());
    }
  }
}
