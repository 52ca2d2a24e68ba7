/** The command line as a user meets it: the compiled program in a process of its own. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { polo } from './support/command.js';

const SMALL = [
  'point-mass-box',
  '--steps',
  '40',
  '--rollouts',
  '16',
  '--horizon',
  '8',
  '--refresh-states',
  '16',
];

function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'polo-test-'));
}

test('without a command it shows its usage and ends with 2', async () => {
  const { code, stdout } = await polo([]);
  assert.is(code, 2);
  assert.match(stdout, /polo run TASK/);
  assert.is((await polo(['--help'])).code, 0);
});

test('wrong usage is one line on stderr, and 2', async () => {
  const cases: [string[], RegExp][] = [
    [['fly'], /unknown command 'fly'; it is one of tasks, run, view/],
    [['run'], /run needs a TASK/],
    [['run', 'moonwalk'], /unknown task 'moonwalk': TASK is one of .*point-mass-box/],
    [['run', 'point-mass-box', '--horizon', '0'], /--horizon must be an integer ≥ 1 .*got 0/],
    [['run', 'point-mass-box', '--horizon', 'far'], /--horizon must be an integer .*got 'far'/],
    [
      ['run', 'point-mass-box', '--agent', 'dqn'],
      /--agent must be one of polo, mpc, greedy, random, got 'dqn'/,
    ],
    [['run', 'point-mass-box', '--steps', '0'], /--steps must be an integer ≥ 1, got 0/],
    [['run', 'point-mass-box', '--temperature', 'hot'], /--temperature must be .*ess:FRACTION/],
    [['run', 'point-mass-box', '--temperature', 'ess:3'], /temperature.effectiveSampleSize must be/],
    [['run', 'point-mass-box', '--warp', '9'], /warp/],
    [['run', 'point-mass-box', '--option', 'x'], /--option must have the form NAME=VALUE, got 'x'/],
    [['run', '--resume', '/nowhere/at/all'], /holds no recording/],
    [
      ['run', '--resume', '/nowhere', '--horizon', '3'],
      /settings from the recording, so horizon cannot be set/,
    ],
    [['view'], /view takes one DIR/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await polo(args);
    assert.is(code, 2, `${args.join(' ')}: ${stderr}`);
    assert.is(stdout, '', args.join(' '));
    assert.match(stderr, message);
    assert.is(stderr.trim().split('\n').length, 1, stderr);
  }
});

test('a task module that throws, or whose world does, is one line, and 1', async () => {
  const directory = scratch();
  const module = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const cases: [string, RegExp][] = [
    [module('throws.mjs', 'throw new Error("no model today");'), /no model today/],
    [module('empty.mjs', 'export const x = 1;'), /no export 'default'/],
    [module('number.mjs', 'export default 3;'), /must be a task/],
  ];
  for (const [path, message] of cases) {
    const { code, stderr } = await polo(['run', path, '--steps', '1']);
    assert.is(code, 1, stderr);
    assert.match(stderr, message);
    assert.is(stderr.trim().split('\n').length, 1, stderr);
  }
  rmSync(directory, { recursive: true });
});

test('what a task prints, on any thread, does not get between --json and its reader', async () => {
  const directory = scratch();
  const path = join(directory, 'chatty.mjs');
  writeFileSync(
    path,
    `import { isMainThread } from 'node:worker_threads';
    console.log('loading');
    export default () => ({
      name: 'chatty',
      createWorld() {
        console.log('a world', isMainThread ? 'here' : 'on a worker');
        process.stdout.write('half a line');
        let x = 0;
        return {
          stateSize: 1, actionSize: 1, observationSize: 1, actionLow: [-1], actionHigh: [1],
          reset: () => { x = 0; },
          step: ([u]) => { console.info('step'); x += u; },
          getState: (out) => out.set([x]),
          setState: ([s]) => { x = s; },
          observe: (out) => out.set([x]),
          reward: () => -x * x,
        };
      },
    });`,
  );
  const args = ['run', path, '--steps', '2', '--horizon', '2', '--rollouts', '8', '--workers', '2'];
  const { code, stdout, stderr } = await polo([...args, '--json']);
  assert.is(code, 0, stderr);
  assert.is(JSON.parse(stdout).steps, 2);
  assert.match(stderr, /loading/);
  assert.match(stderr, /a world here/);
  assert.match(stderr, /a world on a worker/);
  rmSync(directory, { recursive: true });
});

test('--json prints one object with the fields of the documentation and nothing else', async () => {
  const { code, stdout } = await polo(['run', ...SMALL, '--json', '--workers', '1']);
  assert.is(code, 0);
  assert.is(stdout.trim().split('\n').length, 1);
  const summary = JSON.parse(stdout);
  for (const name of [
    'task',
    'agent',
    'planner',
    'steps',
    'seed',
    'workers',
    'horizon',
    'rollouts',
    'meanReward',
  ]) {
    assert.ok(name in summary, name);
  }
  assert.is(summary.task, 'point-mass-box');
  assert.is(summary.steps, 40);
  assert.match(summary.actionsHash, /^[0-9a-f]{64}$/);
  assert.equal(Object.keys(summary.measure), ['name', 'last', 'max']);
  assert.equal(Object.keys(summary.seconds), ['total', 'planning', 'simulation', 'targets', 'training']);
  assert.ok(summary.simulationSteps > 40 * 16 * 8);
});

test('the hash does not depend on the number of workers', async () => {
  const hashes = [];
  for (const workers of ['1', '2', '3']) {
    const { stdout } = await polo(['run', ...SMALL, '--json', '--workers', workers]);
    hashes.push(JSON.parse(stdout).actionsHash);
  }
  assert.is(new Set(hashes).size, 1);
});

test('a recording holds every step, and resuming it gives the hash of one long run', async () => {
  const directory = scratch();
  const out = join(directory, 'run');
  const whole = JSON.parse((await polo(['run', ...SMALL, '--json'])).stdout);
  const first = await polo(['run', ...SMALL, '--steps', '25', '--json', '--out', out]);
  assert.is(first.code, 0, first.stderr);
  const lines = () => readFileSync(join(out, 'steps.jsonl'), 'utf8').trim().split('\n');
  assert.is(lines().length, 25);
  const resumed = await polo(['run', '--resume', out, '--steps', '40', '--json']);
  assert.is(resumed.code, 0, resumed.stderr);
  assert.is(JSON.parse(resumed.stdout).actionsHash, whole.actionsHash);
  assert.is(JSON.parse(resumed.stdout).measure.max, whole.measure.max);
  assert.is(lines().length, 40);
  assert.is(JSON.parse(lines()[39]!).step, 40);

  const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  assert.is(run.format, 'polo-recording');
  assert.is(run.summary.steps, 40);
  const size = (name: string): number => statSync(join(out, name)).size;
  assert.is(size('actions.f32'), 40 * run.sizes.action * 4);
  assert.is(size('states.f64'), 40 * run.sizes.state * 8);
  assert.is(size('poses.f32'), 40 * run.poseFloats * 4);
  assert.ok(size('value.safetensors') > 100);

  const again = await polo(['run', ...SMALL, '--out', out]);
  assert.is(again.code, 2);
  assert.match(again.stderr, /is not empty/);
  rmSync(directory, { recursive: true });
});

for (const [signal, exitCode, workers] of [
  ['SIGINT', 130, '1'],
  ['SIGINT', 130, '2'],
  ['SIGTERM', 143, '2'],
] as const) {
  test(`${signal} writes record and checkpoint and ends with ${exitCode}, on ${workers} threads`, async () => {
    const directory = scratch();
    const out = join(directory, 'run');
    const run = ['run', 'point-mass-box', '--json', '--workers', workers];
    const { code, stdout } = await polo([...run, '--steps', '1000000', '--out', out], (child) => {
      const waiting = setInterval(() => {
        try {
          if (statSync(join(out, 'steps.jsonl')).size === 0) return;
        } catch {
          return; // not there yet
        }
        clearInterval(waiting);
        child.kill(signal);
      }, 20);
    });
    assert.is(code, exitCode);
    const summary = JSON.parse(stdout);
    assert.ok(summary.steps >= 1);
    const lines = readFileSync(join(out, 'steps.jsonl'), 'utf8').trim().split('\n');
    assert.is(lines.length, summary.steps);
    assert.is(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).summary.steps, summary.steps);
    const steps = String(summary.steps + 20);
    const resumed = await polo(['run', '--resume', out, '--steps', steps, '--json']);
    const whole = await polo([...run, '--steps', steps]);
    assert.is(JSON.parse(resumed.stdout).actionsHash, JSON.parse(whole.stdout).actionsHash);
    rmSync(directory, { recursive: true });
  });
}

test('tasks lists every task with its sizes and settings', async () => {
  const { code, stdout } = await polo(['tasks', '--json']);
  assert.is(code, 0);
  const tasks = JSON.parse(stdout) as { name: string; stateSize: number; defaults: { horizon: number } }[];
  const names = tasks.map(({ name }) => name);
  for (const name of ['humanoid-getup', 'point-mass-box', 'point-mass-maze'])
    assert.ok(names.includes(name), name);
  assert.ok(tasks.every(({ stateSize, defaults }) => stateSize > 0 && defaults.horizon > 0));
});

test.run();
