/** What `workers: 'auto'` says when it goes on with one thread. */

import { messageOf } from '../errors.js';
import type { Task } from '../worlds/world.js';

/** Says, in a line, why a task has to do with one thread. */
export function notice({ name }: Task, error: unknown): void {
  const why = messageOf(error).replace(/\s+/g, ' ').trim();
  const task = `task '${name}'`;
  // Messages name the task, which has been named by then.
  const rest = why.startsWith(`${task}: `)
    ? why.slice(task.length + 2)
    : why.startsWith(`${task} `)
      ? `it${why.slice(task.length)}`
      : why;
  console.warn(`${task} runs on one thread: ${rest}`);
}
