/** Runs the compiled command line in a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Milliseconds after which it is killed and the test fails. Default 60,000. */
  readonly limit?: number;
  /** Who runs it; default: who runs the test. */
  readonly uid?: number;
  readonly cwd?: string;
  /** A program that gets node and its arguments; default: none. */
  readonly through?: readonly string[];
}

export function polo(
  args: readonly string[],
  during?: (child: ChildProcess) => void,
  { limit = 60_000, uid, cwd, through = [] }: CommandOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const [program, ...rest] = [...through, process.execPath, CLI, ...args] as [string, ...string[]];
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], uid, gid: uid, cwd });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`polo ${args.join(' ')} did not end`));
    }, limit);
    let stdout = '';
    let stderr = '';
    child.stdout!.on('data', (text) => (stdout += text));
    child.stderr!.on('data', (text) => (stderr += text));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
    during?.(child);
  });
}
