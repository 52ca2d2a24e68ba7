/** Threads by the `Worker` of browsers. */

import { adoptWebWorker } from './adopt-web.js';
import { whyNotImport } from './page-program.js';
import type { Platform } from './thread.js';

export const webPlatform: Platform = {
  spawn: () => adoptWebWorker(start()),
  parallelism: () => navigator.hardwareConcurrency || 1,
  whyNotImport,
};

function start(): Worker {
  try {
    return packageWorker();
  } catch (error) {
    // Browsers start no worker from another origin, such as a CDN; one of this origin may import what lies there.
    if ((error as Error)?.name === 'SecurityError') return startFromElsewhere();
    throw error;
  }
}

/** Bundlers know this line, and only when it is written like this. (esbuild does not: see the README, "In a page".) */
function packageWorker(): Worker {
  return new Worker(new URL('./entry-web.js', import.meta.url), { type: 'module' });
}

function startFromElsewhere(): Worker {
  const { address, type } = addressOfPackageWorker();
  const text =
    type === 'module' ? `import ${JSON.stringify(address)};` : `importScripts(${JSON.stringify(address)});`;
  const blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return new Worker(blob, { type });
  } finally {
    // The worker has begun to fetch it; a moment later nobody needs it.
    setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  }
}

/**
 * What bundlers have made of the line above. Written a second time, the address would be another file to them, copied as
 * it is; so the same line runs once more, with something in the place of `Worker` that only takes notes.
 */
function addressOfPackageWorker(): { address: string; type: WorkerType } {
  const scope = globalThis as { Worker: unknown };
  const { Worker: original } = scope;
  let noted: { address: string; type: WorkerType } | undefined;
  scope.Worker = class {
    constructor(address: URL | string, { type = 'classic' }: WorkerOptions = {}) {
      noted = { address: String(new URL(address, location.href)), type };
    }
  };
  try {
    packageWorker();
  } finally {
    scope.Worker = original;
  }
  return noted!;
}
