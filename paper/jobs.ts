/** Jobs: what can be run alone, anywhere and in any order, and their shares. What is made of the results is no matter of theirs. */

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

/** Of `count` shares the one numbered `index`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The jobs of a share: the i-th job belongs to share i mod count. */
export function shareOf<T>(jobs: readonly T[], { index, count }: Shard): T[] {
  return jobs.filter((_, i) => i % count === index - 1);
}
