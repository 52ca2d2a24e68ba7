/** Plans and runs that have to end early, and the turns of the event loop in between. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { Mppi } from '../../src/planners/alone.js';
import { Polo, type StepReport } from '../../src/polo.js';
import { Random } from '../../src/random.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/runs/checkpoint.js';
import { newTotals } from '../../src/runs/summary.js';
import { createRollouts } from '../../src/workers/create.js';
import type { World } from '../../src/worlds/world.js';
import { massOnLine } from '../support/worlds.js';
import mischief from '../workers/fixtures/mischief.js';
import { messageOf } from '../workers/requests.js';

const H = 4;
const K = 22;
const START = [0.3, -0.1];

/** A mass on a line whose steps take at least so many milliseconds. */
function slow(milliseconds: number): World {
  const world = massOnLine();
  const { step } = world;
  return {
    ...world,
    step(action) {
      step(action);
      for (const end = performance.now() + milliseconds; performance.now() < end; );
    },
  };
}

const make = (world: World) => Mppi.create(world, { horizon: H, rollouts: K, sigma: 0.5, seed: 4 });

async function plans(planner: Mppi, count: number): Promise<string> {
  const actions: number[] = [];
  for (let i = 0; i < count; i++) actions.push(...(await planner.plan(START)), ...planner.nominal);
  return actions.join();
}

const expected = await plans(await make(massOnLine()), 3);

test('a deadline that is over at once still has the first group of rollouts, the plan itself among them', async () => {
  const planner = await make(slow(2)); // a group takes 32 ms at least
  for (const deadlineMs of [0, 5, 20]) {
    const action = await planner.plan(START, { deadlineMs });
    assert.ok(action.every(Number.isFinite));
    assert.is(planner.rolloutsDone, 4, `${deadlineMs} ms`);
    assert.is(planner.diverged, 0);
    assert.equal([...planner.weights.subarray(4)], new Array(K - 4).fill(0));
    assert.ok(planner.effectiveSampleSize >= 1 && planner.effectiveSampleSize <= 4);
  }
  assert.match(
    await messageOf(planner.plan(START, { deadlineMs: -1 })),
    /^deadlineMs must be a finite number ≥ 0/,
  );
});

test('what fits into a deadline grows with it', async () => {
  const planner = await make(slow(1)); // a group takes 16 ms at least, all six of them 88 ms
  await planner.plan(START, { deadlineMs: 60 });
  assert.ok(planner.rolloutsDone >= 4 && planner.rolloutsDone <= 12, `${planner.rolloutsDone}`);
});

test('a deadline that is far away changes no bit', async () => {
  const planner = await make(massOnLine());
  const actions: number[] = [];
  for (let i = 0; i < 3; i++) {
    actions.push(...(await planner.plan(START, { deadlineMs: 1e6, yields: true })), ...planner.nominal);
    assert.is(planner.rolloutsDone, K);
  }
  assert.is(actions.join(), expected);
});

test('pieces change no bit', async () => {
  const planner = await make(slow(0.5)); // more than one piece for certain
  const actions: number[] = [];
  for (let i = 0; i < 3; i++) {
    actions.push(...(await planner.plan(START, { yields: true })), ...planner.nominal);
  }
  assert.is(actions.join(), expected);
});

test('several threads: what is not done in time is left out, and nothing of it comes later', async () => {
  const rollouts = await createRollouts(mischief({ slow: 3 }), await loadKernels(), 3);
  const planner = new Mppi(rollouts, { horizon: H, rollouts: K, sigma: 0.5, seed: 4 });
  const whole = new Mppi(await createRollouts(mischief(), await loadKernels(), 1), {
    horizon: H,
    rollouts: K,
    sigma: 0.5,
    seed: 4,
  });
  await planner.plan(START, { deadlineMs: 20 }); // a group takes 48 ms at least, in a worker too
  assert.is(planner.rolloutsDone % 4, 0);
  assert.ok(planner.rolloutsDone >= 4 && planner.rolloutsDone <= 12, `${planner.rolloutsDone}`);
  planner.restore({ nominal: new Float32Array(H), planNumber: 0, started: false });
  assert.is(await plans(planner, 2), await plans(whole, 2));
  await planner.close();
});

