/** A planner as POLO runs it, with a value function at the end of its rollouts, that can be looked at from outside. */

import { ActionSampler } from '../src/kernels/noise.js';
import type { PlannerOptions } from '../src/planners/planner-options.js';
import {
  type LocalRollouts,
  type RolloutRequest,
  type Rollouts,
  totalRollouts,
} from '../src/planners/rollouts.js';
import { SamplingPlanner } from '../src/planners/sampling-planner.js';
import { type EnsembleOptions, ValueEnsemble } from '../src/value/ensemble.js';
import { assertThat, timeOf } from './harness.js';

/** Milliseconds of one plan. `rollouts` is meaningful on one thread only: it is summed over threads. */
export interface Phases {
  readonly total: number;
  /** Rollouts without their noise. */
  readonly rollouts: number;
  readonly noise: number;
  readonly value: number;
  /** Weights, average, the plan's own bookkeeping. */
  readonly rest: number;
}

export interface TimedPlanner {
  readonly planner: SamplingPlanner;
  plan(state: Float64Array): Promise<Phases>;
  /** The controls of all rollouts of the last plan, f64 [rollouts][horizon][actionSize]. */
  lastControls(): Float64Array;
  /** Drops that many actions more than the one that the next plan drops by itself. */
  advance(steps: number): void;
  /** Goes on from another planner's plan. */
  follow(other: TimedPlanner): void;
  close(): Promise<void>;
}

export function makePlanner(
  engine: Rollouts,
  options: PlannerOptions & Omit<EnsembleOptions, 'observationSize' | 'seed'>,
  seed: number,
  physicsSteps = 1,
): TimedPlanner {
  const { local } = engine;
  let request: RolloutRequest | undefined;
  const listening: Rollouts = {
    local,
    threads: engine.threads,
    run: (each) => {
      request = each;
      return engine.run(each);
    },
    close: () => engine.close(),
  };
  const planner = new SamplingPlanner(listening, { ...options, seed });
  const ensemble = new ValueEnsemble(local.kernels, {
    ...options,
    observationSize: local.shape.observationSize,
    seed,
  });
  let value = 0;
  planner.terminalValue = {
    values: (observations) => {
      const started = performance.now();
      const values = ensemble.values(observations);
      value = performance.now() - started;
      return values;
    },
  };
  let controls: Float64Array = new Float64Array(0);
  let again: Resampling | undefined;
  return {
    planner,
    async plan(state) {
      const started = performance.now();
      await planner.plan(state);
      const total = performance.now() - started;
      const { simulationSeconds, simulationSteps } = planner.lastRollouts!;
      assertThat(
        simulationSteps === planner.rollouts * planner.horizon * physicsSteps,
        'a rollout diverged: other steps than the bare loop',
      );
      // Made once: memory that grows between two plans makes the next one slower.
      again ??= sampling(local, request!);
      const sampler = again;
      const noise = timeOf(() => sampler.sample(request!));
      controls = sampler.rows();
      const simulated = simulationSeconds * 1000;
      return { total, rollouts: simulated - noise, noise, value, rest: total - simulated - value };
    },
    lastControls: () => controls,
    advance(steps) {
      const size = steps * local.shape.actionSize;
      const nominal = new Float32Array(planner.nominal.length);
      nominal.set(planner.nominal.subarray(size));
      planner.restore({ nominal, planNumber: planner.planNumber, started: true });
    },
    follow: ({ planner: { nominal, planNumber, started } }) =>
      planner.restore({ nominal, planNumber, started }),
    close: () => engine.close(),
  };
}

export interface Resampling {
  /** Samples the actions of a request of the same sizes. */
  sample(request: RolloutRequest): void;
  /** f64 [rollouts][steps][actionSize] */
  rows(): Float64Array;
}

/** Samples the actions of a request again, within their bounds, as it was rolled out: ready to be run and timed. */
export function sampling(local: LocalRollouts, request: RolloutRequest): Resampling {
  const { actionSize, actionLow, actionHigh } = local.shape;
  const rollouts = totalRollouts(request, local.shape);
  const row = request.steps * actionSize;
  const sampler = new ActionSampler(local.kernels, actionLow, actionHigh);
  const clamped = () => sampler.clamp();
  return {
    sample(each) {
      sampler.sample(each);
      clamped();
    },
    rows() {
      const { view } = clamped();
      const rows = new Float64Array(rollouts * row);
      for (let r = 0; r < rollouts; r++) {
        for (let i = 0; i < row; i++) {
          rows[r * row + i] = view[(r >> 2) * row * 4 + i * 4 + (r & 3)]!;
        }
      }
      return rows;
    },
  };
}

/** The actions that a request was rolled out with, f64 [rollouts][steps][actionSize]. */
export function asRows(local: LocalRollouts, request: RolloutRequest): Float64Array {
  const { sample, rows } = sampling(local, request);
  sample(request);
  return rows();
}
