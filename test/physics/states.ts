/** Contact states to compare single steps at, and random numbers for tests. */

import { Random } from '../../src/random.js';
import { HUMANOID_LAYING, HUMANOID_UPRIGHT } from '../../src/tasks/models/humanoid.js';
import type { BesideMujoco, State } from './beside-mujoco.js';

const STREAM = 1000;
/** A run in which some |qvel| passes this has come apart in MuJoCo; it ends there. */
const WILD = 200;

export class Draws {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed, STREAM);
  }

  uniform(low: number, high: number): number {
    return this.#random.uniform(low, high);
  }

  normal(): number {
    const u = this.#random.uniform(2 ** -24, 1);
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.#random.uniform());
  }

  /** Controls with standard deviation σ, inside ±1, rounded to f32. */
  controls(count: number, sigma: number): number[] {
    return Array.from({ length: count }, () => Math.fround(Math.max(-1, Math.min(1, sigma * this.normal()))));
  }

  rotation(): number[] {
    const q = Array.from({ length: 4 }, () => this.normal());
    const length = Math.hypot(...q);
    return q.map((x) => x / length);
  }
}

type Start = (draws: Draws) => number[];

const withRoot = (height: number, rotation: number[], joints: ArrayLike<number>): number[] => [
  0,
  0,
  height,
  ...rotation,
  ...Array.from(joints),
];

/** Joint angles of someone who sits: hips and knees bent. */
const SITTING = (() => {
  const qpos = [...HUMANOID_UPRIGHT];
  for (const leg of [10, 16]) {
    qpos[leg + 2] = -1.5; // hip_y
    qpos[leg + 3] = -0.4; // knee
  }
  qpos[2] = 0.62;
  return qpos;
})();

/** Ways for the humanoid to begin. */
export const HUMANOID_STARTS: Readonly<Record<string, Start>> = {
  lying: () => [...HUMANOID_LAYING],
  standing: () => [...HUMANOID_UPRIGHT],
  sitting: () => [...SITTING],
  falling: (draws) => withRoot(draws.uniform(0.5, 1.3), draws.rotation(), HUMANOID_UPRIGHT.slice(7)),
};

/** Starts of any other model: its own, stirred. */
export const stirred =
  (qpos0: readonly number[], amount = 0.2): Start =>
  (draws) =>
    qpos0.map((x) => x + amount * draws.normal());

/**
 * Collects states from runs in MuJoCo: every run starts in one of the ways with small velocities and moves under random
 * controls; every few steps its state is kept, with new random controls.
 */
export function collectStates(
  beside: BesideMujoco,
  starts: readonly Start[],
  count: number,
  seed: number,
): State[] {
  const draws = new Draws(seed);
  const { nv, nu } = beside.model;
  const states: State[] = [];
  const perRun = 10;
  for (let run = 0; states.length < count; run++) {
    const sigma = [0, 0.1, 0.3, 0.6][run % 4]!;
    const qpos = starts[run % starts.length]!(draws);
    const qvel = Array.from({ length: nv }, () => 0.3 * draws.normal());
    beside.setMujoco({ qpos, qvel, ctrl: new Array(nu).fill(0) });
    for (let i = 0; i < perRun && states.length < count; i++) {
      const steps = 1 + Math.floor(draws.uniform(0, 12));
      for (let s = 0; s < steps; s++) {
        beside.data.ctrl.set(draws.controls(nu, sigma));
        beside.stepMujoco();
      }
      if (!(Math.max(...Array.from(beside.data.qvel as Float64Array, Math.abs)) < WILD)) break;
      states.push(beside.state(draws.controls(nu, sigma)));
    }
  }
  return states;
}
