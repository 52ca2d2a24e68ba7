/** Rows of the tables that tell the lanes what to gather (READ of assembly/physics/schema.mjs). */

import type { Block } from '../kernels/arena.js';
import type { Kernels } from '../kernels/load.js';
import { KINDS, READS } from './layout.generated.js';
import { writeFields } from './words.js';

/** Kinds of reads; between what contacts are; which of them are told of. */
export const { read: READ, touching: TOUCHING } = KINDS;

type Fields = typeof READS.fields;

/** What is read, but for where it goes: plain JSON, as packed models have it of their sensors. What is not given is zero. */
export type ReadRow = {
  readonly [Name in keyof Omit<Fields, 'output'>]?: number | readonly number[];
} & { readonly kind: number; readonly count: number };

/** A row, and the first word in the row of a world that it is written to. */
export type PlacedRow = ReadRow & { readonly output: number };

/** A table of rows in the kernels' memory. */
export function readTable(kernels: Kernels, rows: readonly PlacedRow[]): Block<Uint32Array> {
  const block = kernels.arena.u32(Math.max(1, rows.length * READS.words));
  const { view } = block;
  const data = new DataView(view.buffer, view.byteOffset, view.byteLength);
  rows.forEach((row, i) => {
    writeFields(data, i * READS.words, READS.fields, row);
  });
  return block;
}
