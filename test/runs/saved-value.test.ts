/** A value function that was learned in one run and is used in another. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import type { PoloOptions } from '../../src/polo-options.js';
import { ActionsHash } from '../../src/runs/actions-hash.js';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/runs/checkpoint.js';
import { encodeValue, readValue } from '../../src/runs/saved-value.js';
import { newTotals } from '../../src/runs/summary.js';
import { polo } from '../support/command.js';
import { massOnLine } from '../support/worlds.js';
import { messageOf } from '../workers/requests.js';
import { record, SMALL } from './recorded.js';

const scratch = mkdtempSync(join(tmpdir(), 'polo-value-'));
const test = suite('saved value');
test.after(() => rmSync(scratch, { recursive: true }));

const OPTIONS: PoloOptions = { ...SMALL, hidden: [5, 7], members: 3, kappa: 2, priorScale: 0.4, gamma: 0.95 };
const file = join(scratch, 'value.safetensors');
const teacher = await Polo.create(massOnLine(), OPTIONS);
for await (const _ of teacher.run({ steps: 24 }));
writeFileSync(file, encodeValue(teacher)!);
const value = readValue(file);
const learned = [...teacher.ensemble!.getWeights()];

async function live(options: PoloOptions, given: typeof value | undefined, steps = 12) {
  const agent = await Polo.create(massOnLine(), {
    ...SMALL,
    hidden: undefined,
    gamma: undefined,
    ...options,
    value: given,
  });
  const hash = new ActionsHash();
  let last = Number.NaN;
  for await (const report of agent.run({ steps })) {
    hash.add(report.action);
    last = report.value;
  }
  await agent.close();
  return { agent, hash: await hash.hex(), last };
}

test('its file gives back all that was learned, and what it goes with', () => {
  assert.equal([...value.weights], learned);
  assert.equal(value.sizes, [2, 5, 7, 1]);
  assert.equal([value.members, value.kappa, value.priorScale, value.gamma], [3, 2, 0.4, 0.95]);
});

test('mpc plans with it and leaves it as it is', async () => {
  const { agent, hash, last } = await live({ agent: 'mpc' }, value);
  assert.equal([...agent.ensemble!.getWeights()], learned);
  assert.ok(Number.isFinite(last));
  assert.is(agent.replay.added, 0);
  const { settings } = agent;
  assert.equal([settings.hidden, settings.kappa, settings.gamma], [[5, 7], 2, 0.95]);
  assert.is.not(hash, (await live({ agent: 'mpc', gamma: 0.95 }, undefined)).hash, 'it makes a difference');
});

test('polo starts from it and goes on learning, unless it is told not to', async () => {
  const start = await live({ seed: 99 }, value, 0);
  assert.equal([...start.agent.ensemble!.getWeights()], learned);
  const more = await live({}, value);
  assert.is.not([...more.agent.ensemble!.getWeights()].join(), learned.join());
  assert.is(more.agent.ensemble!.steps, value.steps + 3 * OPTIONS.gradientSteps!);
  const fixed = await live({ learn: false }, value);
  assert.equal([...fixed.agent.ensemble!.getWeights()], learned);
  assert.is(fixed.hash, (await live({ agent: 'mpc' }, value)).hash, 'polo that does not learn is mpc');
});

test('a checkpoint of mpc with a value function holds it', async () => {
  const options: PoloOptions = { ...OPTIONS, agent: 'mpc' };
  const first = await Polo.create(massOnLine(), { ...options, value });
  const expected = await live({ ...options }, value, 20);
  const hash = new ActionsHash();
  for await (const { action } of first.run({ steps: 9 })) hash.add(action);
  const second = await Polo.create(massOnLine(), options);
  assert.is(second.ensemble, undefined);
  restoreCheckpoint(second, encodeCheckpoint(first, newTotals()));
  for await (const { action } of second.run({ steps: 11 })) hash.add(action);
  assert.is(await hash.hex(), expected.hash);
});

test('what does not fit is named', async () => {
  const make = (options: object) => Polo.create(massOnLine(), { ...SMALL, ...options } as PoloOptions);
  const cases: [object, RegExp][] = [
    [{ value, hidden: [16, 16] }, /^hidden must be \[5,7\], as in the value function given, got \[16,16\]$/],
    [{ value, members: 4 }, /^members must be 3, as in the value function given, got 4$/],
    [{ value, agent: 'random' }, /^value is of no use to the agent random$/],
    [{ value: {} }, /^value must be a trained value function, got \{\}$/],
    [{ value: { ...value, sizes: [3, 5, 7, 1] } }, /^value must be a function of 2 numbers.*got one of 3$/],
    [
      { value: { ...value, weights: value.weights.slice(1) } },
      /^state\.weights must be a Float32Array of 195/,
    ],
    [{ agent: 'mpc', learn: true }, /^learn must be false for the agent mpc$/],
    [{ learn: 'yes' }, /^learn must be true or false, got 'yes'$/],
  ];
  for (const [options, message] of cases) assert.match(await messageOf(make(options)), message);
});

test('files that are none, or damaged, are named', async () => {
  const bytes = readFileSync(file);
  bytes[bytes.length - 3]! ^= 4;
  const damaged = join(scratch, 'damaged.safetensors');
  writeFileSync(damaged, bytes);
  assert.throws(() => readValue(damaged), /damaged\.safetensors: it is damaged or cut off/);
  assert.throws(() => readValue(join(scratch, 'nowhere')), /nowhere is not there/);
  const empty = mkdtempSync(join(scratch, 'empty-'));
  assert.throws(() => readValue(empty), /holds no value function \(no value\.safetensors\)/);
  const without = join(scratch, 'mpc');
  await record(without, 3, 1, { ...SMALL, agent: 'mpc' });
  assert.throws(() => readValue(without), /that run learned no value function/);
  const stopped = join(scratch, 'stopped');
  await record(stopped, 9, 4, OPTIONS);
  assert.equal(readValue(stopped).sizes, [2, 5, 7, 1], 'a run that has not ended has it in its checkpoint');
});

test('the command line: --value, with mpc and polo, resumed; and export', async () => {
  const small = ['--rollouts', '8', '--horizon', '4', '--workers', '1', '--json', '--refresh-states', '8'];
  const first = join(scratch, 'first');
  const learning = await polo(['run', 'point-mass-box', '--steps', '40', ...small, '--out', first]);
  assert.is(learning.code, 0, learning.stderr);
  const hashes: string[] = [];
  for (const agent of ['mpc', 'polo']) {
    const run = ['run', 'point-mass-box', '--agent', agent, '--value', first, ...small];
    const whole = await polo([...run, '--steps', '40']);
    assert.is(whole.code, 0, whole.stderr);
    const out = join(scratch, `with-${agent}`);
    await polo([...run, '--steps', '25', '--out', out]);
    const resumed = await polo(['run', '--resume', out, '--steps', '40', '--json']);
    assert.is(resumed.code, 0, resumed.stderr);
    hashes.push(JSON.parse(whole.stdout).actionsHash);
    assert.is(JSON.parse(resumed.stdout).actionsHash, hashes.at(-1));
  }
  assert.is.not(hashes[0], hashes[1]);
  const onnx = join(scratch, 'value.onnx');
  const exported = await polo(['export', first, '--onnx', onnx]);
  assert.is(exported.code, 0, exported.stderr);
  assert.match(exported.stdout, /value\.onnx: 6 networks 2-16-16-1 and their priors, \d+ bytes/);
  assert.ok(readFileSync(onnx).includes('MatMul'));
  const refused = await polo(['export', scratch, '--onnx', onnx]);
  assert.is(refused.code, 0, 'the file value.safetensors lies in there too');
  assert.is((await polo(['export', first])).code, 2);
  assert.is((await polo(['export', first, '--onnx', join(scratch, 'no', 'such', 'place')])).code, 1);
  assert.is((await polo(['run', 'point-mass-box', '--value', onnx])).code, 1);
});

test.run();
