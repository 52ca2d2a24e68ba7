import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mppi } from '../../src/planners/alone.js';
import { f32Bounds } from '../../src/planners/bounds.js';
import { Polo } from '../../src/polo.js';
import { massOnLine } from '../support/worlds.js';

test('bounds are rounded inward', () => {
  const low = [-0.1, 0.1, -1, 0, -1e-46, 1e-46, -0.3, -1e39];
  const high = [0.1, 0.2, 1, 1e-46, 0, 1, 0.3, 1e39];
  const bounds = f32Bounds(low, high);
  const gap = (x: number) => Math.max(2 ** -149, Math.abs(x) * 2 ** -22);
  for (let a = 0; a < low.length; a++) {
    const [l, h] = [bounds.low[a]!, bounds.high[a]!];
    assert.ok(l >= low[a]! && h <= high[a]! && l <= h, `${low[a]} to ${high[a]}: ${l} to ${h}`);
    if (Math.abs(low[a]!) < 1e38) assert.ok(l - low[a]! <= gap(low[a]!) && high[a]! - h <= gap(high[a]!));
    assert.ok(Number.isFinite(l) && Number.isFinite(h));
  }
  assert.equal([bounds.low[2], bounds.high[2]], [-1, 1], 'what f32 holds stays');
});

test('bounds between which no f32 number lies leave one', () => {
  const { low, high } = f32Bounds([0.1, 0.1], [0.1, 0.1 + 1e-12]);
  assert.equal([...low], [Math.fround(0.1), Math.fround(0.1)]);
  assert.equal([...high], [...low]);
});

test('no action lies outside the bounds that a world gives', async () => {
  const seen: number[] = [];
  const world = massOnLine({ actionLow: [-0.1], actionHigh: [0.1] });
  const { step } = world;
  world.step = (action) => {
    seen.push(action[0]!);
    step.call(world, action);
  };
  const planner = await Mppi.create(world, { horizon: 4, rollouts: 16, sigma: 1 });
  await planner.plan([0.5, 0]);
  for (const agent of ['mpc', 'random'] as const) {
    const polo = await Polo.create(world, { agent, horizon: 4, rollouts: 16, sigma: 1 });
    for (let t = 0; t < 5; t++) await polo.step();
    await polo.close();
  }
  assert.ok(seen.length > 100);
  assert.ok(Math.min(...seen) >= -0.1 && Math.max(...seen) <= 0.1);
  assert.ok(Math.max(...seen) > 0.0999999, 'the bound is reached');
});

test.run();
