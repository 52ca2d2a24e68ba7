/**
 * Finds a program that names itself as the module of its task. Each worker would run it again, with an agent and workers
 * of its own, which would run it again.
 */

/** On the global object: a bundler may have given the module that is loaded its own copy of this one. */
const LOADING = Symbol.for('polo-mpc.loading');
const state = globalThis as { [LOADING]?: string };

/** In a worker: does work that loads a task's module. */
export async function whileLoading<T>(module: string, work: () => Promise<T>): Promise<T> {
  state[LOADING] = module;
  try {
    return await work();
  } finally {
    delete state[LOADING];
  }
}

/** @throws if a worker is loading a task's module at this moment */
export function refuseWhileLoading(): void {
  const module = state[LOADING];
  if (module === undefined) return;
  throw new Error(
    `${module} makes an agent as a worker loads it to make a task: the task needs a module of its own`,
  );
}
