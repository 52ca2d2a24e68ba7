/** What assembly/dynamics/diff-drive.ts computes, in f64, one world at a time. */

import type { DiffDriveModel } from '../../src/worlds/equations/diff-drive-kernel.js';
import { type Step, wrap } from './dynamics.js';

/** One step of [x, y, ψ] with the wheels' speeds. */
export function stepDiffDrive(model: DiffDriveModel, state: number[], [left, right]: number[]): Step {
  const { timestep: h, wheelRadius, wheelDistance } = model;
  const speed = (wheelRadius / 2) * (left! + right!);
  const x = state[0]! + h * speed * Math.cos(state[2]!);
  const y = state[1]! + h * speed * Math.sin(state[2]!);
  const heading = wrap(state[2]! + (h * wheelRadius * (right! - left!)) / wheelDistance);
  return { state: [x, y, heading], reward: -model.rewardScale * cost(model, x, y, heading) };
}

function cost(model: DiffDriveModel, x: number, y: number, heading: number): number {
  const [goalX, goalY, goalHeading] = model.goal;
  const distance = Math.hypot(x - goalX, y - goalY);
  const near = Math.max(0, 1 - distance / model.headingDistance);
  let sum = model.goalWeight * distance;
  sum += model.headingWeight * Math.abs(wrap(heading - goalHeading)) * near;
  for (const [xmin, ymin, xmax, ymax] of model.obstacles) {
    const away = Math.hypot(Math.max(xmin - x, x - xmax, 0), Math.max(ymin - y, y - ymax, 0));
    sum += model.obstacleWeight * Math.max(0, model.obstacleMargin - away);
    if (away === 0) sum += model.collisionCost;
  }
  return sum + model.pathWeight * distanceToSegment(model.path, x, y);
}

function distanceToSegment([start, end]: DiffDriveModel['path'], x: number, y: number): number {
  const way = [end[0] - start[0], end[1] - start[1]] as const;
  const square = way[0] ** 2 + way[1] ** 2;
  const share = square === 0 ? 0 : ((x - start[0]) * way[0] + (y - start[1]) * way[1]) / square;
  const along = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - start[0] - along * way[0], y - start[1] - along * way[1]);
}

export function observeDiffDrive({ map }: DiffDriveModel, [x, y, heading]: number[]): number[] {
  const [xmin, ymin, xmax, ymax] = map;
  const half = Math.max(xmax - xmin, ymax - ymin) / 2;
  const place = [(x! - (xmin + xmax) / 2) / half, (y! - (ymin + ymax) / 2) / half];
  return [...place, Math.cos(heading!), Math.sin(heading!)];
}
