/** Files that were damaged in any way: one clear error, never a crash, a hang or a run that goes on with wrong numbers. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Polo } from '../../src/polo.js';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/runs/checkpoint.js';
import { parseRun } from '../../src/runs/recording.js';
import { decodeValue, encodeValue } from '../../src/runs/saved-value.js';
import { seal } from '../../src/runs/sealed.js';
import { checkStreams } from '../../src/runs/streams.js';
import { newTotals } from '../../src/runs/summary.js';
import { parsePoses, parseSteps } from '../../view/recording.js';
import { massOnLine } from '../support/worlds.js';
import { describe, record, SMALL } from './recorded.js';

fc.configureGlobal({ includeErrorInReport: true });
const scratch = mkdtempSync(join(tmpdir(), 'polo-fuzz-'));
const test = suite('fuzz');
test.after(() => rmSync(scratch, { recursive: true }));

const agent = await Polo.create(massOnLine(), SMALL);
for await (const _ of agent.run({ steps: 11 }));
const checkpoint = encodeCheckpoint(agent, newTotals());
const run = new TextEncoder().encode(
  JSON.stringify({ ...describe(agent), scene: massOnLineScene(), poseFloats: 7 }),
);

function massOnLineScene() {
  return { shapes: [{ name: 'mass', kind: 'sphere', size: [1, 0, 0], color: [1, 0, 0] }] };
}

type Damage = (bytes: Uint8Array) => Uint8Array;

/** A place in a file, most often in its first part, where headers are. */
const place = fc.oneof(
  fc.double({ min: 0, max: 0.15, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const at = (bytes: Uint8Array, where: number): number =>
  Math.min(Math.floor(where * bytes.length), Math.max(0, bytes.length - 1));

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(
    ([where, bit]): Damage =>
      (bytes) => {
        const out = bytes.slice();
        out[at(out, where)]! ^= 1 << bit;
        return out;
      },
  ),
  place.map(
    (where): Damage =>
      (bytes) =>
        bytes.slice(0, at(bytes, where)),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 20 })).map(
    ([where, more]): Damage =>
      (bytes) => {
        const cut = at(bytes, where);
        return Uint8Array.from([...bytes.subarray(0, cut), ...more, ...bytes.subarray(cut)]);
      },
  ),
  fc.tuple(place, fc.nat(64), fc.constantFrom(0, 255, 0x39)).map(
    ([where, length, value]): Damage =>
      (bytes) => {
        const out = bytes.slice();
        out.fill(value, at(out, where), at(out, where) + length + 1);
        return out;
      },
  ),
  fc.tuple(place, fc.nat(200)).map(
    ([where, length]): Damage =>
      (bytes) => {
        const cut = at(bytes, where);
        return Uint8Array.from([...bytes.subarray(0, cut), ...bytes.subarray(cut + length + 1)]);
      },
  ),
);

/** Numbers in JSON are what a program believes most easily. */
const otherNumber: fc.Arbitrary<Damage> = fc
  .tuple(
    fc.nat(1000),
    fc.constantFrom('-1', '0.5', '1e99', '9007199254740991', '4294967296', 'null', '""', '[]', '{}', 'true'),
  )
  .map(
    ([which, text]): Damage =>
      (bytes) => {
        const latin = Buffer.from(bytes).toString('latin1');
        const numbers = [
          ...latin.slice(0, Math.min(latin.length, 8000)).matchAll(/(?<=[:,[])-?\d+(\.\d+)?(?=[,\]}])/g),
        ];
        if (numbers.length === 0) return bytes;
        const found = numbers[which % numbers.length]!;
        return Buffer.from(
          latin.slice(0, found.index) + text + latin.slice(found.index + found[0].length),
          'latin1',
        );
      },
  );

/** What a file says that is none, in one line; undefined if it was read. */
function refusal(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    const { name, message, stack } = error as Error;
    assert.ok(['RangeError', 'OptionError', 'FileError'].includes(name), `${name}: ${stack}`);
    assert.not.match(message, /\n|Cannot read|Invalid typed array|Array buffer allocation|\[object/);
    assert.ok(message.length < 400, message);
    return message;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

test('5,000 damaged checkpoints are refused', () => {
  fc.assert(
    fc.property(damage, (change) => {
      const file = change(checkpoint);
      if (same(file, checkpoint)) return;
      assert.ok(
        refusal(() => restoreCheckpoint(agent, file)),
        'it was believed',
      );
    }),
    { numRuns: 5000, seed: 1 },
  );
});

test('3,000 checkpoints with other content and a checksum that is right: refused or read, and nothing else', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(damage, otherNumber), (change) => {
      const file = change(checkpoint).slice();
      if (file.length > 40) seal(file);
      if (refusal(() => restoreCheckpoint(agent, file))) refused++;
    }),
    { numRuns: 3000, seed: 2 },
  );
  assert.ok(refused > 1500, `${refused} were refused`);
});

test('500 value functions, sealed or not', () => {
  const value = encodeValue(agent)!;
  fc.assert(
    fc.property(fc.oneof(damage, otherNumber), fc.boolean(), (change, sealed) => {
      const file = change(value).slice();
      if (sealed && file.length > 40) seal(file);
      const said = refusal(() => decodeValue(file));
      assert.ok(said || sealed || same(file, value), 'it was believed');
    }),
    { numRuns: 500, seed: 3 },
  );
});

test('1,000 descriptions of runs: refused, or of the types that a program relies on', () => {
  fc.assert(
    fc.property(fc.oneof(damage, otherNumber), (change) => {
      let read: ReturnType<typeof parseRun> | undefined;
      if (refusal(() => (read = parseRun(change(run), 'run.json')))) return;
      assert.ok(Number.isSafeInteger(read!.steps) && read!.poseFloats <= 7 && read!.timestep > 0);
    }),
    { numRuns: 1000, seed: 4 },
  );
});

test('500 streams of a recording: the checksum tells, and the viewer gives up in one line', async () => {
  const directory = join(scratch, 'run');
  await record(directory, 12, 100);
  const path = join(directory, 'steps.jsonl');
  const whole = Uint8Array.from(readFileSync(path)); // a Buffer's slice() is no copy
  const { crc32 } = await import('../../src/crc32.js');
  const ends = Object.fromEntries(
    ['steps.jsonl', 'actions.f32', 'states.f64', 'poses.f32'].map((name) => {
      const bytes = readFileSync(join(directory, name));
      return [name, { bytes: bytes.length, crc32: crc32(bytes) }];
    }),
  );
  fc.assert(
    fc.property(fc.oneof(damage, otherNumber), (change) => {
      const file = change(whole);
      writeFileSync(path, file);
      const said = refusal(() => checkStreams(directory, ends, () => {}));
      assert.ok(said || same(file.subarray(0, whole.length), whole), 'it was believed');
      try {
        parseSteps(Buffer.from(file).toString('utf8'));
      } catch (error) {
        assert.match((error as Error).message, /^steps\.jsonl, line \d+, is damaged$/);
      }
      const rows = file.slice().buffer as ArrayBuffer;
      assert.is(parsePoses(rows, 7).length % 7, 0);
    }),
    { numRuns: 500, seed: 5 },
  );
});

test.run();
