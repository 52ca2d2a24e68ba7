// Philox4x32-10 on four lanes, and normal numbers from it.
//
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A block of four 32-bit
// words is a function of a 128-bit counter and a 64-bit key; four lanes compute four blocks:
//
//            lane 0   lane 1   lane 2   lane 3
//   word 0     a0       b0       c0       d0       each column is one block (a, b, c, d), each row one v128
//   word 1     a1       b1       c1       d1
//   word 2     a2       b2       c2       d2
//   word 3     a3       b3       c3       d3

import { logNormal4 } from './math';

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9; // golden ratio
const WEYL_1: u32 = 0xbb67ae85; // √3 − 1

const C: usize = memory.data<f32>([
  5.9604644775390625e-8, // 2^-24
  -2.0,
  // 2: sin(πu) / u in u², degree 4, for |u| ≤ ½, error 4e-9 (minimax fit made for this file)
  3.141592502593994,
  -5.1677069664001465,
  2.5500314235687256,
  -0.5980451703071594,
  0.0772201269865036,
  // 7: cos(πu) in u², degree 5, error 3e-10
  1.0,
  -4.934802055358887,
  4.058709144592285,
  -1.3352121114730835,
  0.23493756353855133,
  -0.02439672313630581,
]);
const UNIT = 0;
const MINUS_TWO = 1;
const SIN_PI = 2;
const COS_PI = 7;

// @ts-ignore: decorator
@inline
function splat(constant: i32): v128 {
  return v128.load32_splat(C + (<usize>constant << 2));
}

// @ts-ignore: decorator
@inline
function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Four blocks of Philox4x32-10. c0..c3: the counters' words, one block in each lane; key words k0, k1, the same for
 * all. Writes the four words of all lanes, u32 [word][lane], to `out` (64 bytes, 16-aligned).
 */
// @ts-ignore: decorator
@inline
export function philox4(out: usize, c0: v128, c1: v128, c2: v128, c3: v128, k0: u32, k1: u32): void {
  const m0 = i32x4.splat(MULTIPLIER_0);
  const m1 = i32x4.splat(MULTIPLIER_1);
  for (let round = 0; round < 10; ++round) {
    // 32 × 32 → 64 bits, two lanes at a time; the shuffles collect the low and the high halves.
    const low0 = i64x2.extmul_low_i32x4_u(c0, m0);
    const high0 = i64x2.extmul_high_i32x4_u(c0, m0);
    const low1 = i64x2.extmul_low_i32x4_u(c2, m1);
    const high1 = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}

/**
 * Two rows of words into two rows of standard normals, in place at `pair` (32 bytes, 16-aligned), by Box and Muller:
 * radius √(−2 ln u) from the first word, u = (its upper 24 bits + 1) / 2^24 in (0, 1], so no normal exceeds 5.77;
 * direction from the second: its upper 24 bits give an angle θ in [−π/2, π/2), its lowest bit a sign s for the
 * cosine. (s cos θ, sin θ) is uniform on the circle, and the half circle needs no range reduction.
 */
// @ts-ignore: decorator
@inline
export function normalPair4(pair: usize): void {
  const first = v128.load(pair);
  const second = v128.load(pair, 16);

  const whole = f32x4.convert_i32x4_s(i32x4.add(i32x4.shr_u(first, 8), i32x4.splat(1)));
  const radius = f32x4.sqrt(f32x4.mul(logNormal4(f32x4.mul(whole, splat(UNIT))), splat(MINUS_TWO)));

  const u = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(second, 8)), splat(UNIT));
  const sign = i32x4.shl(second, 31);
  const z = f32x4.mul(u, u);
  let s = mulAdd(splat(SIN_PI + 4), z, splat(SIN_PI + 3));
  s = mulAdd(s, z, splat(SIN_PI + 2));
  s = mulAdd(s, z, splat(SIN_PI + 1));
  s = f32x4.mul(mulAdd(s, z, splat(SIN_PI)), u);
  let c = mulAdd(splat(COS_PI + 5), z, splat(COS_PI + 4));
  c = mulAdd(c, z, splat(COS_PI + 3));
  c = mulAdd(c, z, splat(COS_PI + 2));
  c = mulAdd(c, z, splat(COS_PI + 1));
  c = mulAdd(c, z, splat(COS_PI));

  v128.store(pair, v128.xor(f32x4.mul(radius, c), sign));
  v128.store(pair, f32x4.mul(radius, s), 16);
}

/** Sixteen standard normals, f32 [word][lane], from four Philox blocks; arguments as philox4. */
// @ts-ignore: decorator
@inline
export function normals4x4(out: usize, c0: v128, c1: v128, c2: v128, c3: v128, k0: u32, k1: u32): void {
  philox4(out, c0, c1, c2, c3, k0, k1);
  normalPair4(out);
  normalPair4(out + 32);
}
