/** Threads by the `Worker` of browsers. */

import { DeathWatch, type Platform, type Thread } from './thread.js';

export const webPlatform: Platform = {
  spawn,
  parallelism: () => navigator.hardwareConcurrency || 1,
};

/** esbuild does not follow the line below, and has to be told of the worker's program (see the README, "In a page"). */
const MISSING = `its script cannot be loaded (entry-web.js of polo-mpc; not every bundler finds it by itself)`;

function spawn(): Thread {
  // Bundlers know this line, and only when it is written like this.
  const worker = new Worker(new URL('./entry-web.js', import.meta.url), { type: 'module' });
  const death = new DeathWatch();
  const end = (cause: string) => {
    worker.terminate();
    death.announce(cause);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault(); // the error is reported by the pool
    end(`it failed with: ${event.message || MISSING}`);
  });
  worker.addEventListener('messageerror', () => end('its answer cannot be read'));
  return {
    endpoint: worker,
    death,
    terminate: async () => end('it was terminated'),
    ref: () => {},
    unref: () => {},
  };
}
