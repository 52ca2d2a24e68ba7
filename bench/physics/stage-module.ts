/**
 * Builds assembly/bench/physics-stages.ts twice: as it is, to be timed, and with every arithmetic instruction counted.
 *
 * The counted one is made from the optimised module's text: each `f32x4.mul` and its like becomes a call of a function
 * that counts and does the same. So what is counted is what the timed one executes.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';
import { loadKernels } from '../../src/kernels/load.js';
import { instantiatePhysics, type KernelsWithPhysics } from '../../src/kernels/load-physics.js';

/** One floating-point operation in each of the four lanes. */
const BINARY = ['f32x4.add', 'f32x4.sub', 'f32x4.mul', 'f32x4.div'];
const UNARY = ['f32x4.sqrt'];

export interface StageExports {
  physicsStages(
    model: number,
    scratch: number,
    groups: number,
    groupCount: number,
    controls: number,
    controlStride: number,
    saved: number,
    stage: number,
    times: number,
  ): void;
}

export interface StageModules {
  readonly timed: KernelsWithPhysics;
  readonly counting: KernelsWithPhysics;
  /** Arithmetic instructions that `counting` has executed, modulo 2³². */
  counted(): number;
}

export async function buildStageModules(): Promise<StageModules> {
  const { bytes, text } = await compile();
  const timed = instantiatePhysics(await loadKernels(), new WebAssembly.Module(bytes));
  const counting = instantiatePhysics(await loadKernels(), new WebAssembly.Module(withCounter(text)));
  const { counter } = counting.physics as unknown as { counter: WebAssembly.Global<'i32'> };
  return { timed, counting, counted: () => counter.value >>> 0 };
}

/** With the settings of the shipped module (asconfig.json, target physics). */
async function compile(): Promise<{ bytes: Uint8Array<ArrayBuffer>; text: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'polo-stages-'));
  try {
    const wasm = path.join(directory, 'stages.wasm');
    const wat = path.join(directory, 'stages.wat');
    const { options, targets } = JSON.parse(await readFile('asconfig.json', 'utf8'));
    const config = path.join(directory, 'asconfig.json');
    const settings = { ...options, ...targets.physics, outFile: wasm, textFile: wat };
    const flags = Object.entries(settings).flatMap(([name, value]) =>
      value === true ? [`--${name}`] : value === false ? [] : [`--${name}`, String(value)],
    );
    const { error, stderr } = await asc.main([
      'assembly/bench/physics-stages.ts',
      '--config',
      config, // there is none: the project's would add its own entry
      '--transform',
      './scripts/asc-inline.mjs',
      ...flags,
    ]);
    if (error) throw new Error(`asc: ${error.message}\n${stderr}`);
    return { bytes: new Uint8Array(await readFile(wasm)), text: await readFile(wat, 'utf8') };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function withCounter(text: string): Uint8Array<ArrayBuffer> {
  let counted = text;
  for (const name of [...BINARY, ...UNARY]) {
    counted = counted.replaceAll(new RegExp(`^( *)${name}$`, 'gm'), `$1call $counted:${name}`);
  }
  if (!counted.includes('call $counted:'))
    throw new Error('asc writes its text in another form than expected');
  const definitions = [
    ...BINARY.map((name) => definition(name, 2)),
    ...UNARY.map((name) => definition(name, 1)),
    '(global $counter (mut i32) (i32.const 0))',
    '(export "counter" (global $counter))',
  ];
  const module = binaryen.parseText(counted.replace(/\)\s*$/, `\n${definitions.join('\n')}\n)\n`));
  module.setFeatures(binaryen.Features.All);
  try {
    return new Uint8Array(module.emitBinary());
  } finally {
    module.dispose();
  }
}

function definition(name: string, operands: 1 | 2): string {
  const parameters = operands === 2 ? '(param v128 v128)' : '(param v128)';
  const values = operands === 2 ? '(local.get 0) (local.get 1)' : '(local.get 0)';
  return `(func $counted:${name} ${parameters} (result v128)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (${name} ${values}))`;
}
