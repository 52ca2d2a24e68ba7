/** The kernels' vocabulary, the compiler's transform that reads `@inline`, and the checks that hold kernels to both. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileKernel } from '../support/compile-kernel.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const f = Math.fround;
const bits = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0]!;

/** Byte addresses of four vectors each. */
const [A, B, C, OUT] = [65536, 66560, 67584, 68608];

/** Words of three vectors, and what each does to a number of each. */
const WORDS: Record<string, (a: number, b: number, c: number) => number> = {
  'add(a, b)': (a, b) => f(a + b),
  'sub(a, b)': (a, b) => f(a - b),
  'mul(a, b)': (a, b) => f(a * b),
  'div(a, b)': (a, b) => f(a / b),
  'neg(a)': (a) => -a,
  'abs(a)': (a) => Math.abs(a),
  'sqrt(a)': (a) => f(Math.sqrt(a)),
  'nearest(splat(2.5))': () => 2,
  'toFloat(i32x4.splat(-7))': () => -7,
  'pmin(a, b)': (a, b) => (b < a ? b : a),
  'pmax(a, b)': (a, b) => (a < b ? b : a),
  'clamp(a, splat(-1), splat(1))': (a) => (a > 1 ? 1 : a < -1 ? -1 : a),
  'mulAdd(a, b, c)': (a, b, c) => f(f(a * b) + c),
  'minor(a, b, c, a)': (a, b, c) => f(f(a * b) - f(c * a)),
  'dot3(a, b, c, c, a, b)': (a, b, c) => f(f(f(a * c) + f(b * a)) + f(c * b)),
  'select(a, b, lt(a, c))': (a, b, c) => (a < c ? a : b),
  'select(a, b, le(a, c))': (a, b, c) => (a <= c ? a : b),
  'select(a, b, gt(a, c))': (a, b, c) => (a > c ? a : b),
  'select(a, b, ge(a, c))': (a, b, c) => (a >= c ? a : b),
  'select(a, b, eq(a, c))': (a, b, c) => (a === c ? a : b),
  'select(a, b, ne(a, c))': (a, b, c) => (a !== c ? a : b),
  'and(a, lt(b, c))': (a, b, c) => (b < c ? a : 0),
  'andNot(a, lt(b, c))': (a, b, c) => (b < c ? 0 : a),
  'select(a, b, or(lt(a, b), lt(a, c)))': (a, b, c) => (a < b || a < c ? a : b),
  'select(a, b, not(lt(a, b)))': (a, b) => (a < b ? b : a),
  'xor(a, neg(splat(0)))': (a) => -a,
};

test('every word on four lanes does what it says to each, NaN and zeros included', async () => {
  const functions = Object.keys(WORDS).map(
    (word, i) =>
      `export function word${i}(): void { const a = load(${A}); const b = load(${B}); const c = load(${C}); store(${OUT}, ${word}); }`,
  );
  const { run, memory } = await compileKernel(`import {
    abs, add, and, andNot, clamp, div, dot3, eq, ge, gt, le, load, lt, minor, mul, mulAdd, ne, nearest, neg, not, or,
    pmax, pmin, select, splat, sqrt, store, sub, toFloat, xor
  } from './vector';\n${functions.join('\n')}`);
  const numbers = [0.1, -0, 3, NaN, Infinity, -2.7, 0, 1e-40, -1, 5.5, 1, -Infinity].map(f);
  for (let shift = 0; shift < numbers.length; shift++) {
    const lane = (step: number, i: number): number => numbers[(shift + step * (i + 1)) % numbers.length]!;
    for (let i = 0; i < 4; i++) {
      [A, B, C].forEach((p, k) => {
        memory[p / 4 + i] = lane([1, 5, 7][k]!, i);
      });
    }
    Object.entries(WORDS).forEach(([word, expected], index) => {
      run[`word${index}`]!();
      for (let i = 0; i < 4; i++) {
        const args = [lane(1, i), lane(5, i), lane(7, i)] as const;
        const [got, wanted] = [memory[OUT / 4 + i]!, expected(...args)];
        assert.ok(
          bits(got) === bits(wanted) || (Number.isNaN(got) && Number.isNaN(wanted)),
          `${word} of ${args}: ${got}, not ${wanted}`,
        );
      }
    });
  }
});

