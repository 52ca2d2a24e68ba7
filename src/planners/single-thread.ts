/** Rollouts on the calling thread alone. */

import { Pacer } from './pace.js';
import type { Limits, LocalRollouts, RolloutRequest, RolloutResult, Rollouts } from './rollouts.js';
import { totalRollouts } from './rollouts.js';

/** All rollouts on the calling thread. */
export class SingleThread implements Rollouts {
  readonly threads = 1;

  readonly #pacer: Pacer;

  constructor(readonly local: LocalRollouts) {
    this.#pacer = new Pacer(local);
  }

  run(request: RolloutRequest, limits?: Limits): Promise<RolloutResult> {
    return this.#pacer.run(request, { first: 0, count: totalRollouts(request, this.local.shape) }, limits);
  }

  async close(): Promise<void> {
    this.local.close();
  }
}
