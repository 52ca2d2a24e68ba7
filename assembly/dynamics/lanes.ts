// What the worlds of rollouts.ts share: four worlds of a group lie side by side in the four lanes of a vector.
//
//   outside, f32 [world][k]         in here, f32 [k][lane]
//   world 0: x0 v0 …                x0 x1 x2 x3
//   world 1: x1 v1 …      gather →  v0 v1 v2 v3
//   world 2: x2 v2 …    ← scatter   …
//   world 3: x3 v3 …

import { splat } from '../vector';

const C: usize = memory.data<f32>([
  0.15915494309189535, // 1 / 2π
  6.28125, // 2π in two parts; a whole number below 2^14 times the first is exact
  0.0019353071795864768,
  1.0,
]);

/** 1 in all lanes; a constant of the code itself would be rebuilt at each use (see math.ts). @inline */
export function one4(): v128 {
  return splat(C, 3);
}

/** The angle in [−π, π]; NaN stays NaN. Rounding at the seam may go past π by one float. @inline */
export function wrapAngle4(angle: v128): v128 {
  const turns = f32x4.nearest(f32x4.mul(angle, splat(C, 0)));
  return f32x4.sub(f32x4.sub(angle, f32x4.mul(turns, splat(C, 1))), f32x4.mul(turns, splat(C, 2)));
}

/** Four worlds' numbers, f32 [4][size], into the lanes, f32 [size][4]. Blocks must not overlap. */
export function gather(lanes: usize, worlds: usize, size: i32): void {
  for (let lane = 0; lane < 4; ++lane) {
    for (let k = 0; k < size; ++k) {
      f32.store(lanes + (((<usize>k) << 4) + ((<usize>lane) << 2)), f32.load(worlds));
      worlds += 4;
    }
  }
}

/** The lanes, f32 [size][4], into four worlds' numbers, f32 [4][size]. Blocks must not overlap. */
export function scatter(worlds: usize, lanes: usize, size: i32): void {
  for (let lane = 0; lane < 4; ++lane) {
    for (let k = 0; k < size; ++k) {
      f32.store(worlds, f32.load(lanes + (((<usize>k) << 4) + ((<usize>lane) << 2))));
      worlds += 4;
    }
  }
}
