/** A robot on two driven wheels among obstacles; the model's numbers are the task's (src/tasks/diff-drive.ts). */

import type { Kernels } from '../../kernels/load.js';
import type { SceneShape } from '../world.js';
import { type DiffDriveModel, diffDriveKernel, type Pose } from './diff-drive-kernel.js';
import { DynamicsBatch, DynamicsWorld, type WorldModel } from './world.js';

export interface DiffDriveWorldOptions {
  /** Where an episode starts. */
  readonly start: Pose;
  /** Bounds of both wheels' speeds, rad/s. */
  readonly minWheelSpeed: number;
  readonly maxWheelSpeed: number;
}

const HEIGHT = 0.2; // of the drawing, metres

export function diffDriveWorld(
  kernels: Kernels,
  model: DiffDriveModel,
  options: DiffDriveWorldOptions,
): DynamicsWorld {
  return new DynamicsWorld(kernels, diffDriveKernel(kernels, model), describe(model, options));
}

export function diffDriveBatch(kernels: Kernels, model: DiffDriveModel): DynamicsBatch {
  return new DynamicsBatch(kernels, diffDriveKernel(kernels, model));
}

function describe(model: DiffDriveModel, options: DiffDriveWorldOptions): WorldModel {
  const [goalX, goalY] = model.goal;
  return {
    actionLow: [options.minWheelSpeed, options.minWheelSpeed],
    actionHigh: [options.maxWheelSpeed, options.maxWheelSpeed],
    timestep: model.timestep,
    start: () => options.start,
    /** Distance to the goal. */
    measure: ([x, y]) => Math.sqrt((x! - goalX) ** 2 + (y! - goalY) ** 2),
    scene: () => ({ shapes: shapesOf(model), follow: 0 }),
    poses: ([x, y, heading], out) => {
      const turned = [Math.cos(heading! / 2), 0, 0, Math.sin(heading! / 2)];
      out.set([x!, y!, HEIGHT / 2, ...turned]);
      out.set([x! + 0.15 * Math.cos(heading!), y! + 0.15 * Math.sin(heading!), HEIGHT, ...turned], 7);
    },
  };
}

function shapesOf({ map, obstacles, goal }: DiffDriveModel): SceneShape[] {
  const [xmin, ymin, xmax, ymax] = map;
  return [
    { name: 'robot', kind: 'box', size: [0.2, 0.15, HEIGHT / 2], color: [0.2, 0.45, 0.8] },
    { name: 'nose', kind: 'sphere', size: [0.05, 0.05, 0.05], color: [0.9, 0.3, 0.1] },
    {
      name: 'floor',
      kind: 'plane',
      size: [(xmax - xmin) / 2, (ymax - ymin) / 2, 0],
      color: [0.85, 0.87, 0.9],
      pose: [(xmin + xmax) / 2, (ymin + ymax) / 2, 0, 1, 0, 0, 0],
    },
    {
      name: 'goal',
      kind: 'cylinder',
      size: [0.25, 0.01, 0],
      color: [0.2, 0.65, 0.3],
      pose: [goal[0], goal[1], 0.01, 1, 0, 0, 0],
    },
    ...obstacles.map(([left, bottom, right, top], i): SceneShape => {
      const size = [(right - left) / 2, (top - bottom) / 2, HEIGHT] as const;
      const pose = [(left + right) / 2, (bottom + top) / 2, HEIGHT, 1, 0, 0, 0];
      return { name: `obstacle ${i}`, kind: 'box', size, color: [0.35, 0.4, 0.5], pose };
    }),
  ];
}
