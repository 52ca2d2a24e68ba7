import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RolloutRequest, Rollouts } from '../../src/planners/rollouts.js';
import type { ValueEnsemble } from '../../src/value/ensemble.js';
import { ReplayBuffer } from '../../src/value/replay-buffer.js';
import { bestOfRollouts, plannerTargets, realisedTargets, replanTargets } from '../../src/value/targets.js';

const GAMMA = 0.5;

/** Two members, whose values are x and 100 − x of the first number observed. */
const ensemble = {
  members: 2,
  predict: (observations: Float32Array) => {
    const n = observations.length;
    return Float32Array.from({ length: 2 * n }, (_, i) =>
      i < n ? observations[i]! : 100 - observations[i - n]!,
    );
  },
} as unknown as ValueEnsemble;

const close = (actual: ArrayLike<number>, expected: number[]): void => {
  assert.is(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) < 1e-5, `${Array.from(actual)} ≠ ${expected}`);
  }
};

test('eq. 7: each member takes the rollout that is best with its own value', () => {
  const out = new Float32Array(2);
  const returns = Float64Array.of(4, 2, 8);
  const values = Float32Array.of(/* member 0 */ 1, 20, 2, /* member 1 */ 9, 0, 3);
  bestOfRollouts({ returns, values }, { first: 0, count: 3 }, GAMMA, GAMMA ** 2, out);
  close(out, [0.5 * 2 + 0.25 * 20, 0.5 * 8 + 0.25 * 3]);
  bestOfRollouts({ returns, values }, { first: 0, count: 1 }, GAMMA, GAMMA ** 2, out);
  close(out, [0.5 * 4 + 0.25 * 1, 0.5 * 4 + 0.25 * 9]);
});

test('a diverged rollout is no target, and nothing is one if all diverged', () => {
  const out = new Float32Array(1);
  const values = Float32Array.of(0, 0);
  bestOfRollouts({ returns: Float64Array.of(Number.NaN, 2), values }, { first: 0, count: 2 }, GAMMA, 0, out);
  close(out, [1]);
  bestOfRollouts(
    { returns: Float64Array.of(Number.NaN, Number.NaN), values },
    { first: 0, count: 2 },
    GAMMA,
    0,
    out,
  );
  assert.ok(Number.isNaN(out[0]));
});

test('planner: the rollouts of the plan give the target', () => {
  const result = {
    returns: Float64Array.of(2, 4),
    observations: Float32Array.of(10, 30),
    simulationSteps: 0,
    simulationSeconds: 0,
  };
  close(plannerTargets(ensemble, result, GAMMA, 0.25), [0.5 * 4 + 0.25 * 30, 0.5 * 2 + 0.25 * 90]);
});

function buffer(entries: { reward: number; episode: number }[], capacity = 10): ReplayBuffer {
  const made = new ReplayBuffer({ capacity, stateSize: 1, observationSize: 1, planSize: 2, members: 2 });
  entries.forEach(({ reward, episode }, i) => {
    const slot = made.add(Float64Array.of(i), Float32Array.of(i), Float32Array.of(i, i + 0.5), episode);
    made.setReward(slot, reward);
  });
  return made;
}

test('returns: N rewards and the value after them', () => {
  const made = buffer([1, 2, 4, 8].map((reward) => ({ reward, episode: 0 })));
  realisedTargets(made, [0], ensemble, 2, GAMMA);
  close(made.arrays.targets.subarray(0, 2), [
    0.5 * (1 + 0.5 * 2) + 0.25 * 2,
    0.5 * (1 + 0.5 * 2) + 0.25 * 98,
  ]);
});

test('returns: the sum ends at the last state of the episode', () => {
  const made = buffer([
    { reward: 1, episode: 0 },
    { reward: 1000, episode: 0 },
    { reward: 7, episode: 1 },
  ]);
  realisedTargets(made, [0, 1], ensemble, 5, GAMMA);
  close(made.arrays.targets.subarray(0, 2), [0.5 * 1 + 0.5 * 1, 0.5 * 1 + 0.5 * 99]);
  assert.equal(made.slotsWithTarget(), [0], 'the last state before a reset has no realised future');
});

test('returns: the sum does not run over the seam of the ring', () => {
  const made = buffer(
    [1, 1, 1, 1, 1].map((reward) => ({ reward, episode: 0 })),
    3,
  ); // slots hold 3 4 2
  realisedTargets(made, [0, 1, 2], ensemble, 10, GAMMA);
  assert.equal(made.slotsWithTarget(), [0, 2]);
  close(made.arrays.targets.subarray(0, 2), [0.5 * 1 + 0.5 * 4, 0.5 * 1 + 0.5 * 96]); // entry 3 → 4
  close(made.arrays.targets.subarray(4, 6), [0.5 * 1.5 + 0.25 * 4, 0.5 * 1.5 + 0.25 * 96]); // entry 2 → 3 → 4
});

test('replan: rolls out around the stored plans from the stored states', async () => {
  const made = buffer([1, 1, 1].map((reward) => ({ reward, episode: 0 })));
  let asked: RolloutRequest | undefined;
  const engine = {
    local: { shape: { actionSize: 1 } },
    run: async (request: RolloutRequest) => {
      asked = request;
      return {
        returns: Float64Array.of(2, 4, 6, 8),
        observations: Float32Array.of(1, 2, 3, 4),
        simulationSteps: 12,
        simulationSeconds: 0,
      };
    },
  } as unknown as Rollouts;
  const options = {
    steps: 3,
    rollouts: 2,
    gamma: GAMMA,
    sigma: Float32Array.of(1),
    rest: Float32Array.of(0.75),
    noiseCorrelation: 0,
    seed: 1,
    firstPlan: 40,
    discountAtEnd: 0.125,
  };
  await replanTargets(made, [2, 0], ensemble, engine, options);
  assert.equal([...asked!.states], [2, 0]);
  assert.equal([...asked!.nominals], [2, 2.5, 0.75, 0, 0.5, 0.75], 'two steps stored, the third is at rest');
  assert.is(asked!.firstPlan, 40);
  close(made.arrays.targets.subarray(4, 6), [0.5 * 4 + 0.125 * 2, 0.5 * 4 + 0.125 * 98]);
  close(made.arrays.targets.subarray(0, 2), [0.5 * 8 + 0.125 * 4, 0.5 * 8 + 0.125 * 96]);
});

test.run();
