/** What a figure of the paper is here: jobs that can run anywhere, a picture and a verdict made of what they wrote. */

import type { Machine } from '../bench/machine.js';
import type { Cost } from './cost.js';
import type { Data, Job } from './jobs.js';

/** What a job wrote. */
export interface Done extends Machine {
  readonly figure: string;
  readonly job: string;
  readonly quick: boolean;
  readonly cost: Cost;
  readonly result: Data;
}

export type Outcome = 'reproduced' | 'partly' | 'not reproduced' | 'not run' | 'study';

export interface Verdict {
  readonly outcome: Outcome;
  /** Why, in a sentence or two, with the numbers that decide it. */
  readonly because: string;
}

export interface Figure {
  readonly name: string;
  readonly title: string;
  /** The paper's sentences. */
  readonly claim: string;
  /** Where they stand. */
  readonly where: string;
  /** What is run, and what was chosen where the paper says nothing. */
  readonly method: string;
  /** All jobs, the most telling first. With `quick` fewer seeds and shorter lives: the shape in minutes. */
  jobs(quick: boolean): readonly Job[];
  /** SVG of what has been done. */
  plot(done: readonly Done[]): string;
  /** Markdown: our numbers with their seeds and spread. */
  numbers(done: readonly Done[]): string;
  verdict(done: readonly Done[]): Verdict;
}
