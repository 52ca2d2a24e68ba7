import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadElementary } from '../../bench/kernels/elementary.js';
import { fillNormals } from '../../src/kernels/noise.js';
import { philox } from '../../src/random.js';
import { normals } from '../reference/noise.js';
import { guardedKernels } from '../support/guarded-kernels.js';

const kernels = await guardedKernels();
const elementary = await loadElementary();
const words = elementary.arena.u32(16);

function kernelPhilox(counter: readonly number[], key: readonly number[]): number[] {
  words.view.set([...counter, ...key]);
  elementary.exports.philox(words.pointer, words.pointer + 16, words.pointer + 32);
  return [...words.view.subarray(8, 12)];
}

// kat_vectors of Random123, philox4x32-10.
const KNOWN = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const;

test('Philox4x32-10: the published known answers', () => {
  for (const [counter, key, expected] of KNOWN) {
    assert.equal(kernelPhilox(counter, key), [...expected]);
    assert.equal(philox(counter, key), [...expected]);
  }
});

test('Philox: the kernel and TypeScript agree', () => {
  let counter: [number, number, number, number] = [1, 2, 3, 4];
  let key: [number, number] = [5, 6];
  for (let i = 0; i < 300; i++) {
    const expected = philox(counter, key);
    assert.equal(kernelPhilox(counter, key), expected);
    key = [expected[1], counter[2]];
    counter = expected;
  }
});

function kernelNormals(count: number, seed: number, stream: number, substream = 0): Float32Array {
  const block = kernels.arena.f32(count);
  fillNormals(kernels, block, { seed, stream, substream });
  kernels.arena.check('normals');
  return block.view.slice();
}

test('normals agree with their twin', () => {
  const seed = 7 + 3 * 2 ** 32;
  const actual = kernelNormals(1000, seed, 6, 2);
  const expected = normals(1000, [7, 3], 6, 2);
  for (let i = 0; i < 1000; i++) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) < 2e-6, `number ${i}: ${actual[i]} and ${expected[i]}`);
  }
});

test('any count: a prefix of the longer array, nothing written past it', () => {
  const long = kernelNormals(64, 1, 2, 3);
  const block = kernels.arena.f32(80);
  for (let count = 0; count <= 40; count++) {
    block.view.fill(777);
    fillNormals(kernels, block, { seed: 1, stream: 2, substream: 3 }, 1, count);
    assert.equal([...block.view.subarray(1, count + 1)], [...long.subarray(0, count)]);
    assert.is(block.view[0], 777);
    assert.ok(
      block.view.subarray(count + 1).every((v) => v === 777),
      `wrote past ${count}`,
    );
  }
});

test('seed, stream and substream all change the numbers', () => {
  const base = kernelNormals(8, 1, 2, 3).join();
  assert.is(kernelNormals(8, 1, 2, 3).join(), base);
  for (const other of [
    kernelNormals(8, 2, 2, 3),
    kernelNormals(8, 1 + 2 ** 32, 2, 3),
    kernelNormals(8, 1, 3, 3),
    kernelNormals(8, 1, 2, 4),
  ]) {
    assert.is.not(other.join(), base);
  }
});

const MANY = 1 << 19;
const sample = kernelNormals(MANY, 12345, 6);

/** Mean of f over the sample. */
function mean(f: (x: number, i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < MANY; i++) sum += f(sample[i]!, i);
  return sum / MANY;
}

/** Five standard errors of a mean whose terms have the given variance. */
const within = (variance: number) => 5 * Math.sqrt(variance / MANY);

test('moments of the standard normal', () => {
  assert.ok(Math.abs(mean((x) => x)) < within(1));
  assert.ok(Math.abs(mean((x) => x * x) - 1) < within(2));
  assert.ok(Math.abs(mean((x) => x ** 3)) < within(15));
  assert.ok(Math.abs(mean((x) => x ** 4) - 3) < within(96));
  assert.ok(sample.every((x) => Math.abs(x) < 5.78));
});

test('no correlation between neighbours: lanes, words, blocks, and their squares', () => {
  for (const lag of [1, 2, 3, 4, 5, 8, 12, 16, 21, 64]) {
    const at = (i: number) => sample[(i + lag) % MANY]!;
    assert.ok(Math.abs(mean((x, i) => x * at(i))) < within(1), `lag ${lag}`);
    assert.ok(Math.abs(mean((x, i) => (x * x - 1) * (at(i) ** 2 - 1))) < within(4), `squares at lag ${lag}`);
  }
});

test('χ² over 64 equally probable bins', () => {
  // Bin edges by bisection of the normal distribution function (Abramowitz and Stegun 7.1.26, error 1.5e-7).
  const cdf = (x: number): number => {
    if (x < 0) return 1 - cdf(-x);
    const t = 1 / (1 + (0.3275911 * x) / Math.SQRT2);
    const series =
      t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return 1 - 0.5 * series * Math.exp((-x * x) / 2);
  };
  const bins = new Array<number>(64).fill(0);
  for (const x of sample) bins[Math.min(63, Math.floor(64 * cdf(x)))]!++;
  const expected = MANY / 64;
  const chi = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // 63 degrees of freedom: mean 63, standard deviation √126.
  assert.ok(chi > 63 - 4 * Math.sqrt(126) && chi < 63 + 5 * Math.sqrt(126), `χ² = ${chi}`);
});

test.run();