test('load and store count vectors, broadcast numbers, gather and scatter bytes', async () => {
  const { run, memory } = await compileKernel(`
    import { address, all, any, broadcast, load, splat, store } from './vector';
    import { gather, gatherFrom, lane, scatter, laneSums, interleaveLow, interleaveHigh, lowHalves, highHalves, evenLanes, oddLanes } from './shuffle';
    export function move(): void { store(${OUT}, load(${A}, 2), 1); store(${OUT}, load(${A})); }
    export function spread(i: i32): void { store(${OUT}, broadcast(${A}, i)); store(${OUT}, broadcast(${A}), 1); store(${OUT}, splat(7), 2); }
    export function collect(stride: usize): void { store(${OUT}, gather(${A}, stride)); }
    export function collectFrom(): void { store(${OUT}, gatherFrom(${A + 4}, ${A + 36}, ${A}, ${A + 8})); }
    export function deal(stride: usize): void { scatter(${OUT}, stride, load(${A})); }
    export function one(i: i32): f32 { const v = load(${A}); return i === 0 ? lane(v, 0) : i === 1 ? lane(v, 1) : i === 2 ? lane(v, 2) : lane(v, 3); }
    export function place(i: i32): usize { return address(${A}, i); }
    export function masks(): i32 { const m = load(${B}); return (any(m) ? 1 : 0) + (all(m) ? 2 : 0); }
    export function pairs(): void {
      const a = load(${A}), b = load(${A}, 1);
      store(${OUT}, interleaveLow(a, b)); store(${OUT}, interleaveHigh(a, b), 1);
      store(${OUT}, lowHalves(a, b), 2); store(${OUT}, highHalves(a, b), 3);
      store(${OUT}, evenLanes(a, b), 4); store(${OUT}, oddLanes(a, b), 5);
    }
    export function sums(): void { store(${OUT}, laneSums(load(${A}), load(${A}, 1), load(${A}, 2), load(${A}, 3))); }
  `);
  const out = (count: number): number[] => [...memory.subarray(OUT / 4, OUT / 4 + count)];
  for (let i = 0; i < 16; i++) memory[A / 4 + i] = i;
  run.move!();
  assert.equal(out(8), [0, 1, 2, 3, 8, 9, 10, 11]);
  run.spread!(5);
  assert.equal(out(12), [5, 5, 5, 5, 0, 0, 0, 0, 7, 7, 7, 7]);
  run.collect!(12);
  assert.equal(out(4), [0, 3, 6, 9]);
  run.collectFrom!();
  assert.equal(out(4), [1, 9, 0, 2]);
  memory.fill(-1, OUT / 4, OUT / 4 + 12);
  run.deal!(8);
  assert.equal(out(8), [0, -1, 1, -1, 2, -1, 3, -1]);
  assert.equal(
    [0, 1, 2, 3].map((i) => run.one!(i)),
    [0, 1, 2, 3],
  );
  assert.is(run.place!(3), A + 48);
  const words = new Uint32Array(memory.buffer);
  const masks = [0, 0x8, 0xf].map((lanes) => {
    for (let i = 0; i < 4; i++) words[B / 4 + i] = (lanes >> i) & 1 ? 0xffffffff : 0;
    return run.masks!();
  });
  assert.equal(masks, [0, 1, 3]);
  run.pairs!();
  assert.equal(out(12), [0, 4, 1, 5, 2, 6, 3, 7, 0, 1, 4, 5]);
  assert.equal(out(24).slice(12), [2, 3, 6, 7, 0, 2, 4, 6, 1, 3, 5, 7]);
  run.sums!();
  assert.equal(out(4), [6, 22, 38, 54]);
  memory.set([2 ** 24, 1, -(2 ** 24), 1], A / 4); // (0 + 2) + (1 + 3): nothing is lost
  run.sums!();
  assert.is(out(1)[0], 2);
});

test('@inline of a comment is the mark of the compiler', async () => {
  const body = (tag: string): string => `
    /** Half of it. ${tag} */
    function half(x: f32): f32 { return x / 2; }
    export function twice(x: f32): f32 { return half(x) + half(x + 1); }`;
  const [inlined, called] = await Promise.all([
    compileKernel(body('@inline'), 0),
    compileKernel(body('Not inline.'), 0),
  ]);
  assert.not.match(inlined.text, /\bcall \$/);
  assert.match(called.text, /\bcall \$/);
  assert.is(inlined.run.twice!(1.5), called.run.twice!(1.5));
});

test('@unmanaged of a comment makes a class a struct: fields at an address, without a header', async () => {
  const { run, memory, text } = await compileKernel(`
    /** A pair. @unmanaged */
    export class Pair { first!: i32; second!: f32; }
    export function swap(pair: Pair): void { const a = pair.first; pair.first = i32(pair.second); pair.second = f32(a); }`);
  assert.not.match(text, /__new/);
  const at = 1024;
  new Int32Array(memory.buffer)[at] = 7;
  memory[at + 1] = 3;
  run.swap!(4 * at);
  assert.is(new Int32Array(memory.buffer)[at], 3);
  assert.is(memory[at + 1], 7);
});

