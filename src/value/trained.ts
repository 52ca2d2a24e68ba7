/** A value function that was learned elsewhere, with what it must be used with. */

import type { EnsembleState } from './ensemble.js';

export interface TrainedValue extends EnsembleState {
  /** κ, β and γ of the agent that learned it. */
  readonly kappa: number;
  readonly priorScale: number;
  readonly gamma: number;
}
