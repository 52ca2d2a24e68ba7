import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import type { Rollouts } from '../../src/planners/rollouts.js';
import { createRollouts } from '../../src/workers/create.js';
import { WorkerPool } from '../../src/workers/pool.js';
import type { Task } from '../../src/worlds/world.js';
import mischief, { hanging, type Mischief, plain } from './fixtures/mischief.js';
import { bits, messageOf, request, within } from './requests.js';

const LIMIT = 100_000; // for a test that waits in vain; each takes far less
const directory = mkdtempSync(join(tmpdir(), 'polo-pool-'));
const test = suite('pool');
test.after(() => rmSync(directory, { recursive: true }));

async function rolloutsOf(options: Mischief, threads: number | 'auto'): Promise<Rollouts> {
  return within(LIMIT, createRollouts(mischief(options), await loadKernels(), threads));
}

async function poolOf(options: Mischief, threads: number): Promise<WorkerPool> {
  const rollouts = await rolloutsOf(options, threads);
  assert.instance(rollouts, WorkerPool);
  return rollouts as WorkerPool;
}

async function expectedBits(rollouts: number, plans = 1): Promise<string> {
  const single = await rolloutsOf({}, 1);
  const result = await single.run(request(rollouts, plans));
  await single.close();
  assert.is(result.returns.length, rollouts * plans);
  assert.is(new Set(result.returns).size, rollouts * plans); // or the comparisons below would say nothing
  return bits(result);
}

/** A file whose presence makes a worker misbehave. */
function flag(name: string): string {
  const path = join(directory, name);
  writeFileSync(path, '');
  return path;
}

test('the same bits on 1, 2, 3 and 5 threads, one plan or several, more threads than groups', async () => {
  for (const threads of [2, 3, 5]) {
    const pool = await poolOf({}, threads);
    assert.is(pool.threads, threads);
    assert.is(pool.handles.length, threads - 1);
    for (const [rollouts, plans] of [
      [30, 1],
      [1, 1],
      [6, 5],
    ] as const) {
      const result = await within(LIMIT, pool.run(request(rollouts, plans)));
      assert.is(bits(result), await expectedBits(rollouts, plans));
      assert.is(result.simulationSteps, 8 * rollouts * plans);
    }
    await pool.close();
  }
});

test('requests that overlap each get their own result', async () => {
  const pool = await poolOf({}, 3);
  const counts = [30, 7, 12, 30];
  const results = await within(LIMIT, Promise.all(counts.map((count) => pool.run(request(count)))));
  for (let i = 0; i < counts.length; i++) assert.is(bits(results[i]!), await expectedBits(counts[i]!));
  await pool.close();
});

test('a view of a part of a large buffer is sent without the rest', async () => {
  const pool = await poolOf({}, 2);
  const states = new Float64Array(100).fill(Number.NaN);
  const whole = request(30);
  states.set(whole.states, 50);
  const result = await within(LIMIT, pool.run({ ...whole, states: states.subarray(50, 52) }));
  assert.is(bits(result), await expectedBits(30));
  await pool.close();
});

test('a worker killed in the middle of its share is replaced, with the same bits', async () => {
  const hangs = flag('hangs');
  const pool = await poolOf({ hangs }, 3);
  const running = pool.run(request(30));
  const [victim, other] = pool.handles;
  await within(LIMIT, hanging(hangs, 2));
  rmSync(hangs);
  await Promise.all([victim!.terminate(), other!.terminate()]);
  assert.is(bits(await within(LIMIT, running)), await expectedBits(30));
  assert.is(pool.handles.length, 2);
  assert.not(pool.handles.includes(victim!));
  assert.is(bits(await within(LIMIT, pool.run(request(30)))), await expectedBits(30));
  await pool.close();
});

test('a worker killed between two requests is replaced', async () => {
  const pool = await poolOf({}, 2);
  await within(LIMIT, pool.handles[0]!.terminate());
  assert.is(bits(await within(LIMIT, pool.run(request(30)))), await expectedBits(30));
  await pool.close();
});

test('a task that ends its worker once costs nothing but time', async () => {
  const pool = await poolOf({ exitsOnce: flag('once') }, 2);
  assert.is(bits(await within(LIMIT, pool.run(request(30)))), await expectedBits(30));
  await pool.close();
});

test('a share that kills three workers is one clear error', async () => {
  const pool = await poolOf({ exits: 'always' }, 2);
  assert.is(
    await messageOf(within(LIMIT, pool.run(request(30)))),
    "task 'mischief': a worker died 3 times on rollouts 16 to 29; the last time it exited with code 3",
  );
  // A request that needs the calling thread alone still works.
  assert.is(bits(await within(LIMIT, pool.run(request(4)))), await expectedBits(4));
  await pool.close();
});

test('an error that nobody catches in a worker counts as its death and is named', async () => {
  const pool = await poolOf({ throws: 'uncaught' }, 2);
  const message = await messageOf(
    within(
      LIMIT,
      untilError(() => pool.run(request(30))),
    ),
  );
  assert.match(message, /a worker died 3 times .*; the last time it failed with: lost in a microtask$/);
  await pool.close();
});

