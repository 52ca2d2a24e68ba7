// Makes of assembly/physics/schema.mjs what the kernels and the packer read, as a part of the build:
//
// - assembly/physics/layout.generated.ts: offsets as constants; words of the model's rows, bytes of the slots of a step
// - assembly/physics/bound.generated.ts: the model and scratch in use, and the address of each row, slot and list in them
// - src/physics/layout.generated.ts: the words again, for the packer, and what of a group TypeScript reads
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as schema from '../assembly/physics/schema.mjs';

const ROOT = new URL('../', import.meta.url);
const NOTICE = '// Made by scripts/derive-layout.mjs of assembly/physics/schema.mjs: to be changed there.\n';
const VECTOR_BYTES = 16;
const NEWLINE = '\n';

// ---- What lies where.

/** @returns {{ kind: string, length: number }} of 'f32[3]' and its like */
function parseType(type) {
  const [, kind, length = '1'] = /^(\w+)(?:\[(\d+)\])?$/.exec(type) ?? [];
  if (!kind) throw new Error(`schema: no type ${type}`);
  return { kind, length: Number(length) };
}

/** Bytes of one of a type, and to what it is aligned. */
function sizeOf(kind) {
  if (kind === 'i32' || kind === 'f32') return { bytes: 4, align: 4 };
  if (kind === 'u64' || kind === 'f64') return { bytes: 8, align: 8 };
  if (kind === 'v') return { bytes: VECTOR_BYTES, align: VECTOR_BYTES };
  if (kind === 'SOFT') return { bytes: place(schema.SOFT).size, align: 4 };
  throw new Error(`schema: no type ${kind}`);
}

/** Offsets in bytes of fields one after the other, and the size of the whole. */
function place(fields, start = 0) {
  let at = start;
  const placed = Object.entries(fields).map(([name, [type, about]]) => {
    const { kind, length } = parseType(type);
    const { bytes, align } = sizeOf(kind);
    at = roundUp(at, align);
    const offset = at;
    at += bytes * length;
    return { name, offset, about, kind, length };
  });
  return { placed, size: at };
}

const roundUp = (x, to) => Math.ceil(x / to) * to;
const words = (bytes) => bytes / 4;
/** `firstDof` is FIRST_DOF. */
const constant = (name) => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
const prefixed = (prefix, name) => (prefix ? `${constant(prefix)}_${constant(name)}` : constant(name));

const tables = Object.entries(schema.TABLES).map(([name, table]) => {
  const { placed, size } = place(table.fields);
  const aligned = placed.some(({ kind }) => kind === 'u64' || kind === 'f64') ? 8 : 4;
  return { name, ...table, placed, row: roundUp(size, aligned), countName: table.count ?? `${name}Count` };
});
/** Counts that are the number of a table's rows; `start` has as many rows as another word says. */
const counts = tables
  .filter(({ count }) => !count)
  .map(({ name, plural }) => ({ name: `${name}Count`, plural }));
const header = place({
  ...schema.HEADER,
  ...Object.fromEntries(counts.map(({ name, plural }) => [name, ['i32', `how many ${plural}`]])),
  ...Object.fromEntries(
    tables.map(({ name, plural }) => [`${name}Table`, ['i32', `where the ${plural} begin, in bytes`]]),
  ),
});
const HEADER_BYTES = roundUp(header.size, VECTOR_BYTES);
const slots = Object.entries(schema.SLOTS).map(([name, slot]) => {
  const { placed, size } = place(slot.fields);
  return { name, ...slot, placed, size: roundUp(size, VECTOR_BYTES) };
});
const group = place(schema.GROUP.fixed);
const read = place(schema.READ);

// ---- layout.ts of the kernels.

const comment = (about) => (about && about !== 'LAYOUT' ? ` // ${about}` : '');

function constantsOf(prefix, fields, unit) {
  return fields.map(
    ({ name, offset, about }) =>
      `export const ${prefixed(prefix, name)}: usize = ${unit(offset)};${comment(about)}`,
  );
}

const bytes = (offset) => offset;

function kernelLayout() {
  const section = (about, lines) => ['', `// ${about}`, ...lines];
  return [
    NOTICE.trimEnd(),
    '//',
    '// Offsets into rows of tables are in words of 32 bits, offsets into slots and groups in bytes.',
    '',
    "/** Version of the model's layout, word 0 of the header. */",
    `export const MODEL_LAYOUT: i32 = ${schema.LAYOUT};`,
    ...section('Header, words.', constantsOf('header', header.placed, words)),
    ...section('How soft a constraint is, words.', constantsOf('soft', place(schema.SOFT).placed, words)),
    ...tables.flatMap(({ name, about, placed, row }) =>
      section(about, [
        `export const ${constant(name)}_ROW: usize = ${row}; // bytes`,
        ...constantsOf(name, placed, words),
      ]),
    ),
    ...section('What to gather for a task.', [
      `export const READ_ROW: usize = ${read.size}; // bytes`,
      ...constantsOf('read', read.placed, words),
    ]),
    ...Object.entries(schema.ENUMS).flatMap(([, { about, values, prefix }]) =>
      section(
        about,
        Object.entries(values).map(
          ([name, value]) => `export const ${prefixed(prefix ?? '', name)}: i32 = ${value};`,
        ),
      ),
    ),
    ...section('Group, bytes.', [
      ...constantsOf('group', group.placed, bytes),
      `export const GROUP_LISTS: usize = ${roundUp(group.size, VECTOR_BYTES)};`,
    ]),
    ...slots.flatMap(({ name, about, prefix, placed, size }) =>
      section(about, [
        `export const ${constant(name)}_SLOT: usize = ${size};`,
        ...constantsOf(prefix, placed, bytes),
      ]),
    ),
    '',
    '/** At the start of the scratch, for whatever a function needs within itself. */',
    `export const TEMPORARY_BYTES: usize = ${schema.TEMPORARY_BYTES};`,
    '',
  ].join(NEWLINE);
}

