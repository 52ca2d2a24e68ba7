/** Measures each model in a process of its own, so that a bad one ends neither the run nor the others. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Part } from './child.js';
import type { Measured } from './row.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

/** Two minutes for a model at most, in seconds. */
const LIMITS: Readonly<Record<Part, number>> = { digits: 80, look: 30, speed: 40 };

/** What a process found of a model, whatever became of it. @param limit in seconds */
export function measure(file: string, part: Part, limit = LIMITS[part]): Promise<Partial<Measured>> {
  return new Promise((resolve) => {
    // What MuJoCo prints goes to stderr: stdout is the table's.
    const child = fork(CHILD, [file, part], { stdio: ['ignore', 2, 2, 'ipc'] });
    let found: Partial<Measured> = {};
    let ended: string | undefined;
    const timer = setTimeout(() => {
      ended = `not measured to the end: it took more than ${limit} s`;
      child.kill('SIGKILL');
    }, limit * 1000);
    child.on('message', (message: Partial<Measured>) => {
      found = { ...found, ...message };
    });
    child.on('error', (error) => {
      ended ??= `not measured to the end: ${error.message}`;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0) ended ??= `not measured to the end: its process ended with ${signal ?? code}`;
      resolve(ended === undefined ? found : { ...found, reasons: [...(found.reasons ?? []), ended] });
    });
  });
}

/** Does work for each item, `count` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  count: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
