/** That the layouts made of assembly/physics/schema.mjs say the same to the kernels and to the packer, and what the schema says. */

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  GROUP,
  HEADER,
  HEADER_WORDS,
  LAYOUT,
  READS,
  SOFTNESS,
  TABLES,
} from '../../src/physics/layout.generated.js';
import { WordWriter } from '../../src/physics/words.js';

const folder = new URL('../../../assembly/physics/', import.meta.url);
const schema = (await import(new URL('schema.mjs', folder).href)) as {
  LAYOUT: number;
  TABLES: Record<string, { plural: string; fields: Record<string, [type: string, about: string]> }>;
  SOFT: object;
  SLOTS: Record<string, { prefix: string; fields: Record<string, [type: string, about: string]> }>;
};
/** The kernels' constants. */
const kernels = Object.fromEntries(
  [
    ...readFileSync(new URL('layout.generated.ts', folder), 'utf8').matchAll(
      /^export const (\w+): \w+ = (-?\d+);/gm,
    ),
  ].map(([, name, value]) => [name!, Number(value)]),
);
const constant = (name: string) => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();

const WORDS: Record<string, number> = {
  i32: 1,
  f32: 1,
  u64: 2,
  f64: 2,
  SOFT: Object.keys(schema.SOFT).length,
};

/** Words of a type such as `f32[3]`, by hand. */
function wordsOf(type: string): number {
  const [kind, length] = type.replace(']', '').split('[') as [string, string?];
  return WORDS[kind]! * Number(length ?? 1);
}

test('kernels and packer read the same words, in rows that no two fields share', () => {
  assert.is(kernels.MODEL_LAYOUT, schema.LAYOUT);
  assert.is(LAYOUT, schema.LAYOUT);
  for (const [table, { plural, fields }] of Object.entries(schema.TABLES)) {
    const packed = TABLES[plural as keyof typeof TABLES];
    assert.is(kernels[`${constant(table)}_ROW`], 4 * packed.words);
    const taken = new Set<number>();
    for (const [name, [type]] of Object.entries(fields)) {
      const { at } = (packed.fields as Record<string, { at: number }>)[name]!;
      assert.is(kernels[`${constant(table)}_${constant(name)}`], at, `${table}.${name}`);
      if (type.startsWith('u64')) assert.is(at % 2, 0, `${table}.${name} is aligned`);
      for (let word = at; word < at + wordsOf(type); word++) {
        assert.not.ok(taken.has(word), `${table}.${name} has word ${word} for itself`);
        assert.ok(word < packed.words, `${table}.${name} lies in its row`);
        taken.add(word);
      }
    }
  }
});

test('header, softness, reads and groups are where the kernels look for them', () => {
  for (const [name, { at }] of Object.entries(HEADER)) {
    assert.is(kernels[`HEADER_${constant(name)}`], at, name);
    assert.ok(at < HEADER_WORDS);
  }
  SOFTNESS.forEach((name, i) => {
    assert.is(kernels[`SOFT_${constant(name)}`], i);
  });
  assert.is(kernels.READ_ROW, 4 * READS.words);
  for (const [name, { at }] of Object.entries(READS.fields)) {
    assert.is(kernels[`READ_${constant(name)}`], at, name);
  }
  const { lists, ...fixed } = GROUP;
  assert.is(kernels.GROUP_LISTS, 16 * lists);
  for (const [name, slot] of Object.entries(fixed)) {
    assert.is(kernels[`GROUP_${constant(name)}`], 16 * slot, name);
  }
});

test('vectors of slots are aligned, and no two fields of a slot share a byte', () => {
  for (const [slot, { prefix, fields }] of Object.entries(schema.SLOTS)) {
    let end = 0;
    for (const [name, [type]] of Object.entries(fields)) {
      const at = kernels[prefix ? `${constant(prefix)}_${constant(name)}` : constant(name)]!;
      const [kind, length] = type.replace(']', '').split('[') as [string, string?];
      const size = kind === 'v' ? 16 : 4 * WORDS[kind]!;
      assert.is(at % size, 0, `${slot}.${name} is aligned`);
      assert.ok(at >= end, `${slot}.${name} begins after the field before it`);
      end = at + size * Number(length ?? 1);
    }
    assert.ok(kernels[`${constant(slot)}_SLOT`]! >= end);
    assert.is(kernels[`${constant(slot)}_SLOT`]! % 16, 0);
  }
});

test('a writer puts numbers where the kernels look for them, and refuses a field of another length', () => {
  const rows = Object.fromEntries(Object.keys(TABLES).map((name) => [name, 2])) as Record<
    keyof typeof TABLES,
    number
  >;
  const writer = new WordWriter(rows);
  writer.row('bodies', 1, { parent: -3, path: 1n << 40n, position: [1.5, -2, 0.25] });
  const row = writer.words[kernels.HEADER_BODY_TABLE!]! / 4 + kernels.BODY_ROW! / 4;
  const { buffer } = writer.words;
  assert.is(new Int32Array(buffer)[row + kernels.BODY_PARENT!], -3);
  assert.is(writer.words[row + kernels.BODY_PATH!], 0);
  assert.is(writer.words[row + kernels.BODY_PATH! + 1], 1 << 8);
  const position = row + kernels.BODY_POSITION!;
  assert.equal([...new Float32Array(buffer).slice(position, position + 3)], [1.5, -2, 0.25]);
  assert.is(writer.words[kernels.HEADER_BODY_COUNT!], 2);
  assert.throws(() => writer.row('bodies', 0, { position: [1, 2] }), /3 numbers, given 2/);
});

test.run();
