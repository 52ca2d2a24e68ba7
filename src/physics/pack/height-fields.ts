/** Height fields that something can touch, as the tables of the physics hold them (assembly/physics/schema.mjs). */

import type { MjModel } from '../../worlds/mujoco/module.js';
import type { WordWriter } from '../words.js';
import { numbers } from './reading.js';

export interface HeightField {
  /** Row in the model's height fields. */
  readonly field: number;
  /** Half widths along x and y, what a height of 1 is high, depth of the base below 0, metres. */
  readonly size: readonly number[];
  readonly rows: number;
  readonly columns: number;
  /** From 0 to 1, row by row. */
  readonly heights: readonly number[];
}

/** These height fields of a model, in the order given. */
export function heightFieldsOf(model: MjModel, fields: readonly number[]): HeightField[] {
  return fields.map((field) => {
    const rows: number = model.hfield_nrow[field];
    const columns: number = model.hfield_ncol[field];
    return {
      field,
      size: numbers(model.hfield_size, 4 * field, 4),
      rows,
      columns,
      heights: numbers(model.hfield_data, model.hfield_adr[field], rows * columns),
    };
  });
}

/** Rows of the tables of height fields, for WordWriter. */
export function heightFieldRows(fields: readonly HeightField[]): Record<'heightFields' | 'heights', number> {
  return {
    heightFields: fields.length,
    heights: fields.reduce((sum, { heights }) => sum + heights.length, 0),
  };
}

/** Writes the tables of height fields; row i is field i. */
export function writeHeightFields(writer: WordWriter, fields: readonly HeightField[]): void {
  let firstHeight = 0;
  fields.forEach(({ size, rows, columns, heights }, row) => {
    writer.row('heightFields', row, { size, rows, columns, firstHeight });
    heights.forEach((height, i) => {
      writer.row('heights', firstHeight + i, { height });
    });
    firstHeight += heights.length;
  });
}
