/** Writing of a packed model's words: header and tables, field by field, as the schema of the physics lays them out. */

import { type Field, HEADER, HEADER_WORDS, LAYOUT, TABLES } from './layout.generated.js';

export type TableName = keyof typeof TABLES;
type Value = number | bigint | readonly number[] | readonly bigint[];
type Values<Fields> = { readonly [Name in keyof Fields]?: Value };
/** What a row of a table may be given. */
export type Row<Name extends TableName> = Values<(typeof TABLES)[Name]['fields']>;
type HeaderValues = Omit<Values<typeof HEADER>, 'layout' | `${string}Table`>;

/** Header and tables being filled. What is not written is zero. */
export class WordWriter {
  readonly words: Uint32Array;
  readonly #view: DataView;

  /** @param counts rows of each table, none where nothing is said. */
  constructor(counts: Readonly<Partial<Record<TableName, number>>>) {
    let at = HEADER_WORDS;
    const names = Object.keys(TABLES) as TableName[];
    const rows = (name: TableName) => counts[name] ?? 0;
    const starts = names.map((name) => {
      const start = at;
      at += Math.ceil((rows(name) * TABLES[name].words) / 4) * 4; // each begins at a multiple of 16 bytes
      return start;
    });
    this.words = new Uint32Array(at);
    this.#view = new DataView(this.words.buffer);
    writeField(this.#view, 0, HEADER.layout, LAYOUT);
    names.forEach((name, i) => {
      this.words[TABLES[name].table] = starts[i]! * 4;
      this.words[TABLES[name].count] = rows(name);
    });
  }

  header(values: HeaderValues): void {
    this.#writeAll(0, HEADER, values);
  }

  /** Writes some fields of a row. */
  row<Name extends TableName>(table: Name, row: number, values: Row<Name>): void {
    const { words, table: start, fields } = TABLES[table];
    this.#writeAll(this.words[start]! / 4 + row * words, fields, values);
  }

  #writeAll(row: number, fields: Readonly<Record<string, Field>>, values: Values<Record<string, Field>>) {
    writeFields(this.#view, row, fields, values);
  }
}

/** Writes fields of a row that begins at a word, little-endian, as WASM's memory is. */
export function writeFields(
  view: DataView,
  row: number,
  fields: Readonly<Record<string, Field>>,
  values: Values<Record<string, Field>>,
): void {
  for (const [name, value] of Object.entries(values)) writeField(view, row, fields[name]!, value!);
}

function writeField(view: DataView, row: number, { at, type, length }: Field, value: Value): void {
  const numbers = typeof value === 'object' ? value : [value];
  if (numbers.length !== length) throw new Error(`a field of ${length} numbers, given ${numbers.length}`);
  numbers.forEach((number, i) => {
    if (type === 'u64') view.setBigUint64(4 * (row + at) + 8 * i, BigInt(number), true);
    else if (type === 'i32') view.setInt32(4 * (row + at + i), Number(number), true);
    else view.setFloat32(4 * (row + at + i), Number(number), true);
  });
}
