#!/usr/bin/env node
/** The command line: finds the command, turns errors into one line and an exit code. */

import { messageOf } from './errors.js';
import { OptionError } from './options.js';

const USAGE = `polo: plan online, learn offline

  polo tasks [--json]      the tasks, their sizes and default hyperparameters
  polo run TASK [options]  an agent on a task ('polo run --help' lists the options)
  polo view DIR [DIR]      replay of a recorded run in the browser, or of two side by side
  polo export DIR --onnx FILE  the value function of a recorded run as an ONNX model
`;

const COMMANDS: Record<string, () => Promise<(args: string[]) => Promise<number>>> = {
  tasks: async () => (await import('./cli/tasks.js')).tasks,
  run: async () => (await import('./cli/run.js')).run,
  view: async () => (await import('./cli/view.js')).view,
  export: async () => (await import('./cli/export.js')).exportValue,
};

async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(USAGE);
    return command === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!load)
    throw new OptionError(`unknown command '${command}'; it is one of ${Object.keys(COMMANDS).join(', ')}`);
  return (await load())(rest);
}

function isUsageError(error: unknown): boolean {
  return (
    error instanceof OptionError || String((error as { code?: unknown })?.code).startsWith('ERR_PARSE_ARGS')
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = messageOf(error);
  process.stderr.write(`polo: ${message.split('\n').join(' ')}\n`);
  if (process.env.DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = isUsageError(error) ? 2 : 1;
}
