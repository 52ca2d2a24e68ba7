/** Threads by `node:worker_threads`: Node, Deno and Bun. */

import { adoptNodeWorker } from './adopt-node.js';
import type { Platform, Thread } from './thread.js';

type WorkerThreads = typeof import('node:worker_threads');
type Os = typeof import('node:os');

/** The name is a variable, so that a bundler for browsers, which meets this file, does not look for it. */
function builtin<T>(name: string): Promise<T> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

/** @returns undefined in what only imitates Node and has no threads, as edge runtimes do */
export async function nodePlatform(): Promise<Platform | undefined> {
  const threads = await builtin<WorkerThreads>('node:worker_threads').catch(() => undefined);
  if (!threads) return undefined;
  const { Worker } = threads;
  const os = await builtin<Os>('node:os');
  return {
    spawn: () => spawn(Worker),
    parallelism: () => os.availableParallelism(),
  };
}

function spawn(Worker: WorkerThreads['Worker']): Thread {
  const entry = new URL('./entry-node.js', import.meta.url);
  // Workers inherit the flags of `node --input-type=module -e …`, which Node then refuses for a file.
  const isText = process.execArgv.some((flag) => flag.startsWith('--input-type'));
  return adoptNodeWorker(new Worker(entry, { name: 'polo-mpc', ...(isText ? { execArgv: [] } : {}) }));
}
