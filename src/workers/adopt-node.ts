/** A thread around the `Worker` of `node:worker_threads`. */

import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { messageOf } from '../errors.js';
import { DeathWatch, type Thread } from './thread.js';

/** What is needed of such a worker. */
export interface NodeWorker {
  postMessage(message: unknown, transfer?: readonly never[]): void;
  on(event: string, listener: (...values: never[]) => void): unknown;
  off(event: string, listener: (...values: never[]) => void): unknown;
  terminate(): unknown;
  ref(): void;
  unref(): void;
}

export function adoptNodeWorker(worker: NodeWorker): Thread {
  const death = new DeathWatch();
  worker.on('error', (error: unknown) => death.announce(`it failed with: ${messageOf(error)}`));
  worker.on('messageerror', (error: unknown) => {
    death.announce(`its answer cannot be read: ${messageOf(error)}`);
    void worker.terminate();
  });
  worker.on('exit', (code: number) => death.announce(`it exited with code ${code}`));
  let ending = false;
  return {
    endpoint: nodeEndpoint(worker as never),
    death,
    terminate: async () => {
      ending = true;
      worker.ref(); // or a program that waits for nothing but this would end before it, as an error
      await worker.terminate();
    },
    ref: () => worker.ref(),
    unref: () => {
      if (!ending) worker.unref();
    },
  };
}
