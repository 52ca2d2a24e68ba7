/**
 * MPPI for the two-wheeled robot of assembly/dynamics/diff-drive.ts in plain JavaScript, as a careful engineer writes
 * it: typed arrays made once, nothing allocated in a plan, a rollout's state in local variables, the fastest random
 * numbers at hand, eight rows at once in the average. Only the three costs that the comparison has are computed: goal,
 * heading and obstacles.
 */

import { Xoshiro } from './random.js';
import { averageActionsBlocked, softmaxWeights } from './weights.js';

const TWO_PI = 2 * Math.PI;

export interface PlainDiffDrive {
  readonly timestep: number;
  readonly wheelRadius: number;
  readonly wheelDistance: number;
  /** x, y, heading. */
  readonly goal: readonly [number, number, number];
  readonly goalWeight: number;
  readonly headingWeight: number;
  /** xmin, ymin, xmax, ymax of each. */
  readonly obstacles: Float64Array;
  readonly obstacleWeight: number;
  readonly obstacleMargin: number;
  readonly rewardScale: number;
}

export interface PlainMppiOptions {
  /** A multiple of eight. */
  readonly rollouts: number;
  readonly steps: number;
  readonly sigma: number;
  readonly lambda: number;
  readonly gamma: number;
  /** Bounds of both wheels' speeds. */
  readonly low: number;
  readonly high: number;
  readonly seed: number;
}

/** returns[r] = Σ_t γ^t r_t of rollouts with controls f32 [rollouts][steps][left, right]. */
export function diffDriveReturns(
  returns: Float32Array,
  model: PlainDiffDrive,
  state: ArrayLike<number>,
  controls: Float32Array,
  steps: number,
  gamma: number,
): void {
  const speedGain = (model.timestep * model.wheelRadius) / 2;
  const turnGain = (model.timestep * model.wheelRadius) / model.wheelDistance;
  const [goalX, goalY, goalHeading] = model.goal;
  const { goalWeight, headingWeight, obstacles, obstacleWeight, obstacleMargin, rewardScale } = model;
  let at = 0;
  for (let r = 0; r < returns.length; r++) {
    let x = state[0]!;
    let y = state[1]!;
    let heading = state[2]!;
    let total = 0;
    let discount = 1;
    for (let t = 0; t < steps; t++) {
      const left = controls[at++]!;
      const right = controls[at++]!;
      const way = speedGain * (left + right);
      x += way * Math.cos(heading);
      y += way * Math.sin(heading);
      heading = wrap(heading + turnGain * (right - left));

      const toX = x - goalX;
      const toY = y - goalY;
      let cost = goalWeight * Math.sqrt(toX * toX + toY * toY);
      cost += headingWeight * Math.abs(wrap(heading - goalHeading));
      for (let o = 0; o < obstacles.length; o += 4) {
        const besideX = Math.max(obstacles[o]! - x, x - obstacles[o + 2]!, 0);
        const besideY = Math.max(obstacles[o + 1]! - y, y - obstacles[o + 3]!, 0);
        if (besideX >= obstacleMargin || besideY >= obstacleMargin) continue;
        const distance = Math.sqrt(besideX * besideX + besideY * besideY);
        if (distance < obstacleMargin) cost += obstacleWeight * (obstacleMargin - distance);
      }
      total -= discount * cost;
      discount *= gamma;
    }
    returns[r] = rewardScale * total;
  }
}

/** The angle in [−π, π]. */
function wrap(angle: number): number {
  return angle > Math.PI || angle < -Math.PI ? angle - TWO_PI * Math.round(angle / TWO_PI) : angle;
}

export class PlainMppi {
  /** f32 [steps][left, right]. */
  readonly nominal: Float32Array;
  readonly returns: Float32Array;
  readonly #weights: Float32Array;
  readonly #controls: Float32Array;
  readonly #random: Xoshiro;

  constructor(
    readonly model: PlainDiffDrive,
    readonly options: PlainMppiOptions,
  ) {
    const { rollouts, steps, seed } = options;
    this.nominal = new Float32Array(2 * steps);
    this.returns = new Float32Array(rollouts);
    this.#weights = new Float32Array(rollouts);
    this.#controls = new Float32Array(rollouts * 2 * steps);
    this.#random = new Xoshiro(seed);
  }

  /** One plan: the last one moved on by one step, noise, rollouts, weights, average. */
  plan(state: ArrayLike<number>): void {
    const { steps, gamma, lambda } = this.options;
    this.nominal.copyWithin(0, 2);
    this.nominal.fill(0, 2 * steps - 2);
    this.#sample();
    diffDriveReturns(this.returns, this.model, state, this.#controls, steps, gamma);
    softmaxWeights(this.#weights, this.returns, lambda);
    averageActionsBlocked(this.nominal, this.#controls, this.#weights);
  }

  /** White noise around the nominal plan, within the bounds; the first rollout is the plan itself. */
  #sample(): void {
    const { steps, sigma, low, high, rollouts } = this.options;
    const row = 2 * steps;
    const controls = this.#controls;
    const { nominal } = this;
    this.#random.normals(controls, row, (rollouts - 1) * row);
    controls.fill(0, 0, row);
    for (let start = 0; start < controls.length; start += row) {
      for (let i = 0; i < row; i++) {
        const action = nominal[i]! + sigma * controls[start + i]!;
        controls[start + i] = action < low ? low : action > high ? high : action;
      }
    }
  }
}
