/**
 * The replay buffer on disk: the directory `replay` with the rows of replay-rows.ts, appended to files of `ROWS` rows
 * each. File number n holds the rows with serial numbers n·ROWS to (n + 1)·ROWS − 1 and is removed when the buffer has
 * forgotten them all.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { FileError, syncDirectory, withFile, writeAll } from './files.js';

const ROWS = 4096;
const NAME = /^(\d{9,})\.rows$/;

export class ReplayLog {
  /** Rows written so far, the forgotten ones included: the serial number of the next. */
  #written = 0;
  #open: { readonly number: number; readonly path: string; readonly file: number } | undefined;

  constructor(
    readonly directory: string,
    /** Bytes of a row. */
    private readonly rowBytes: number,
  ) {}

  get written(): number {
    return this.#written;
  }

  /** Appends rows. */
  append(rows: Uint8Array): void {
    for (let at = 0; at < rows.length; ) {
      const room = ROWS - (this.#written % ROWS);
      const piece = rows.subarray(at, at + room * this.rowBytes);
      const { path, file } = this.#current();
      writeAll(path, file, piece);
      this.#written += piece.length / this.rowBytes;
      at += piece.length;
    }
  }

  /** Makes sure that all rows are on the disk. */
  sync(): void {
    const open = this.#open;
    if (open) withFile(open.path, 'written', () => fsyncSync(open.file));
  }

  /**
   * Reads rows.
   *
   * @throws FileError if they are not all there
   */
  read(first: number, count: number): Uint8Array {
    // Before anything is allocated: a damaged checkpoint may ask for any number of rows.
    for (let number = Math.floor(first / ROWS); number * ROWS < first + count; number++) {
      const needed = (Math.min(first + count, (number + 1) * ROWS) - number * ROWS) * this.rowBytes;
      const path = this.#path(number);
      const { size } = withFile(path, 'read', () => statSync(path));
      if (size < needed) throw new FileError(`${path} is cut off: it has ${size} bytes of ${needed}`);
    }
    const rows = new Uint8Array(count * this.rowBytes);
    let at = 0;
    for (let serial = first; serial < first + count; ) {
      const number = Math.floor(serial / ROWS);
      const end = Math.min(first + count, (number + 1) * ROWS);
      const path = this.#path(number);
      const bytes = (end - serial) * this.rowBytes;
      withFile(path, 'read', () => {
        const file = openSync(path, 'r');
        try {
          readSync(file, rows, at, bytes, (serial - number * ROWS) * this.rowBytes);
        } finally {
          closeSync(file);
        }
      });
      at += bytes;
      serial = end;
    }
    return rows;
  }

  /** Goes on after the row before `end`: what follows it, written after the checkpoint, is dropped. */
  cutAt(end: number): void {
    this.close();
    withFile(this.directory, 'written', () => mkdirSync(this.directory, { recursive: true }));
    for (const number of this.#numbers()) {
      const path = this.#path(number);
      const rows = Math.max(0, Math.min(end - number * ROWS, ROWS));
      withFile(path, 'written', () => {
        if (rows === 0) {
          rmSync(path);
        } else if (statSync(path).size > rows * this.rowBytes) {
          const file = openSync(path, 'r+');
          ftruncateSync(file, rows * this.rowBytes);
          closeSync(file);
        }
      });
    }
    this.#written = end;
  }

  /** Removes the files that hold nothing but rows before `first`. */
  forget(first: number): void {
    for (const number of this.#numbers()) {
      if ((number + 1) * ROWS <= first) rmSync(this.#path(number), { force: true });
    }
  }

  close(): void {
    if (this.#open) closeSync(this.#open.file);
    this.#open = undefined;
  }

  #path(number: number): string {
    return join(this.directory, `${String(number).padStart(9, '0')}.rows`);
  }

  /** Numbers of the files that are there, in order. */
  #numbers(): number[] {
    if (!existsSync(this.directory)) return [];
    const names = withFile(this.directory, 'read', () => readdirSync(this.directory));
    return names.flatMap((name) => NAME.exec(name)?.slice(1).map(Number) ?? []).sort((a, b) => a - b);
  }

  /** The file that the next row goes to. */
  #current(): { readonly path: string; readonly file: number } {
    const number = Math.floor(this.#written / ROWS);
    if (this.#open?.number !== number) {
      this.sync(); // nobody comes back to that file
      this.close();
      const path = this.#path(number);
      const file = withFile(path, 'written', () => openSync(path, 'a'));
      this.#open = { number, path, file };
      syncDirectory(this.directory);
    }
    return this.#open;
  }
}
