/** The family of assembly/trigonometry.ts: how far each way is from sine and cosine over its whole range. */

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileKernel } from '../support/compile-kernel.js';

const [X, SIN, COS] = [65536, 65600, 65664]; // byte addresses

const { run, memory } = await compileKernel(`
  import { cos4, cosHalfTurn4, cosWithin4, sin4, sinHalfTurn4, sinWithin4, twiceHalfSine4 } from './trigonometry';
  import { sincos } from './physics/sincos';
  import { load, store } from './vector';
  const pair: usize = memory.data(32, 16);
  export function any(): void { const x = load(${X}); store(${SIN}, sin4(x)); store(${COS}, cos4(x)); }
  export function both(): void { sincos(pair, load(${X})); store(${SIN}, load(pair)); store(${COS}, load(pair, 1)); }
  export function within(): void {
    const x = load(${X}); const half = twiceHalfSine4(x);
    store(${SIN}, sinWithin4(x, half)); store(${COS}, cosWithin4(half));
  }
  export function halfTurn(): void { const u = load(${X}); store(${SIN}, sinHalfTurn4(u)); store(${COS}, cosHalfTurn4(u)); }
`);

/** Largest absolute errors of a way over [−reach, reach]; `unit`: radians of a 1. */
function errors(way: string, reach: number, unit = 1): { sin: number; cos: number } {
  const points = 40_000;
  const worst = { sin: 0, cos: 0 };
  for (let i = 0; i < points; i += 4) {
    for (let lane = 0; lane < 4; lane++) memory[X / 4 + lane] = reach * ((2 * (i + lane)) / (points - 1) - 1);
    run[way]!();
    for (let lane = 0; lane < 4; lane++) {
      const x = memory[X / 4 + lane]! * unit;
      worst.sin = Math.max(worst.sin, Math.abs(memory[SIN / 4 + lane]! - Math.sin(x)));
      worst.cos = Math.max(worst.cos, Math.abs(memory[COS / 4 + lane]! - Math.cos(x)));
    }
  }
  return worst;
}

for (const [name, way, reaches, sin, cos, unit] of [
  ['any angle, three parts', 'any', [1, 100, 8192], 1e-7, 1e-7, 1],
  ['both at once, two parts', 'both', [0.8, 3.2, 100, 1000], 1.2e-7, 1.2e-7, 1],
  ['within half a turn', 'within', [0.1, 1, Math.PI], 2.5e-7, 5.1e-7, 1],
  ['within a quarter turn', 'halfTurn', [0.01, 0.5], 2e-7, 2e-7, Math.PI],
] as const) {
  test(`${name}: within its errors over its range, and exact at zero`, () => {
    for (const reach of reaches) {
      const worst = errors(way, reach, unit);
      assert.ok(worst.sin <= sin, `sine up to ${reach}: ${worst.sin}`);
      assert.ok(worst.cos <= cos, `cosine up to ${reach}: ${worst.cos}`);
    }
    memory.fill(0, X / 4, X / 4 + 4);
    run[way]!();
    assert.equal([memory[SIN / 4], memory[COS / 4]], [0, 1]);
  });
}

test('both at once: sine odd, cosine even, bit by bit, and NaN where there is no angle', () => {
  for (const x of [0.3, 1, 2, 4, 5.5, 77.7]) {
    memory.set([x, -x, Number.NaN, Infinity], X / 4);
    run.both!();
    assert.is(memory[SIN / 4], -memory[SIN / 4 + 1]!);
    assert.is(memory[COS / 4], memory[COS / 4 + 1]);
    for (const lane of [2, 3]) {
      assert.ok(Number.isNaN(memory[SIN / 4 + lane]) && Number.isNaN(memory[COS / 4 + lane]), `lane ${lane}`);
    }
  }
});

test.run();
