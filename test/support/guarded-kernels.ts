/** Kernels whose memory is watched: what facades take from it lies between guard bytes. */

import * as assert from 'uvu/assert';
import { Arena, Block } from '../../src/kernels/arena.js';
import { type Kernels, loadKernels } from '../../src/kernels/load.js';

const GUARD = 64; // bytes; a multiple of the arena's alignment, so that blocks keep theirs
const SENTINEL = 0xa5;

/** Hands out blocks between guards; they begin zeroed, as any arena's. */
class GuardedArena extends Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #blocks: { readonly around: Block<Uint8Array>; readonly bytes: number }[] = [];

  constructor(memory: WebAssembly.Memory, firstFreeByte: number) {
    super(memory, firstFreeByte);
    this.#memory = memory;
  }

  override f32(length: number): Block<Float32Array> {
    return new Block(this.#memory, Float32Array, this.#reserve(length * 4), length);
  }

  override f64(length: number): Block<Float64Array> {
    return new Block(this.#memory, Float64Array, this.#reserve(length * 8), length);
  }

  override i32(length: number): Block<Int32Array> {
    return new Block(this.#memory, Int32Array, this.#reserve(length * 4), length);
  }

  override data(length: number): Block<DataView> {
    return new Block(this.#memory, DataView, this.#reserve(length), length);
  }

  #reserve(bytes: number): number {
    const around = super.bytes(GUARD + bytes + GUARD);
    around.view.fill(SENTINEL);
    around.view.fill(0, GUARD, GUARD + bytes);
    this.#blocks.push({ around, bytes });
    return around.pointer + GUARD;
  }

  /** @throws if anything has been written outside of a block that was handed out here */
  check(what: string): void {
    for (const { around, bytes } of this.#blocks) {
      const { view } = around;
      const isWhole = (guard: Uint8Array) => guard.every((byte) => byte === SENTINEL);
      assert.ok(isWhole(view.subarray(0, GUARD)), `${what}: wrote before a block of ${bytes} bytes`);
      assert.ok(isWhole(view.subarray(GUARD + bytes)), `${what}: wrote past a block of ${bytes} bytes`);
    }
  }

  /** Forgets the blocks handed out so far. */
  forget(): void {
    this.#blocks.length = 0;
  }
}

/** @returns kernels of their own; `arena.check` says whether all guards still stand */
export async function guardedKernels(): Promise<Kernels & { readonly arena: GuardedArena }> {
  const kernels = await loadKernels();
  return { ...kernels, arena: new GuardedArena(kernels.memory, kernels.arena.bytesUsed) };
}
