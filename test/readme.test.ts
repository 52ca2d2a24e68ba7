/** Every example of the README runs as it stands there. */

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SCRATCH = join(ROOT, 'build', 'readme'); // inside the package, so that it can import itself by name
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

interface Example {
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

const { readmeExamples } = await import(new URL('../../scripts/readme-examples.mjs', import.meta.url).href);
const examples: readonly Example[] = readmeExamples();

async function run(args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
  return stdout;
}

/** Each example, and what a correct run prints. */
const EXPECTED: Record<string, (stdout: string) => void> = {
  agent: (stdout) => {
    const lines = stdout.trim().split('\n');
    assert.is(lines.length, 20);
    for (const line of lines)
      assert.ok(
        line.split(' ').every((word) => Number.isFinite(Number(word))),
        line,
      );
  },
  'own-world': (stdout) => {
    const rewards = stdout
      .trim()
      .split('\n')
      .map((line) => Number(line.split(' ')[1]));
    assert.is(rewards.length, 5);
    assert.ok(Math.max(...rewards) > 0.9, `the pendulum comes up: ${rewards}`);
  },
  planner: (stdout) => assert.match(stdout, /Float32Array\(2\).* 64\n$/s),
  value: (stdout) => assert.match(stdout, /Float32Array\(2\).*Float32Array\(1\)/s),
};

test.before(() => {
  rmSync(SCRATCH, { recursive: true, force: true });
  mkdirSync(SCRATCH, { recursive: true });
  for (const { file, code } of examples) writeFileSync(join(SCRATCH, file), code);
});

test('there is an example for every expectation and the other way round', () => {
  // The task's worker and program: workers/pages.test.ts.
  const others = ['task-module', 'task-worker', 'task-program', 'ball-plate-model', 'ball-plate-task'];
  assert.equal(examples.map(({ name }) => name).sort(), [...Object.keys(EXPECTED), ...others].sort());
});

for (const { name, file } of examples.filter(({ name }) => EXPECTED[name])) {
  test(name, async () => EXPECTED[name]!(await run([join(SCRATCH, file)])));
}

test('the task module runs with the command beside it, on one thread and on two, with the same bits', async () => {
  assert.match(readme, /npx polo run \.\/my-task\.js --steps 100 --workers 2 --option goal=2/);
  const cli = join(ROOT, 'dist', 'cli.js');
  const summaries = [];
  for (const workers of ['1', '2']) {
    const args = [
      'run',
      join(SCRATCH, 'my-task.js'),
      '--steps',
      '100',
      '--workers',
      workers,
      '--option',
      'goal=2',
    ];
    summaries.push(JSON.parse(await run([cli, ...args, '--json'])));
  }
  assert.is(summaries[0].actionsHash, summaries[1].actionsHash);
  assert.is(summaries[1].workers, 2);
  assert.ok(summaries[0].measure.last < 0.5, 'drifts toward the goal');
});

test('the model of one’s own runs with the command beside it, on one thread and on two, with the same bits', async () => {
  assert.match(readme, /npx polo run --model ball-plate\.xml --task ball-plate\.js --agent mpc --workers 2/);
  const cli = join(ROOT, 'dist', 'cli.js');
  const files = ['--model', join(SCRATCH, 'ball-plate.xml'), '--task', join(SCRATCH, 'ball-plate.js')];
  const go = async (workers: string) =>
    JSON.parse(await run([cli, 'run', ...files, '--agent', 'mpc', '--workers', workers, '--json']));
  const [one, two] = [await go('1'), await go('2')];
  assert.is(one.task, 'ball-plate');
  assert.is(one.steps, 200);
  assert.is(two.workers, 2);
  assert.ok(two.measure.last < 0.05, `the ball is ${two.measure.last} m from the middle`);
  assert.is(one.actionsHash, two.actionsHash);
});

test.run();
