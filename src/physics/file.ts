/**
 * A packed model as a file, so that a device can plan without MuJoCo and without XML.
 *
 *     byte  0   "POLOPACK"
 *           8   u32 version of this format
 *          12   u32 layout of the tables (layout.ts)
 *          16   u32 bytes of the description, JSON in UTF-8
 *          20   u32 words of the tables
 *          24   u32 CRC-32 of everything that follows
 *          28   the description, padded with spaces to a multiple of 4
 *               the tables
 *
 * All numbers are little-endian.
 */

import { crc32 } from '../crc32.js';
import { OptionError } from '../options.js';
import { HEADER, LAYOUT } from './layout.generated.js';
import type { PackedInfo, PackedModel } from './packed.js';

const MAGIC = 'POLOPACK';
const FORMAT = 1;
const START = 28;

/** The file's bytes. */
export function packedModelToBytes({ info, words }: PackedModel): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(info));
  const json = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(0x20);
  json.set(text);
  const bytes = new Uint8Array(START + json.length + 4 * words.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, FORMAT, true);
  view.setUint32(12, words[HEADER.layout.at]!, true);
  view.setUint32(16, json.length, true);
  view.setUint32(20, words.length, true);
  bytes.set(json, START);
  words.forEach((word, i) => {
    view.setUint32(START + json.length + 4 * i, word, true);
  });
  view.setUint32(24, crc32(bytes.subarray(START)), true);
  return bytes;
}

/**
 * Reads a file made by {@link packedModelToBytes}.
 *
 * @throws OptionError if it is something else, of another version, cut short, or damaged.
 */
export function packedModelFromBytes(bytes: Uint8Array): PackedModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < START || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new OptionError('this is not a packed model: the file does not begin with POLOPACK');
  }
  const format = view.getUint32(8, true);
  const layout = view.getUint32(12, true);
  if (format !== FORMAT || layout !== LAYOUT) {
    throw new OptionError(
      `this packed model is of version ${format}.${layout}, this package reads ${FORMAT}.${LAYOUT}: pack the model again`,
    );
  }
  const jsonBytes = view.getUint32(16, true);
  const wordCount = view.getUint32(20, true);
  const expected = START + jsonBytes + 4 * wordCount;
  if (bytes.length !== expected) {
    throw new OptionError(
      `this packed model is damaged: it should have ${expected} bytes and has ${bytes.length}`,
    );
  }
  if (crc32(bytes.subarray(START)) !== view.getUint32(24, true)) {
    throw new OptionError('this packed model is damaged: its checksum is wrong');
  }
  const info = JSON.parse(new TextDecoder().decode(bytes.subarray(START, START + jsonBytes))) as PackedInfo;
  const words = Uint32Array.from({ length: wordCount }, (_, i) =>
    view.getUint32(START + jsonBytes + 4 * i, true),
  );
  return { info, words };
}
