/** The structs that kernels read and TypeScript writes: one table of fields for both sides. */

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Layout, Struct } from '../../src/kernels/struct.js';
import * as structs from '../../src/kernels/structs.generated.js';
import { compileKernel } from '../support/compile-kernel.js';
import { guardedKernels } from '../support/guarded-kernels.js';

const LAYOUTS: [name: string, layout: Layout][] = Object.entries(structs);
const kernels = await guardedKernels();

test('a kernel reads under each name what was written under it, and nothing else is written', async () => {
  const names = LAYOUTS.map(([name]) => name);
  const readers = LAYOUTS.flatMap(([name, layout]) =>
    Object.keys(layout).map(
      (field) => `export function ${name}_${field}(s: ${name}): f64 { return <f64>s.${field}; }`,
    ),
  );
  const source = `import { ${names.join(', ')} } from './arguments';\n${readers.join('\n')}`;
  const { run, memory } = await compileKernel(source);
  for (const [name, layout] of LAYOUTS) {
    const struct = new Struct(kernels.arena, layout);
    const values = Object.fromEntries(Object.keys(layout).map((field, i) => [field, 1000 + i]));
    struct.write(values);
    const size = Object.keys(layout).length;
    memory.set(new Float32Array(kernels.memory.buffer, struct.pointer, size), 4096);
    for (const [field, value] of Object.entries(values)) {
      assert.is(run[`${name}_${field}`]!(4 * 4096), value, `${name}.${field}`);
    }
  }
  kernels.arena.check('structs');
});

test('the largest unsigned number and fractions arrive', () => {
  const struct = new Struct(kernels.arena, { seed: 'setInt32', rho: 'setFloat32' } as const);
  struct.write({ seed: 2 ** 32 - 1, rho: 0.1 });
  const view = new DataView(kernels.memory.buffer, struct.pointer, 8);
  assert.is(view.getUint32(0, true), 2 ** 32 - 1);
  assert.is(view.getFloat32(4, true), Math.fround(0.1));
});

test('a struct outlives growth of the memory', () => {
  const struct = new Struct(kernels.arena, { a: 'setInt32' } as const);
  struct.write({ a: 5 });
  kernels.arena.f32(1 << 18);
  struct.write({ a: 7 });
  assert.is(new Int32Array(kernels.memory.buffer, struct.pointer, 1)[0], 7);
});

test('every struct of the kernels is there', () => {
  const classes = [...readFileSync('assembly/arguments.ts', 'utf8').matchAll(/^export class (\w+)/gm)];
  assert.equal(
    classes.map(([, name]) => name),
    LAYOUTS.map(([name]) => name).sort((a, b) => order(a) - order(b)),
  );
});

/** Place in the source: a module's exports come in the order of the alphabet. */
function order(name: string): number {
  return readFileSync('assembly/arguments.ts', 'utf8').indexOf(`class ${name} `);
}

test.run();