test('the event loop gets turns on one thread when that is asked for', async () => {
  const turnsDuring = async (options: object): Promise<number> => {
    const planner = await make(slow(1));
    let turns = 0;
    let running = true;
    const count = (): void => {
      if (!running) return;
      turns++;
      setTimeout(count, 0);
    };
    setTimeout(count, 0);
    await planner.plan(START, options);
    running = false;
    return turns;
  };
  assert.is(await turnsDuring({}), 0);
  assert.ok((await turnsDuring({ yields: true })) >= 3);
  assert.ok((await turnsDuring({ signal: new AbortController().signal })) >= 3);
});

test('an aborted plan leaves the planner as it was', async () => {
  const planner = await make(slow(0.5));
  const actions: number[] = [];
  for (let i = 0; i < 3; i++) {
    const stop = new AbortController();
    const running = planner.plan(START, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 15);
    assert.is(await messageOf(running), 'enough');
    assert.is(planner.planNumber, i);
    actions.push(...(await planner.plan(START)), ...planner.nominal);
  }
  assert.is(actions.join(), expected);
  const aborted = AbortSignal.abort(new Error('never begun'));
  assert.is(await messageOf(planner.plan(START, { signal: aborted })), 'never begun');
});

test('one plan at a time', async () => {
  const planner = await make(massOnLine());
  const first = planner.plan(START);
  assert.match(await messageOf(planner.plan(START)), /in the middle of a plan/);
  await first;
});

test('an agent that is aborted anywhere, in plans, targets and between, goes on with the same bits', async () => {
  const options = {
    ...{ horizon: 4, rollouts: 12, updateEvery: 3, gradientSteps: 2, batchSize: 8, refreshStates: 8 },
    ...{ targetRollouts: 4, episode: 5, seed: 8, bufferCapacity: 16 },
  };
  const STEPS = 20;
  const hashOf = async (agent: Polo, reports: AsyncIterable<StepReport>[]): Promise<string> => {
    const hash = new ActionsHash();
    for (const each of reports) for await (const { action } of each) hash.add(action);
    assert.is(agent.steps, STEPS);
    return hash.hex();
  };
  const whole = await Polo.create(massOnLine(), options);
  const once = await hashOf(whole, [whole.run({ steps: STEPS })]);

  // Aborted after some steps of the simulation, whatever they are for; each time taken up again from a checkpoint.
  const random = new Random(3, 0);
  let stop = new AbortController();
  let left = 100;
  let slowly = true;
  const world = (): World => {
    const made = massOnLine();
    const { step } = made;
    return {
      ...made,
      step(action) {
        step(action);
        if (--left === 0) stop.abort();
        if (slowly) for (const end = performance.now() + 0.3; performance.now() < end; ); // several pieces
      },
    };
  };
  let agent = await Polo.create(world(), options);
  const hash = new ActionsHash();
  let aborts = 0;
  let due = 0;
  while (agent.steps < STEPS && aborts < 500) {
    for await (const { action } of agent.run({ steps: STEPS - agent.steps, signal: stop.signal }))
      hash.add(action);
    if (!stop.signal.aborted) continue;
    aborts++;
    if (agent.updateDue) due++;
    left = 10 + random.integer(250);
    slowly = aborts % 2 === 0;
    stop = new AbortController();
    const next = await Polo.create(world(), options);
    restoreCheckpoint(next, encodeCheckpoint(agent, newTotals()));
    agent = next;
  }
  if (agent.updateDue) await agent.step();
  assert.is(await hash.hex(), once);
  assert.ok(aborts > 10 && due > 0, `${aborts} aborts, ${due} in the targets`);
});

test.run();
