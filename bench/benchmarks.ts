/** The benchmarks by name; a program is loaded when it is run. `npm run bench -- all` runs them in this order. */

import type { Settings } from './harness.js';
import type { Report } from './report.js';

export const benchmarks: Readonly<Record<string, () => Promise<(settings: Settings) => Promise<Report>>>> = {
  kernels: async () => (await import('./kernels.js')).kernels,
  mppi: async () => (await import('./mppi.js')).mppi,
  physics: async () => (await import('./physics.js')).physics,
  planning: async () => (await import('./planning.js')).planning,
  learning: async () => (await import('./learning.js')).learning,
  tasks: async () => (await import('./tasks.js')).tasks,
  settings: async () => (await import('./settings.js')).settings,
  savings: async () => (await import('./savings.js')).savings,
};