test('a tag before anything else is an error that names the place', async () => {
  const wrong = [
    '\n/** One. @inline */\nexport const ONE: i32 = 1;',
    '\n/** Lost. @inline */\n\n// nothing follows',
    '\n/** Lost. @unmanaged */\nexport function g(): void {}',
  ];
  for (const source of wrong) {
    let message = '';
    try {
      await compileKernel(`export function f(): i32 { return 1; }\n${source}`);
    } catch (error) {
      message = String(error);
    }
    assert.match(
      message,
      /assembly\/under-test\.ts:3: @(inline|unmanaged) stands before something that is no (function|class)/,
    );
  }
});

test('whatever compiles the kernels reads the tags: without, they are right but slow', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { options } = JSON.parse(readFileSync(join(ROOT, 'asconfig.json'), 'utf8'));
  const everywhere = JSON.stringify(options.transform ?? '').includes('asc-inline.mjs');
  const calls = Object.values<string>(scripts).flatMap(
    (script) => script.match(/(?<![\w-])asc [^&]*/g) ?? [],
  );
  assert.ok(calls.length > 0);
  for (const call of calls)
    assert.ok(everywhere || call.includes('--transform ./scripts/asc-inline.mjs'), call);
});

/** What scripts/kernel-dialect.mjs says of files in a folder. */
function check(files: Record<string, string>): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'polo-dialect-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts/kernel-dialect.mjs'), folder],
      {
        encoding: 'utf8',
      },
    );
    return {
      status,
      lines: stderr
        .split('\n')
        .filter(Boolean)
        .map((line) => line.slice(folder.length + 1)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FINE = '/** @inline */\nexport function f(p: usize): v128 {\n  return load(p); // v128.load\n}\n';

test('a kernel that leaves the dialect is told where', () => {
  assert.equal(
    check({
      'a.ts': FINE,
      'vector.ts': 'export function load(p: usize): v128 {\n  return v128.load(p);\n}\n',
    }),
    {
      status: 0,
      lines: [],
    },
  );
  const cases: [Record<string, string>, RegExp][] = [
    [{ 'a.ts': '@inline\nfunction f(): void {}\n' }, /^a\.ts:1: a decorator/],
    [{ 'a.ts': '\n@inline function f(): void {}\n' }, /^a\.ts:2: a decorator/],
    [{ 'a.ts': '// @ts-ignore: decorator\n' }, /^a\.ts:1: a type error hidden/],
    [{ 'a.ts': 'const x = f32x4.add(a, b);\n' }, /^a\.ts:1: a bare vector instruction/],
    [{ 'b/a.ts': 'const x = v128.load(p, 16);\n' }, /^b\/a\.ts:1: a bare vector instruction/],
    [{ 'a.ts': 'const x = load<i32>(p);\n' }, /^a\.ts:1: load and store are of vectors/],
    [{ 'a.ts': 'export let changed: i32 = 0;\n' }, /^a\.ts:1: state of a module/],
    [{ 'a.ts': 'let minimal: i32 = 0;\n' }, /^a\.ts:1: state of a module/],
    [{ 'a.ts': FINE, 'b.ts': FINE }, /^b\.ts:2: a second f; the first is .*a\.ts:2$/],
    [
      { 'x/lanes.ts': '', 'y/lanes.ts': '' },
      /^y\/lanes\.ts:1: a second lanes\.ts; the first is .*x\/lanes\.ts$/,
    ],
    [{ 'a.ts': `// ${'x'.repeat(118)}\n` }, /^a\.ts:1: wider than 120 columns/],
    [{ 'a.ts': '\n'.repeat(301) }, /^a\.ts:301: longer than 300 lines/],
    [{ 'a.txt': '' }, /has no kernels/],
  ];
  for (const [files, expected] of cases) {
    const { status, lines } = check(files);
    assert.is(status, 1, JSON.stringify(files));
    assert.is(lines.length, 1, lines.join('\n'));
    assert.match(lines[0]!, expected);
  }
});

test('the kernels keep to it, and biome checks every one of them', () => {
  const options = { cwd: ROOT, encoding: 'utf8' } as const;
  const dialect = spawnSync(process.execPath, ['scripts/kernel-dialect.mjs'], options);
  assert.is(dialect.status, 0, dialect.stderr);
  const biome = spawnSync(
    process.execPath,
    ['node_modules/@biomejs/biome/bin/biome', 'check', 'assembly'],
    options,
  );
  assert.is(biome.status, 0, biome.stderr);
  const kernels = readdirSync(join(ROOT, 'assembly'), { recursive: true }).filter((name) =>
    String(name).endsWith('.ts'),
  );
  assert.ok(
    Number(/Checked (\d+) files/.exec(biome.stdout + biome.stderr)?.[1]) >= kernels.length,
    biome.stdout,
  );
});

test.run();
