/** `workers: 'auto'` goes on with one thread whatever keeps workers from starting, and says so once. */

import { readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Kernels, loadKernels } from '../../src/kernels/load.js';
import { Polo } from '../../src/polo.js';
import { createRollouts, type SpawnWorker } from '../../src/workers/create.js';
import { startThreads } from '../../src/workers/start.js';
import type { Task } from '../../src/worlds/world.js';
import mischief, { plain } from './fixtures/mischief.js';
import { bits, messageOf, request, within } from './requests.js';

const LIMIT = 100_000;
const test = suite('auto');
const warn = console.warn;
let notices: string[] = [];
let kernels: Kernels;

test.before(async () => {
  kernels = await loadKernels();
  os.availableParallelism = () => 3; // also where the tests run on one core
  syncBuiltinESMExports();
});
test.before.each(() => {
  notices = [];
  console.warn = (text: string) => notices.push(text);
});
test.after.each(() => {
  console.warn = warn;
});

const threadCount = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0);

const elsewhere = new URL('./nowhere.js', import.meta.url).href;
const worker = (text: string): SpawnWorker => {
  return () => new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
};

/** Each thing that keeps workers from starting: the task, how workers are started, and what the notice says. */
const OBSTACLES: Record<string, [Task, SpawnWorker | undefined, RegExp]> = {
  'a module that is not there': [
    { ...mischief(), source: { module: elsewhere } },
    undefined,
    /cannot be made on a worker: task module .*nowhere\.js cannot be loaded/,
  ],
  'a module without the export': [
    { ...mischief(), source: { module: new URL('./requests.js', import.meta.url).href } },
    undefined,
    /requests\.js has no export 'default'/,
  ],
  'a world that workers cannot make': [mischief({ throws: 'on create' }), undefined, /no world for workers/],
  'options that cannot be sent': [
    { ...mischief(), source: { module: import.meta.url, options: () => 1 } },
    undefined,
    /cannot be made on a worker: .*cloned/,
  ],
  'a name that nobody serves': [
    { ...mischief(), source: { module: 'mischief' } },
    undefined,
    /no task 'mischief': the worker of polo-mpc serves the tasks of polo-mpc: serve it by .* spawn starts$/,
  ],
  'a module address that a bundler took away': [
    { ...mischief(), source: { module: undefined as never } },
    undefined,
    /names no module .* serveTasks of polo-mpc\/worker$/,
  ],
  'spawn that throws': [
    mischief(),
    () => {
      throw new Error('Worker is not defined');
    },
    /a worker cannot be started: Worker is not defined$/,
  ],
  'a program that throws': [
    mischief(),
    worker('throw new Error("document is not defined")'),
    /a worker died 3 times as it started; the last time it failed with: document is not defined$/,
  ],
  'a program that ends': [mischief(), worker(''), /died 3 times as it started; .* it exited with code 0$/],
  'a program of more than one line of error': [
    mischief(),
    worker('throw new Error("one\\ntwo")'),
    /failed with: one two$/,
  ],
};

for (const [name, [task, spawn, expected]] of Object.entries(OBSTACLES)) {
  test(`${name}: one thread, one notice, no thread left; with a number an error`, async () => {
    const before = threadCount();
    const rollouts = await within(LIMIT, createRollouts(task, kernels, 'auto', undefined, spawn));
    assert.is(rollouts.threads, 1);
    assert.is(notices.length, 1, notices.join('\n'));
    assert.match(notices[0]!, /^task 'mischief' runs on one thread: [^\n]*$/);
    assert.match(notices[0]!, expected);
    const single = await createRollouts(mischief(), kernels, 1);
    assert.is(bits(await rollouts.run(request(30))), bits(await single.run(request(30))));
    await rollouts.close();
    await single.close();

    const message = await messageOf(within(LIMIT, createRollouts(task, kernels, 2, undefined, spawn)));
    assert.match(message.replace(/\s+/g, ' '), expected);
    assert.is(notices.length, 1);
    while (threadCount() > before) await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

test('a program that never answers is waited for so long and no longer', async () => {
  const before = threadCount();
  const started = performance.now();
  const spawn = worker('setInterval(() => {}, 1000)');
  const options = { threads: 'auto', workerTimeout: 300, spawn, autoTimeout: 0.5 } as const;
  const rollouts = await within(LIMIT, startThreads(mischief(), kernels, options));
  assert.is(rollouts.threads, 1);
  assert.equal(notices, ["task 'mischief' runs on one thread: workers were not ready within 0.5 s"]);
  assert.ok(performance.now() - started >= 500);
  await rollouts.close();
  while (threadCount() > before) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('workers that can start do, without a notice', async () => {
  const rollouts = await within(LIMIT, createRollouts(mischief(), kernels, 'auto'));
  assert.is(rollouts.threads, 3);
  assert.equal(notices, []);
  await rollouts.close();
});

test('a plain object needs no notice, unless a worker was offered for it', async () => {
  for (const [spawn, count] of [
    [undefined, 0],
    [worker(''), 1],
  ] as const) {
    const rollouts = await createRollouts(plain, kernels, 'auto', undefined, spawn);
    assert.is(rollouts.threads, 1);
    assert.is(notices.length, count);
    await rollouts.close();
  }
});

test('an agent says it once, and acts', async () => {
  const task: Task = { ...mischief(), source: { module: elsewhere } };
  const agent = await within(LIMIT, Polo.create(task, { agent: 'mpc', horizon: 4, rollouts: 8 }));
  for await (const { reward } of agent.run({ steps: 3 })) assert.ok(Number.isFinite(reward));
  assert.is(agent.threads, 1);
  await agent.close();
  assert.is(notices.length, 1);
});

test('a task that is broken on the calling thread too stays an error', async () => {
  const broken: Task = {
    ...mischief(),
    createWorld: () => {
      throw new Error('no wheels');
    },
  };
  assert.is(await messageOf(within(LIMIT, createRollouts(broken, kernels, 'auto'))), 'no wheels');
  assert.equal(notices, []);
});

test('a source that makes another world stays an error: it would also make it for who resumes a recording', async () => {
  const making = createRollouts(mischief({ differs: true }), kernels, 'auto');
  assert.match(await messageOf(within(LIMIT, making)), /makes another world: observationSize is 3, not 2$/);
  assert.equal(notices, []);
});

test.run();
