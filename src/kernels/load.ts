/** Compiles the kernels once and makes instances of them, one for each thread. */

import { Arena } from './arena.js';
import type { KernelExports } from './exports.js';
import { wasmBase64 } from './wasm.generated.js';

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
  const text = atob(wasmBase64);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    compiled = undefined;
    throw new Error(
      `polo-mpc needs a runtime with WebAssembly SIMD (Node ≥ 16.4, Chrome ≥ 91, Firefox ≥ 89, Safari ≥ 16.4): ${error}`,
    );
  }
}
