/** MuJoCo is ten megabytes: it is loaded when a MuJoCo world is made, and not before. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const source = (name: string): string =>
  JSON.stringify(new URL(`../../../src/${name}`, import.meta.url).href);

/** Writes a line when MuJoCo is asked for; runs on a thread of its own, beside the program. */
const HOOKS = `
  import { writeSync } from 'node:fs';
  export async function resolve(name, context, next) {
    if (name.startsWith('@mujoco/')) writeSync(1, 'mujoco\\n');
    return next(name, context);
  }`;

const PROGRAM = `
  import { writeSync } from 'node:fs';
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}));
  const { Polo, pointMassBox } = await import(${source('index.js')});
  const { humanoidGetup } = await import(${source('mujoco.js')});
  const { taskEntries } = await import(${source('tasks/registry.js')});
  const small = { horizon: 2, rollouts: 4, workers: 1 };
  const live = async (task) => {
    const agent = await Polo.create(task, small);
    await agent.step();
    await agent.close();
  };
  const task = humanoidGetup();
  if (taskEntries.length === 0) throw new Error('no tasks');
  await live(pointMassBox());
  writeSync(1, 'point mass\\n');
  await live(task);
  writeSync(1, 'humanoid\\n');`;

test('the core, its tasks and even a MuJoCo task that nobody has begun do without it', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', PROGRAM],
    { cwd: fileURLToPath(new URL('../../../../', import.meta.url)), timeout: 100_000 },
  );
  const [first, ...rest] = stdout.trim().split('\n');
  assert.is(first, 'point mass');
  assert.ok(rest.length > 1 && rest.slice(0, -1).every((line) => line === 'mujoco'), stdout);
  assert.is(rest.at(-1), 'humanoid');
});

test.run();
