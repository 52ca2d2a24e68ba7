/** Memory whose size is known only when it is asked for. */

import type { Arena } from './arena.js';

/** A block that grows to the largest that was asked for, and then stays. What it outgrew is not given back. */
export class Scratch<Kind extends 'f32' | 'f64'> {
  #block: ReturnType<Arena[Kind]> | undefined;

  /** @param kind of its numbers */
  constructor(
    private readonly arena: Arena,
    private readonly kind: Kind,
  ) {}

  /** A block of at least `length` elements; its content is not kept when it grows. */
  atLeast(length: number): ReturnType<Arena[Kind]> {
    if (!this.#block || this.#block.length < length) {
      this.#block = this.arena[this.kind](length) as ReturnType<Arena[Kind]>;
    }
    return this.#block;
  }

  /** A block of at least `length` elements that begins with `values`; they may lie in the memory that grows here. */
  holding(values: Float32Array, length: number = values.length): ReturnType<Arena[Kind]> {
    const isLarge = this.#block && this.#block.length >= length;
    const kept = isLarge ? values : values.slice(); // growth detaches views
    const block = this.atLeast(length);
    block.view.set(kept);
    return block;
  }
}
