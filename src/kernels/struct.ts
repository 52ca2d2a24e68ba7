/** Named arguments of a kernel, in its memory. */

import type { Arena, Block } from './arena.js';

/**
 * The fields of a struct of assembly/arguments.ts in their order, four bytes each, and what writes them
 * (structs.generated.ts).
 */
export type Layout = Readonly<Record<string, 'setInt32' | 'setFloat32'>>;

/** Memory of a struct. Kernels take its address and read the fields by their names. */
export class Struct<L extends Layout> {
  readonly #block: Block<DataView>;
  readonly #fields: readonly (readonly [name: string, write: Layout[string]])[];

  constructor(arena: Arena, layout: L) {
    this.#fields = Object.entries(layout);
    this.#block = arena.data(4 * this.#fields.length);
  }

  /** Byte address. */
  get pointer(): number {
    return this.#block.pointer;
  }

  /** Writes every field; addresses and whole numbers modulo 2³², others rounded to f32. */
  write(values: Readonly<Record<keyof L, number>>): void {
    const { view } = this.#block;
    let at = 0;
    for (const [name, write] of this.#fields) {
      view[write](at, values[name]!, true);
      at += 4;
    }
  }
}
