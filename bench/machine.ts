/** Where a measurement was made: runtime, processor, state of the sources. */

import { execFileSync } from 'node:child_process';
import os from 'node:os';

export interface Machine {
  /** For example `Node 20.20.2`. */
  readonly runtime: string;
  /** Model of the processor and the number of threads it runs at a time. */
  readonly cpu: string;
  /** Short hash of the commit, with `-dirty` if files were changed since; `unknown` outside a checkout. */
  readonly commit: string;
}

export function machine(): Machine {
  const model = os.cpus()[0]?.model.trim() || os.arch();
  return { runtime: runtime(), cpu: `${model} × ${os.availableParallelism()}`, commit: commit() };
}

function runtime(): string {
  const { versions } = process;
  if (versions.bun) return `Bun ${versions.bun}`;
  if (versions.deno) return `Deno ${versions.deno}`;
  return `Node ${versions.node}`;
}

function commit(): string {
  try {
    // Results of earlier runs are no change of what is measured.
    const results = [':!bench/results', ':!paper/results', ':!paper/README.md', ':!README.md'];
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', ...results);
    return git('rev-parse', '--short', 'HEAD') + (changed ? '-dirty' : '');
  } catch {
    return 'unknown';
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
