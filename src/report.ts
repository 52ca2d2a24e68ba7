/** What an agent tells of its life. */

/** What happened in one control step. */
export interface StepReport {
  /** Control steps taken by the agent, this one included. */
  readonly step: number;
  /** Simulated seconds since the start of the run. */
  readonly time: number;
  /** Number of the episode, from 0, and of the step in it, from 1. */
  readonly episode: number;
  readonly episodeStep: number;
  /** The executed action, length actionSize; the receiver's to keep. */
  readonly action: Float32Array;
  /** 0 if the physics of the agent's own world has blown up in this step, which ends the episode. */
  readonly reward: number;
  /** V̂ of the state that was planned from, in units of (1 − γ)·V; NaN for an agent without a value function. */
  readonly value: number;
  /** Standard deviation of the members there. */
  readonly valueSpread: number;
  /** (Σw)²/Σw² of the plan's weights, and λ; NaN for `random`. */
  readonly effectiveSampleSize: number;
  readonly temperature: number;
  /** Rollouts of the plan whose physics diverged. */
  readonly diverged: number;
  /** Whether all of them did, so that the plan before was kept; false for `random`. */
  readonly planFailed: boolean;
  /** The task's own measure; NaN if it has none, or if the physics has blown up. */
  readonly measure: number;
}

/** Seconds spent in each phase so far. */
export interface PhaseSeconds {
  /** Plans, their rollouts included; waiting for other threads included. */
  planning: number;
  /** Stepping physics with its rewards and observations, summed over threads. */
  simulation: number;
  /** Targets of the value function, their rollouts included. */
  targets: number;
  /** Gradient steps. */
  training: number;
}
