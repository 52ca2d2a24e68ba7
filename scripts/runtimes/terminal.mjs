// Node, Deno and Bun: each from npm, each in a project of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaced, writeExamples } from '../readme-examples.mjs';
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
      const results = JSON.parse(output.trim().split('\n').at(-1));
      return [...results, await readmeProgram(name, directory, [program(directory, command), ...args])];
    },
  ]),
);

/** The README's task on several threads, whose worker the program starts: with two what is said with one. */
async function readmeProgram(name, directory, [command, ...args]) {
  writeExamples(directory, 'task-');
  const text = readFileSync(join(directory, 'my-program.js'), 'utf8');
  const needsImport = name.startsWith('node') ? "import { Worker } from 'node:worker_threads';\n" : '';
  writeFileSync(join(directory, 'one-thread.js'), replaced(text, 'workers: 2', 'workers: 1'));
  writeFileSync(join(directory, 'two-threads.js'), needsImport + text);
  const say = (file) => run(command, [...args, file], { cwd: directory });
  return {
    name: 'README',
    workers: 2,
    hash: await say('two-threads.js'),
    expected: await say('one-thread.js'),
  };
}
