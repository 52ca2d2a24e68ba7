/** The two-wheeled robot of assembly/dynamics/diff-drive.ts. */

import type { Kernels } from '../../kernels/load.js';
import { OptionError } from '../../options.js';
import { DynamicsKernel, requireNonNegative, requirePositive } from './kernel.js';

/** x and y in metres, heading in radians. */
export type Pose = readonly [x: number, y: number, heading: number];
/** xmin, ymin, xmax, ymax in metres. */
export type Rectangle = readonly [xmin: number, ymin: number, xmax: number, ymax: number];

export interface DiffDriveModel {
  /** Seconds in a step. */
  readonly timestep: number;
  /** Metres. */
  readonly wheelRadius: number;
  /** Distance between the wheels, metres. */
  readonly wheelDistance: number;
  readonly goal: Pose;
  /** Cost of a metre from the goal. */
  readonly goalWeight: number;
  /** Cost of a radian from the goal's heading at the goal. */
  readonly headingWeight: number;
  /** That cost falls to zero at this distance from the goal, metres; Infinity: it is the same everywhere. */
  readonly headingDistance: number;
  readonly obstacles: readonly Rectangle[];
  /** Cost of each metre that an obstacle is nearer than the margin. */
  readonly obstacleWeight: number;
  /** Metres. */
  readonly obstacleMargin: number;
  /** Cost of a step that ends in an obstacle. */
  readonly collisionCost: number;
  /** Start and end of the path, x and y in metres. */
  readonly path: readonly [readonly [number, number], readonly [number, number]];
  /** Cost of a metre from the path. */
  readonly pathWeight: number;
  /** Reward = −scale · cost. */
  readonly rewardScale: number;
  /** The map, which the observation is relative to, metres. */
  readonly map: Rectangle;
}

/**
 * @returns rollouts with state [x, y, ψ], action [left, right wheel speed in rad/s] and observation
 *   [x, y relative to the map's middle in halves of its longer side, cos ψ, sin ψ].
 */
export function diffDriveKernel(kernels: Kernels, model: DiffDriveModel): DynamicsKernel {
  requirePositive(model, ['timestep', 'wheelRadius', 'wheelDistance', 'rewardScale']);
  requireNonNegative(model, [
    'goalWeight',
    'headingWeight',
    'obstacleWeight',
    'obstacleMargin',
    'collisionCost',
    'pathWeight',
  ]);
  if (!(model.headingDistance > 0)) {
    throw new OptionError(`headingDistance must be > 0, got ${model.headingDistance}`);
  }
  requireRectangle('map', model.map);
  for (const obstacle of model.obstacles) requireRectangle('an obstacle', obstacle);
  const [start, end] = model.path;
  if (![...model.goal, ...start, ...end].every(Number.isFinite)) {
    throw new OptionError(`goal and path must be finite, got ${model.goal} and ${model.path}`);
  }
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const pathLength = Math.sqrt(dx * dx + dy * dy);
  const direction = pathLength > 0 ? [dx / pathLength, dy / pathLength] : [0, 0];
  const [xmin, ymin, xmax, ymax] = model.map;
  const { timestep, wheelRadius, wheelDistance } = model;
  return new DynamicsKernel(
    kernels,
    'diffDriveRollouts',
    { stateSize: 3, actionSize: 2, observationSize: 4 },
    [
      (timestep * wheelRadius) / 2,
      (timestep * wheelRadius) / wheelDistance,
      ...model.goal,
      model.goalWeight,
      model.headingWeight,
      1 / model.headingDistance,
      model.obstacleWeight,
      model.obstacleMargin,
      model.collisionCost,
      model.pathWeight,
      ...start,
      ...direction,
      pathLength,
      model.rewardScale,
      (xmin + xmax) / 2,
      (ymin + ymax) / 2,
      2 / Math.max(xmax - xmin, ymax - ymin),
      model.obstacles.length,
      ...model.obstacles.flat(),
    ],
  );
}

function requireRectangle(name: string, [xmin, ymin, xmax, ymax]: Rectangle): void {
  if (!(xmin < xmax && ymin < ymax && [xmin, ymin, xmax, ymax].every(Number.isFinite))) {
    throw new OptionError(`${name} must be xmin, ymin, xmax, ymax, got ${[xmin, ymin, xmax, ymax]}`);
  }
}
