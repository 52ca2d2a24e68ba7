/** The value function over the plane of a point mass, and how far its members disagree there. */

import { loadKernels } from '../src/kernels/load.js';
import type { Polo } from '../src/polo.js';
import { HALF_SIDE } from '../src/tasks/maze.js';
import { PointMassWorld } from '../src/worlds/equations/point-mass.js';
import type { Task } from '../src/worlds/world.js';
import type { Field } from './protocol.js';

/** Points along each side. */
const SIDE = 48;

export class FieldMap {
  private constructor(
    /** What is observed at rest at each point, [SIDE · SIDE][observationSize]. */
    private readonly observations: Float32Array,
  ) {}

  /** @returns undefined where there is no plane */
  static async create(task: Task, agent: Polo): Promise<FieldMap | undefined> {
    if (!(agent.world instanceof PointMassWorld)) return undefined;
    const world = await task.createWorld(await loadKernels());
    const { observationSize } = world;
    const observations = new Float32Array(SIDE * SIDE * observationSize);
    const place = (index: number) => ((index + 0.5) / SIDE) * 2 * HALF_SIDE - HALF_SIDE;
    for (let i = 0; i < SIDE * SIDE; i++) {
      world.setState(Float64Array.of(place(i % SIDE), place(Math.floor(i / SIDE)), 0, 0));
      world.observe(observations.subarray(i * observationSize, (i + 1) * observationSize));
    }
    world.close?.();
    return new FieldMap(observations);
  }

  /** @returns undefined for an agent without a value function */
  draw({ ensemble }: Polo): Field | undefined {
    if (!ensemble) return undefined;
    const count = SIDE * SIDE;
    const members = ensemble.predict(this.observations);
    const spread = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      let squares = 0;
      for (let k = 0; k < ensemble.members; k++) sum += members[k * count + i]!;
      const mean = sum / ensemble.members;
      for (let k = 0; k < ensemble.members; k++) squares += (members[k * count + i]! - mean) ** 2;
      spread[i] = Math.sqrt(squares / ensemble.members);
    }
    return { side: SIDE, value: Float32Array.from(ensemble.values(this.observations)), spread };
  }
}
