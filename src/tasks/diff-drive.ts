/**
 * A differential-drive robot crosses a map of 11 × 11 m to a goal, among three obstacles: the problem on which
 * MPPI-Generic was compared with nav2's MPPI and TorchRL's (Vlahov et al. 2024, arXiv 2409.07563; numbers from the
 * library's benchmark page and the code of the comparison). That was a measurement of time at one state, and its costs
 * drive no robot: the goal's heading counts everywhere, and turning toward the goal does not pay. So by default the
 * heading counts near the goal alone, as in nav2, obstacles are felt, and the straight path from start to goal
 * attracts; `diffDrive(DIFF_DRIVE_COMPARISON)` is the problem as it was timed.
 *
 * The distance to the goal is a value function already: planning alone (`agent: 'mpc'`) arrives after about 1,600 steps,
 * and a learned value, which has errors, is in its way.
 */

import { checkKnown, checkNumber, OptionError, show } from '../options.js';
import type { DiffDriveModel, Pose, Rectangle } from '../worlds/equations/diff-drive-kernel.js';
import type { Task } from '../worlds/world.js';

export interface DiffDriveOptions {
  /** x, y (m) and heading (rad) at the start. Default [1, 1, 0] (comparison). */
  readonly start?: Pose;
  /** x, y (m) and heading (rad) to reach. Default [10, 10, 0] (comparison). */
  readonly goal?: Pose;
  /** Rectangles xmin, ymin, xmax, ymax in metres. Default: the comparison's three squares. */
  readonly obstacles?: readonly Rectangle[];
  /** Cost of a metre from the goal. Default 5 (comparison). */
  readonly goalWeight?: number;
  /** Cost of a radian from the goal's heading, at the goal. Default 1; the comparison has 5. */
  readonly headingWeight?: number;
  /**
   * Distance from the goal, in metres, at which that cost has fallen to zero. Default 0.5, where nav2 begins to count;
   * `null` is everywhere the same cost, as in the comparison (its limit is 1000 m).
   */
  readonly headingDistance?: number | null;
  /** Cost of each metre that an obstacle is nearer than the margin. Default 20 (comparison). */
  readonly obstacleWeight?: number;
  /** Margin around obstacles in metres. Default 0.3; the comparison has 0.1. */
  readonly obstacleMargin?: number;
  /** Cost of a step that ends in an obstacle. Default 50; the comparison has 0. */
  readonly collisionCost?: number;
  /** Cost of a metre from the straight line between start and goal. Default 1; the comparison has 0. */
  readonly pathWeight?: number;
}

/** The options under which the comparison was timed, at K = 128 to 16,384 rollouts of 100 steps. */
export const DIFF_DRIVE_COMPARISON: DiffDriveOptions = {
  headingWeight: 5,
  headingDistance: null,
  obstacleMargin: 0.1,
  collisionCost: 0,
  pathWeight: 0,
};

const MAP: Rectangle = [0, 0, 11, 11];
const OBSTACLES: readonly Rectangle[] = [
  [8, 8, 8.4, 8.4],
  [4, 6, 4.5, 6.5],
  [6, 5, 6.3, 5.3],
];
const WEIGHTS = {
  goalWeight: 5,
  headingWeight: 1,
  obstacleWeight: 20,
  obstacleMargin: 0.3,
  collisionCost: 50,
  pathWeight: 1,
} as const;
/** Loaded when the first world is made. */
const load = () => import('../worlds/equations/diff-drive.js');
/** Costs in hundreds, so that rewards and values are near 1. */
const REWARD_SCALE = 0.01;

/** @throws OptionError naming the option that is unknown or out of its range. */
export function diffDrive(options: DiffDriveOptions = {}): Task {
  const model = diffDriveModel(options);
  const start = startOf(options);
  return {
    name: 'diff-drive',
    description: 'a two-wheeled robot drives to a goal among obstacles',
    measureName: 'distance to the goal (m)',
    source: { module: 'diff-drive', options },
    defaults: {
      // The comparison's:
      horizon: 100,
      sigma: 0.2,
      temperature: 1 * REWARD_SCALE,
      // Chosen here, as the table's γ; the comparison has up to 16,384 rollouts and discounts nothing.
      rollouts: 128,
      noiseCorrelation: 0.9,
      tail: 'hold',
      priorScale: 0.1,
    },
    createWorld: async (kernels) =>
      (await load()).diffDriveWorld(kernels, model, { start, minWheelSpeed: -0.35, maxWheelSpeed: 0.5 }),
    createBatchWorld: async (kernels) => (await load()).diffDriveBatch(kernels, model),
  };
}

/**
 * The task's numbers, for its kernel.
 *
 * @throws OptionError naming the option that is unknown or out of its range.
 */
export function diffDriveModel(options: DiffDriveOptions = {}): DiffDriveModel {
  checkKnown('diff-drive', options, [
    'start',
    'goal',
    'obstacles',
    'headingDistance',
    ...Object.keys(WEIGHTS),
  ]);
  const weights = Object.fromEntries(
    Object.entries(WEIGHTS).map(([name, value]) => [
      name,
      checkNumber(name, options[name as keyof typeof WEIGHTS] ?? value, { min: 0 }),
    ]),
  ) as unknown as Record<keyof typeof WEIGHTS, number>;
  const start = startOf(options);
  const goal = checkNumbers('goal', options.goal ?? [10, 10, 0], 3) as unknown as Pose;
  const { headingDistance = 0.5 } = options;
  return {
    ...weights,
    // JSON, by which workers get the options, has no Infinity.
    headingDistance:
      headingDistance === null
        ? Number.POSITIVE_INFINITY
        : checkNumber('headingDistance', headingDistance, { above: 0 }),
    timestep: 0.02,
    wheelRadius: 1,
    wheelDistance: 1,
    goal,
    obstacles: checkObstacles(options.obstacles ?? OBSTACLES),
    path: [
      [start[0], start[1]],
      [goal[0], goal[1]],
    ],
    rewardScale: REWARD_SCALE,
    map: MAP,
  };
}

function startOf(options: DiffDriveOptions): Pose {
  return checkNumbers('start', options.start ?? [1, 1, 0], 3) as unknown as Pose;
}

function checkNumbers(name: string, value: unknown, count: number): readonly number[] {
  if (!Array.isArray(value) || value.length !== count || !value.every(Number.isFinite)) {
    throw new OptionError(`${name} must be a list of ${count} finite numbers, got ${show(value)}`);
  }
  return value;
}

function checkObstacles(value: unknown): readonly Rectangle[] {
  if (!Array.isArray(value)) {
    throw new OptionError(`obstacles must be a list of rectangles, got ${show(value)}`);
  }
  return value.map((each, i) => {
    const [xmin, ymin, xmax, ymax] = checkNumbers(`obstacles[${i}]`, each, 4) as unknown as Rectangle;
    if (!(xmin < xmax && ymin < ymax)) {
      throw new OptionError(`obstacles[${i}] must be xmin, ymin, xmax, ymax, got ${show(each)}`);
    }
    return [xmin, ymin, xmax, ymax];
  });
}
