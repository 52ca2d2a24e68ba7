/** Threads that a function of the caller starts. */

import { OptionError, show } from '../options.js';
import type { NodeWorker } from './adopt-node.js';
import { adoptWebWorker } from './adopt-web.js';
import { hasNode } from './platform.js';
import type { Thread } from './thread.js';

/**
 * Starts a worker whose program calls `serveTasks`: a `Worker` of browsers, Deno or Bun, or one of `node:worker_threads`.
 * It is called once for each thread beside the calling one, and again when a worker has died.
 */
export type SpawnWorker = () => Worker | NodeWorker;

/** @returns starts threads; @throws OptionError, also later, if `spawn` is not what it should be */
export async function ownSpawn(spawn: SpawnWorker): Promise<() => Thread> {
  const node = hasNode() ? (await import('./adopt-node.js')).adoptNodeWorker : undefined;
  const spawned = new WeakSet<object>();
  return () => {
    const worker: unknown = spawn();
    const adopt = node && isNodeWorker(worker) ? node : isWebWorker(worker) ? adoptWebWorker : undefined;
    if (!adopt) {
      const got = worker instanceof Promise ? 'a promise' : show(worker);
      throw new OptionError(`spawn must return a Worker, got ${got}`);
    }
    if (spawned.has(worker as object)) throw new OptionError('spawn must return a new Worker each time');
    spawned.add(worker as object);
    return adopt(worker as never);
  };
}

const has = (worker: unknown, ...methods: string[]): boolean =>
  typeof worker === 'object' &&
  worker !== null &&
  methods.every((method) => typeof (worker as Record<string, unknown>)[method] === 'function');

const isNodeWorker = (worker: unknown): boolean => has(worker, 'postMessage', 'terminate', 'on', 'off');
const isWebWorker = (worker: unknown): boolean => has(worker, 'postMessage', 'terminate', 'addEventListener');
