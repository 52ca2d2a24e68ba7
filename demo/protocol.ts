/** What the page and the thread of the agent say to each other. Everything is cloned or transferred. */

import type { Scene } from '../src/worlds/world.js';

/** Everything that a run depends on. */
export interface RunConfig {
  readonly task: string;
  /** Options of the task. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Settings of the agent over those of the task (see `PoloOptions`). */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How the run moves on; what can change while it does. */
export interface Pace {
  readonly paused: boolean;
  /** Simulated seconds in a second, at most; 0 is as fast as it goes. */
  readonly speed: number;
  /** Whether a plan ends when its time is over, instead of being made in full. */
  readonly clock: boolean;
}

export type ToAgent =
  | { readonly type: 'start'; readonly config: RunConfig; readonly pace: Pace }
  | { readonly type: 'pace'; readonly pace: Pace }
  /** One step, of a run that is paused. */
  | { readonly type: 'step' }
  /** Pulls at the body: metres from where it is to where the pointer is, until the next message. */
  | { readonly type: 'push'; readonly by: readonly [number, number, number] | null };

/** What a run is, once it has been made. */
export interface RunInfo {
  readonly scene: Scene | null;
  readonly poses: Float32Array<ArrayBuffer>;
  readonly timestep: number;
  readonly measureName: string | null;
  readonly threads: number;
  readonly horizon: number;
  readonly rollouts: number;
  /** All settings in use. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Half the side of a world that is a plane, metres. */
  readonly halfSide: number | null;
  readonly canPush: boolean;
  readonly notice: string | null;
}

/** One control step; what is not a number is null. */
export interface StepView {
  readonly step: number;
  readonly time: number;
  readonly episode: number;
  readonly reward: number;
  readonly measure: number | null;
  readonly value: number | null;
  readonly valueSpread: number | null;
  readonly effectiveSampleSize: number | null;
  /** Rollouts for which there was time. */
  readonly rolloutsDone: number;
  readonly milliseconds: number;
  /** Physics steps taken by all threads so far. */
  readonly simulationSteps: number;
}

/** A function over the plane, row by row from the smallest y. */
export interface Field {
  readonly side: number;
  readonly value: Float32Array<ArrayBuffer>;
  readonly spread: Float32Array<ArrayBuffer>;
}

/** Paths of the shape that the camera follows: x y z of each step. */
export interface Sketched {
  readonly plan: Float32Array<ArrayBuffer>;
  readonly rollouts: readonly Float32Array<ArrayBuffer>[];
}

export type FromAgent =
  | { readonly type: 'loading'; readonly what: string }
  | { readonly type: 'ready'; readonly info: RunInfo }
  | {
      readonly type: 'steps';
      readonly steps: readonly StepView[];
      readonly poses: Float32Array<ArrayBuffer>;
      /** In a plane: x y after each of the steps. */
      readonly places?: Float32Array<ArrayBuffer>;
      readonly sketch?: Sketched;
      readonly field?: Field;
    }
  /** SHA-256 of the actions of the first steps, and why nobody can make them again, if so. */
  | { readonly type: 'hash'; readonly steps: number; readonly hash: string; readonly why: string | null }
  | { readonly type: 'failed'; readonly message: string };

/** Steps after which the hash of the actions is shown. */
export const HASHED_STEPS = 20;
