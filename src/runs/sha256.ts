/**
 * SHA-256 (FIPS 180-4) of bytes that come piece by piece. The runtime's own (`crypto.subtle`) takes only what is there
 * as a whole, and a run that goes on for days would have to keep all of its actions for it.
 */

const BLOCK = 64; // bytes

/** First 32 bits of the fractional parts of the cube (square) roots of the first 64 (8) primes. */
const PRIMES = primes(64);
const ROUND = Uint32Array.from(PRIMES, (p) => fraction(p, 3n));
const START = Uint32Array.from(PRIMES.slice(0, 8), (p) => fraction(p, 2n));

export class Sha256 {
  readonly #state = START.slice();
  readonly #words = new Uint32Array(64);
  readonly #block = new Uint8Array(BLOCK);
  #bytes = 0;

  update(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#block[this.#bytes++ % BLOCK] = byte;
      if (this.#bytes % BLOCK === 0) this.#compress();
    }
  }

  /** @returns the hash so far, in hexadecimal; more bytes may follow. */
  hex(): string {
    const end = new Sha256();
    end.#state.set(this.#state);
    end.#block.set(this.#block);
    end.#bytes = this.#bytes;
    end.#pad();
    return Array.from(end.#state, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  /** A bit 1, zeros, and the length in bits. */
  #pad(): void {
    const bits = new Uint8Array(8);
    new DataView(bits.buffer).setBigUint64(0, BigInt(this.#bytes) * 8n);
    const zeros = (2 * BLOCK - 9 - (this.#bytes % BLOCK)) % BLOCK;
    this.update(Uint8Array.of(0x80));
    this.update(new Uint8Array(zeros));
    this.update(bits);
  }

  #compress(): void {
    const w = this.#words;
    const view = new DataView(this.#block.buffer);
    for (let t = 0; t < 16; t++) w[t] = view.getUint32(4 * t);
    for (let t = 16; t < 64; t++) {
      const s0 = rotate(w[t - 15]!, 7) ^ rotate(w[t - 15]!, 18) ^ (w[t - 15]! >>> 3);
      const s1 = rotate(w[t - 2]!, 17) ^ rotate(w[t - 2]!, 19) ^ (w[t - 2]! >>> 10);
      w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
    }
    let [a, b, c, d, e, f, g, h] = this.#state as unknown as number[] as Eight;
    for (let t = 0; t < 64; t++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[t]! + w[t]!) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      this.#state[i] = this.#state[i]! + word;
    });
  }
}

type Eight = [number, number, number, number, number, number, number, number];

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((p) => n % p !== 0n)) found.push(n);
  return found;
}

/** The first 32 bits of the fractional part of the root of n, by bisection in whole numbers. */
function fraction(n: bigint, degree: bigint): number {
  const scaled = n << (32n * degree);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}