// ---- bound.ts of the kernels.

function kernelBound() {
  const integers = header.placed.filter(
    ({ kind, about, name }) => kind === 'i32' && about !== 'LAYOUT' && !name.endsWith('Table'),
  );
  const floats = header.placed.filter(({ kind }) => kind === 'f32');
  const used = [
    'TEMPORARY_BYTES',
    'GROUP_LISTS',
    ...integers.map(({ name }) => `HEADER_${constant(name)}`),
    ...floats.map(({ name }) => `HEADER_${constant(name)}`),
    ...tables.flatMap(({ name }) => [`HEADER_${constant(`${name}Table`)}`, `${constant(name)}_ROW`]),
    ...slots.map(({ name }) => `${constant(name)}_SLOT`),
  ].sort();
  const end = slots.reduce(
    (before, { name, count }) => {
      before.lines.push(`  ${name}Slots = ${before.at};`);
      before.at = `${name}Slots + <usize>${count} * ${constant(name)}_SLOT`;
      return before;
    },
    { at: 'temporary + TEMPORARY_BYTES', lines: [] },
  );
  for (const [name, { by }] of Object.entries(schema.ARRAYS)) {
    end.lines.push(`  ${name}Array = ${end.at};`);
    end.at = `${name}Array + <usize>(${cells(by)}) * ${VECTOR_BYTES}`;
  }
  const lists = Object.entries(schema.GROUP.lists);
  const before = (i) => lists.slice(0, i).map(([, count]) => count);
  return [
    NOTICE.trimEnd(),
    '//',
    '// The model and the scratch that a call works on, and where the rows and slots of layout.ts are in them.',
    '',
    `import {\n${used.map((name) => `  ${name},`).join(NEWLINE)}\n} from './layout.generated';`,
    '',
    '// Set by `bind` at the start of every exported function.',
    ...integers.map(({ name, about }) => `${doc(about)}export let ${name}: i32 = 0;`),
    ...floats.map(({ name, about }) => `${doc(`address: ${about}`)}export let ${name}Word: usize = 0;`),
    ...tables.map(({ name }) => `let ${name}Table: usize = 0;`),
    '/** For whatever a function needs within itself. */',
    'export let temporary: usize = 0;',
    ...slots.map(({ name }) => `let ${name}Slots: usize = 0;`),
    ...Object.keys(schema.ARRAYS).map((name) => `let ${name}Array: usize = 0;`),
    '',
    '/** @inline */',
    'function header(model: usize, word: usize): i32 {',
    '  return i32.load(model + (word << 2));',
    '}',
    '',
    '/** Makes `model` and `scratch` the ones in use, and returns the bytes of scratch that the model needs. */',
    'export function bind(model: usize, scratch: usize): usize {',
    ...integers.map(({ name }) => `  ${name} = header(model, HEADER_${constant(name)});`),
    ...floats.map(({ name }) => `  ${name}Word = model + (HEADER_${constant(name)} << 2);`),
    ...tables.map(
      ({ name }) => `  ${name}Table = model + <usize>header(model, HEADER_${constant(`${name}Table`)});`,
    ),
    '  temporary = scratch;',
    ...end.lines,
    `  return ${end.at} - scratch;`,
    '}',
    ...tables.flatMap(({ name }) => [
      '',
      '/** @inline */',
      `export function ${name}Row(i: i32): usize {`,
      `  return ${name}Table + <usize>i * ${constant(name)}_ROW;`,
      '}',
    ]),
    ...slots.flatMap(({ name }) => [
      '',
      '/** @inline */',
      `export function ${name}Slot(i: i32): usize {`,
      `  return ${name}Slots + <usize>i * ${constant(name)}_SLOT;`,
      '}',
    ]),
    ...Object.entries(schema.ARRAYS).flatMap(([name, { by, about }]) => [
      '',
      `/** ${about} @inline */`,
      `export function ${name}(i: i32): usize {`,
      `  return ${name}Array + <usize>${indexOf(by)} * ${VECTOR_BYTES};`,
      '}',
    ]),
    '',
    '/** Word `i` of a table row as a whole number. @inline */',
    'export function whole(row: usize, i: usize): i32 {',
    '  return i32.load(row + (i << 2));',
    '}',
    '',
    '/** Address of word `i` of a table row. @inline */',
    'export function word(row: usize, i: usize): usize {',
    '  return row + (i << 2);',
    '}',
    ...lists.flatMap(([name], i) => [
      '',
      '/** @inline */',
      `export function ${name}(group: usize, i: i32): usize {`,
      `  return group + GROUP_LISTS + ((<usize>${sum([...before(i), 'i'])}) << 4);`,
      '}',
    ]),
    '',
    '/** Bytes of a group. */',
    'export function groupBytes(): usize {',
    `  return GROUP_LISTS + ((<usize>${sum(before(lists.length))}) << 4);`,
    '}',
    '',
  ].join(NEWLINE);
}

