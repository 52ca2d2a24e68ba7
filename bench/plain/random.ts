/**
 * Normal numbers in plain JavaScript: by the fastest good generator that is at hand there (xoshiro128++), and by the
 * same Philox as the kernels, whose numbers can be made in any order.
 */

const TWO_PI = 2 * Math.PI;

/** xoshiro128++ (Blackman and Vigna), and Box and Muller with both of their numbers used. */
export class Xoshiro {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;

  constructor(seed: number) {
    // Any state but zero; mixed by the steps below.
    this.#s0 = seed | 0;
    this.#s1 = 0x9e3779b9 | 0;
    this.#s2 = 0x243f6a88;
    this.#s3 = 0xb7e15162 | 0;
    this.normals(new Float32Array(64), 0, 64);
  }

  /** Standard normals, out[offset .. offset + count). */
  normals(out: Float32Array, offset: number, count: number): void {
    let s0 = this.#s0;
    let s1 = this.#s1;
    let s2 = this.#s2;
    let s3 = this.#s3;
    const end = offset + count;
    for (let i = offset; i < end; i += 2) {
      let sum = (s0 + s3) | 0;
      const first = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      let t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);
      sum = (s0 + s3) | 0;
      const second = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);

      const radius = Math.sqrt(-2 * Math.log(((first >>> 8) + 1) * 2 ** -24));
      const angle = (second >>> 8) * (TWO_PI * 2 ** -24);
      out[i] = radius * Math.cos(angle);
      if (i + 1 < end) out[i + 1] = radius * Math.sin(angle);
    }
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
    this.#s3 = s3;
  }
}

/** High half of the product of two unsigned 32-bit numbers, in 32-bit integers alone: no partial sum overflows. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/**
 * Standard normals out[offset .. offset + count): number i is word i mod 4, after Box and Muller as in
 * assembly/random.ts, of the Philox4x32-10 block with counter (⌊i/4⌋, c1, c2, c3) and key (k0, k1).
 */
export function philoxNormals(
  out: Float32Array,
  offset: number,
  count: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): void {
  for (let i = 0; i < count; i += 4) {
    let w0 = i >>> 2;
    let w1 = c1 | 0;
    let w2 = c2 | 0;
    let w3 = c3 | 0;
    let a = k0 | 0;
    let b = k1 | 0;
    for (let round = 0; round < 10; round++) {
      const high0 = multiplyHigh(0xd2511f53, w0);
      const low0 = Math.imul(0xd2511f53, w0);
      const high1 = multiplyHigh(0xcd9e8d57, w2);
      const low1 = Math.imul(0xcd9e8d57, w2);
      w0 = high1 ^ w1 ^ a;
      w1 = low1;
      w2 = high0 ^ w3 ^ b;
      w3 = low0;
      a = (a + 0x9e3779b9) | 0;
      b = (b + 0xbb67ae85) | 0;
    }
    const at = offset + i;
    pair(out, at, w0, w1, count - i);
    if (count - i > 2) pair(out, at + 2, w2, w3, count - i - 2);
  }
}

/** Two words into one or two normals. */
function pair(out: Float32Array, at: number, first: number, second: number, left: number): void {
  const radius = Math.sqrt(-2 * Math.log(((first >>> 8) + 1) * 2 ** -24));
  const angle = (second >> 8) * (Math.PI * 2 ** -24);
  const cosine = radius * Math.cos(angle);
  out[at] = second & 1 ? -cosine : cosine;
  if (left > 1) out[at + 1] = radius * Math.sin(angle);
}

/**
 * Action sequences around a nominal plan, as the kernel `sampleActions` makes them for one plan, but each rollout in
 * a row of its own, as suits scalar code: out f32 [rollouts][steps · actionSize].
 *
 * @param fillRow writes the white noise of a rollout into its row
 */
export function sampleActions(
  out: Float32Array,
  nominal: Float32Array,
  sigma: Float32Array,
  low: Float32Array,
  high: Float32Array,
  rollouts: number,
  correlation: number,
  fillRow: (out: Float32Array, offset: number, count: number, rollout: number) => void,
): void {
  const row = nominal.length;
  const actionSize = sigma.length;
  const fresh = Math.sqrt(1 - correlation * correlation);
  for (let r = 0; r < rollouts; r++) {
    const start = r * row;
    if (r > 0) {
      fillRow(out, start, row, r);
      if (correlation !== 0) {
        for (let i = start + actionSize; i < start + row; i++) {
          out[i] = correlation * out[i - actionSize]! + fresh * out[i]!;
        }
      }
    } else {
      out.fill(0, 0, row);
    }
    for (let i = 0; i < row; i += actionSize) {
      for (let a = 0; a < actionSize; a++) {
        const action = nominal[i + a]! + sigma[a]! * out[start + i + a]!;
        out[start + i + a] = Math.max(Math.min(action, high[a]!), low[a]!);
      }
    }
  }
}
