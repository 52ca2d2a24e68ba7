/** What a result cost. */

import { round } from '../bench/statistics.js';
import type { Polo } from '../src/polo.js';

export interface Cost {
  /** Seconds by the clock; other processes may have had the processor in between. */
  readonly seconds: number;
  /** Processor seconds of all threads. */
  readonly coreSeconds: number;
}

/** Steps of agents and of physics. */
export interface Steps {
  /** Control steps that agents took. */
  agent: number;
  /** Physics steps of all threads, in plans, targets and the agents' own worlds. */
  physics: number;
}

/** Measures from its making to `end`. */
export class CostMeter {
  readonly #started = performance.now();
  readonly #usage = process.cpuUsage();

  end(): Cost {
    const { user, system } = process.cpuUsage(this.#usage);
    return {
      seconds: round((performance.now() - this.#started) / 1000, 2),
      coreSeconds: round((user + system) / 1e6, 2),
    };
  }
}

export function stepsOf(agent: Polo): Steps {
  return { agent: agent.steps, physics: agent.simulationSteps };
}
