/**
 * Counter-based random numbers for the few draws outside the kernels (start states, minibatches, network
 * initialisation): Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * A draw depends on the seed, the stream and its number alone, so a position is one integer to save.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // golden ratio
const WEYL_1 = 0xbb67ae85; // √3 − 1

/** High 32 bits of the unsigned 64-bit product. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** One block of Philox4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter.map((word) => word >>> 0) as [number, number, number, number];
  let [k0, k1] = key.map((word) => word >>> 0) as [number, number];
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Streams of random numbers that never meet: each use of randomness has its own. */
export const Stream = {
  planning: 0,
  targets: 1,
  reset: 2,
  minibatch: 3,
  refresh: 4,
  randomAgent: 5,
  networks: 6,
  priors: 7,
  targetNoise: 8,
  world: 9,
  contract: 10,
} as const;

/** Low and high 32 bits of a seed, the key of every generator. Seeds are integers in [0, 2^53). */
export function seedWords(seed: number): [number, number] {
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

/** A sequence of uniform random numbers. `position` says how many 32-bit words have been drawn. */
export class Random {
  readonly #key: [number, number];
  #block: [number, number, number, number] = [0, 0, 0, 0];
  #blockIndex = -1;
  /** Words drawn so far; set it to go on from a saved point. */
  position = 0;

  constructor(
    seed: number,
    readonly stream: number,
    readonly substream = 0,
  ) {
    this.#key = seedWords(seed);
  }

  /** A 32-bit word. */
  word(): number {
    const index = Math.floor(this.position / 4);
    if (index !== this.#blockIndex) {
      this.#block = philox(
        [index >>> 0, Math.floor(index / 2 ** 32), this.substream, this.stream],
        this.#key,
      );
      this.#blockIndex = index;
    }
    return this.#block[this.position++ & 3]!;
  }

  /** Uniform in [low, high), 24 bits fine. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * ((this.word() >>> 8) * 2 ** -24);
  }

  /** A whole number in [0, below), below ≤ 2^32. */
  integer(below: number): number {
    return Math.floor((this.word() / 2 ** 32) * below);
  }
}
