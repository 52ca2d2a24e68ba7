/** What a figure of the paper is here: jobs that can run anywhere, a picture and a verdict made of what they wrote. */

import type { Machine } from '../machine.js';
import type { Cost } from './cost.js';

/** Data of a job as JSON has it. */
// biome-ignore lint/suspicious/noExplicitAny: each figure knows the shape of its own results
export type Data = Record<string, any>;

export interface JobContext {
  /** Threads that roll out, the calling one included. */
  readonly workers: number;
  /** Where a value function learned by a job is kept, outside the repository's history. */
  readonly values: ValueStore;
}

export interface ValueStore {
  read(figure: string, job: string): Uint8Array | undefined;
  write(figure: string, job: string, bytes: Uint8Array): void;
}

/** One seed in one setting. */
export interface Job {
  /** File name without extension: setting, then seed. */
  readonly id: string;
  /** Core-seconds that it is expected to take, as measured on similar jobs. */
  readonly cost: number;
  /** Jobs whose learned value it uses; they are run first where that value is missing. */
  readonly needs?: readonly { readonly figure: string; readonly job: Job }[];
  /** Computes the result; must not depend on other jobs but through `values`. */
  run(context: JobContext): Promise<Data>;
}

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
