/** Recordings that were interrupted anywhere, and recordings that were damaged. */

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeSealed, encodeSealed } from '../../src/runs/sealed.js';
import { messageOf } from '../workers/requests.js';
import { record, resume, SMALL } from './recorded.js';

const STEPS = 40;
const scratch = mkdtempSync(join(tmpdir(), 'polo-recorder-'));
const test = suite('recorder');
test.after(() => rmSync(scratch, { recursive: true }));

const LATEST = 'checkpoint.safetensors';
const PREVIOUS = 'checkpoint.previous.safetensors';
const ROWS = join('replay', '000000000.rows');

/** Stopped after 33 steps; its checkpoints are of the steps 30 and 20. */
const original = join(scratch, 'original');
await record(original, 33, 10);
const expected = await record(join(scratch, 'whole'), STEPS, 1000);

let copies = 0;
function copy(): string {
  const directory = join(scratch, `copy-${++copies}`);
  cpSync(original, directory, { recursive: true });
  return directory;
}

function flip(path: string, byte: number, bit = 3): void {
  const bytes = readFileSync(path);
  bytes[byte < 0 ? bytes.length + byte : byte]! ^= 1 << bit;
  writeFileSync(path, bytes);
}

/** Rewrites the JSON of a checkpoint, with a checksum that is right. */
function forge(path: string, change: (about: Record<string, unknown>) => void): void {
  const { tensors, about } = decodeSealed(readFileSync(path));
  change(about);
  writeFileSync(path, encodeSealed(tensors, about));
}

const interruptions: Record<string, [prepare: (directory: string) => void, from: number]> = {
  'nothing happened': [() => {}, 30],
  'while a checkpoint was being written': [
    (d) => writeFileSync(join(d, `${LATEST}.tmp`), readFileSync(join(d, LATEST)).subarray(0, 500)),
    30,
  ],
  'between the two renames': [
    (d) => {
      renameSync(join(d, LATEST), join(d, PREVIOUS));
      writeFileSync(join(d, `${LATEST}.tmp`), 'whole, but never given its name');
    },
    30,
  ],
  'in the middle of a row of each stream': [
    (d) => {
      for (const name of ['steps.jsonl', 'actions.f32', 'states.f64', 'poses.f32', ROWS])
        appendFileSync(join(d, name), '{"st');
    },
    30,
  ],
  'while run.json was being written': [(d) => writeFileSync(join(d, 'run.json.tmp'), '{"form'), 30],
  'before the second checkpoint': [(d) => rmSync(join(d, PREVIOUS)), 30],
};

for (const [name, [prepare, from]] of Object.entries(interruptions)) {
  test(`interrupted: ${name}`, async () => {
    const directory = copy();
    prepare(directory);
    const resumed = await resume(directory, STEPS);
    assert.is(resumed.from, from);
    assert.is(resumed.hash, expected);
    const lines = readFileSync(join(directory, 'steps.jsonl'), 'utf8').trim().split('\n');
    assert.equal(
      lines.map((line) => JSON.parse(line).step),
      Array.from({ length: STEPS }, (_, i) => i + 1),
    );
    assert.is(readFileSync(join(directory, 'states.f64')).length, STEPS * 2 * 8);
    assert.is((await resume(directory, STEPS + 5)).from, 35, 'and once more, from its own checkpoint');
  });
}

test('a run that stopped before its first checkpoint starts again at the start', async () => {
  const directory = join(scratch, 'early');
  await record(directory, 5, 1000);
  const resumed = await resume(directory, STEPS);
  assert.is(resumed.from, 0);
  assert.is(resumed.hash, expected);
});

test('the checkpoint before the last gives the same run', async () => {
  const directory = copy();
  const resumed = await resume(directory, STEPS, { previous: true });
  assert.is(resumed.from, 20);
  assert.is(resumed.hash, expected);
});

