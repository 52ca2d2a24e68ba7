/** Two modules in one memory: where their data lie, how they are loaded, and what is refused in their place. */

import { readFileSync } from 'node:fs';
import binaryen from 'binaryen';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Kernels, loadKernels } from '../../src/kernels/load.js';
import { loadPhysics } from '../../src/kernels/load-physics.js';
import { ARENA, PHYSICS_DATA } from '../../src/kernels/regions.js';
import { OptionError } from '../../src/options.js';
import { Mppi } from '../../src/planners/alone.js';
import { Polo } from '../../src/polo.js';
import { pointMassBox } from '../../src/tasks/point-mass.js';
import { ValueEnsemble } from '../../src/value/ensemble.js';

const { compile } = WebAssembly;
const file = (name: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(new URL(`../../../dist/${name}`, import.meta.url)));
const modules = { kernels: file('polo.wasm'), physics: file('physics.wasm') };

/** Like a runtime that forbids compiling from bytes. */
async function forbidden<T>(use: () => Promise<T>): Promise<T> {
  WebAssembly.compile = () => Promise.reject(new Error('no compiling here'));
  try {
    return await use();
  } finally {
    WebAssembly.compile = compile;
  }
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => assert.unreachable('nothing was thrown'),
    (error) => error,
  );
}

const bytesOf = ({ memory }: Kernels): Uint8Array => new Uint8Array(memory.buffer);

/** What a module of another build may look like: its data end elsewhere. */
function otherBuild(name: string, heapBase: number): WebAssembly.Module {
  const module = binaryen.parseText(`(module
    (import "env" "memory" (memory 1))
    (func (export "heapBase") (result i32) (i32.const ${heapBase}))
    (func (export "${name}")))`);
  try {
    return new WebAssembly.Module(new Uint8Array(module.emitBinary()));
  } finally {
    module.dispose();
  }
}

test('where nothing may be compiled from bytes, one line says which modules to give', async () => {
  const kernels = await errorOf(forbidden(() => loadKernels()));
  assert.match(
    kernels.message,
    /^polo-mpc needs .* give it a compiled polo-mpc\/polo\.wasm as 'module': .*$/,
  );
  const alone = await loadKernels(modules.kernels);
  const physics = await errorOf(forbidden(() => loadPhysics(alone)));
  assert.match(
    physics.message,
    /^the physics in the lanes cannot be loaded here; .* module: \{ kernels, physics \} \(polo-mpc\/polo\.wasm and polo-mpc\/physics\.wasm\): .*no compiling here$/,
  );
  assert.is(alone.modules.physics, undefined);
  assert.is((await loadPhysics(alone)).memory, alone.memory, 'a failure is not kept');
  assert.is((await loadKernels()).exports.heapBase(), alone.exports.heapBase());
});

test('given both modules, nothing is compiled', async () => {
  const layout = await forbidden(async () =>
    (await loadPhysics(await loadKernels(modules))).physics.physicsLayout(),
  );
  assert.is(layout, (await loadPhysics(await loadKernels())).physics.physicsLayout());
});

test('the physics of some kernels is made once, from what other threads are then given', async () => {
  const kernels = await loadKernels();
  assert.is(kernels.modules.physics, undefined, 'not before it is needed');
  const [a, b] = await Promise.all([loadPhysics(kernels), loadPhysics(kernels)]);
  assert.is(a, b);
  assert.is(await loadPhysics(a), a);
  assert.is(a.memory, kernels.memory);
  assert.is(a.arena, kernels.arena);
  const other = await loadPhysics(await loadKernels());
  assert.is.not(other.memory, a.memory);
  assert.is(other.modules.physics, a.modules.physics, 'compiled once');
  assert.is(kernels.modules.physics, a.modules.physics);
});

test('the data of the two modules do not overlap, and the arena begins above both', async () => {
  const { options, targets } = JSON.parse(readFileSync('asconfig.json', 'utf8'));
  assert.is(targets.physics.memoryBase, PHYSICS_DATA);
  assert.is(targets.kernels.memoryBase, undefined);
  assert.ok(ARENA <= 65536 * options.initialMemory);
  const { exports, physics, arena } = await loadPhysics(await loadKernels(modules));
  assert.ok(exports.heapBase() > 0 && exports.heapBase() <= PHYSICS_DATA, `${exports.heapBase()}`);
  assert.ok(physics.heapBase() > PHYSICS_DATA && physics.heapBase() <= ARENA, `${physics.heapBase()}`);
  assert.is(arena.bytesUsed, ARENA);
  assert.is(arena.f32(1).pointer, ARENA);
});

test('an instance of the physics writes its own data and nothing else', async () => {
  const kernels = await loadKernels(modules);
  const memory = bytesOf(kernels);
  memory.fill(0xa5, kernels.exports.heapBase());
  const before = memory.slice();
  const { physics } = await loadPhysics(kernels);
  const written = [...memory.keys()].filter((at) => memory[at] !== before[at]);
  assert.ok(written.length > 0);
  assert.ok(written[0]! >= PHYSICS_DATA);
  assert.ok(written.at(-1)! < physics.heapBase());
});

test('modules of another build are refused before they spoil memory of others', async () => {
  const grown = otherBuild('sampleActions', PHYSICS_DATA + 1);
  assert.match(
    (await errorOf(loadKernels(grown))).message,
    /^polo-mpc\/polo\.wasm is of another build .*: its data end at byte 16385/,
  );
  for (const end of [PHYSICS_DATA - 1, ARENA + 1]) {
    const kernels = await loadKernels({ ...modules, physics: otherBuild('physicsStep', end) });
    assert.match(
      (await errorOf(loadPhysics(kernels))).message,
      /^polo-mpc\/physics\.wasm is of another build/,
    );
  }
});

test('what is no module, or the other one, is an error that says what is accepted', async () => {
  const { kernels, physics } = modules;
  const cases: [unknown, RegExp][] = [
    [
      './polo.wasm',
      /^module must be a compiled polo-mpc\/polo\.wasm, or \{ kernels, physics \}.*, got '\.\/polo\.wasm'$/,
    ],
    [null, /^module must be a compiled polo-mpc\/polo\.wasm, or .*, got null$/],
    [physics, /^module must be a compiled polo-mpc\/polo\.wasm, got another module$/],
    [{}, /^module\.kernels must be a compiled polo-mpc\/polo\.wasm, got undefined$/],
    [{ physics }, /^module\.kernels must be a compiled polo-mpc\/polo\.wasm, got undefined$/],
    [{ kernels: physics, physics: kernels }, /^module\.kernels must be .*, got another module$/],
    [
      { kernels, physics: kernels },
      /^module\.physics must be a compiled polo-mpc\/physics\.wasm, got another module$/,
    ],
    [{ kernels, physics: null }, /^module\.physics must be .*, got null$/],
    [{ kernels, fysics: physics }, /^module has no option 'fysics'; it accepts kernels, physics$/],
  ];
  for (const [module, message] of cases) {
    const wrong = { module } as never;
    for (const promise of [
      loadKernels(module as never),
      Polo.create(pointMassBox(), wrong),
      Mppi.create(pointMassBox(), wrong),
      ValueEnsemble.create({ observationSize: 2, ...(wrong as object) }),
    ]) {
      const error = await errorOf(promise);
      assert.instance(error, OptionError);
      assert.match(error.message, message);
    }
  }
});

test.run();
