/**
 * Hands out memory of the WASM module. Kernels never allocate: everything they read or write lies in a block
 * made here, before the first planning step, and lives as long as the instance.
 */

import { OptionError } from '../options.js';

const ALIGNMENT = 64; // a cache line; v128 needs 16
const PAGE = 65536;

type ViewConstructor<V> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => V;

/** A typed piece of WASM memory. Read `view` anew after anything that may allocate: growth detaches old views. */
export class Block<V extends ArrayBufferView = Float32Array> {
  #view: V;

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly make: ViewConstructor<V>,
    /** Byte address inside the module's memory. */
    readonly pointer: number,
    /** Number of elements. */
    readonly length: number,
  ) {
    this.#view = new make(memory.buffer, pointer, length);
  }

  /** The elements. A new view is made whenever the memory's buffer has changed. */
  get view(): V {
    if (this.#view.buffer !== this.memory.buffer) {
      this.#view = new this.make(this.memory.buffer, this.pointer, this.length);
    }
    return this.#view;
  }
}

/** A bump allocator over the memory of one instance, starting above the module's own data. */
export class Arena {
  #top: number;

  constructor(
    private readonly memory: WebAssembly.Memory,
    firstFreeByte: number,
  ) {
    this.#top = firstFreeByte;
  }

  /** Bytes handed out so far, including the module's own data. */
  get bytesUsed(): number {
    return this.#top;
  }

  /** Zeroed f32 block of `length` elements. */
  f32(length: number): Block<Float32Array> {
    return new Block(this.memory, Float32Array, this.#reserve(length * 4), length);
  }

  /** Zeroed f64 block of `length` elements. */
  f64(length: number): Block<Float64Array> {
    return new Block(this.memory, Float64Array, this.#reserve(length * 8), length);
  }

  /** Zeroed i32 block of `length` elements. */
  i32(length: number): Block<Int32Array> {
    return new Block(this.memory, Int32Array, this.#reserve(length * 4), length);
  }

  /** Zeroed u32 block of `length` elements. */
  u32(length: number): Block<Uint32Array> {
    return new Block(this.memory, Uint32Array, this.#reserve(length * 4), length);
  }

  /** Zeroed block of `length` bytes, for numbers of several types. */
  data(length: number): Block<DataView> {
    return new Block(this.memory, DataView, this.#reserve(length), length);
  }

  /** Zeroed block of `length` bytes. */
  bytes(length: number): Block<Uint8Array> {
    return new Block(this.memory, Uint8Array, this.#reserve(length), length);
  }

  #reserve(bytes: number): number {
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new OptionError(`a block of kernel memory must have a whole number of bytes ≥ 0, got ${bytes}`);
    }
    const pointer = Math.ceil(this.#top / ALIGNMENT) * ALIGNMENT;
    const end = pointer + bytes;
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE));
      } catch {
        throw new RangeError(`kernel memory cannot grow to ${end} bytes (WASM allows 4 GiB at most)`);
      }
    }
    this.#top = end;
    return pointer;
  }
}
