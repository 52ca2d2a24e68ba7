/** Workers compute with the modules of the calling thread, whether they were given or compiled there. */

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import { humanoidGetup } from '../../src/tasks/humanoid-getup.js';
import { packTask } from '../../src/tasks/physics.js';
import packedHumanoid from './fixtures/compiles-nothing.js';

const file = (name: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(new URL(`../../../dist/${name}`, import.meta.url)));
const packed = Buffer.from(await packTask(humanoidGetup())).toString('base64');

async function actions(options: { workers: number; module?: object }): Promise<string> {
  const settings = { agent: 'mpc', horizon: 4, rollouts: 12, seed: 3, ...options } as const;
  const agent = await Polo.create(packedHumanoid({ packed }), settings as never);
  const taken: string[] = [];
  try {
    for await (const { action } of agent.run({ steps: 3 })) taken.push(action.join());
    return taken.join('\n');
  } finally {
    await agent.close();
  }
}

test('packed models on workers that compile nothing: the same bits, with modules compiled here or given', async () => {
  const expected = await actions({ workers: 1 });
  assert.is(expected.split('\n').length, 3);
  assert.is(await actions({ workers: 2 }), expected);
  const given = { kernels: file('polo.wasm'), physics: file('physics.wasm') };
  for (const workers of [1, 3]) assert.is(await actions({ workers, module: given }), expected);
  // With the kernels alone the physics is compiled on the calling thread, and passed on.
  assert.is(await actions({ workers: 2, module: given.kernels }), expected);
});

test.run();
