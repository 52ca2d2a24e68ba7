/** What the gates measure, for any number of states. */

import type { BesideMujoco, State } from './beside-mujoco.js';
import { Draws } from './states.js';

/** Value at a quantile of a list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)]!;
}

export interface StepErrors {
  /**
   * ‖x − x̂‖ / max(‖x̂‖, ‖x̂₀‖) for each state with the same rows: x̂ is MuJoCo's qacc, x̂₀ the one it would have without
   * constraints. At rest the constraints cancel x̂₀, so that x̂ is nearly zero and no measure for what was computed.
   */
  readonly errors: number[];
  /** States in which the number of constraint rows is MuJoCo's. */
  readonly rowsEqual: number;
  /** States in which it is not, though no distance is within rounding of zero. */
  readonly rowsWrong: number;
  /** States with at least one row. */
  readonly touching: number;
  /** Newton iterations a step and group. */
  readonly iterations: number;
}

/** One step from each state, four different states in the lanes of a group. */
export function compareSteps(beside: BesideMujoco, states: readonly State[]): StepErrors {
  const errors: number[] = [];
  let rowsWrong = 0;
  let touching = 0;
  let iterations = 0;
  for (let first = 0; first < states.length; first += 4) {
    const four = states.slice(first, first + 4);
    for (let lane = 0; lane < 4; lane++) beside.setLane(lane, four[lane % four.length]!);
    beside.stepLanes();
    iterations += beside.groups.iterations(0);
    four.forEach((state, lane) => {
      beside.setMujoco(state);
      beside.stepMujoco();
      const { qacc, qacc_smooth, nefc } = beside.data;
      if (nefc > 0) touching++;
      if (beside.groups.rows(lane) === nefc)
        errors.push(distance(beside.qacc(lane), qacc) / Math.max(norm(qacc), norm(qacc_smooth)));
      else if (!onTheEdge(beside, state)) rowsWrong++;
    });
  }
  return {
    errors,
    rowsEqual: errors.length,
    rowsWrong,
    touching,
    iterations: iterations / Math.ceil(states.length / 4),
  };
}

const norm = (a: ArrayLike<number>): number => Math.hypot(...Array.from(a));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  norm(Array.from(a, (x, i) => x - b[i]!));

/**
 * Some distance is so near to zero that f32 cannot tell its sign: MuJoCo itself has another number of rows when the
 * positions are nudged by 1e-6.
 */
function onTheEdge(beside: BesideMujoco, state: State): boolean {
  const draws = new Draws(1);
  const rows = new Set<number>();
  for (let i = 0; i < 30; i++) {
    beside.setMujoco({ ...state, qpos: state.qpos.map((x) => x + (i ? draws.uniform(-1e-6, 1e-6) : 0)) });
    beside.stepMujoco();
    rows.add(beside.data.nefc);
  }
  return rows.size > 1;
}

export interface Drift {
  /** Root mean square difference of qpos to MuJoCo's after the rollout, of each rollout. */
  readonly lanes: number[];
  /** The same of MuJoCo with half the timestep: the size of error that a model has anyway. */
  readonly halved: number[];
  /** Spearman correlation of the rollouts' returns with MuJoCo's. */
  readonly rankCorrelation: number;
  readonly halvedRankCorrelation: number;
}

/** Controls correlated in time, [rollouts][steps][actuators]. */
export function noisyControls(
  rollouts: number,
  steps: number,
  count: number,
  sigma: number,
  seed: number,
): number[][][] {
  const draws = new Draws(seed);
  return Array.from({ length: rollouts }, () => {
    let noise = new Array<number>(count).fill(0);
    return Array.from({ length: steps }, () => {
      noise = noise.map((x) => 0.8 * x + 0.6 * sigma * draws.normal());
      return noise.map((x) => Math.fround(Math.max(-1, Math.min(1, x))));
    });
  });
}