/** An uncaught error may come after the answer: then the next request meets the dead worker. */
async function untilError(run: () => Promise<unknown>): Promise<never> {
  for (;;) await run();
}

test('what the task throws is what the caller gets, and the pool stays usable', async () => {
  for (const [options, expected] of [
    [{ throws: 'in worker' }, "task 'mischief': step() failed: the wheels came off in a worker"],
    [{ throws: 'everywhere' }, "task 'mischief': step() failed: the wheels came off"],
    [{ throws: 'in worker', what: 'an object' }, `task 'mischief': step() threw {"code":7}`],
    [{ throws: 'everywhere', what: 'an object' }, `task 'mischief': step() threw {"code":7}`],
  ] as const) {
    const pool = await poolOf(options, 3);
    const before = [...pool.handles];
    assert.is(await messageOf(within(LIMIT, pool.run(request(30)))), expected);
    assert.is(await messageOf(within(LIMIT, pool.run(request(30)))), expected);
    assert.equal(
      pool.handles.map((handle) => before.includes(handle)),
      [true, true],
    ); // nobody died of it
    await pool.close();
  }
});

test('a task that workers cannot make is an error at the start', async () => {
  const kernels = await loadKernels();
  assert.is(
    await messageOf(within(LIMIT, createRollouts(mischief({ throws: 'on create' }), kernels, 3))),
    "task 'mischief' cannot be made on a worker: no world for workers",
  );
  assert.is(
    await messageOf(
      within(LIMIT, createRollouts(mischief({ throws: 'on create', what: 'an object' }), kernels, 2)),
    ),
    `task 'mischief' cannot be made on a worker: task 'mischief': createWorld() threw {"code":7}`,
  );
  assert.is(
    await messageOf(within(LIMIT, createRollouts(mischief({ promises: true }), kernels, 2))),
    "task 'mischief' cannot be made on a worker: task 'mischief': step() returned a promise; it must do its work before it returns",
  );
  assert.is(
    await messageOf(within(LIMIT, createRollouts(mischief({ differs: true }), kernels, 2))),
    "task 'mischief' cannot be made on a worker: its source makes another world: observationSize is 3, not 2",
  );
  const rested: Task = {
    ...mischief(),
    createWorld: async () => Object.assign(await mischief().createWorld(kernels), { restingAction: [0.5] }),
  };
  assert.is(
    await messageOf(within(LIMIT, createRollouts(rested, kernels, 2))),
    "task 'mischief' cannot be made on a worker: its source makes another world: restingAction is different",
  );
  const elsewhere = { ...mischief(), source: { module: new URL('./nowhere.js', import.meta.url).href } };
  assert.match(
    await messageOf(within(LIMIT, createRollouts(elsewhere, kernels, 2))),
    /^task 'mischief' cannot be made on a worker: task module .*nowhere\.js cannot be loaded: /,
  );
  const unsendable = { ...mischief(), source: { module: import.meta.url, options: { reward: () => 1 } } };
  assert.match(
    await messageOf(within(LIMIT, createRollouts(unsendable, kernels, 2))),
    /^task 'mischief' cannot be made on a worker: .*cloned/,
  );
});

test('a plain object runs on one thread, and more are refused', async () => {
  const kernels = await loadKernels();
  const automatic = await createRollouts(plain, kernels);
  assert.is(automatic.threads, 1);
  await automatic.close();
  assert.match(
    await messageOf(createRollouts(plain, kernels, 2)),
    /^task 'plain' is a plain object and runs on one thread; /,
  );
  for (const threads of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.is(
      await messageOf(createRollouts(plain, kernels, threads)),
      `workers must be an integer ≥ 1 or 'auto', got ${threads}`,
    );
  }
});

test('close ends requests and threads, any number of times', async () => {
  const pool = await poolOf({ hangs: flag('hangs for good') }, 3);
  const exits = pool.handles.map((handle) => new Promise((resolve) => handle.death.subscribe(resolve)));
  const running = messageOf(pool.run(request(30)));
  await within(LIMIT, Promise.all([pool.close(), pool.close()]));
  assert.is(await within(LIMIT, running), 'the worker pool is closed');
  await within(LIMIT, Promise.all(exits));
  assert.is(pool.handles.length, 0);
  assert.is(await messageOf(pool.run(request(30))), 'the worker pool is closed');
  await pool.close();
});

test('a program that forgets to close ends by itself', async () => {
  const program = fileURLToPath(new URL('./fixtures/forgets-close.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: LIMIT });
  assert.is(stdout, 'done 12\n');
});

test('a program given as text has workers too', async () => {
  if (process.versions.deno) return; // has no such flag
  const program = new URL('./fixtures/forgets-close.js', import.meta.url);
  const text = `await import(${JSON.stringify(program)})`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', text], {
    timeout: LIMIT,
  });
  assert.is(stdout, 'done 12\n');
});

test.run();
