/**
 * Workers that hang, run out of memory or cannot be started. Nothing here depends on how loaded the machine is: what has
 * to happen is waited for, and `LIMIT` is only there to end a test that waits in vain.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { createLocalRollouts } from '../../src/planners/local-rollouts.js';
import { createRollouts } from '../../src/workers/create.js';
import { platform } from '../../src/workers/platform.js';
import { WorkerPool, type WorkerPoolOptions } from '../../src/workers/pool.js';
import { watchdog } from '../../src/workers/watchdog.js';
import mischief, { hanging, type Mischief } from './fixtures/mischief.js';
import { bits, messageOf, request, within } from './requests.js';

const LIMIT = 100_000;
const directory = mkdtempSync(join(tmpdir(), 'polo-disasters-'));
const test = suite('disasters');
test.after(() => rmSync(directory, { recursive: true }));

const flag = (name: string): string => {
  const path = join(directory, name);
  writeFileSync(path, '');
  return path;
};

async function pool(options: Mischief, threads: number, workerTimeout: number): Promise<WorkerPool> {
  const rollouts = createRollouts(mischief(options), await loadKernels(), threads, workerTimeout);
  return (await within(LIMIT, rollouts)) as WorkerPool;
}

/** A pool whose threads and limits the test chooses. */
async function ownPool(
  options: Mischief,
  chosen: Pick<WorkerPoolOptions, 'threads' | 'limits'> & Partial<WorkerPoolOptions>,
): Promise<WorkerPool> {
  const task = mischief(options);
  const local = await createLocalRollouts(task, await loadKernels());
  const { spawn } = (await platform())!;
  const making = WorkerPool.create(local, { taskName: task.name, source: task.source!, spawn, ...chosen });
  return within(LIMIT, making);
}

async function expectedBits(rollouts: number): Promise<string> {
  const single = await createRollouts(mischief(), await loadKernels(), 1);
  return bits(await single.run(request(rollouts)));
}

/** Threads of this process, where the system tells. */
const threadCount = (): number | undefined => {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return undefined;
  }
};

/** Waits until there are no more threads than before: one that has ended is counted for a moment still. */
async function noMoreThan(before: number | undefined): Promise<void> {
  const gone = async (): Promise<void> => {
    while (before !== undefined && threadCount()! > before)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await within(LIMIT, gone());
}

test('a worker that hangs is replaced after the limit, with the same bits', async () => {
  const hangs = flag('once');
  const made = await pool({ hangs }, 3, 3);
  const before = [...made.handles];
  const running = made.run(request(30));
  await within(LIMIT, hanging(hangs, 2));
  rmSync(hangs); // those that come after them find it gone
  assert.is(bits(await within(LIMIT, running)), await expectedBits(30));
  assert.is(before.filter((handle) => made.handles.includes(handle)).length, 0);
  assert.is(made.handles.length, 2);
  await made.close();
});

test('a task that always hangs is one clear error, and the pool stays usable', async () => {
  const made = await pool({ hangs: flag('always') }, 2, 0.5);
  assert.is(
    await messageOf(within(LIMIT, made.run(request(30)))),
    "task 'mischief': a worker died 3 times on rollouts 16 to 29; the last time it gave no answer for 0.5 s",
  );
  assert.is(bits(await made.run(request(4))), await expectedBits(4));
  await made.close();
});

test('a worker that hangs as it makes its task is an error too', async () => {
  const started = messageOf(
    ownPool({ neverReady: true }, { threads: 3, limits: { start: 0.2, answer: 300 } }),
  );
  assert.match(await within(LIMIT, started), /died 3 times as it started; .* no answer for 0\.2 s$/);
});

test('a worker has its own time to start, however little a share may take', async () => {
  const slow = await pool({ startsIn: 3000 }, 2, 2);
  assert.is(slow.handles.length, 1);
  const [worker] = slow.handles;
  await within(LIMIT, worker!.terminate());
  const running = slow.run(request(30)); // begins with a start
  assert.is(bits(await within(LIMIT, running)), await expectedBits(30));
  await slow.close();
});

test('a slow calling thread is not held against its workers', async () => {
  const slow = await pool({}, 2, 2);
  const [worker] = slow.handles;
  const running = slow.run(request(30));
  const end = performance.now() + 3000; // the answer lies there all the while, and nobody hears it
  while (performance.now() < end);
  assert.is(bits(await within(LIMIT, running)), await expectedBits(30));
  assert.is(slow.handles[0], worker);
  await slow.close();
});

test('a watchdog that is stopped does not bark, at whatever time', async () => {
  let barks = 0;
  for (const wait of [0, 1, 25, 60]) {
    const stop = watchdog(20, () => barks++);
    await new Promise((resolve) => setTimeout(resolve, wait));
    stop();
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.is(barks, 0);
  await within(
    LIMIT,
    new Promise<void>((barked) =>
      watchdog(20, () => {
        barks++;
        barked();
      }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.is(barks, 1, 'once');
});

test('threads that cannot be started are one clear error, and nothing stays behind', async () => {
  const here = (await platform())!;
  const before = threadCount();
  let spawned = 0;
  const spawn = () => {
    if (++spawned === 3) throw new Error('no more threads today');
    return here.spawn();
  };
  const making = ownPool({}, { threads: 5, spawn, limits: { start: 120, answer: 300 } });
  assert.is(await messageOf(making), 'a worker cannot be started: no more threads today');
  assert.ok(spawned > 2);
  await noMoreThan(before);
});

test('a worker without memory is an error that says so', async () => {
  const program = fileURLToPath(new URL('./fixtures/out-of-memory.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=64', program], {
    timeout: LIMIT,
  });
  assert.match(stdout, /a worker died 3 times on rollouts 16 to 29; the last time it failed with: .*memory/);
  assert.match(stdout, /\ndone 4\n$/, 'and the calling thread goes on');
});

test('a program whose last act is to close ends well', async () => {
  const program = fileURLToPath(new URL('./fixtures/closes-last.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: LIMIT });
  assert.is(stdout, 'closed\n'); // ending with a promise that waits is an error of node's
});

test('pools that are made, used and closed leave no thread behind', async () => {
  const round = async (): Promise<void> => {
    const made = await pool({}, 3, 300);
    await made.run(request(30));
    void made.handles[0]!.terminate();
    await made.run(request(30));
    await made.close();
  };
  await round();
  const before = threadCount();
  for (let i = 0; i < 5; i++) await round();
  await noMoreThan(before);
});

test.run();