/**
 * Rollouts from one state in the lanes, in MuJoCo, and in MuJoCo with half the timestep.
 *
 * @param lanes with groups for all rollouts
 * @param halved the same model with half the timestep
 * @param reward of a qpos
 */
export function compareRollouts(
  lanes: BesideMujoco,
  halved: BesideMujoco,
  start: State,
  controls: readonly (readonly number[][])[],
  reward: (qpos: ArrayLike<number>) => number,
): Drift {
  const steps = controls[0]!.length;
  const inMujoco = (beside: BesideMujoco, substeps: number) =>
    controls.map((sequence) => {
      beside.setMujoco(start);
      let sum = 0;
      for (const ctrl of sequence) {
        beside.data.ctrl.set(ctrl);
        beside.stepMujoco(substeps);
        sum += reward(beside.data.qpos);
      }
      return { qpos: Array.from(beside.data.qpos as Float64Array), sum };
    });
  const reference = inMujoco(lanes, 1);
  const half = inMujoco(halved, 2);
  for (let world = 0; world < controls.length; world++) lanes.setLane(world, start);
  const sums = new Array<number>(controls.length).fill(0);
  for (let t = 0; t < steps; t++) {
    setControls(lanes, controls, t);
    lanes.stepLanes();
    controls.forEach((_, world) => {
      sums[world]! += reward(lanes.qpos(world));
    });
  }
  const rms = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.sqrt(Array.from(a, (x, i) => (x - b[i]!) ** 2).reduce((sum, x) => sum + x, 0) / a.length);
  return {
    lanes: reference.map(({ qpos }, world) => rms(lanes.qpos(world), qpos)),
    halved: reference.map(({ qpos }, world) => rms(half[world]!.qpos, qpos)),
    rankCorrelation: rankCorrelation(
      sums,
      reference.map(({ sum }) => sum),
    ),
    halvedRankCorrelation: rankCorrelation(
      half.map(({ sum }) => sum),
      reference.map(({ sum }) => sum),
    ),
  };
}

/** The controls of step t for every world. */
export function setControls(
  beside: BesideMujoco,
  controls: readonly (readonly number[][])[],
  t: number,
): void {
  for (let world = 0; world < controls.length; world++) beside.setControl(world, controls[world]![t]!);
}

/** Spearman's: the correlation of the ranks. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]) => {
    const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
    const rank = new Array<number>(values.length);
    order.forEach((i, place) => {
      rank[i] = place;
    });
    return rank;
  };
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  let product = 0;
  let square = 0;
  x.forEach((rank, i) => {
    product += (rank - mean) * (y[i]! - mean);
    square += (rank - mean) ** 2;
  });
  return product / square;
}

/** Worlds out of `count` that blow up within some steps of controls with deviation σ, in MuJoCo and in the lanes. */
export function compareBlowUps(
  beside: BesideMujoco,
  starts: readonly State[],
  steps: number,
  sigma: number,
  seed: number,
): { mujoco: number; lanes: number } {
  const worlds = beside.groups.count * 4;
  const controls = noisyControls(worlds, steps, beside.model.nu, sigma, seed);
  let blownUp = 0;
  controls.forEach((sequence, world) => {
    beside.setMujoco(starts[world % starts.length]!);
    for (const ctrl of sequence) {
      beside.data.ctrl.set(ctrl);
      beside.stepMujoco();
      const worst = Math.max(
        ...[beside.data.qvel, beside.data.qacc, beside.data.qpos].flatMap((x) =>
          Array.from(x as Float64Array, Math.abs),
        ),
      );
      if (!(worst <= 1e10)) {
        blownUp++;
        break;
      }
    }
  });
  for (let world = 0; world < worlds; world++) beside.setLane(world, starts[world % starts.length]!);
  for (let t = 0; t < steps; t++) {
    setControls(beside, controls, t);
    beside.stepLanes();
  }
  let frozen = 0;
  for (let world = 0; world < worlds; world++) if (beside.groups.frozen(world)) frozen++;
  return { mujoco: blownUp, lanes: frozen };
}
