/** What the files of a run are written and read with: whole or not at all, and each failure in one line. */

import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A file of a run that cannot be read, is damaged, or cannot be written; the message begins with its path. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** Largest file that is read into memory as a whole, bytes. */
const LARGEST = 2 ** 31 - 1;

const REASONS: Record<string, string> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would become larger than is allowed',
  EACCES: 'there is no right to',
  EPERM: 'there is no right to',
  EROFS: 'the file system is read-only',
  ENOENT: 'it is not there',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
};

/** Why the system refused, in words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}

/** Does something with a file; what the system refuses becomes a `FileError`. */
export function withFile<T>(path: string, doing: 'read' | 'written' | 'made', work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
    throw new FileError(`${path} cannot be ${doing}: ${reason(error)}`, { cause: error });
  }
}

/** Reads a file as a whole. */
export function readWhole(path: string): Uint8Array {
  return withFile(path, 'read', () => {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size > LARGEST) throw new FileError(`${path} cannot be read: it has ${size} bytes`);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Reads the first `length` bytes of a file piece by piece; the piece is reused. @throws FileError if there are fewer. */
export function readPieces(path: string, length: number, use: (piece: Uint8Array) => void): void {
  withFile(path, 'read', () => {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size < length) throw new FileError(`${path} is cut off: it has ${size} bytes of ${length}`);
      const buffer = new Uint8Array(Math.min(length, 1 << 20));
      for (let at = 0; at < length; ) {
        const count = readSync(file, buffer, 0, Math.min(buffer.length, length - at), at);
        if (count === 0) throw new FileError(`${path} is cut off: it has ${at} bytes of ${length}`);
        use(buffer.subarray(0, count));
        at += count;
      }
    } finally {
      closeSync(file);
    }
  });
}

/** Writes all of the bytes where the file stands: the system may take them in parts. */
export function writeAll(path: string, file: number, bytes: Uint8Array): void {
  withFile(path, 'written', () => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  });
}

/** Replaces a file as a whole: written beside it, synced, renamed. Whenever that is interrupted, the old one is there. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  writeBeside(path, content);
  moveBeside(path);
}

/** The first half of `writeWhole`: the new content lies whole beside the old. */
export function writeBeside(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  withFile(path, 'written', () => {
    const file = openSync(temporary, 'w');
    try {
      writeAll(path, file, bytes);
      fsyncSync(file);
    } catch (error) {
      rmSync(temporary, { force: true }); // half of it would only take up a full disk
      throw error;
    } finally {
      closeSync(file);
    }
  });
}

/** The second half of `writeWhole`. */
export function moveBeside(path: string): void {
  withFile(path, 'written', () => renameSync(`${path}.tmp`, path));
  syncDirectory(dirname(path));
}

/** Makes the names in a directory last, where the system can (Windows cannot open a directory). */
export function syncDirectory(directory: string): void {
  try {
    const file = openSync(directory, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EACCES', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
}
