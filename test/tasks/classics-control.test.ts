/** Closed loop, fixed seeds: the classics can be controlled with their own defaults. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { acrobotSwingup } from '../../src/tasks/acrobot.js';
import { cartPoleSwingup } from '../../src/tasks/cart-pole.js';
import { diffDrive } from '../../src/tasks/diff-drive.js';
import { pendulumSwingup } from '../../src/tasks/pendulum.js';
import type { Task } from '../../src/worlds/world.js';

interface Run {
  /** Measures after each step. */
  readonly measures: number[];
  readonly states: number[][];
}

async function run(task: Task, steps: number, options: PoloOptions): Promise<Run> {
  const agent = await Polo.create(task, { workers: 1, seed: 1, episode: 0, ...options });
  const measures: number[] = [];
  const states: number[][] = [];
  for await (const { measure } of agent.run({ steps })) {
    measures.push(measure);
    states.push([...agent.state]);
  }
  await agent.close();
  return { measures, states };
}

const lowest = (values: number[]) => Math.min(...values);

test('pendulum: planning swings it up within 5 s and holds it', async () => {
  const { measures } = await run(pendulumSwingup(), 150, { agent: 'mpc' });
  assert.ok(lowest(measures.slice(0, 40)) < -0.9, 'it starts below');
  assert.ok(lowest(measures.slice(100)) > 0.95, `height falls to ${lowest(measures.slice(100))}`);
});

test('pendulum: with a plan too short to swing up, the learned value function does it', async () => {
  const short = { horizon: 6, noiseCorrelation: 0.8 };
  /** Mean height of the last hundred of a thousand steps, of each of six seeds. */
  const heights = (agent: 'mpc' | 'polo'): Promise<number[]> =>
    Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (seed) => {
        const { measures } = await run(pendulumSwingup(), 1000, { ...short, agent, seed });
        return measures.slice(900).reduce((sum, each) => sum + each, 0) / 100;
      }),
    );
  const [planned, learned] = [await heights('mpc'), await heights('polo')];
  assert.ok(Math.max(...planned) < 0, `planning alone does not stay up: ${planned}`);
  assert.ok(learned.filter((height) => height > 0.95).length >= 5, `learned: ${learned}`);
});

test('cart-pole: planning swings the pole up within 5 s and balances it on the rail', async () => {
  const { measures, states } = await run(cartPoleSwingup(), 400, { agent: 'mpc' });
  assert.ok(lowest(measures.slice(250)) > 0.95, `tip falls to ${lowest(measures.slice(250))}`);
  assert.ok(Math.abs(states.at(-1)![0]!) < 0.5, 'the cart ends near the middle');
});

test('acrobot: planning brings the tip over the pivot by 1 m (the goal of Gym), and then upright', async () => {
  const { measures } = await run(acrobotSwingup(), 800, { agent: 'mpc' });
  assert.ok(measures.slice(0, 500).some((height) => height > 1));
  assert.ok(measures.slice(600).some((height) => height > 1.95));
});

test('diff drive: planning drives to the goal, never through an obstacle', async () => {
  const { measures, states } = await run(diffDrive(), 2100, { agent: 'mpc' });
  assert.ok(measures.at(-1)! < 0.05, `ends ${measures.at(-1)} m from the goal`);
  for (const [x, y] of states as [number, number][]) {
    for (const [xmin, ymin, side] of [
      [8, 8, 0.4],
      [4, 6, 0.5],
      [6, 5, 0.3],
    ] as const) {
      assert.not(
        x > xmin && x < xmin + side && y > ymin && y < ymin + side,
        `(${x}, ${y}) is in an obstacle`,
      );
    }
  }
});

test.run();
