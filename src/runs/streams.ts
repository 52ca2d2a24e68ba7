/** The files of a recording that are appended to at each step. */

import { closeSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../crc32.js';
import type { StreamEnds } from './counters.js';
import { FileError, readPieces, withFile, writeAll } from './files.js';

export const STREAMS = ['steps.jsonl', 'actions.f32', 'states.f64', 'poses.f32'] as const;
export type StreamName = (typeof STREAMS)[number];

interface Stream {
  readonly path: string;
  readonly file: number;
  bytes: number;
  crc32: number;
}

export class Streams {
  readonly #streams: Record<StreamName, Stream>;

  /** Opens the streams of a recording that stands at `ends`; none have been written by default. */
  constructor(directory: string, ends: StreamEnds = {}) {
    this.#streams = Object.fromEntries(
      STREAMS.map((name) => {
        const path = join(directory, name);
        const { bytes, crc32 } = ends[name] ?? { bytes: 0, crc32: 0 };
        const file = withFile(path, 'written', () => openSync(path, 'a'));
        return [name, { path, file, bytes, crc32 }];
      }),
    ) as Record<StreamName, Stream>;
  }

  append(name: StreamName, bytes: Uint8Array): void {
    const stream = this.#streams[name];
    writeAll(stream.path, stream.file, bytes);
    stream.bytes += bytes.length;
    stream.crc32 = crc32(bytes, stream.crc32);
  }

  /** Where each stream stands. */
  get ends(): StreamEnds {
    return Object.fromEntries(
      Object.entries(this.#streams).map(([name, { bytes, crc32 }]) => [name, { bytes, crc32 }]),
    );
  }

  /** Makes sure that all is on the disk. */
  sync(): void {
    for (const { path, file } of Object.values(this.#streams))
      withFile(path, 'written', () => fsyncSync(file));
  }

  close(): void {
    for (const { file } of Object.values(this.#streams)) closeSync(file);
  }
}

/**
 * Checks that the streams are, up to `ends`, what was written.
 *
 * @param see gets the bytes of each stream as they are read
 * @throws FileError naming the one that is not
 */
export function checkStreams(
  directory: string,
  ends: StreamEnds,
  see: (name: StreamName, bytes: Uint8Array) => void,
): void {
  for (const name of STREAMS) {
    const path = join(directory, name);
    const end = ends[name];
    if (!end) throw new FileError(`the checkpoint does not say how long ${path} was`);
    let found = 0;
    readPieces(path, end.bytes, (piece) => {
      found = crc32(piece, found);
      see(name, piece);
    });
    if (found !== end.crc32) throw new FileError(`${path} is damaged: its checksum is wrong`);
  }
}

/** Drops what was written after `ends`. */
export function cutStreams(directory: string, ends: StreamEnds): void {
  for (const name of STREAMS) {
    const path = join(directory, name);
    withFile(path, 'written', () => {
      const file = openSync(path, 'r+');
      try {
        ftruncateSync(file, ends[name]!.bytes);
      } finally {
        closeSync(file);
      }
    });
  }
}
