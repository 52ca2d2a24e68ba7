// A group of four worlds, into the four lanes and back.
//
//   outside, f32 [world][k]            in here, f32 [k][lane]
//   world 0: x0 v0 …                   x0 x1 x2 x3
//   world 1: x1 v1 …      toLanes →    v0 v1 v2 v3
//   world 2: x2 v2 …    ← fromLanes    …
//   world 3: x3 v3 …

import { gather, scatter } from '../shuffle';
import { load, store } from '../vector';

/** Four worlds' numbers, f32 [4][size], into the lanes, f32 [size][4], 16-aligned. Blocks must not overlap. */
export function toLanes(lanes: usize, worlds: usize, size: i32): void {
  const worldBytes = (<usize>size) << 2;
  for (let k = 0; k < size; ++k) store(lanes, gather(worlds + ((<usize>k) << 2), worldBytes), k);
}

/** The lanes, f32 [size][4], 16-aligned, into four worlds' numbers, f32 [4][size]. Blocks must not overlap. */
export function fromLanes(worlds: usize, lanes: usize, size: i32): void {
  const worldBytes = (<usize>size) << 2;
  for (let k = 0; k < size; ++k) scatter(worlds + ((<usize>k) << 2), worldBytes, load(lanes, k));
}
