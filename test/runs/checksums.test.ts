import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32 } from '../../src/crc32.js';
import { Random } from '../../src/random.js';
import { Sha256 } from '../../src/runs/sha256.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function noise(length: number, seed: number): Uint8Array {
  const random = new Random(seed, 0);
  return Uint8Array.from({ length }, () => random.integer(256));
}

test('CRC-32 gives the check value of its catalogue, in one piece or in many', () => {
  assert.is(crc32(text('123456789')), 0xcbf43926);
  assert.is(crc32(text('')), 0);
  const bytes = noise(1000, 1);
  for (const at of [0, 1, 500, 1000])
    assert.is(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at))), crc32(bytes));
});

test('CRC-32 notices every single flipped bit', () => {
  const bytes = noise(64, 2);
  const whole = crc32(bytes);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    assert.is.not(crc32(bytes), whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
  }
});

test('SHA-256 of any length is that of the platform, in one piece or in many', () => {
  assert.is(new Sha256().hex(), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  for (let length = 0; length < 200; length++) {
    const bytes = noise(length, length);
    const expected = createHash('sha256').update(bytes).digest('hex');
    const whole = new Sha256();
    whole.update(bytes);
    assert.is(whole.hex(), expected, `${length} bytes`);
    const pieces = new Sha256();
    for (let at = 0; at < length; at += 7) {
      pieces.update(bytes.subarray(at, at + 7));
      pieces.hex(); // looking at it changes nothing
    }
    assert.is(pieces.hex(), expected, `${length} bytes in pieces`);
  }
});

test.run();
