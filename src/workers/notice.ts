/** What `workers: 'auto'` says when it goes on with one thread. */

import type { Task } from '../simulation/world.js';

/** Says, in a line, why a task has to do with one thread. */
export function notice({ name }: Task, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const why = message.replace(/\s+/g, ' ').trim();
  const prefix = `task '${name}': `;
  console.warn(
    `task '${name}' runs on one thread: ${why.startsWith(prefix) ? why.slice(prefix.length) : why}`,
  );
}
