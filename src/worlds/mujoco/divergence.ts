/** Whether a MuJoCo world has diverged since its state was set. */

import type { MjData } from './module.js';
import type { DataViews } from './views.js';
import type { MujocoWarnings } from './warnings.js';

/** MuJoCo's own bound (mjMAXVAL): a position, velocity or acceleration beyond it, or not a number, is divergence. */
const LIMIT = 1e10;

export class MujocoDivergence {
  #found = false;
  #arenaWarnings = 0;

  constructor(
    private readonly data: MjData,
    private readonly warnings: MujocoWarnings,
  ) {}

  get found(): boolean {
    return this.#found;
  }

  /** A state has been set. */
  clear(): void {
    this.#found = false;
  }

  /** Looks at the state after a physics step, as MuJoCo's own three checks do, whose counters are slow to read (20 µs). */
  checkState(views: DataViews): void {
    if (isHealthy(views)) return;
    this.#found = true;
    this.warnings.diverged++;
  }

  /** After a control step: contacts without a single constraint are what is left when the arena was full. */
  checkArena(): void {
    if (this.#found || this.data.nefc > 0 || this.data.ncon === 0) return;
    const { contacts, constraints } = this.warnings.read(this.data);
    this.#found = contacts + constraints > this.#arenaWarnings;
    this.#arenaWarnings = contacts + constraints;
  }
}

function isHealthy({ qpos, qvel, qacc }: DataViews): boolean {
  for (let i = 0; i < qvel.length; i++) {
    // False for NaN as well.
    if (!(Math.abs(qvel[i]!) <= LIMIT && Math.abs(qacc[i]!) <= LIMIT)) return false;
  }
  for (let i = 0; i < qpos.length; i++) {
    if (!(Math.abs(qpos[i]!) <= LIMIT)) return false;
  }
  return true;
}
