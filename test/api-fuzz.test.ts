/** Options and worlds of every kind through the public API: an error that says what is wrong, or an agent that lives. */

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mppi, Polo, ValueEnsemble } from '../src/index.js';
import { massOnLine } from './support/worlds.js';
import { messageOf } from './workers/requests.js';

fc.configureGlobal({ includeErrorInReport: true });

/** Things that are no sensible value of anything, and some that are of a few. */
const odd = fc.constantFrom<unknown>(
  ...[Number.NaN, Infinity, -Infinity, -1, 0, -0, 0.5, 1, 1e-320, 1e308, 2 ** 31, 2 ** 53, 1e15],
  ...['', 'x', '3', 'polo', 'auto', null, undefined, true, false, 3n, Symbol('s')],
  ...[[], [1], [Number.NaN], ['a'], {}, { effectiveSampleSize: 2 }, { spread: Number.NaN }, () => 1],
  ...[new Float32Array(3), new Date(0), Object.create(null), new Proxy({}, {})],
);

const small = (from: number, to: number) => fc.integer({ min: from, max: to });
const sensible: Record<string, fc.Arbitrary<unknown>> = {
  agent: fc.constantFrom('polo', 'mpc', 'greedy', 'random'),
  planner: fc.constant('mppi'),
  workers: fc.constantFrom(1, 'auto'),
  seed: fc.oneof(small(0, 1e9), fc.constant(2 ** 53 - 1)),
  horizon: small(1, 9),
  rollouts: small(1, 12),
  sigma: fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), fc.constant([0.3])),
  noiseCorrelation: fc.double({ min: 0, max: 0.99, noNaN: true }),
  temperature: fc.constantFrom(1.25, 1e-6, { effectiveSampleSize: 0.2 }, { spread: 0.1 }),
  gamma: fc.double({ min: 0.01, max: 0.999, noNaN: true }),
  tail: fc.constantFrom('rest', 'hold', 'zero'),
  episode: small(0, 3),
  members: small(1, 4),
  hidden: fc.array(small(1, 6), { minLength: 1, maxLength: 3 }),
  kappa: fc.double({ min: 0, max: 20, noNaN: true }),
  priorScale: fc.double({ min: 0, max: 3, noNaN: true }),
  learningRate: fc.double({ min: 1e-6, max: 0.1, noNaN: true }),
  targetNoise: fc.double({ min: 0, max: 1, noNaN: true }),
  ridge: fc.double({ min: 0, max: 0.1, noNaN: true }),
  learn: fc.boolean(),
  updateEvery: small(1, 3),
  gradientSteps: small(0, 3),
  batchSize: small(1, 9),
  bufferCapacity: small(1, 9),
  targets: fc.constantFrom('replan', 'planner', 'returns'),
  targetHorizon: small(1, 9),
  refreshStates: small(1, 9),
  targetRollouts: small(1, 5),
};
/** Small enough to run by default; then some are replaced. */
const options = fc
  .tuple(
    fc.record(sensible, { requiredKeys: ['horizon', 'rollouts', 'members', 'gradientSteps'] }),
    fc.dictionary(fc.constantFrom(...Object.keys(sensible), 'horizn', '__proto__'), odd, { maxKeys: 2 }),
  )
  .map(([good, bad]) => ({ ...good, ...bad }));

const worldMembers = [
  'stateSize',
  'actionSize',
  'observationSize',
  'actionLow',
  'actionHigh',
  'restingAction',
  'timestep',
  'physicsSteps',
  'reset',
  'step',
  'getState',
  'setState',
  'observe',
  'reward',
  'measure',
  'beforeAction',
  'getMemory',
  'close',
];
const badWorld = fc.dictionary(
  fc.constantFrom(...worldMembers),
  fc.oneof(
    odd,
    fc.constantFrom<unknown>(
      () => Number.NaN,
      () => 'fast',
      () => {
        throw new Error('the motor is on fire');
      },
      () => {
        throw 'a text';
      },
      (out: Float32Array) => out?.fill?.(Number.NaN),
    ),
  ),
  { minKeys: 1, maxKeys: 2 },
);

