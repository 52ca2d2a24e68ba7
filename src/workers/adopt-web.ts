/** A thread around the `Worker` of browsers. */

import { DeathWatch, type Thread } from './thread.js';

/** Browsers do not say why. */
const MISSING =
  'its program cannot be loaded (not found, of another origin, or forbidden by the page’s Content-Security-Policy; see "In a page" in the README of polo-mpc)';

/** Deno's and Bun's too, where a worker can keep the process alive. */
type WebWorker = Worker & { ref?(): void; unref?(): void };

export function adoptWebWorker(worker: WebWorker): Thread {
  const death = new DeathWatch();
  const end = (cause: string, unreachable = false) => {
    worker.terminate();
    death.announce(cause, unreachable);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault?.(); // the error is reported by the pool
    if (event.message) end(`it failed with: ${event.message}`);
    else end(MISSING, true);
  });
  worker.addEventListener('messageerror', () => end('its answer cannot be read'));
  return {
    endpoint: worker,
    death,
    terminate: async () => end('it was terminated'),
    ref: () => worker.ref?.(),
    unref: () => worker.unref?.(),
  };
}
