import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ElementaryExports, loadElementary } from '../../bench/kernels/elementary.js';
import { mathReference as reference } from '../reference/math.js';

const { exports, arena } = await loadElementary();
const CAPACITY = 40_000;
const block = arena.f32(CAPACITY);

type Kernel = (typeof kernelNames)[number];

/** Replaces the numbers by their images. */
const over = (kernel: Kernel) => (x: Float32Array) => {
  block.view.set(x);
  exports[kernel](block.pointer, block.pointer, x.length);
  x.set(block.view.subarray(0, x.length));
  return x;
};

const kernelNames = [
  'expArray',
  'logArray',
  'tanhArray',
  'sinArray',
  'cosArray',
] as const satisfies (keyof ElementaryExports)[];

const math = {
  exp: over('expArray'),
  log: over('logArray'),
  tanh: over('tanhArray'),
  sin: over('sinArray'),
  cos: over('cosArray'),
};

function range(low: number, high: number): Float32Array {
  return Float32Array.from({ length: CAPACITY }, (_, i) => low + ((high - low) * i) / (CAPACITY - 1));
}

/** Largest absolute and relative error of a function over [low, high]. */
function errors(name: 'exp' | 'log' | 'tanh' | 'sin' | 'cos', low: number, high: number) {
  const x = range(low, high);
  const expected = reference[`${name}Array`](x);
  const actual = math[name](x.slice());
  let absolute = 0;
  let relative = 0;
  for (let i = 0; i < x.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    absolute = Math.max(absolute, error);
    if (expected[i] !== 0) relative = Math.max(relative, error / Math.abs(expected[i]!));
  }
  return { absolute, relative };
}

test('exp: relative error ≤ 1e-7 from −87 to 88', () => {
  for (const [low, high] of [
    [-87, 88],
    [-1, 1],
    [-20, 0],
  ] as const) {
    const { relative } = errors('exp', low, high);
    assert.ok(relative <= 1e-7, `${relative} on [${low}, ${high}]`);
  }
});

test('exp stays normal and finite outside', () => {
  const [under, over, nan] = math.exp(
    Float32Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN),
  );
  assert.ok(under! >= 1.17549435e-38 && under! < 2e-38, `${under}`);
  assert.ok(over! > 1e38 && over! < 2e38, `${over}`);
  assert.ok(Number.isNaN(nan));
});

test('log: relative error ≤ 1e-7, from denormals to the largest numbers', () => {
  for (const [low, high] of [
    [1e-6, 10],
    [0.5, 2],
    [0.999, 1.001],
    [1e-40, 1.17e-38],
    [1, 3.4e38],
  ] as const) {
    const { relative } = errors('log', low, high);
    assert.ok(relative <= 1e-7, `${relative} on [${low}, ${high}]`);
  }
});

test('log at its edges', () => {
  const x = Float32Array.of(
    0,
    -0,
    1,
    Number.POSITIVE_INFINITY,
    -1,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    -1e-40,
  );
  const nan = Number.NaN;
  const infinity = Number.POSITIVE_INFINITY;
  assert.equal([...math.log(x)], [-infinity, -infinity, 0, infinity, nan, nan, nan, nan]);
});

test('tanh: absolute error ≤ 4e-7, relative error ≤ 3e-7 near zero, below 1, odd', () => {
  for (const [low, high] of [
    [-12, 12],
    [-8, -6],
    [7.9, 8.1],
    [-1000, 1000],
  ] as const) {
    const { absolute } = errors('tanh', low, high);
    assert.ok(absolute <= 4e-7, `${absolute} on [${low}, ${high}]`);
  }
  assert.ok(errors('tanh', -0.5, 0.5).relative <= 3e-7);
  const positive = math.tanh(range(0, 9));
  const negative = math.tanh(range(0, -9));
  assert.ok(positive.every((y) => y < 1));
  assert.ok(positive.every((y, i) => y === -negative[i]!));
  assert.equal(
    [...math.tanh(Float32Array.of(0, -0))].map((y) => Object.is(y, -0)),
    [false, true],
  );
  const [low, high, nan] = math.tanh(
    Float32Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN),
  );
  assert.ok(low! > -1 && low! < -0.9999995 && high === -low!);
  assert.ok(Number.isNaN(nan));
});

test('sine and cosine: absolute error ≤ 1e-7 up to 8192 radians', () => {
  for (const name of ['sin', 'cos'] as const) {
    for (const reach of [0.7, 4, 100, 8192]) {
      const { absolute } = errors(name, -reach, reach);
      assert.ok(absolute <= 1e-7, `${name}: ${absolute} up to ${reach}`);
    }
    const y = math[name](Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN));
    assert.ok([...y].every(Number.isNaN));
  }
});

test('sin² + cos² is 1', () => {
  const x = range(-10, 10);
  const s = math.sin(x.slice());
  const c = math.cos(x.slice());
  assert.ok(s.every((v, i) => Math.abs(v * v + c[i]! * c[i]! - 1) < 3e-7));
});

test('any length, any 4-byte alignment, nothing read or written past n', () => {
  const block = arena.f32(64);
  const x = Float32Array.from({ length: 13 }, (_, i) => 0.1 + i / 3);
  for (const name of kernelNames) {
    const whole = reference[name](x);
    for (let n = 0; n <= 13; n++) {
      for (const offset of [0, 1, 2, 3]) {
        const view = block.view;
        view.fill(777);
        view.set(x, offset);
        const out = 32 + offset;
        exports[name](block.pointer + out * 4, block.pointer + offset * 4, n);
        for (let i = 0; i < n; i++) {
          assert.ok(
            Math.abs(view[out + i]! - whole[i]!) <= 3e-7 * Math.max(1, Math.abs(whole[i]!)),
            `${name} n=${n}`,
          );
        }
        assert.ok(
          view.subarray(out + n).every((v) => v === 777),
          `${name} wrote past n=${n}`,
        );
        assert.ok(
          view.subarray(offset + 13, out).every((v) => v === 777),
          `${name} wrote before its output`,
        );
        assert.equal([...view.subarray(offset, offset + 13)], [...x], `${name} changed its input`);
      }
    }
  }
});

test('a lane does not depend on its neighbours', () => {
  const x = Float32Array.of(0.3, 1e30, -1e30, Number.NaN);
  for (const name of ['exp', 'tanh', 'sin', 'cos', 'log'] as const) {
    assert.is(math[name](x.slice())[0], math[name](Float32Array.of(0.3))[0]);
  }
});

test.run();
