/**
 * Entries of the replay buffer as bytes, one row of a fixed size for each. What a row holds never changes once its step
 * has been taken, so rows are appended, never written again (targets, which do change, are in the checkpoint).
 *
 * A row, little-endian, without gaps:
 *
 *   serial u64 | state f64 [stateSize] | observation f32 [observationSize] | plan f32 [planSize] | reward f32 |
 *   episode i32 | crc u32, CRC-32 of all before it
 *
 * In Python: `numpy.fromfile(path, [('serial', '<u8'), ('state', '<f8', stateSize), …, ('crc', '<u4')])`.
 */

import { crc32 } from '../crc32.js';
import type { ReplayBuffer, ReplayShape } from '../value/replay-buffer.js';

/** Bytes of a row. */
export function rowBytes({ stateSize, observationSize, planSize }: ReplayShape): number {
  return 8 + 8 * stateSize + 4 * (observationSize + planSize) + 4 + 4 + 4;
}

/** Rows of the entries with serial numbers `first` to `end` − 1, which the buffer must still hold. */
export function encodeRows(buffer: ReplayBuffer, first: number, end: number): Uint8Array {
  const { shape, arrays } = buffer;
  const size = rowBytes(shape);
  const bytes = new Uint8Array((end - first) * size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const f32 = (values: Float32Array, width: number, slot: number): void => {
    for (let i = slot * width; i < (slot + 1) * width; i++, at += 4) view.setFloat32(at, values[i]!, true);
  };
  for (let serial = first; serial < end; serial++) {
    const start = at;
    const slot = serial % shape.capacity;
    view.setBigUint64(at, BigInt(serial), true);
    at += 8;
    for (let i = slot * shape.stateSize; i < (slot + 1) * shape.stateSize; i++, at += 8)
      view.setFloat64(at, arrays.states[i]!, true);
    f32(arrays.observations, shape.observationSize, slot);
    f32(arrays.plans, shape.planSize, slot);
    f32(arrays.rewards, 1, slot);
    view.setInt32(at, arrays.episodes[slot]!, true);
    view.setUint32(at + 4, crc32(bytes.subarray(start, at + 4)), true);
    at += 8;
  }
  return bytes;
}

/**
 * Puts rows back into the arrays of a buffer that has been given its size.
 *
 * @param bytes the rows with serial numbers from `first`, in order
 * @throws RangeError if a row is damaged or is another's
 */
export function decodeRows(buffer: ReplayBuffer, bytes: Uint8Array, first: number): void {
  const { shape, arrays } = buffer;
  const size = rowBytes(shape);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const f32 = (values: Float32Array, width: number, slot: number): void => {
    for (let i = slot * width; i < (slot + 1) * width; i++, at += 4) values[i] = view.getFloat32(at, true);
  };
  for (let serial = first; at < bytes.length; serial++) {
    const end = at + size;
    if (crc32(bytes.subarray(at, end - 4)) !== view.getUint32(end - 4, true))
      throw new RangeError(`replay row ${serial} is damaged`);
    if (view.getBigUint64(at, true) !== BigInt(serial))
      throw new RangeError(`replay row ${view.getBigUint64(at, true)} lies where row ${serial} should be`);
    at += 8;
    const slot = serial % shape.capacity;
    for (let i = slot * shape.stateSize; i < (slot + 1) * shape.stateSize; i++, at += 8)
      arrays.states[i] = view.getFloat64(at, true);
    f32(arrays.observations, shape.observationSize, slot);
    f32(arrays.plans, shape.planSize, slot);
    f32(arrays.rewards, 1, slot);
    arrays.episodes[slot] = view.getInt32(at, true);
    at = end;
  }
}
