/** Compiles the kernels once and makes instances of them, one for each thread. */

import { Arena } from './arena.js';
import type { KernelExports } from './exports.js';
import { wasmDeflated } from './wasm.generated.js';

/** One instance of the kernels with its memory. Everything that computes on one thread shares one. */
export interface Kernels {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
  readonly arena: Arena;
  readonly module: WebAssembly.Module;
}

const INITIAL_PAGES = 2; // must match asconfig.json
let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Makes an instance of the kernels.
 *
 * @param module a compiled `polo-mpc/polo.wasm`, for runtimes that forbid compiling from bytes; by default the
 *   copy inlined in this package is compiled, once for each thread.
 * @throws if the runtime has no WebAssembly SIMD.
 */
export async function loadKernels(module?: WebAssembly.Module): Promise<Kernels> {
  compiled ??= module ? undefined : compileInlined();
  return instantiate(module ?? (await compiled!));
}

/** Makes an instance of an already compiled module, synchronously. */
export function instantiate(module: WebAssembly.Module): Kernels {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  return { exports, memory, module, arena: new Arena(memory, exports.heapBase()) };
}

async function compileInlined(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await inlinedBytes());
  } catch (error) {
    compiled = undefined;
    throw new Error(
      `polo-mpc needs a runtime with WebAssembly SIMD and DecompressionStream (Node ≥ 18, Chrome ≥ 91, Firefox ≥ 113, Safari ≥ 16.4) that may compile from bytes; where that is forbidden, give it a compiled polo-mpc/polo.wasm as 'module': ${error}`,
    );
  }
}

/** Reads the stream by hand: `Response` does it in one line, and takes Node 80 ms to load. */
async function inlinedBytes(): Promise<ArrayBuffer> {
  const deflated = Uint8Array.from(atob(wasmDeflated), (character) => character.charCodeAt(0));
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(deflated), writer.close()]);
  const chunks: BlobPart[] = [];
  const reader = readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(part.value);
  await written;
  return new Blob(chunks).arrayBuffer();
}