const GOOD = /; the checkpoint before it, at step 20, is good: go on from it with --from-previous$/;
const damages: Record<string, [damage: (directory: string) => void, message: RegExp, offered: RegExp]> = {
  'a checkpoint cut off': [
    (d) => truncateSync(join(d, LATEST), 700),
    /checkpoint\.safetensors: it is damaged or cut off: its checksum is wrong/,
    GOOD,
  ],
  'an empty checkpoint': [(d) => truncateSync(join(d, LATEST), 0), /its beginning is damaged/, GOOD],
  'a flipped bit in its weights': [
    (d) => flip(join(d, LATEST), -9),
    /it is damaged or cut off: its checksum is wrong/,
    GOOD,
  ],
  'a flipped bit in its JSON': [(d) => flip(join(d, LATEST), 200), /its checksum is wrong/, GOOD],
  'another version': [
    (d) => forge(join(d, LATEST), (about) => Object.assign(about, { version: 99 })),
    /it has version 99; this version of polo-mpc reads 2/,
    GOOD,
  ],
  'a number that is none': [
    (d) => forge(join(d, LATEST), (about) => Object.assign(about, { steps: -3 })),
    /steps must be an integer ≥ 0, got -3/,
    GOOD,
  ],
  'a huge number of rows': [
    (d) => forge(join(d, LATEST), (about) => Object.assign(about, { replayAdded: 2 ** 52 })),
    /replay.*rows cannot be read: it is not there/,
    GOOD,
  ],
  'huge networks': [
    (d) =>
      forge(join(d, LATEST), (about) =>
        Object.assign(about, { networks: { sizes: [2, 9999999, 1], members: 2 ** 30, steps: 1 } }),
      ),
    /value\.weights has \d+ numbers; 1073741824 networks 2-9999999-1 have \d+/,
    GOOD,
  ],
  'actions cut off': [
    (d) => truncateSync(join(d, 'actions.f32'), 100),
    /actions\.f32 is cut off: it has 100 bytes of 120/,
    GOOD,
  ],
  'actions with a flipped bit': [
    (d) => flip(join(d, 'actions.f32'), 50),
    /actions\.f32 is damaged: its checksum is wrong/,
    /nor is the checkpoint before it of use: .*actions\.f32 is damaged/,
  ],
  'steps with a flipped bit, late': [
    (d) => flip(join(d, 'steps.jsonl'), -800),
    /steps\.jsonl is damaged: its checksum is wrong/,
    GOOD,
  ],
  'a missing stream': [
    (d) => rmSync(join(d, 'states.f64')),
    /states\.f64 cannot be read: it is not there/,
    /nor is the checkpoint before it/,
  ],
  'a row of the replay buffer': [
    (d) => flip(join(d, ROWS), 28 * (readFileSync(join(d, ROWS)).length / 33) + 20),
    /replay row 28 is damaged/,
    GOOD,
  ],
  'no replay buffer': [
    (d) => rmSync(join(d, 'replay'), { recursive: true }),
    /000000000\.rows cannot be read: it is not there/,
    /nor is the checkpoint before it/,
  ],
  'both checkpoints': [
    (d) => {
      flip(join(d, LATEST), 900);
      flip(join(d, PREVIOUS), 900);
    },
    /its checksum is wrong/,
    /nor is the checkpoint before it of use: .*previous\.safetensors: it is damaged/,
  ],
  'the only checkpoint': [
    (d) => {
      flip(join(d, LATEST), 900);
      rmSync(join(d, PREVIOUS));
    },
    /its checksum is wrong/,
    /; there is no checkpoint before it$/,
  ],
};

for (const [name, [damage, message, offered]] of Object.entries(damages)) {
  test(`damaged: ${name}`, async () => {
    const directory = copy();
    damage(directory);
    const said = await messageOf(resume(directory, STEPS));
    assert.match(said, message);
    assert.match(said, offered);
    assert.not.match(said, /\n/);
    assert.is(await messageOf(resume(directory, STEPS)), said, 'trying changes nothing');
    if (offered !== GOOD) return;
    const resumed = await resume(directory, STEPS, { previous: true });
    assert.is(resumed.from, 20);
    assert.is(resumed.hash, expected);
    assert.is(existsSync(join(directory, PREVIOUS)), true, 'it has its own checkpoints by now');
  });
}

test('a checkpoint of other settings is refused, whatever its shapes', async () => {
  const said = await messageOf(resume(copy(), STEPS, { options: { ...SMALL, gamma: 0.98 } }));
  assert.is(said, 'the checkpoint was made with gamma 0.99, this agent has 0.98');
});

test('a checkpoint of another task is refused, whatever its shapes', async () => {
  const directory = copy();
  forge(join(directory, LATEST), (about) => Object.assign(about, { task: 'mass on a plane' }));
  assert.match(await messageOf(resume(directory, STEPS)), /^the checkpoint is of task 'mass on a plane'/);
});

test('no checkpoint at all, or none before the last', async () => {
  const directory = copy();
  rmSync(join(directory, PREVIOUS));
  assert.match(
    await messageOf(resume(directory, STEPS, { previous: true })),
    /has one checkpoint, none before it/,
  );
  rmSync(join(directory, LATEST));
  assert.match(await messageOf(resume(directory, STEPS)), /has no checkpoint to go on from$/);
});

test.run();
