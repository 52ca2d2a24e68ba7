/**
 * The list of the benchmarks: the program, `npm run bench -- all` (in this order) and the pages have it from here. A
 * benchmark's program is loaded when it is run.
 */

import type { Settings } from './harness.js';
import type { Report } from './report.js';

export interface Benchmark {
  /** What is asked, for the list in bench/README.md. */
  readonly asks: string;
  load(): Promise<(settings: Settings) => Promise<Report>>;
}

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  kernels: {
    asks: 'how much faster each kernel is than what one would use instead, and how near the machine’s peak',
    load: async () => (await import('./kernels.js')).kernels,
  },
  mppi: {
    asks: 'how long a whole plan inside WASM takes, by rollouts, beside plain JavaScript and what others have published',
    load: async () => (await import('./mppi.js')).mppi,
  },
  physics: {
    asks: 'how fast physics in the lanes is beside MuJoCo, stage by stage and in a plan',
    load: async () => (await import('./physics.js')).physics,
  },
  planning: {
    asks: 'what planning costs beside a bare loop of MuJoCo’s steps, by threads and by parts of a plan',
    load: async () => (await import('./planning.js')).planning,
  },
  learning: {
    asks: 'what learning brings when the humanoid gets up, and how soon',
    load: async () => (await import('./learning.js')).learning,
  },
  tasks: {
    asks: 'the size and price of each task, and what planning alone reaches in it',
    load: async () => (await import('./tasks.js')).tasks,
  },
};