const doc = (about) => (about ? `/** ${about[0].toUpperCase()}${about.slice(1)}. */\n` : '');
const sum = (terms) => (terms.length === 1 ? terms[0] : `(${terms.join(' + ')})`);
const cells = ([rows, columns]) =>
  columns === 'triangle'
    ? `(${rows} * (${rows} + 1)) / 2`
    : columns
      ? `${rows} * ${columns}`
      : rows === 'one'
        ? '1'
        : rows;
const indexOf = ([, columns]) =>
  columns === 'triangle' ? '((i * (i + 1)) / 2)' : columns ? `(i * ${columns})` : 'i';

// ---- The packer's.

function packerLayout() {
  const { length: softWords } = Object.keys(schema.SOFT);
  const field = ({ name, offset, kind, length }) => {
    const type = kind === 'SOFT' ? 'f32' : kind;
    const count = kind === 'SOFT' ? softWords : length;
    return `${name}: { at: ${words(offset)}, type: '${type}', length: ${count} }`;
  };
  const fields = (placed, indent) => placed.map((one) => `${indent}${field(one)},`);
  const names = (values) => Object.entries(values).map(([name, value]) => `${constant(name)}: ${value}`);
  return [
    NOTICE,
    '/** Version of this layout, in word 0. */',
    `export const LAYOUT = ${schema.LAYOUT};`,
    '',
    '/** A field of a row: its first 32-bit word, and how many numbers of its type there are. */',
    'export interface Field {',
    '  readonly at: number;',
    "  readonly type: 'i32' | 'f32' | 'u64';",
    '  readonly length: number;',
    '}',
    '',
    '/** Words of the header. */',
    `export const HEADER_WORDS = ${words(HEADER_BYTES)};`,
    'export const HEADER = {',
    ...fields(header.placed, '  '),
    '} as const satisfies Record<string, Field>;',
    '',
    '/** How soft a constraint is, in the order in which the numbers lie. */',
    `export const SOFTNESS = [${Object.keys(schema.SOFT)
      .map((name) => `'${name}'`)
      .join(', ')}] as const;`,
    '',
    '/** Tables in the order in which they lie, with the words of a row and of the header what is theirs. */',
    'export const TABLES = {',
    ...tables.flatMap(({ name, plural, placed, row, countName }) => [
      `  ${plural}: {`,
      `    words: ${words(row)},`,
      `    table: HEADER.${name}Table.at,`,
      `    count: HEADER.${countName}.at,`,
      '    fields: {',
      ...fields(placed, '      '),
      '    },',
      '  },',
    ]),
    '} as const satisfies Record<string, { words: number; table: number; count: number; fields: Record<string, Field> }>;',
    '',
    '/** Rows of the tables that say what to gather, see assembly/physics/sense/gather.ts. */',
    'export const READS = {',
    `  words: ${words(read.size)},`,
    '  fields: {',
    ...fields(read.placed, '    '),
    '  },',
    '} as const;',
    '',
    '/** Whole numbers with names, by what they are kinds of. */',
    'export const KINDS = {',
    ...Object.entries(schema.ENUMS).map(
      ([kind, { values }]) => `  ${kind}: { ${names(values).join(', ')} },`,
    ),
    '} as const;',
    '',
    '/** Kinds of equality constraints. */',
    'export const EQUALITY = {',
    ...names(schema.ENUMS.equality.values).map((line) => `  ${line},`),
    '} as const;',
    '',
    '/** A group, in vectors: what every group has, and where its lists begin. */',
    'export const GROUP = {',
    ...group.placed.map(({ name, offset }) => `  ${name}: ${offset / VECTOR_BYTES},`),
    `  lists: ${roundUp(group.size, VECTOR_BYTES) / VECTOR_BYTES},`,
    '} as const;',
    '',
  ].join(NEWLINE);
}

// ---- Writing.

const outputs = {
  'assembly/physics/layout.generated.ts': kernelLayout(),
  'assembly/physics/bound.generated.ts': kernelBound(),
  'src/physics/layout.generated.ts': packerLayout(),
};
for (const [path, text] of Object.entries(outputs)) {
  const url = new URL(path, ROOT);
  if (!existsSync(url) || readFileSync(url, 'utf8') !== text) writeFileSync(url, text);
}
