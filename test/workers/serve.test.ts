/** Workers that the caller starts, and the tasks that they serve. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { OptionError } from '../../src/options.js';
import { Polo } from '../../src/polo.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { pointMassBox } from '../../src/tasks/point-mass.js';
import { serveTasks } from '../../src/worker.js';
import { createRollouts, type SpawnWorker } from '../../src/workers/create.js';
import type { WorkerPool } from '../../src/workers/pool.js';
import type { Task } from '../../src/worlds/world.js';
import mischief, { type Mischief } from './fixtures/mischief.js';
import { bits, messageOf, request, within } from './requests.js';

const LIMIT = 100_000;
const test = suite('serve');

let spawned = 0;
const spawn: SpawnWorker = () => {
  spawned++;
  return new Worker(new URL('./fixtures/serves.js', import.meta.url));
};

/** The fixture's task, made on workers by what they serve under a name. */
const served = (name: string, options: Mischief = {}): Task => ({
  ...mischief(options),
  source: { module: name, options },
});

async function poolOf(task: Task, threads: number, start: SpawnWorker = spawn): Promise<WorkerPool> {
  return (await within(LIMIT, createRollouts(task, await loadKernels(), threads, 300, start))) as WorkerPool;
}

async function expectedBits(): Promise<string> {
  const single = await createRollouts(mischief(), await loadKernels(), 1);
  return bits(await single.run(request(30)));
}

test('a served factory, on two threads and three, several agents at a time: the same bits', async () => {
  const pools = await Promise.all([2, 3].map((threads) => poolOf(served('mischief'), threads)));
  for (const pool of pools) assert.is(bits(await pool.run(request(30))), await expectedBits());
  await Promise.all(pools.map((pool) => pool.close()));
  for (const pool of pools) assert.is(pool.handles.length, 0);
});

test('a worker that dies is spawned again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'polo-serve-'));
  const exitsOnce = join(directory, 'once');
  writeFileSync(exitsOnce, '');
  const pool = await poolOf(served('mischief', { exitsOnce }), 2);
  const before = spawned;
  assert.is(bits(await within(LIMIT, pool.run(request(30)))), await expectedBits());
  assert.is(spawned, before + 1);
  await pool.close();
  rmSync(directory, { recursive: true });
});

test('tasks of the package run on such workers too, and modules by their URL', async () => {
  const hashes = [];
  for (const options of [{ workers: 1 }, { workers: 2, spawn }]) {
    const agent = await Polo.create(pointMassBox(), { horizon: 8, rollouts: 16, seed: 3, ...options });
    const hash = new ActionsHash();
    for await (const { action } of agent.run({ steps: 20 })) hash.add(action);
    hashes.push(await hash.hex());
    assert.is(agent.threads, options.workers);
    await agent.close();
  }
  assert.is(hashes[0], hashes[1]);
  const pool = await poolOf(mischief(), 2);
  assert.is(bits(await pool.run(request(30))), await expectedBits());
  await pool.close();
});

test('what is served wrongly is one clear error', async () => {
  for (const [task, expected] of [
    [
      served('mischeif'),
      "task 'mischief' cannot be made on a worker: no task 'mischeif': this worker serves mischief, another, fails and the tasks of polo-mpc",
    ],
    [
      { ...served('another'), name: 'the other' },
      "task 'the other' cannot be made on a worker: its source makes another task, 'mischief'",
    ],
    [
      served('mischief', { differs: true }),
      "task 'mischief' cannot be made on a worker: its source makes another world: observationSize is 3, not 2",
    ],
    [served('fails'), "task 'mischief' cannot be made on a worker: served task 'fails' failed: no wheels"],
  ] as const) {
    assert.is(await messageOf(poolOf(task, 2)), expected);
  }
});

test('spawn that is no function, or makes no worker, or one for all, is a bad option, with auto too', async () => {
  const worker = spawn() as Worker;
  for (const [bad, expected] of [
    [1, 'spawn must be a function that makes a Worker, got 1'],
    [new URL('file:///w.js'), /^spawn must be a function that makes a Worker, got "file:/],
    [() => undefined, 'spawn must return a Worker, got undefined'],
    [async () => undefined, 'spawn must return a Worker, got a promise'],
    [() => worker, 'spawn must return a new Worker each time'],
  ] as const) {
    for (const workers of [3, ...(bad === 1 ? (['auto'] as const) : [])]) {
      const making = Polo.create(served('mischief'), {
        horizon: 4,
        rollouts: 8,
        workers,
        spawn: bad as never,
      });
      const error = await within(LIMIT, making).then(
        () => undefined,
        (reason) => reason,
      );
      assert.instance(error, OptionError);
      if (typeof expected === 'string') assert.is(error.message, expected);
      else assert.match(error.message, expected);
    }
  }
  await worker.terminate();
});

test('serveTasks refuses what it cannot serve, and to be called where no worker is', () => {
  const message = (tasks: unknown): string => {
    try {
      serveTasks(tasks as never);
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };
  assert.is(message(null), 'serveTasks must be given factories by name, got null');
  assert.is(message({ a: 1 }), "served task 'a' must be a function that makes a task, got 1");
  for (const name of ['point-mass-box', 'own-model', 'https://a.b/c.js']) {
    const expected = `a task cannot be served by the name '${name}', which means something else already`;
    assert.is(message({ [name]: () => 1 }), expected);
  }
  assert.is(
    message({}),
    'serveTasks is for the program of a worker (see the option spawn), and this is none',
  );
});

test('a program that names itself as the module of its task is told so, and does not start itself for ever', async () => {
  const program = fileURLToPath(new URL('./fixtures/names-itself.js', import.meta.url));
  const failure = await promisify(execFile)(process.execPath, [program], { timeout: LIMIT }).catch(
    (error) => error,
  );
  assert.is(failure.code, 1);
  assert.match(
    failure.stderr,
    /task module .*names-itself\.js cannot be loaded: .* makes an agent as a worker loads it to make a task/,
  );
});

test.run();
