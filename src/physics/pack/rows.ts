/** Rows of tables, collected before a model's words are written. */

import type { Row, TableName, WordWriter } from '../words.js';

/** Rows of some tables, by the table's name. */
export type Rows = { [Name in TableName]?: Row<Name>[] };

/** How many rows there are of each table. */
export function countRows<Some extends Rows>(rows: Some): Record<keyof Some, number> {
  const counts = Object.entries<readonly unknown[] | undefined>(rows).map(([name, list]) => [
    name,
    list?.length ?? 0,
  ]);
  return Object.fromEntries(counts);
}

export function writeRows(writer: WordWriter, rows: Rows): void {
  for (const name of Object.keys(rows) as TableName[]) {
    rows[name]!.forEach((row: Row<TableName>, i: number) => {
      writer.row(name, i, row);
    });
  }
}
