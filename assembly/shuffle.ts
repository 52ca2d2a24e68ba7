// Words for what moves numbers between lanes, or between lanes and memory one by one. (What does not: vector.ts.)

import { add } from './vector';

/** The numbers at p, p + stride, p + 2 stride, p + 3 stride (bytes) in the four lanes. @inline */
export function gather(p: usize, stride: usize): v128 {
  return gatherFrom(p, p + stride, p + 2 * stride, p + 3 * stride);
}

/** The numbers at four places in the four lanes. @inline */
export function gatherFrom(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  let v = v128.load32_zero(p0);
  v = v128.load_lane<f32>(p1, v, 1);
  v = v128.load_lane<f32>(p2, v, 2);
  return v128.load_lane<f32>(p3, v, 3);
}

/** The four lanes to p, p + stride, p + 2 stride, p + 3 stride (bytes). @inline */
export function scatter(p: usize, stride: usize, v: v128): void {
  f32.store(p, lane(v, 0));
  f32.store(p + stride, lane(v, 1));
  f32.store(p + 2 * stride, lane(v, 2));
  f32.store(p + 3 * stride, lane(v, 3));
}

/** The number in lane `i`, 0 to 3, a literal: one of the four is left. @inline */
export function lane(v: v128, i: i32): f32 {
  return i === 0
    ? f32x4.extract_lane(v, 0)
    : i === 1
      ? f32x4.extract_lane(v, 1)
      : i === 2
        ? f32x4.extract_lane(v, 2)
        : f32x4.extract_lane(v, 3);
}

// ---- Two vectors into one.

/** a0 b0 a1 b1 @inline */
export function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** a2 b2 a3 b3 @inline */
export function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** a0 a1 b0 b1 @inline */
export function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 1, 4, 5);
}

/** a2 a3 b2 b3 @inline */
export function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 3, 6, 7);
}

/** a0 a2 b0 b2: of whole numbers of 64 bits the low words. @inline */
export function evenLanes(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

/** a1 a3 b1 b3: of whole numbers of 64 bits the high words. @inline */
export function oddLanes(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}

// ---- Sums over lanes, in an order that is part of the result.

/**
 * The sums over the lanes of a, b, c, d in one vector; each is (0 + 2) + (1 + 3).
 *
 *     a0 a1 a2 a3         a0+a2 b0+b2 a1+a3 b1+b3         Σa Σb Σc Σd
 *     b0 b1 b2 b3   ->    c0+c2 d0+d2 c1+c3 d1+d3   ->
 *     ...
 *
 * @inline
 */
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = add(interleaveLow(a, b), interleaveHigh(a, b));
  const cd = add(interleaveLow(c, d), interleaveHigh(c, d));
  return add(lowHalves(ab, cd), highHalves(ab, cd));
}
