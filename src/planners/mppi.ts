/** Model-predictive path integral control (Williams et al., 2016), with a terminal value as in eq. 3 of the paper. */

import { temperature } from '../setting-kinds.js';
import type { Planner, PlannerKind, Proposal, Samples, Theta } from './planner.js';
import type { Temperature } from './temperature.js';

/** Of MPPI alone. */
export const MPPI_SETTINGS = {
  /**
   * λ of the weights, or adapted to an effective sample size (a fraction of the rollouts) or to the spread of the returns
   * (standard deviations). It is adapted at each plan anew. Default 1.25 (paper, humanoid).
   */
  temperature: temperature({ default: 1.25, form: true }),
};

/** The rule of MPPI: all rollouts have a say, by what they returned. */
class PathIntegral implements Planner {
  constructor(
    private readonly count: number,
    private readonly sigma: Float32Array,
    private readonly temperature: Temperature,
  ) {}

  /** The same noise around the plan, always. */
  propose(): Proposal {
    return { count: this.count, sigma: this.sigma };
  }

  /** u ← Σ w_k u_k, w = softmax(R/λ). */
  update(theta: Theta, samples: Samples): void {
    const { weights } = samples.softmax(this.temperature);
    theta.mean.set(samples.mean(weights));
  }
}

export const mppi: PlannerKind<typeof MPPI_SETTINGS> = {
  about: 'the average of all rollouts, weighted by softmax(return / λ) (Williams et al., 2016)',
  settings: MPPI_SETTINGS,
  make: ({ rollouts, sigma, temperature }) => new PathIntegral(rollouts, sigma, temperature),
};
