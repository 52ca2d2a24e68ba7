/**
 * Safetensors files with a seal: their metadata begin with `crc32`, the CRC-32 of the whole file in which those eight
 * hexadecimal digits are zeros, and `polo` is a JSON object. Other programs read them as any safetensors file; this one
 * notices when a bit is not what was written.
 */

import { crc32 } from '../crc32.js';
import {
  type DecodedTensor,
  decodeSafetensors,
  encodeSafetensors,
  type Tensor,
} from '../value/safetensors.js';

const OPEN = new TextEncoder().encode('{"__metadata__":{"crc32":"'); // after the header's length, 8 bytes
const UNSEALED = '00000000';
const SEAL = 8 + OPEN.length;

export interface Sealed {
  readonly tensors: Record<string, DecodedTensor>;
  readonly about: Record<string, unknown>;
}

export function encodeSealed(tensors: Readonly<Record<string, Tensor>>, about: object): Uint8Array {
  const file = encodeSafetensors(tensors, { crc32: UNSEALED, polo: JSON.stringify(about) });
  seal(file);
  return file;
}

/** Writes the checksum of a file into it. */
export function seal(file: Uint8Array): void {
  file.set(new TextEncoder().encode(UNSEALED), SEAL);
  file.set(new TextEncoder().encode(crc32(file).toString(16).padStart(8, '0')), SEAL);
}

/** @throws RangeError with one line that says what is wrong with the file */
export function decodeSealed(file: Uint8Array): Sealed {
  if (file.length < SEAL + 8 || !OPEN.every((byte, i) => file[8 + i] === byte))
    throw new RangeError('it is no file of this version of polo-mpc, or its beginning is damaged');
  const stated = new TextDecoder().decode(file.subarray(SEAL, SEAL + 8));
  const zeros = new TextEncoder().encode(UNSEALED);
  const found = crc32(file.subarray(SEAL + 8), crc32(zeros, crc32(file.subarray(0, SEAL))));
  if (stated !== found.toString(16).padStart(8, '0'))
    throw new RangeError('it is damaged or cut off: its checksum is wrong');
  const { tensors, metadata } = decodeSafetensors(file);
  let about: unknown;
  try {
    about = JSON.parse(metadata.polo ?? '');
  } catch {
    throw new RangeError('its metadata are not JSON');
  }
  if (typeof about !== 'object' || about === null || Array.isArray(about))
    throw new RangeError('its metadata are no object');
  return { tensors, about: about as Record<string, unknown> };
}
