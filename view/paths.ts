/** Lines in the world: where a plan leads, and faintly where its rollouts lead. */

import {
  BufferAttribute,
  BufferGeometry,
  Color,
  Group,
  LineBasicMaterial,
  LineSegments,
  Vector2,
} from 'three';
import { Line2 } from 'three/addons/lines/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';

const PLAN_WIDTH = 3.5; // CSS pixels

export class Paths {
  readonly group = new Group();
  readonly #plan = new Line2(
    new LineGeometry(),
    new LineMaterial({ linewidth: PLAN_WIDTH, depthTest: false, transparent: true }),
  );
  readonly #rollouts = new LineSegments(
    new BufferGeometry(),
    new LineBasicMaterial({ transparent: true, opacity: 0.6, depthTest: false }),
  );

  constructor() {
    for (const line of [this.#rollouts, this.#plan]) {
      line.frustumCulled = false;
      line.renderOrder = 1;
      line.visible = false;
      this.group.add(line);
    }
  }

  /**
   * @param plan points x y z; fewer than two hide it
   * @param rollouts the same for each rollout
   */
  show(plan: Float32Array, rollouts: readonly Float32Array[]): void {
    this.#plan.visible = plan.length >= 6;
    if (this.#plan.visible) {
      this.#plan.geometry.dispose(); // its number of points is fixed once drawn
      this.#plan.geometry = new LineGeometry();
      this.#plan.geometry.setPositions(plan);
    }
    const points = rollouts.flatMap((path) => segments(path));
    this.#rollouts.visible = points.length > 0;
    this.#rollouts.geometry.dispose();
    this.#rollouts.geometry = new BufferGeometry();
    this.#rollouts.geometry.setAttribute('position', new BufferAttribute(Float32Array.from(points), 3));
  }

  recolor(plan: string, rollouts: string): void {
    this.#plan.material.color = new Color(plan);
    this.#rollouts.material.color = new Color(rollouts);
  }

  resize(width: number, height: number): void {
    this.#plan.material.resolution = new Vector2(width, height);
  }
}

/** Both ends of each piece of a path. */
function segments(path: Float32Array): number[] {
  const points: number[] = [];
  for (let at = 0; at + 6 <= path.length; at += 3) points.push(...path.subarray(at, at + 6));
  return points;
}
