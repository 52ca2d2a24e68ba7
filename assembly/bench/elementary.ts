// What the kernels inline, by itself: the elementary functions over arrays, and one block of random words. Not part of
// what ships, where nothing calls for an array of them: tests measure their errors by it, `npm run bench -- kernels`
// their speed.
//
// Over arrays: out[i] = f(x[i]), f32 [n] each, any n, any 4-byte alignment (16 is faster); out may be x itself. The
// last elements, which do not fill a vector, go through `tail`, so nothing is read or written past n.

export { heapBase } from '../memory';

import { exp4, log4, tanh8 } from '../math';
import { philox4, setKey } from '../random';
import { cos4, sin4 } from '../trigonometry';
import { broadcast, load, store } from '../vector';

const tail: usize = memory.data(32, 16);

/** @inline */
function loadTail(x: usize, count: i32): v128 {
  memory.copy(tail, x, (<usize>count) << 2);
  return load(tail);
}

/** @inline */
function storeTail(out: usize, value: v128, count: i32): void {
  store(tail, value);
  memory.copy(out, tail, (<usize>count) << 2);
}

export function expArray(out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>(n & ~3)) << 2);
  for (; out < end; out += 16, x += 16) store(out, exp4(load(x)));
  if (n & 3) storeTail(out, exp4(loadTail(x, n & 3)), n & 3);
}

export function logArray(out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>(n & ~3)) << 2);
  for (; out < end; out += 16, x += 16) store(out, log4(load(x)));
  if (n & 3) storeTail(out, log4(loadTail(x, n & 3)), n & 3);
}

export function tanhArray(out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>(n & ~7)) << 2);
  for (; out < end; out += 32, x += 32) tanh8(out, x);
  const rest = (<usize>(n & 7)) << 2;
  if (rest) {
    memory.copy(tail, x, rest);
    tanh8(tail, tail);
    memory.copy(out, tail, rest);
  }
}

export function sinArray(out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>(n & ~3)) << 2);
  for (; out < end; out += 16, x += 16) store(out, sin4(load(x)));
  if (n & 3) storeTail(out, sin4(loadTail(x, n & 3)), n & 3);
}

export function cosArray(out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>(n & ~3)) << 2);
  for (; out < end; out += 16, x += 16) store(out, cos4(load(x)));
  if (n & 3) storeTail(out, cos4(loadTail(x, n & 3)), n & 3);
}

/** Four lanes of Philox output. */
const blocks: usize = memory.data(64, 16);

/**
 * One block of Philox4x32-10, for known answers; it goes through the same four lanes as everything else.
 * counter: u32 [4]; key: u32 [2]; out: u32 [4], may be the counter.
 */
export function philox(counter: usize, key: usize, out: usize): void {
  setKey(i32.load(key), i32.load(key, 4));
  philox4(blocks, broadcast(counter), broadcast(counter, 1), broadcast(counter, 2), broadcast(counter, 3));
  // All lanes are equal; each word from another lane.
  i32.store(out, i32.load(blocks, 0));
  i32.store(out, i32.load(blocks, 20), 4);
  i32.store(out, i32.load(blocks, 40), 8);
  i32.store(out, i32.load(blocks, 60), 12);
}
