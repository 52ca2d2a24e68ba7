/** Chooses the platform's threads. With the loader of the kernels, the only place that asks where it runs. */

import type { Platform } from './thread.js';

/** Whether this is Node, Deno or Bun, or imitates Node. */
export function hasNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return Boolean(process?.versions?.node);
}

/**
 * The threads of this runtime.
 *
 * @returns undefined if it has none
 */
export async function platform(): Promise<Platform | undefined> {
  if (hasNode()) return (await import('./spawn-node.js')).nodePlatform();
  if (typeof Worker === 'function') return (await import('./spawn-web.js')).webPlatform;
  return undefined;
}
