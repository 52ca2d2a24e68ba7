/** One step along MuJoCo's own trajectories: the change of the velocities, and the number of constraint rows. */

import type { Draws } from '../states.js';
import { heldControls, nudged } from './draws.js';
import { type InLanes, type InMujoco, rounded, type Start } from './pair.js';

export interface StepErrors {
  /**
   * ‖v − v̂‖ / max(‖v̂ − v₀‖, ‖h·â₀‖) of each state that is not chaotic: v̂ is MuJoCo's qvel after a step, v₀ the one before,
   * â₀ the acceleration without constraints. At rest the constraints cancel â₀, so that the change is no measure.
   */
  readonly errors: readonly number[];
  /** Errors of the states in which MuJoCo itself moves at least as far as the lanes are off, when it is nudged by 1e-7. */
  readonly chaotic: readonly number[];
  /** Steps in which MuJoCo itself came apart. */
  readonly wild: number;
  /** Share of the states with MuJoCo's number of rows, without those where rounding decides it. */
  readonly rowsEqual: number;
}

const NUDGE = 1e-7;
/** Errors below are held to be none; larger ones are compared with what a nudge does. */
const SMALL = 1e-5;
const NUDGES = 30;
/** As in compareSteps (../measures.ts): moved by this, MuJoCo has another number of rows where rounding decides it. */
const EDGE = 1e-6;
/** For models at rest without gravity, where nothing changes. */
const TINY = 1e-9;
/** A step of MuJoCo after which some |qvel| passes this has come apart: it is left out, and the run starts again. */
const WILD = 1e4;

interface Sample {
  readonly state: readonly number[];
  readonly ctrl: readonly number[];
  /** MuJoCo's velocities after the step, and its rows. */
  readonly qvel: readonly number[];
  readonly rows: number;
  /** What errors are relative to. */
  readonly scale: number;
}

/** @param steps from each start */
export function measureSteps(
  mujoco: InMujoco,
  lanes: InLanes,
  starts: readonly Start[],
  steps: number,
  draws: Draws,
): StepErrors {
  const samples = starts.flatMap((start) => [...walk(mujoco, start, steps, draws)]);
  const errors: number[] = [];
  const chaotic: number[] = [];
  let [equal, edges] = [0, 0];
  for (let first = 0; first < samples.length; first += 4) {
    const four = samples.slice(first, first + 4);
    for (let lane = 0; lane < 4; lane++) {
      const { state, ctrl } = four[lane % four.length]!;
      lanes.put(lane, state);
      lanes.control(lane, ctrl);
    }
    lanes.step(4);
    four.forEach((sample, lane) => {
      const error = finite(distance(lanes.qvel(lane), sample.qvel) / sample.scale);
      const excused = error > SMALL && isChaotic(mujoco, sample, error, draws);
      (excused ? chaotic : errors).push(error);
      if (lanes.rows(lane) === sample.rows) equal++;
      else if (isOnTheEdge(mujoco, sample, draws)) edges++;
    });
  }
  const wild = starts.length * steps - samples.length;
  return { errors, chaotic, wild, rowsEqual: samples.length > edges ? equal / (samples.length - edges) : 1 };
}

/** MuJoCo's run is its own, in f64; each state on the way is rounded, and stepped once from there. */
function* walk(mujoco: InMujoco, start: Start, steps: number, draws: Draws): Generator<Sample> {
  const { nq, nv, opt } = mujoco.model;
  let exact: readonly number[] = start.state;
  for (const ctrl of heldControls(mujoco.model, steps, draws, rounded(start.ctrl))) {
    const state = rounded(exact);
    mujoco.put(state, ctrl);
    mujoco.step();
    const { qvel, qacc_smooth, nefc } = mujoco.data;
    const scale = Math.max(distance(qvel, state.slice(nq, nq + nv)), opt.timestep * norm(qacc_smooth), TINY);
    if (isWild(qvel)) {
      exact = start.state;
      continue;
    }
    yield { state, ctrl, qvel: Array.from(qvel as Float64Array), rows: nefc, scale };
    mujoco.put(exact, ctrl);
    mujoco.step();
    exact = isWild(mujoco.data.qvel) ? start.state : mujoco.state();
  }
}

const isWild = (qvel: Float64Array): boolean => !qvel.every((v) => Math.abs(v) < WILD);

/** Whether one of some nudges moves MuJoCo as far as the lanes are off. */
function isChaotic(mujoco: InMujoco, sample: Sample, error: number, draws: Draws): boolean {
  return someNudge(mujoco, sample, NUDGE, draws, () => {
    const moved = distance(mujoco.data.qvel, sample.qvel) / sample.scale;
    return !(moved < error);
  });
}

function isOnTheEdge(mujoco: InMujoco, sample: Sample, draws: Draws): boolean {
  return someNudge(mujoco, sample, EDGE, draws, () => mujoco.data.nefc !== sample.rows);
}

function someNudge(
  mujoco: InMujoco,
  { state, ctrl }: Sample,
  size: number,
  draws: Draws,
  found: () => boolean,
): boolean {
  for (let i = 0; i < NUDGES; i++) {
    mujoco.put(nudged(state, mujoco.model.nq, size, draws), ctrl);
    mujoco.step();
    if (found()) return true;
  }
  return false;
}

const norm = (a: ArrayLike<number>): number => Math.hypot(...Array.from(a));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  norm(Array.from(a, (x, i) => x - b[i]!));

/** JSON has no infinity; what is no number fails every gate. */
const finite = (x: number): number => (Number.isFinite(x) ? x : Number.MAX_VALUE);
