/** The other side of the thread that this program is, on any platform. */

import type { Endpoint } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

type WorkerThreads = typeof import('node:worker_threads');

interface NodeProcess {
  readonly versions?: { readonly node?: string };
  /** Since Node 20.16. */
  getBuiltinModule?(name: string): unknown;
}

const NAME = 'node:worker_threads';

/**
 * Uses the way to the thread that has started this one: at once where that is possible, as messages of a browser are
 * lost that come before somebody listens. (Node keeps them.)
 *
 * @throws if this program is no worker
 */
export function withEndpoint(use: (endpoint: Endpoint) => void): void {
  const { process } = globalThis as { process?: NodeProcess };
  if (!process?.versions?.node) {
    use(webEndpoint());
    return;
  }
  const builtin = process.getBuiltinModule?.(NAME) as WorkerThreads | undefined;
  if (builtin) use(nodeOrWeb(builtin));
  else void importBuiltin().then((threads) => use(nodeOrWeb(threads)));
}

/** The name is a variable, so that a bundler for browsers does not look for it. */
function importBuiltin(): Promise<WorkerThreads> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ NAME);
}

/** Deno and Bun have workers of both kinds. */
function nodeOrWeb({ parentPort }: WorkerThreads): Endpoint {
  return parentPort ? nodeEndpoint(parentPort as never) : webEndpoint();
}

function webEndpoint(): Endpoint {
  const { WorkerGlobalScope: Scope } = globalThis as { WorkerGlobalScope?: unknown };
  if (typeof Scope === 'function' && globalThis instanceof Scope) return globalThis as unknown as Endpoint;
  throw new Error('serveTasks is for the program of a worker (see the option spawn), and this is none');
}
