/** Compiles AssemblyScript as the package's module is compiled, with `@inline` of the comments read. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where the source stands, as far as its imports go: beside the kernels. */
const FILE = 'assembly/under-test.ts';
const SETTINGS = ['--runtime', 'stub', '--importMemory', '--enable', 'simd'];

export interface CompiledKernel {
  readonly run: Record<string, (...args: number[]) => number>;
  readonly memory: Float32Array;
  /** The module as text. */
  readonly text: string;
}

/**
 * @param source a kernel, as if it were a file of assembly/
 * @param level of optimisation: at 0 nothing is inlined but what is marked
 * @throws Error with the compiler's message
 */
export async function compileKernel(source: string, level: 0 | 1 | 3 = 1): Promise<CompiledKernel> {
  const outputs = new Map<string, string | Uint8Array>();
  const transform = ['--transform', join(ROOT, 'scripts', 'asc-inline.mjs')];
  const files = ['-o', 'out.wasm', '--textFile', 'out.wat'];
  const { error, stderr } = await asc.main(
    [FILE, '--baseDir', ROOT, '--config', 'none', `-O${level}`, ...SETTINGS, ...transform, ...files],
    {
      readFile: (name) => {
        if (name.endsWith('under-test.ts')) return source;
        try {
          return readFileSync(join(ROOT, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => {
        outputs.set(name, contents as string | Uint8Array);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const memory = new WebAssembly.Memory({ initial: 2 });
  const wasm = Uint8Array.from(outputs.get('out.wasm') as Uint8Array);
  const { instance } = await WebAssembly.instantiate(wasm.buffer as ArrayBuffer, { env: { memory } });
  return {
    run: instance.exports as CompiledKernel['run'],
    memory: new Float32Array(memory.buffer),
    text: String(outputs.get('out.wat')),
  };
}
