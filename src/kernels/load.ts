/** Compiles the kernels once and makes instances of them, one for each thread. */

import { Arena } from './arena.js';
import type { KernelExports } from './exports.js';
import { compileInlined } from './inlined.js';
import { checkModules, type KernelModules } from './modules.js';
import { ARENA, checkRegion, PHYSICS_DATA } from './regions.js';
import { wasmDeflated } from './wasm.generated.js';

/** One instance of the kernels with its memory. Everything that computes on one thread shares one. */
export interface Kernels {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
  readonly arena: Arena;
  /** What this instance is made of; `physics` is there once it was given or loaded. Other threads are given the same. */
  readonly modules: { readonly kernels: WebAssembly.Module; physics?: WebAssembly.Module };
}

const INITIAL_PAGES = 2; // must match asconfig.json
let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Makes an instance of the kernels.
 *
 * @param module for runtimes that forbid compiling from bytes: a compiled `polo-mpc/polo.wasm`, or `{ kernels, physics }`
 *   with `polo-mpc/physics.wasm` beside it, which packed models need; by default the copies inlined in this package are
 *   compiled, once for each thread, the physics when it is needed (see `loadPhysics`).
 * @throws if the runtime has no WebAssembly SIMD; OptionError if `module` is something else.
 */
export async function loadKernels(module?: WebAssembly.Module | KernelModules): Promise<Kernels> {
  if (module !== undefined) return instantiate(module);
  compiled ??= compileKernels();
  return instantiate(await compiled);
}

/** Makes an instance of what is compiled already, synchronously. See `loadKernels`. */
export function instantiate(module: WebAssembly.Module | KernelModules): Kernels {
  const { kernels, physics } = checkModules(module);
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
  const instance = new WebAssembly.Instance(kernels, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  checkRegion('polo-mpc/polo.wasm', exports.heapBase(), 0, PHYSICS_DATA);
  return { exports, memory, modules: { kernels, physics }, arena: new Arena(memory, ARENA) };
}

async function compileKernels(): Promise<WebAssembly.Module> {
  try {
    return await compileInlined(wasmDeflated);
  } catch (error) {
    compiled = undefined;
    throw new Error(
      `polo-mpc needs a runtime with WebAssembly SIMD and DecompressionStream (Node ≥ 18, Chrome ≥ 91, Firefox ≥ 113, Safari ≥ 16.4) that may compile from bytes; where that is forbidden, give it a compiled polo-mpc/polo.wasm as 'module': ${error}`,
    );
  }
}
