import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { procrastination, randomMdp, wrongValues } from '../../paper/figures/mdps.js';
import {
  bellman,
  bellmanSteps,
  committedValues,
  distance,
  greedy,
  lemmaBound,
  type Mdp,
  optimalValues,
  policyCycleValues,
  replanningBound,
  replanningValues,
  worstLoss,
} from '../../paper/figures/tabular.js';
import { Random } from '../../src/random.js';

const HORIZONS = [1, 2, 3, 5, 8, 16];
const ROUNDING = 1e-9;

/** Random processes of several shapes, each with a generator of its own. */
function forRandomProcesses(check: (mdp: Mdp, random: Random, what: string) => void): void {
  for (let seed = 1; seed <= 12; seed++) {
    for (const gamma of [0.5, 0.9, 0.97]) {
      const random = new Random(seed, 100);
      const branches = 1 + (seed % 3);
      const mdp = randomMdp(random, { states: 4 + seed, actions: 2 + (seed % 3), branches, gamma });
      check(mdp, random, `seed ${seed}, γ ${gamma}`);
    }
  }
}

function randomValues(mdp: Mdp, random: Random): Float64Array {
  return Float64Array.from({ length: mdp.states }, () => random.uniform(-10, 10));
}

test('a process of two states has the values that can be worked out by hand', () => {
  // State 0: action 0 stays for 1, action 1 goes to state 1 for 0; state 1 stays for 3.
  const mdp: Mdp = {
    states: 2,
    actions: 2,
    rewards: Float64Array.of(1, 0, 3, 3),
    transitions: Float64Array.of(1, 0, 0, 1, 0, 1, 0, 1),
    gamma: 0.5,
  };
  assert.equal([...bellman(mdp, Float64Array.of(0, 0))], [1, 3]);
  const optimal = optimalValues(mdp);
  assert.ok(Math.abs(optimal[0]! - 3) < 1e-12 && Math.abs(optimal[1]! - 6) < 1e-12, String(optimal));
  const stay = policyCycleValues(mdp, [Int32Array.of(0, 0)]);
  assert.ok(Math.abs(stay[0]! - 2) < 1e-12 && Math.abs(stay[1]! - 6) < 1e-12, String(stay));
  // Staying and going in turn: 1 + γ·0 + γ²·6.
  const turn = policyCycleValues(mdp, [Int32Array.of(0, 0), Int32Array.of(1, 0)]);
  assert.ok(Math.abs(turn[0]! - 2.5) < 1e-12, String(turn));
});

test('V* is the fixed point of B, and no policy is better', () => {
  forRandomProcesses((mdp, random, what) => {
    const optimal = optimalValues(mdp);
    assert.ok(distance(bellman(mdp, optimal), optimal) < ROUNDING, what);
    const policy = Int32Array.from({ length: mdp.states }, () => random.integer(mdp.actions));
    const achieved = policyCycleValues(mdp, [policy]);
    assert.ok(
      achieved.every((value, s) => value <= optimal[s]! + ROUNDING),
      what,
    );
    const best = policyCycleValues(mdp, [greedy(mdp, optimal)]);
    assert.ok(distance(best, optimal) < ROUNDING, what);
  });
});

test('B^H contracts by γ^H', () => {
  forRandomProcesses((mdp, random, what) => {
    const [a, b] = [randomValues(mdp, random), randomValues(mdp, random)];
    for (const horizon of HORIZONS) {
      const after = distance(bellmanSteps(mdp, a, horizon), bellmanSteps(mdp, b, horizon));
      assert.ok(after <= mdp.gamma ** horizon * distance(a, b) + ROUNDING, `${what}, H ${horizon}`);
    }
  });
});

test('B^H contracts by no more than γ^H where values differ by a constant', () => {
  forRandomProcesses((mdp, random, what) => {
    const a = randomValues(mdp, random);
    const b = a.map((value) => value + 2);
    for (const horizon of HORIZONS) {
      const after = distance(bellmanSteps(mdp, a, horizon), bellmanSteps(mdp, b, horizon));
      assert.ok(Math.abs(after - 2 * mdp.gamma ** horizon) < ROUNDING, `${what}, H ${horizon}`);
    }
  });
});

test('lemma 1: a greedy policy loses at most 2γε/(1−γ)', () => {
  forRandomProcesses((mdp, random, what) => {
    const optimal = optimalValues(mdp);
    for (const error of [0.1, 1, 10]) {
      const wrong = wrongValues(optimal, error, random);
      const loss = worstLoss(optimal, replanningValues(mdp, wrong, 1));
      assert.ok(loss <= lemmaBound(mdp.gamma, 1, error) + ROUNDING, `${what}, ε ${error}`);
    }
  });
});

test('lemma 1 is tight', () => {
  for (const gamma of [0.5, 0.9, 0.99]) {
    const { mdp, terminal } = procrastination(gamma, 1, 0.3);
    const optimal = optimalValues(mdp);
    assert.ok(Math.abs(distance(terminal, optimal) - 0.3) < ROUNDING);
    const share = worstLoss(optimal, replanningValues(mdp, terminal, 1)) / lemmaBound(gamma, 1, 0.3);
    assert.ok(share > 1 - 1e-6 && share < 1 + 1e-6, `γ ${gamma}: ${share}`);
  }
});

test('lemma 2: plans that are carried out lose at most 2γ^H ε/(1−γ^H)', () => {
  forRandomProcesses((mdp, random, what) => {
    const optimal = optimalValues(mdp);
    const wrong = wrongValues(optimal, 2, random);
    for (const horizon of HORIZONS) {
      const loss = worstLoss(optimal, committedValues(mdp, wrong, horizon));
      assert.ok(loss <= lemmaBound(mdp.gamma, horizon, 2) + ROUNDING, `${what}, H ${horizon}: ${loss}`);
    }
  });
});

test('MPC that plans anew at each step loses at most 2γ^H ε/(1−γ)', () => {
  forRandomProcesses((mdp, random, what) => {
    const optimal = optimalValues(mdp);
    const wrong = wrongValues(optimal, 2, random);
    for (const horizon of HORIZONS) {
      const loss = worstLoss(optimal, replanningValues(mdp, wrong, horizon));
      assert.ok(loss <= replanningBound(mdp.gamma, horizon, 2) + ROUNDING, `${what}, H ${horizon}: ${loss}`);
    }
  });
});

test('and can lose that much, more than lemma 2 prints', () => {
  for (const gamma of [0.9, 0.99]) {
    for (const horizon of [2, 4, 8, 16]) {
      const { mdp, terminal } = procrastination(gamma, horizon, 1);
      const optimal = optimalValues(mdp);
      assert.ok(Math.abs(distance(terminal, optimal) - 1) < ROUNDING);
      const loss = worstLoss(optimal, replanningValues(mdp, terminal, horizon));
      assert.ok(loss > lemmaBound(gamma, horizon, 1) * 1.05, `γ ${gamma}, H ${horizon}: ${loss}`);
      assert.ok(Math.abs(loss / replanningBound(gamma, horizon, 1) - 1) < 1e-6, `γ ${gamma}, H ${horizon}`);
      const carriedOut = worstLoss(optimal, committedValues(mdp, terminal, horizon));
      assert.ok(carriedOut <= lemmaBound(gamma, horizon, 1), `γ ${gamma}, H ${horizon}: ${carriedOut}`);
    }
  }
});

test.run();