/** Messages of the engine's own, which say nothing to a caller. */
const NOT_MEANT_FOR_PEOPLE =
  /Cannot (read|convert|mix|set|destructure)|is not (a function|iterable|a constructor)|Invalid (typed )?array|allocation failed|out of bounds|undefined \(|unreachable|null pointer/;

/** An error must be one line that names what is wrong; what a world throws itself is passed on. */
function checkError(error: unknown, ofTheWorld: boolean): void {
  if (ofTheWorld && (error === 'a text' || (error as Error).message === 'the motor is on fire')) return;
  assert.instance(error, Error);
  const { message, stack } = error as Error;
  assert.ok(message.length > 10 && message.length < 500 && !message.includes('\n'), message);
  assert.not.match(message, NOT_MEANT_FOR_PEOPLE, stack);
}

async function lives(model: unknown, given: object): Promise<'lived' | 'refused'> {
  let agent: Polo | undefined;
  try {
    agent = await Polo.create(model as never, given as never);
    for (let t = 0; t < 3; t++) {
      const { action } = await agent.step();
      assert.ok(action.every(Number.isFinite), `actions ${action}`);
    }
    return 'lived';
  } catch (error) {
    checkError(error, model !== undefined);
    return 'refused';
  } finally {
    await agent?.close().catch((error) => checkError(error, true));
  }
}

const count = { lived: 0, refused: 0 };

test('sizes that no memory holds are refused before anything is allocated', async () => {
  const cases: [object, RegExp][] = [
    [{ rollouts: 1_000_000, horizon: 100_000 }, /^rollouts × horizon is too large: .* need 800 GB, 2 GB/],
    [{ hidden: [4096, 4096, 4096], members: 1000 }, /^members × hidden is too large: .* need 672 GB, 2 GB/],
  ];
  const before = process.memoryUsage().rss;
  for (const [given, message] of cases)
    assert.match(await messageOf(Polo.create(massOnLine(), given)), message);
  assert.ok(process.memoryUsage().rss - before < 100e6);
});

test('5,000 sets of options of an agent', async () => {
  await fc.assert(
    fc.asyncProperty(options, async (given) => {
      count[await lives(massOnLine(), given)]++;
    }),
    { numRuns: 5000, seed: 11 },
  );
  assert.ok(count.lived > 1000 && count.refused > 1000, JSON.stringify(count));
});

test('3,500 worlds and tasks', async () => {
  const model = fc.oneof(
    { weight: 6, arbitrary: badWorld.map((changes) => massOnLine(changes as never)) },
    {
      weight: 3,
      arbitrary: badWorld.map((changes) => ({
        name: 'task',
        createWorld: () => massOnLine(changes as never),
      })),
    },
    {
      weight: 2,
      arbitrary: fc
        .dictionary(
          fc.constantFrom(
            'name',
            'createWorld',
            'createBatchWorld',
            'defaults',
            'episode',
            'source',
            'measureName',
          ),
          odd,
          { minKeys: 1 },
        )
        .map((changes) => ({ name: 'task', createWorld: () => massOnLine(), ...changes })),
    },
    { weight: 1, arbitrary: odd },
  );
  await fc.assert(
    fc.asyncProperty(model, async (given) => {
      await lives(given, {
        horizon: 3,
        rollouts: 5,
        members: 2,
        gradientSteps: 1,
        updateEvery: 2,
        workers: 1,
      });
    }),
    { numRuns: 3500, seed: 12 },
  );
});

test('1,000 planners alone and 500 ensembles alone', async () => {
  const planning = [
    'horizon',
    'rollouts',
    'sigma',
    'noiseCorrelation',
    'temperature',
    'gamma',
    'tail',
    'seed',
  ];
  const state = fc.oneof(fc.constant([0.1, 0]), odd, fc.array(fc.double(), { maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(options, state, async (given, from) => {
      const own = Object.fromEntries(Object.entries(given).filter(([name]) => planning.includes(name)));
      try {
        const planner = await Mppi.create(massOnLine(), own as never);
        const action = await planner.plan(from as never);
        assert.ok(action.every(Number.isFinite));
      } catch (error) {
        checkError(error, false);
      }
    }),
    { numRuns: 1000, seed: 13 },
  );
  const names = [
    'observationSize',
    'hidden',
    'members',
    'kappa',
    'priorScale',
    'learningRate',
    'targetNoise',
    'ridge',
    'seed',
    'batchCapacity',
    'beta1',
    'beta2',
    'epsilon',
  ];
  const rows = fc.array(fc.float(), { maxLength: 7 }).map((list) => Float32Array.from(list));
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 2 }),
      rows,
      rows,
      async (given, x, y) => {
        try {
          const ensemble = await ValueEnsemble.create({ observationSize: 2, members: 2, ...given } as never);
          ensemble.values(x);
          ensemble.train(x, y);
        } catch (error) {
          checkError(error, false);
        }
      },
    ),
    { numRuns: 500, seed: 14 },
  );
});

test.run();
