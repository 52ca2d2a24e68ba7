/** The fingerprint of a run: SHA-256 of the executed actions as little-endian f32, in order. */
export class ActionsHash {
  #bytes = new Uint8Array(4096);
  #length = 0;

  /** Adds one action. */
  add(action: Float32Array): void {
    this.addBytes(encodeF32(action));
  }

  addBytes(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** @returns the hash so far, in hexadecimal. */
  async hex(): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', this.#bytes.slice(0, this.#length));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

/** Little-endian f32 bytes, whatever the machine's order. */
export function encodeF32(values: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) bytes.setFloat32(i * 4, values[i]!, true);
  return new Uint8Array(bytes.buffer);
}

/** Little-endian f64 bytes, whatever the machine's order. */
export function encodeF64(values: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) bytes.setFloat64(i * 8, values[i]!, true);
  return new Uint8Array(bytes.buffer);
}
