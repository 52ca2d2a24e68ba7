import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FileError } from '../../src/runs/files.js';
import { ReplayLog } from '../../src/runs/replay-log.js';
import { decodeRows, encodeRows, rowBytes } from '../../src/runs/replay-rows.js';
import { ReplayBuffer } from '../../src/value/replay-buffer.js';

const shape = { capacity: 10, stateSize: 2, observationSize: 3, planSize: 4, members: 2 };
const SIZE = rowBytes(shape);

function filled(entries: number): ReplayBuffer {
  const buffer = new ReplayBuffer(shape);
  for (let n = 0; n < entries; n++) {
    const slot = buffer.add(
      Float64Array.of(n, -n),
      Float32Array.of(n, n / 3, 0),
      Float32Array.of(n, 1, 2, 3),
      n >> 2,
    );
    buffer.setReward(slot, n / 7);
  }
  return buffer;
}

function restored(rows: Uint8Array, added: number): ReplayBuffer {
  const buffer = new ReplayBuffer(shape);
  buffer.resize(added);
  decodeRows(buffer, rows, added - buffer.size);
  return buffer;
}

test('a buffer made of its rows is the same, also when it has wrapped around, and goes on the same', () => {
  for (const entries of [0, 1, 7, 10, 11, 25]) {
    const buffer = filled(entries);
    const rows = encodeRows(buffer, entries - buffer.size, entries);
    assert.is(rows.length, buffer.size * SIZE);
    const copy = restored(rows, entries);
    for (let round = 0; round < 2; round++) {
      assert.is(copy.added, buffer.added);
      for (const name of ['states', 'observations', 'plans', 'rewards', 'episodes'] as const) {
        const used = (buffer.arrays[name].length / (buffer.arrays.rewards.length || 1)) * buffer.size;
        assert.equal(copy.arrays[name].subarray(0, used), buffer.arrays[name].subarray(0, used), name);
      }
      for (const each of [buffer, copy]) {
        const slot = each.add(Float64Array.of(42, 0), Float32Array.of(4, 2, 1), new Float32Array(4), 9);
        each.setReward(slot, 0.25);
      }
    }
  }
});

test('a flipped bit or a row of another place is noticed', () => {
  const buffer = filled(3);
  const rows = encodeRows(buffer, 0, 3);
  for (let bit = 0; bit < 8 * rows.length; bit++) {
    rows[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => restored(rows, 3), /replay row \d is damaged/);
    rows[bit >> 3]! ^= 1 << (bit & 7);
  }
  assert.throws(() => restored(rows.subarray(SIZE), 2), /replay row 1 lies where row 0 should be/);
});

test('the log keeps rows over several files, forgets the old ones and drops what is cut', () => {
  const directory = mkdtempSync(join(tmpdir(), 'polo-log-'));
  try {
    const bytes = 4;
    const row = (n: number): Uint8Array => new Uint8Array(Int32Array.of(n).buffer);
    const log = new ReplayLog(directory, bytes);
    log.cutAt(0);
    for (let n = 0; n < 5000; n++) log.append(row(n));
    log.append(new Uint8Array(Int32Array.from({ length: 5000 }, (_, i) => 5000 + i).buffer));
    log.sync();
    assert.is(log.written, 10_000);
    assert.equal(readdirSync(directory).sort(), ['000000000.rows', '000000001.rows', '000000002.rows']);
    const read = (first: number, count: number): number[] => [
      ...new Int32Array(log.read(first, count).buffer),
    ];
    assert.equal(
      read(4000, 5000),
      Array.from({ length: 5000 }, (_, i) => 4000 + i),
    );
    log.forget(4095);
    assert.is(readdirSync(directory).length, 3);
    log.forget(4096);
    assert.is(readdirSync(directory).length, 2);
    assert.throws(
      () => log.read(4000, 200),
      (error: unknown) => error instanceof FileError,
    );

    log.cutAt(5000);
    assert.is(readdirSync(directory).length, 1);
    log.append(row(-1));
    assert.equal(read(4998, 3), [4998, 4999, -1]);
    assert.throws(() => log.read(4998, 4), /000000001.rows is cut off: it has 3620 bytes of 3624/);
    assert.throws(() => log.read(4998, 2 ** 50), /is cut off/); // and nothing is allocated
    truncateSync(join(directory, '000000001.rows'), 100);
    assert.throws(() => log.read(4998, 1), /is cut off/);
    writeFileSync(join(directory, 'notes.txt'), 'not ours');
    log.cutAt(0);
    log.close();
    assert.equal(readdirSync(directory), ['notes.txt']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
