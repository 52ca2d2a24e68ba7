/** The functions that the kernels inline, by themselves: assembly/bench/elementary.ts, which the build leaves in build/. */

import { readFile } from 'node:fs/promises';
import { Arena } from '../../src/kernels/arena.js';

/** `out[i] = f(x[i])`, f32 [n], byte addresses; `out` may be `x`. */
type OverArray = (out: number, x: number, n: number) => void;

export interface ElementaryExports {
  expArray: OverArray;
  logArray: OverArray;
  tanhArray: OverArray;
  sinArray: OverArray;
  cosArray: OverArray;
  /** One Philox4x32-10 block: counter u32 [4], key u32 [2], out u32 [4]. */
  philox(counter: number, key: number, out: number): void;
  heapBase(): number;
}

export interface Elementary {
  readonly exports: ElementaryExports;
  readonly arena: Arena;
}

export async function loadElementary(): Promise<Elementary> {
  const memory = new WebAssembly.Memory({ initial: 2 }); // as in asconfig.json
  const { instance } = await WebAssembly.instantiate(await readFile('build/elementary.wasm'), {
    env: { memory },
  });
  const exports = instance.exports as unknown as ElementaryExports;
  return { exports, arena: new Arena(memory, exports.heapBase()) };
}
