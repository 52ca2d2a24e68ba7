// Node, Deno and Bun: each from npm, each in a project of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from './commands.mjs';
import { program, project, run } from './project.mjs';

const MUJOCO = '@mujoco/mujoco@~3.14.0';

/** One function for each runtime, which makes its results from the runs. */
export const terminals = Object.fromEntries(
  Object.entries(COMMANDS).map(([name, { packages, command, args }]) => [
    name,
    async (golden) => {
      const directory = await project(name, [MUJOCO, ...packages]);
      writeFileSync(join(directory, 'golden.json'), JSON.stringify(golden));
      const output = await run(program(directory, command), [...args, 'terminal.js'], { cwd: directory });
      return JSON.parse(output.trim().split('\n').at(-1));
    },
  ]),
);
