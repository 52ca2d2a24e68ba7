/** One seed, one sequence of bits: on any number of workers, with a worker killed half-way, and on every machine. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../src/polo.js';
import type { PoloOptions } from '../src/polo-options.js';
import { ActionsHash } from '../src/runs/actions-hash.js';
import { resolveTask } from '../src/tasks/resolve.js';
import type { WorkerPool } from '../src/workers/pool.js';

const STEPS = 20;
/** Small, but with learning: two updates of the value function, and an episode that ends. */
const SMALL: PoloOptions = {
  seed: 7,
  horizon: 6,
  rollouts: 21,
  updateEvery: 8,
  gradientSteps: 8,
  refreshStates: 12,
  targetRollouts: 3,
  episode: 13,
};

/**
 * Hashes of the actions of these runs. They change only with the arithmetic of kernels, planner, learning or physics;
 * a commit that changes them says why.
 */
const GOLDEN: Record<string, string> = {
  'point-mass-box': '741519f7290981b24e48df34f1ff8e4107c9051cf992ead0239cf9ffef4def6a',
  'point-mass-maze': 'c79c869185f33eea0364009a2f6889edb177f23f51c5737896343770557047e4',
  'humanoid-getup': 'f89a8a970e690418135c55c7c3678bb6a04eee911d1e0273d38652e33951753e',
  'pendulum-swingup': 'f2fbd7498b7d1c8f3433736e1dad4c492006382ff6927fed1b580099d1767a22',
  'cart-pole-swingup': '6a38649bd192b3db930a876da0d30291b9d399883ee76ee176d98ee1ac119524',
  'acrobot-swingup': '95f39144093f513eb57be6ae61e2dc931084d3b7e3005556d628451bdb7d4902',
  'diff-drive': 'de379147fa17c5521644e154eec238349957e859cc96ea2334c22ea12ad8ae30',
};

async function actionsHash(name: string, workers: number, kill = false): Promise<string> {
  const agent = await Polo.create(await resolveTask({ module: name }), { ...SMALL, workers });
  const hash = new ActionsHash();
  try {
    for await (const { action, step } of agent.run({ steps: STEPS })) {
      hash.add(action);
      if (kill && step === STEPS / 2) {
        const [victim] = (agent as unknown as { engine: WorkerPool }).engine.handles;
        assert.ok(victim, 'there is a worker to kill');
        void victim.terminate(); // dies while the next plan is made
      }
    }
  } finally {
    await agent.close();
  }
  return hash.hex();
}

for (const [name, golden] of Object.entries(GOLDEN)) {
  test(`${name}: the same bits on 1, 2 and 3 threads and with a worker killed half-way`, async () => {
    assert.is(await actionsHash(name, 1), golden, 'one thread');
    assert.is(await actionsHash(name, 2), golden, 'two threads');
    assert.is(await actionsHash(name, 3), golden, 'three threads');
    assert.is(await actionsHash(name, 2, true), golden, 'a worker killed');
  });
}

test.run();
