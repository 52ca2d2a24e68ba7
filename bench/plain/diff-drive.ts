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

/** returns[r] = Σ_t γ^t r_t of rollouts with controls f32 [rollouts][steps][left, right], held within their bounds. */
export function diffDriveReturns(
  returns: Float32Array,
  model: PlainDiffDrive,
  state: ArrayLike<number>,
  controls: Float32Array,
  { steps, gamma, low, high }: Pick<PlainMppiOptions, 'steps' | 'gamma' | 'low' | 'high'>,
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
      const left = clamp(controls[at++]!, low, high);
      const right = clamp(controls[at++]!, low, high);
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

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
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
  readonly #average: Float32Array;
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
    this.#average = new Float32Array(2 * steps);
    this.#controls = new Float32Array(rollouts * 2 * steps);
    this.#random = new Xoshiro(seed);
  }

  /** One plan: the last one moved on by one step, noise, rollouts, weights, average (see `Mppi`). */
  plan(state: ArrayLike<number>): void {
    const { steps, lambda, low, high, rollouts } = this.options;
    this.nominal.copyWithin(0, 2);
    this.nominal.fill(0, 2 * steps - 2);
    this.#sample();
    diffDriveReturns(this.returns, this.model, state, this.#controls, this.options);
    softmaxWeights(this.#weights, this.returns, lambda);
    for (let r = 0; r < rollouts; r++) this.#weights[r]! -= 1 / rollouts;
    averageActionsBlocked(this.#average, this.#controls, this.#weights);
    for (let i = 0; i < this.nominal.length; i++) {
      this.nominal[i] = clamp(this.nominal[i]! + this.#average[i]!, low, high);
    }
  }

  /** White noise around the nominal plan; the first rollout is the plan itself. */
  #sample(): void {
    const { steps, sigma, rollouts } = this.options;
    const row = 2 * steps;
    const controls = this.#controls;
    const { nominal } = this;
    this.#random.normals(controls, row, (rollouts - 1) * row);
    controls.fill(0, 0, row);
    for (let start = 0; start < controls.length; start += row) {
      for (let i = 0; i < row; i++) {
        controls[start + i] = nominal[i]! + sigma * controls[start + i]!;
      }
    }
  }
}
