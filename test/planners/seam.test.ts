/** The seam between planners and the engine, with small planners that use all of it. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/kernels/load.js';
import { createLocalRollouts } from '../../src/planners/local-rollouts.js';
import type { Planner, Samples, Theta } from '../../src/planners/planner.js';
import type { RolloutRequest, Rollouts } from '../../src/planners/rollouts.js';
import { type RuleSettings, SamplingPlanner } from '../../src/planners/sampling-planner.js';
import { SingleThread } from '../../src/planners/single-thread.js';
import { asTask } from '../../src/planners/world-task.js';
import type { World } from '../../src/worlds/world.js';
import { massOnLine } from '../support/worlds.js';

const START = [0.8, 0];
const OPTIONS = { horizon: 5, rollouts: 10, sigma: 0.5, seed: 3 };

/** A planner around a rule, and the requests that it makes. */
async function planner(rule: (settings: RuleSettings) => Planner, world: World = massOnLine()) {
  const local = await createLocalRollouts(asTask(world), await loadKernels());
  const inner = new SingleThread(local);
  const requests: RolloutRequest[] = [];
  const engine: Rollouts = {
    local,
    threads: 1,
    run: (request, limits) => {
      requests.push(request);
      return inner.run(request, limits);
    },
    close: () => inner.close(),
  };
  return { planner: new SamplingPlanner(engine, OPTIONS, undefined, rule), requests };
}

/** Takes the best rollout as the plan. */
class Best implements Planner {
  constructor(private readonly settings: RuleSettings) {}

  propose() {
    return { count: this.settings.rollouts, sigma: this.settings.sigma };
  }

  update(theta: Theta, samples: Samples): void {
    theta.mean.set(samples.copy(samples.order()[0]!));
  }
}

test('a planner that takes the best rollout does as well as that rollout', async () => {
  const { planner: best } = await planner((settings) => new Best(settings));
  await best.plan(START);
  const value = Math.max(...best.returns);
  for (const action of best.nominal) assert.ok(action >= -1 && action <= 1, 'held inside the bounds');
  const { planner: alone, requests } = await planner(({ sigma }) => ({
    propose: () => ({ count: 1, sigma }),
    update: () => {},
  }));
  alone.restore({ nominal: best.nominal, planNumber: 0, started: false });
  await alone.plan(START);
  assert.is(requests[0]!.rolloutsPerPlan, 1);
  assert.ok(Math.abs(alone.returns[0]! - value) < 1e-6, `${alone.returns[0]} and ${value}`);
  assert.ok(Number.isNaN(best.lambda), 'nothing was weighed');
});

test('iterations have noise of their own, go on from each other, and count once each', async () => {
  const seen: number[] = [];
  const { planner: twice, requests } = await planner(({ rollouts, sigma }) => ({
    iterations: 3,
    propose: (_, iteration) => {
      seen.push(iteration);
      return { count: rollouts - iteration, sigma: sigma.map((s) => s / (1 + iteration)) };
    },
    update: (theta, samples) => theta.mean.set(samples.copy(samples.order()[0]!)),
  }));
  await twice.plan(START);
  await twice.plan(START);
  assert.equal(seen, [0, 1, 2, 0, 1, 2]);
  assert.equal(
    requests.map(({ firstPlan }) => firstPlan),
    [0, 1, 2, 3, 4, 5],
  );
  assert.is(new Set(requests.map(({ serial }) => serial)).size, 6);
  assert.equal(
    requests.map(({ rolloutsPerPlan }) => rolloutsPerPlan),
    [10, 9, 8, 10, 9, 8],
  );
  assert.equal([...requests[1]!.sigma], [0.25]);
  assert.not.equal([...requests[1]!.nominals], [...requests[0]!.nominals], 'around the new plan');
  assert.is(twice.planNumber, 2);
});

/** Keeps a count beside the plan: how often each step has been planned for. */
const counting = ({ rollouts, sigma }: RuleSettings): Planner => ({
  keeps: { visits: 0.5 },
  propose: () => ({ count: rollouts, sigma }),
  update: (theta) => {
    for (let i = 0; i < theta.visits!.length; i++) theta.visits![i]! += 1;
  },
});

test('what a planner keeps moves on with the plan, and is saved, restored and put back with it', async () => {
  let broken = false;
  const world = massOnLine();
  const { reward } = world;
  world.reward = () => {
    if (broken) throw new Error('no reward');
    return reward();
  };
  const { planner: counter } = await planner(counting, world);
  await counter.plan(START);
  assert.equal([...counter.save().visits!], [1.5, 1.5, 1.5, 1.5, 1.5]);
  counter.restore(
    { nominal: [1, 2, 3, 4, 5].map((x) => x / 10), planNumber: 7, started: true },
    { visits: [1, 2, 3, 4, 5] },
  );
  await counter.plan(START);
  assert.equal([...counter.save().visits!], [3, 4, 5, 6, 6], 'moved on by one step, the last one again');

  const before = counter.save();
  broken = true;
  let error: unknown;
  await counter.plan(START).catch((thrown: unknown) => (error = thrown));
  assert.match((error as Error).message, /no reward/);
  assert.equal(counter.save(), before, 'put back');

  counter.reset();
  assert.equal([...counter.save().visits!], [0.5, 0.5, 0.5, 0.5, 0.5]);
  assert.throws(
    () => counter.restore({ nominal: new Float32Array(5), planNumber: 0, started: false }, { visits: [1] }),
    /^visits of a plan must have 5 numbers, got 1$/,
  );
  assert.throws(
    () => counter.restore({ nominal: new Float32Array(5), planNumber: 0, started: false }),
    /^visits of a plan must have 5 numbers, got 0$/,
  );
});

test('samples: the order leaves out what diverged, equal returns stand by their number', async () => {
  let order: number[] = [];
  let finite = 0;
  let rollout = -1;
  const world = massOnLine({ stochastic: true });
  const { setState } = world;
  world.setState = (state) => {
    rollout++;
    setState.call(world, state);
  };
  // Three diverge, the others have one of three returns.
  world.reward = () => (rollout % 4 === 3 ? Number.NaN : rollout % 3);
  const { planner: any } = await planner(
    ({ sigma }) => ({
      propose: () => ({ count: 10, sigma }),
      update: (_, samples) => {
        order = samples.order();
        finite = samples.finite;
      },
    }),
    world,
  );
  rollout = -1;
  await any.plan(START);
  assert.equal(order, [2, 5, 8, 1, 4, 0, 6, 9]);
  assert.is(finite, 8);
  assert.is(any.diverged, 2);
});

test('a copy is what was sampled, before it was clamped', async () => {
  let first = new Float32Array(0);
  const { planner: wide, requests } = await planner(({ rollouts }) => ({
    propose: () => ({ count: rollouts, sigma: Float32Array.of(100) }),
    update: (_, samples) => {
      first = samples.copy(4) as Float32Array<ArrayBuffer>;
      assert.equal([...samples.copy(0)], [...requests[0]!.nominals], 'the first is the plan itself');
    },
  }));
  await wide.plan(START);
  assert.ok(Math.max(...first.map(Math.abs)) > 10);
});

test.run();
