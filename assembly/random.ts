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
import { evenLanes, oddLanes } from './shuffle';
import { cosHalfTurn4, sinHalfTurn4 } from './trigonometry';
import { broadcast, load, mul, sqrt, store, toFloat, xor } from './vector';

const WEYL_0: u32 = 0x9e3779b9; // golden ratio
const WEYL_1: u32 = 0xbb67ae85; // √3 − 1

const C: usize = memory.data<f32>([
  5.9604644775390625e-8, // 2^-24
  -2.0,
]);
const M: usize = memory.data<u32>([0xd2511f53, 0xcd9e8d57, 1]); // multipliers; one
const UNIT = 0;
const MINUS_TWO = 1;

/** Two rows of four lanes; see normalPair4. */
const PAIR_BYTES: usize = 32;

/** Key words of all rounds, u32 [ROUNDS][2]; see setKey. */
const roundKeys: usize = memory.data(80, 16);
const ROUNDS = 10;
const KEYS_END: usize = roundKeys + ROUNDS * 8;

/** The key of the blocks that follow: it is the same for a whole call, so its ten rounds are made once. */
export function setKey(k0: u32, k1: u32): void {
  for (let key = roundKeys; key < KEYS_END; key += 8) {
    i32.store(key, k0);
    i32.store(key, k1, 4);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
}

/**
 * Four blocks of Philox4x32-10. c0..c3: the counters' words, one block in each lane; the key is that of setKey. Writes
 * the four words of all lanes, u32 [word][lane], to `out` (64 bytes, 16-aligned).
 * @inline
 */
export function philox4(out: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  const m0 = broadcast(M);
  const m1 = broadcast(M, 1);
  for (let key = roundKeys; key < KEYS_END; key += 8) {
    // 32 × 32 → 64 bits, two lanes at a time; the shuffles collect the low and the high halves.
    const low0 = i64x2.extmul_low_i32x4_u(c0, m0);
    const high0 = i64x2.extmul_high_i32x4_u(c0, m0);
    const low1 = i64x2.extmul_low_i32x4_u(c2, m1);
    const high1 = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = xor(xor(oddLanes(low1, high1), c1), broadcast(key));
    c2 = xor(xor(oddLanes(low0, high0), c3), broadcast(key, 1));
    c1 = evenLanes(low1, high1);
    c3 = evenLanes(low0, high0);
  }
  store(out, c0);
  store(out, c1, 1);
  store(out, c2, 2);
  store(out, c3, 3);
}

/**
 * Twice four blocks, `a` and `b`, whose counters differ in word 0 alone: a round waits for the one before, so two at a
 * time.
 * @inline
 */
function philox8(out: usize, a0: v128, b0: v128, c1: v128, c2: v128, c3: v128): void {
  const m0 = broadcast(M);
  const m1 = broadcast(M, 1);
  let a1 = c1;
  let b1 = c1;
  let a2 = c2;
  let b2 = c2;
  let a3 = c3;
  let b3 = c3;
  for (let key = roundKeys; key < KEYS_END; key += 8) {
    const k0 = broadcast(key);
    const k1 = broadcast(key, 1);
    const aLow0 = i64x2.extmul_low_i32x4_u(a0, m0);
    const bLow0 = i64x2.extmul_low_i32x4_u(b0, m0);
    const aHigh0 = i64x2.extmul_high_i32x4_u(a0, m0);
    const bHigh0 = i64x2.extmul_high_i32x4_u(b0, m0);
    const aLow1 = i64x2.extmul_low_i32x4_u(a2, m1);
    const bLow1 = i64x2.extmul_low_i32x4_u(b2, m1);
    const aHigh1 = i64x2.extmul_high_i32x4_u(a2, m1);
    const bHigh1 = i64x2.extmul_high_i32x4_u(b2, m1);
    a0 = xor(xor(oddLanes(aLow1, aHigh1), a1), k0);
    b0 = xor(xor(oddLanes(bLow1, bHigh1), b1), k0);
    a2 = xor(xor(oddLanes(aLow0, aHigh0), a3), k1);
    b2 = xor(xor(oddLanes(bLow0, bHigh0), b3), k1);
    a1 = evenLanes(aLow1, aHigh1);
    b1 = evenLanes(bLow1, bHigh1);
    a3 = evenLanes(aLow0, aHigh0);
    b3 = evenLanes(bLow0, bHigh0);
  }
  store(out, a0);
  store(out, a1, 1);
  store(out, a2, 2);
  store(out, a3, 3);
  store(out, b0, 4);
  store(out, b1, 5);
  store(out, b2, 6);
  store(out, b3, 7);
}

/**
 * Two rows of words into two rows of standard normals, in place at `pair` (32 bytes, 16-aligned), by Box and Muller:
 * radius √(−2 ln u) from the first word, u = (its upper 24 bits + 1) / 2^24 in (0, 1], so no normal exceeds 5.77;
 * direction from the second: its upper 24 bits give an angle θ in [−π/2, π/2), its lowest bit a sign s for the
 * cosine. (s cos θ, sin θ) is uniform on the circle, and the half circle needs no range reduction.
 * @inline
 */
export function normalPair4(pair: usize): void {
  const first = load(pair);
  const second = load(pair, 1);

  const whole = toFloat(i32x4.add(i32x4.shr_u(first, 8), broadcast(M, 2)));
  const radius = sqrt(mul(logNormal4(mul(whole, broadcast(C, UNIT))), broadcast(C, MINUS_TWO)));

  const u = mul(toFloat(i32x4.shr_s(second, 8)), broadcast(C, UNIT));
  const sign = i32x4.shl(second, 31);
  const s = sinHalfTurn4(u);
  const c = cosHalfTurn4(u);

  store(pair, xor(mul(radius, c), sign));
  store(pair, mul(radius, s), 1);
}

/** Sixteen standard normals, f32 [word][lane], from four Philox blocks; arguments as philox4. @inline */
export function normals4x4(out: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  philox4(out, c0, c1, c2, c3);
  normalPair4(out);
  normalPair4(out + PAIR_BYTES);
}

/** The sixteen normals of counters a0, c1, c2, c3, and then those of b0, c1, c2, c3. @inline */
export function normals8x4(out: usize, a0: v128, b0: v128, c1: v128, c2: v128, c3: v128): void {
  philox8(out, a0, b0, c1, c2, c3);
  normalPair4(out);
  normalPair4(out + PAIR_BYTES);
  normalPair4(out + 2 * PAIR_BYTES);
  normalPair4(out + 3 * PAIR_BYTES);
}
