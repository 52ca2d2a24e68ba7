/** Puts the physics beside the kernels: a module of its own in the same memory, loaded when a packed model needs it. */

import { compileInlined } from './inlined.js';
import type { Kernels } from './load.js';
import type { PhysicsExports } from './physics-exports.js';
import { ARENA, checkRegion, PHYSICS_DATA } from './regions.js';

/** An instance of the kernels with the physics in its memory. */
export interface KernelsWithPhysics extends Kernels {
  readonly physics: PhysicsExports;
}

let compiled: Promise<WebAssembly.Module> | undefined;
/** By memory, of which each instance of the kernels has one. */
const instances = new WeakMap<WebAssembly.Memory, Promise<KernelsWithPhysics>>();

/**
 * Makes an instance of the physics in the memory of some kernels; for the same kernels it is always the same one.
 *
 * The module is the one given to `loadKernels`; by default the copy in this package is fetched and compiled, once for
 * each thread.
 *
 * @throws if it cannot be loaded, or the runtime forbids compiling from bytes.
 */
export function loadPhysics(kernels: Kernels): Promise<KernelsWithPhysics> {
  const { memory } = kernels;
  let instance = instances.get(memory);
  if (!instance) {
    instance = load(kernels);
    instances.set(memory, instance);
    instance.catch(() => instances.delete(memory)); // it may go better the next time
  }
  return instance;
}

async function load(kernels: Kernels): Promise<KernelsWithPhysics> {
  const { modules } = kernels;
  if (!modules.physics) {
    compiled ??= compilePhysics();
    modules.physics = await compiled;
  }
  return instantiatePhysics(kernels, modules.physics);
}

/** Makes an instance of an already compiled physics, synchronously. */
export function instantiatePhysics(kernels: Kernels, module: WebAssembly.Module): KernelsWithPhysics {
  const { exports } = new WebAssembly.Instance(module, { env: { memory: kernels.memory } });
  const physics = exports as unknown as PhysicsExports;
  checkRegion('polo-mpc/physics.wasm', physics.heapBase(), PHYSICS_DATA, ARENA);
  return { ...kernels, physics };
}

async function compilePhysics(): Promise<WebAssembly.Module> {
  try {
    const { physicsDeflated } = await import('./physics.generated.js');
    return await compileInlined(physicsDeflated);
  } catch (error) {
    compiled = undefined;
    throw new Error(
      `the physics in the lanes cannot be loaded here; where compiling from bytes is forbidden, give both compiled modules as module: { kernels, physics } (polo-mpc/polo.wasm and polo-mpc/physics.wasm): ${error}`,
    );
  }
}
