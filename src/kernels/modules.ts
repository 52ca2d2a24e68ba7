/** The compiled modules of this package, as a caller may give them. */

import { checkKnown, OptionError, show } from '../options.js';

/** What the engine is compiled to. */
export interface KernelModules {
  /** `polo-mpc/polo.wasm`. */
  readonly kernels: WebAssembly.Module;
  /** `polo-mpc/physics.wasm`: the physics in the lanes, which only tasks over packed MuJoCo models need. */
  readonly physics?: WebAssembly.Module;
}

/** An export by which a module is known. */
const MARKS = { kernels: 'sampleActions', physics: 'physicsStep' } as const;
const FILES = { kernels: 'polo-mpc/polo.wasm', physics: 'polo-mpc/physics.wasm' } as const;

/** @throws OptionError if a module is missing, none at all, or the other one. */
export function checkModules(given: WebAssembly.Module | KernelModules): KernelModules {
  if (exportsOf(given)) {
    check('module', given, 'kernels');
    return { kernels: given as WebAssembly.Module };
  }
  if (typeof given !== 'object' || given === null) {
    throw new OptionError(
      `module must be a compiled ${FILES.kernels}, or { kernels, physics } with ${FILES.physics} beside it, got ${show(given)}`,
    );
  }
  const modules = given as KernelModules;
  checkKnown('module', modules, ['kernels', 'physics']);
  check('module.kernels', modules.kernels, 'kernels');
  if (modules.physics !== undefined) check('module.physics', modules.physics, 'physics');
  return modules;
}

function check(option: string, module: unknown, which: keyof typeof MARKS): void {
  const exports = exportsOf(module);
  if (exports?.includes(MARKS[which])) return;
  const got = exports ? 'another module' : show(module);
  throw new OptionError(`${option} must be a compiled ${FILES[which]}, got ${got}`);
}

/** Names of what a module exports; undefined if it is none. */
function exportsOf(module: unknown): string[] | undefined {
  try {
    return WebAssembly.Module.exports(module as WebAssembly.Module).map(({ name }) => name);
  } catch {
    return undefined;
  }
}
