/** The fingerprint of a run: SHA-256 of the executed actions as little-endian f32, in order. */

import { Sha256 } from './sha256.js';

export class ActionsHash {
  readonly #hash = new Sha256();

  /** Adds one action. */
  add(action: Float32Array): void {
    this.addBytes(encodeF32(action));
  }

  addBytes(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** @returns the hash so far, in hexadecimal. */
  async hex(): Promise<string> {
    return this.#hash.hex();
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
